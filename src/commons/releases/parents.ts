// Which records name which other models as what they were made from: the publisher's own list of a release, and what
// the files of a find say of it. Edges by declared derivations stand in lineage; these two are never merged with them.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { byTurns, SPOKE, TURN } from '../in-turns.ts'
import { hex } from '../shapes.ts'
import type { Tables } from './fold.ts'
import type { ReleaseRecord } from './record.ts'
import type { Observation } from './statements.ts'

const MAX_EDGES = 1000
const MAX_WITHIN = 5000 // digests of files and objects

/** As a record has it; `parent` in lower case and without a version, so that it can be looked up by name. */
export type NamedParent = {
  readonly relation: string
  readonly said: string // verbatim
  readonly name: string // of the model
  readonly digest?: Sha256
  readonly basis: 'record' | 'file'
}

const FILE_KEY = /^(base_model|general\.base_model\.\d+\.(name|repo_url))$/ // card; GGUF (weight-formats 8)

export function parentsNamed(
  content:
    | { readonly kind: 'release'; readonly body: ReleaseRecord }
    | { kind: 'observed'; body: Observation },
): readonly NamedParent[] {
  if (content.kind === 'release')
    return (content.body.lineage ?? []).map(({ relation, parent, parentDigest }) => ({
      relation,
      said: parent,
      name: bare(parent),
      ...(parentDigest !== undefined && { digest: hex(parentDigest) }),
      basis: 'record',
    }))
  const relation = content.body.read.find(({ key }) => key === 'base_model_relation')?.value
  return content.body.read
    .filter(({ key, value }) => FILE_KEY.test(key) && value !== '')
    .map(({ value }) => ({
      relation: relation ?? 'not stated',
      said: value,
      name: bare(value),
      basis: 'file',
    }))
}

/** "https://huggingface.co/Acme/Tern@1.0.0" → "acme/tern" */
function bare(parent: string): string {
  const path = parent.replace(/^[a-z]+:\/\/[^/]+\//i, '').replace(/^(hf|ollama|owc):/i, '')
  return (path.split(/[@:#?]/)[0] as string).toLowerCase().slice(0, 200)
}

/** A record that names one of these as a parent. */
export type Child = {
  readonly artifact: Sha256
  readonly name: string
  readonly relation: string
  readonly said: string
  readonly pinned: boolean // by one of these digests; else by name, whatever other bytes it names
  readonly basis: 'record' | 'file'
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
}

/** Newest first; of very many, as many issuers see theirs (in-turns.ts). */
export async function childrenOf(
  db: Kysely<Tables>,
  { digests, name }: { readonly digests: readonly Sha256[]; readonly name: string },
): Promise<readonly Child[]> {
  const made = db
    .selectFrom('record_parents')
    .innerJoin('records', 'records.statement', 'record_parents.statement')
    .select(['records.artifact', 'records.name', 'records.issuer', 'records.statement', 'records.time'])
    .select(['records.place', 'record_parents.ord'])
    .select([
      'record_parents.relation',
      'record_parents.said',
      'record_parents.digest',
      'record_parents.basis',
    ])
    .where((where) =>
      where.or([
        where('record_parents.parent', '=', name.toLowerCase()),
        ...(digests.length === 0 ? [] : [where('record_parents.digest', 'in', digests)]),
      ]),
    )
  const rows = await db
    .selectFrom((from) => from.selectFrom(made.as('made')).selectAll().select([TURN, SPOKE]).as('said'))
    .selectAll()
    .orderBy(byTurns([]))
    .limit(MAX_EDGES)
    .execute()
  rows.sort((a, b) => (a.place < b.place ? 1 : a.place > b.place ? -1 : a.ord - b.ord))
  return rows.map((row) => ({
    artifact: row.artifact as Sha256,
    name: row.name,
    relation: row.relation,
    said: row.said,
    pinned: digests.some((digest) => digest === row.digest),
    basis: row.basis === 'file' ? 'file' : 'record',
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
  }))
}

/** Artifacts of records that name one of these weights roots: the same tensors, in whatever wrapping. */
export async function artifactsWithTensors(
  db: Kysely<Tables>,
  roots: readonly Sha256[],
): Promise<readonly Sha256[]> {
  if (roots.length === 0) return []
  const rows = await db
    .selectFrom('record_facets')
    .innerJoin('records', 'records.statement', 'record_facets.statement')
    .select('records.artifact')
    .distinct()
    .where('record_facets.facet', '=', 'tensors')
    .where('record_facets.value', 'in', roots)
    .limit(MAX_EDGES)
    .execute()
  return rows.map(({ artifact }) => artifact as Sha256)
}

/** Digests by which somebody may speak of these artifacts: theirs, their files', their objects'. */
export async function digestsWithin(
  db: Kysely<Tables>,
  artifacts: readonly Sha256[],
): Promise<readonly Sha256[]> {
  if (artifacts.length === 0) return []
  const said = db.selectFrom('records').select('statement').where('artifact', 'in', artifacts)
  const rows = await db
    .selectFrom('record_files')
    .select('sha256 as digest')
    .where('statement', 'in', said) // by its index; artifacts have none here
    .union(db.selectFrom('record_objects').select('digest').where('statement', 'in', said))
    .limit(MAX_WITHIN)
    .execute()
  return [...new Set([...artifacts, ...rows.map(({ digest }) => digest as Sha256)])]
}
