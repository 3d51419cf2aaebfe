// Two records of one name side by side: which files changed by digest, and which fields came, went or changed, section by
// section. A release may stand beside an observation: what one of them does not speak of is shown as only the other's.

import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { parseName } from '../../base/names.ts'
import { identityName } from '../../commons/keys/query.ts'
import { pastOf } from '../../commons/releases/list.ts'
import { content, type Row } from '../../commons/releases/query.ts'
import { readMaterial } from './material.ts'
import { SECTION_TITLES, sectionsOf } from './record-fields.ts'
import type { ViewSources } from './sources.ts'

const MAX_CHOICES = 200 // newest records that can be picked
const MAX_SHOWN = 200 // changes of one section, files of one kind of change

export type ComparedRecord = Pick<
  Row,
  'statement' | 'kind' | 'version' | 'artifact' | 'time' | 'sizeBytes'
> & {
  readonly by: string
  readonly byName?: string
}

/** Absent `was`: only in b. Absent `is`: only in a. */
export type FieldChange = { readonly field: string; readonly was?: string; readonly is?: string }

export type SectionChange = {
  readonly section: string
  readonly title: string
  readonly only?: 'a' | 'b' // the other record does not speak of this at all
  readonly changes: readonly FieldChange[]
  readonly more: number // changes that are not shown
  readonly same: number // fields that agree
}

export type FileChange = {
  readonly path: string
  readonly was?: { readonly sha256: Sha256; readonly sizeBytes: number; readonly path?: string } // path: if it moved
  readonly is?: { readonly sha256: Sha256; readonly sizeBytes: number }
}

export type ComparePage = {
  readonly ref: string
  readonly display: string
  readonly choices: readonly ComparedRecord[] // newest first
  readonly a?: ComparedRecord
  readonly b?: ComparedRecord
  readonly files?: { readonly changes: readonly FileChange[]; readonly more: number; readonly same: number }
  readonly sections?: readonly SectionChange[]
  readonly left?: number // fields of one of the records that were too many to compare
}

export type Asked = { readonly ref: string; readonly a?: string; readonly b?: string }

/** Undefined when no record bears the name. Without a and b: the newest record, and the one before it.
 *  @throws OwcError `revision-missing` */
export async function comparePage(sources: ViewSources, asked: Asked): Promise<ComparePage | undefined> {
  const { namespace, name } = parseName(asked.ref, 'address')
  const ref = `${namespace}/${name}`
  const records = await pastOf(sources.index, { name: ref, limit: MAX_CHOICES })
  const [newest, second] = records
  if (newest === undefined) return undefined
  const b = asked.b === undefined ? newest : pick(records, asked.b, 'b')
  const a = asked.a === undefined ? second : pick(records, asked.a, 'a')
  const base = { ref, display: newest.display, choices: records.map(bare) }
  if (a === undefined) return { ...base, b: await recordView(sources, b) }
  return {
    ...base,
    a: await recordView(sources, a),
    b: await recordView(sources, b),
    ...(await differences(sources, a, b)),
  }
}

/** By statement, version or artifact; digits may be cut after twelve. */
function pick(records: readonly Row[], text: string, where: string): Row {
  const digits = text.toLowerCase().replace(/^sha256:/, '')
  const isDigits = /^[0-9a-f]{12,64}$/.test(digits)
  const found =
    records.find(({ statement }) => isDigits && statement.startsWith(digits)) ??
    records.find(({ version }) => version === text) ??
    records.find(({ artifact }) => isDigits && artifact.startsWith(digits))
  if (found !== undefined) return found
  throw new OwcError({
    code: 'revision-missing',
    where: `query ${where}`,
    expected: 'a statement, version or digest among the records of this name',
    found: JSON.stringify(text.slice(0, 80)),
    hint: 'The history of the name lists them.',
  })
}

function bare({ statement, kind, version, artifact, time, sizeBytes, issuer }: Row): ComparedRecord {
  return { statement, kind, version, artifact, time, sizeBytes, by: issuer }
}

