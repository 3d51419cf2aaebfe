// How exactly these bytes are cited: by digest, with what was stated of them, by whom, and where they can be had. One
// view for the command, the pages and the API. What nobody stated is absent; a name alone is never enough, because a
// log moves it.

import { digestText } from '../../base/digest.ts'
import { identityName } from '../../commons/keys/query.ts'
import { type Row, withdrawalOf } from '../../commons/releases/query.ts'
import type { ReleaseRecord } from '../../commons/releases/record.ts'
import type { Material } from './material.ts'
import type { ViewSources } from './sources.ts'

/** A document that belongs to the release: a file of it, or an address. */
export type CitedDocument = { readonly path?: string; readonly url?: string; readonly sha256?: string }

export type Citation = {
  readonly name: string // as its publisher or source spells it
  readonly ref: string
  readonly version: string | null
  readonly date: string // YYYY-MM-DD
  readonly dateIs: 'released' | 'recorded' // stated by the publisher, or the log's day of the record
  readonly kind: 'released' | 'observed'
  readonly publisher?: string // as the record names it; an observation names none
  readonly issuer: string // identity that signed the record
  readonly issuerName?: string
  readonly licences: readonly string[] // as stated, distinct
  readonly card?: CitedDocument
  readonly safetyReport?: CitedDocument
  readonly artifact: string // sha256:…
  readonly statement: string // sha256:…, the record
  readonly withdrawn: boolean
  readonly host: CitationHost
}

/** The node that gives the citation. */
export type CitationHost = { readonly name: string; readonly identity: string; readonly log: string }

const CARD = /^(readme|model[-_ ]?card)\.(md|txt|rst)$/i

/** Of a record; without material its body was erased, and the place in the log is all that can be cited. */
export async function citationView(
  { index, host, origin }: ViewSources,
  row: Row,
  material: Material | undefined,
): Promise<Citation> {
  const record = material?.content.kind === 'release' ? material.content.body : undefined
  const released = record?.subject.released
  const publisher = record?.subject.publisher?.name
  const issuerName = await identityName(index, row.issuer)
  const found = material?.files.find(({ path }) => CARD.test(path))
  const card = documentOf(record, 'model-card') ?? (found && { path: found.path, sha256: found.sha256 })
  const safetyReport = documentOf(record, 'safety-report')
  return {
    name: row.display,
    ref: row.name,
    version: row.version,
    date: released ?? row.time.slice(0, 10),
    dateIs: released === undefined ? 'recorded' : 'released',
    kind: row.kind === 'release' ? 'released' : 'observed',
    ...(publisher !== undefined && { publisher }),
    issuer: row.issuer,
    ...(issuerName !== undefined && { issuerName }),
    licences: row.licences,
    ...(card !== undefined && { card }),
    ...(safetyReport !== undefined && { safetyReport }),
    artifact: digestText(row.artifact),
    statement: digestText(row.statement),
    withdrawn: (await withdrawalOf(index, row)) !== undefined,
    host: { ...host, log: origin },
  }
}

/** A component that the record names as there; one that is described or withheld cannot be cited. */
function documentOf(
  record: ReleaseRecord | undefined,
  component: 'model-card' | 'safety-report',
): CitedDocument | undefined {
  const named = record?.components?.find(
    ({ c, state }) => c === component && /^(released|linked)$/.test(state),
  )
  if (record === undefined || named === undefined) return undefined
  const digests = (named.ref ?? []).map((ref) => ref.replace(/^sha256:/, ''))
  const file = record.artifacts.find(
    ({ id, sha256 }) => digests.includes(sha256) || digests.includes(id ?? ''),
  )
  const sha256 = named.sha256 ?? file?.sha256
  const found = {
    ...(file !== undefined && { path: file.path }),
    ...(named.url !== undefined && { url: named.url }),
    ...(sha256 !== undefined && { sha256 }),
  }
  return Object.keys(found).length === 0 ? undefined : found
}
