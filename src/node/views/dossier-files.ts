// Files of a record as the rules read them: what they are for, what was read from their bytes, and the text of those
// that people write or that configure. Invariant: text is given whole and verbatim or not at all, so that a quote's
// offset in it is its offset in the file.

import type { Sha256 } from '../../base/digest.ts'
import { isHolder } from '../../commons/custody/query.ts'
import type { Content } from '../../commons/releases/query.ts'
import { roleOf } from '../../commons/releases/words.ts'
import { type DossierFile, MAX_FILE_TEXT } from '../../commons/standard/dossier.ts'
import type { InspectedFile, SetInspection, WeightObject } from '../../weights/inspection.ts'
import { listedFiles } from './material.ts'
import type { ViewSources } from './sources.ts'

const MAX_LISTED = 4_096 // files of one record that rules read; of more nothing is said together
const MAX_TEXTS = 128 // files of one record whose text is read, cards and licences first
const MAX_TEXT_BYTES = 2 * 1024 * 1024 // of one record together

export type RecordFiles = {
  readonly files: readonly DossierFile[]
  readonly set?: SetInspection // of all files, when all were inspected here
}

type Source = Pick<ViewSources, 'checks' | 'facts' | 'held' | 'files' | 'host' | 'index' | 'logTime' | 'text'>

export async function recordFiles(
  sources: Source,
  content: Content,
  artifact: Parameters<ViewSources['files']>[0],
): Promise<RecordFiles> {
  const all = await listedFiles(sources, content, artifact)
  const listed = all.slice(0, MAX_LISTED)
  const roles = statedRoles(content)
  const own = await isTakenIn(sources, artifact)
  const inspected: InspectedFile[] = []
  const files: DossierFile[] = []
  for (const { path, sizeBytes, sha256 } of listed) {
    const held = await sources.held(sha256)
    const inspection = own ? await sources.facts(sha256) : undefined
    if (inspection !== undefined) inspected.push({ path, sizeBytes, sha256, inspection })
    const role = roles.get(path) ?? roleOf(path)
    files.push({
      path,
      sizeBytes,
      sha256,
      held,
      ...(role !== undefined && { role }),
      ...(inspection !== undefined && { inspection }),
    })
  }
  const set = listed.length > 0 && inspected.length === all.length ? sources.checks.set(inspected) : undefined
  return { files: own ? await withTexts(sources, files) : files, ...(set !== undefined && { set }) }
}

/** A record may name bytes that others brought; only of what came here as this artifact is anything read and quoted. */
async function isTakenIn({ index, logTime, host }: Source, artifact: Sha256): Promise<boolean> {
  return await isHolder(index, { artifact, holder: host.identity }, logTime)
}

function statedRoles(content: Content): ReadonlyMap<string, string> {
  if (content.kind !== 'release') return new Map()
  const stated = content.body.artifacts.flatMap(({ path, role }) =>
    role === undefined ? [] : [[path, role] as const],
  )
  return new Map(stated)
}

/** In this order texts are read while there is room for them. */
const READ_FIRST = ['card', 'licence-text', 'notice', 'template', 'config', 'tokenizer']
/** Vocabularies are tables, not texts: their digests tell all that a rule asks of them. */
const TABLE = /(^|\/)(tokenizer\.json|vocab\.(txt|json)|merges\.txt|.*\.index\.json)$/i
const WRITTEN = /\.(md|txt|rst|jinja|json|ya?ml|cff|toml|html?)$|(^|\/)[A-Z][A-Z_-]{2,}$/i

/** Is it a text that rules read, by what it is for or by its name? */
function readsText(path: string, role: string | undefined = roleOf(path)): boolean {
  return !TABLE.test(path) && (READ_FIRST.includes(role ?? '') || WRITTEN.test(path))
}

async function withTexts(sources: Source, files: readonly DossierFile[]): Promise<readonly DossierFile[]> {
  const wanted = files
    .filter(({ held, sizeBytes }) => held && sizeBytes > 0 && sizeBytes <= MAX_FILE_TEXT)
    .filter(({ path, role }) => readsText(path, role))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MAX_TEXTS)
  const texts = new Map<string, string>()
  let room = MAX_TEXT_BYTES
  for (const { path, sha256, sizeBytes } of wanted) {
    if (sizeBytes > room) continue
    room -= sizeBytes
    const text = await sources.text(sha256)
    if (text !== undefined) texts.set(path, text)
  }
  return files.map((file) => {
    const text = texts.get(file.path)
    return text === undefined ? file : { ...file, text }
  })
}

function rank({ role }: DossierFile): number {
  const place = READ_FIRST.indexOf(role ?? '')
  return place === -1 ? READ_FIRST.length : place
}

/** What the record says of its objects, where not all bytes are here to tell. */
export function statedObjects(
  rows: readonly (Omit<WeightObject, 'format'> & { readonly format: string })[],
): readonly WeightObject[] {
  return rows.flatMap(({ format, ...row }) =>
    format === 'safetensors' || format === 'gguf' ? [{ ...row, format }] : [],
  )
}