async function recordView({ index }: ViewSources, row: Row): Promise<ComparedRecord> {
  const byName = await identityName(index, row.issuer)
  return { ...bare(row), ...(byName !== undefined && { byName }) }
}

async function differences(
  sources: ViewSources,
  a: Row,
  b: Row,
): Promise<Pick<ComparePage, 'files' | 'sections' | 'left'>> {
  const [one, other] = await Promise.all([a, b].map(({ statement }) => content(sources.index, statement)))
  if (one === undefined || other === undefined) return {}
  const [was, is] = [sectionsOf(one), sectionsOf(other)]
  const sections = Object.entries(SECTION_TITLES).flatMap(([section, title]) => {
    const change = sectionChange(was.sections.get(section), is.sections.get(section))
    return change === undefined ? [] : [{ section, title, ...change }]
  })
  return { files: await fileChanges(sources, a, b), sections, left: was.left + is.left }
}

type Values = ReadonlyMap<string, readonly string[]> | undefined

function sectionChange(was: Values, is: Values): Omit<SectionChange, 'section' | 'title'> | undefined {
  if (was === undefined && is === undefined) return undefined
  const fields = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])]
  const changes: FieldChange[] = []
  let same = 0
  for (const field of fields) {
    const gone = without(was?.get(field) ?? [], is?.get(field) ?? [])
    const come = without(is?.get(field) ?? [], was?.get(field) ?? [])
    same += (was?.get(field)?.length ?? 0) - gone.length
    for (let i = 0; i < Math.max(gone.length, come.length); i++) changes.push(paired(field, gone[i], come[i]))
  }
  const only = is === undefined ? 'a' : was === undefined ? 'b' : undefined
  return {
    ...(only !== undefined && { only }),
    changes: changes.slice(0, MAX_SHOWN),
    more: Math.max(0, changes.length - MAX_SHOWN),
    same,
  }
}

function paired(field: string, was: string | undefined, is: string | undefined): FieldChange {
  return { field, ...(was !== undefined && { was }), ...(is !== undefined && { is }) }
}

/** Values of one list that the other does not hold, each as often as it is missing there. */
function without(values: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>()
  for (const one of others) left.set(one, (left.get(one) ?? 0) + 1)
  return values.filter((value) => {
    const count = left.get(value) ?? 0
    left.set(value, count - 1)
    return count <= 0
  })
}

type File = { readonly path: string; readonly sha256: Sha256; readonly sizeBytes: number }

/** By path; bytes that only changed their path are told as moved. */
async function fileChanges(sources: ViewSources, a: Row, b: Row): Promise<NonNullable<ComparePage['files']>> {
  const [was, is] = await Promise.all([filesOf(sources, a), filesOf(sources, b)])
  const before = new Map(was.map((file) => [file.path, file]))
  const after = new Map(is.map((file) => [file.path, file]))
  const gone = new Map(was.filter(({ path }) => !after.has(path)).map((file) => [file.sha256, file]))
  const changes: FileChange[] = []
  let same = 0
  for (const { path, sha256, sizeBytes } of is) {
    const old = before.get(path) ?? gone.get(sha256)
    if (old?.path === path && old.sha256 === sha256) same += 1
    else changes.push({ path, ...(old && { was: oldFile(old, path) }), is: { sha256, sizeBytes } })
    if (old !== undefined && old.path !== path) gone.delete(sha256)
  }
  for (const { path, sha256, sizeBytes } of gone.values()) changes.push({ path, was: { sha256, sizeBytes } })
  return { changes: changes.slice(0, MAX_SHOWN), more: Math.max(0, changes.length - MAX_SHOWN), same }
}

function oldFile({ path, sha256, sizeBytes }: File, now: string): NonNullable<FileChange['was']> {
  return { sha256, sizeBytes, ...(path !== now && { path }) }
}

/** Whole when the manifest is here, else as far as the record lists them. */
async function filesOf(sources: ViewSources, row: Row): Promise<readonly File[]> {
  return (await sources.files(row.artifact)) ?? (await readMaterial(sources, row))?.files ?? []
}
