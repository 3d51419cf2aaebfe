// What a release was made from, as far back as records here tell: what its record names, what its files name, what
// derivations say; parents first, then theirs. Invariants: each name or digest once per basis; a chain that comes back
// to itself ends there; what nobody recorded here is named and nothing more.

import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { inTurns } from '../../commons/in-turns.ts'
import type { Edge as Derived } from '../../commons/lineage/query.ts'
import { parentsNamed } from '../../commons/releases/parents.ts'
import { artifactsWith, type Content, content, type Row } from '../../commons/releases/query.ts'
import { type Ancestor, MAX_ANCESTORS } from '../../commons/standard/dossier.ts'
import { derivationsOf, publisherOf } from './derivations.ts'
import { recordFiles } from './dossier-files.ts'
import { firstRecord, resolveRef } from './ref.ts'
import type { ViewSources } from './sources.ts'

const MAX_FILES = 1_000 // of all ancestors together that are looked at; a long chain of large models is named

/** Whose parents are asked for: a record, and the digests under which somebody may have spoken of its bytes. */
export type Child = {
  readonly statement: Sha256
  readonly content: Content
  readonly digests: readonly Sha256[]
  readonly publisher?: string | undefined // identity that released it: its derivations are the release's own word
}

type Edge = Omit<Ancestor, 'path' | 'known'>
type Said = { readonly edge: Edge; readonly above: readonly string[] } // path of the child
type Waiting = {
  readonly child: Child
  readonly path: readonly string[]
  readonly byOthers?: true // only others say that the release comes from here, so nothing below is its own word
}

/** What a record says of itself is followed to its end first: whatever others say of it displaces nothing of that. */
export async function ancestorsOf(sources: ViewSources, child: Child): Promise<readonly Ancestor[]> {
  const found: Ancestor[] = []
  const seen = new Set<string>(child.digests)
  const queue: Waiting[] = [{ child, path: [] }]
  const later: Said[] = []
  let room = MAX_FILES
  const take = async ({ edge, above }: Said): Promise<void> => {
    const path = [...above, edge.name ?? edge.digest ?? 'not named']
    const row = await recordHere(sources, edge)
    const looked = row !== undefined && row.files <= room
    if (looked) room -= row.files
    const known = row && (await knownOf(sources, row, looked ? recordFiles : noFiles))
    found.push({ ...edge, path, ...(known !== undefined && { known }) })
    if (row === undefined || known === undefined || seen.has(row.artifact)) return
    seen.add(row.artifact)
    const root = known.content.body.tensorRoot as Sha256 | undefined
    const digests = [row.artifact, ...(root === undefined ? [] : [root])]
    const beyond = edge.basis === 'derivation' || edge.basis === 'measured'
    const publisher = publisherOf(row)
    const child = { statement: row.statement, content: known.content, digests, publisher }
    queue.push({ child, path, ...(beyond && { byOthers: true }) })
  }
  while (found.length < MAX_ANCESTORS) {
    const next = queue.shift()
    if (next === undefined) {
      const said = later.shift()
      if (said === undefined) break
      await take(said)
      continue
    }
    const { named, derived } = await edgesOf(sources, next.child)
    const basis = next.byOthers && ({ basis: 'derivation' } as const)
    for (const edge of named)
      if (found.length < MAX_ANCESTORS) await take({ edge: { ...edge, ...basis }, above: next.path })
    later.push(...derived.map((edge) => ({ edge, above: next.path })))
  }
  return found
}

type Edges = { readonly named: readonly Edge[]; readonly derived: readonly Edge[] }

async function edgesOf(sources: ViewSources, child: Child): Promise<Edges> {
  const named = parentsNamed(child.content).map(
    ({ relation, said, digest, basis }): Edge => ({
      relation,
      name: said,
      ...(digest !== undefined && { digest }),
      basis,
      statement: child.statement,
    }),
  )
  const derived = (await derivationsOf(sources, child)).map((edge) => derivedEdge(edge, child))
  const [own, others] = [derived.filter(isDeclared), derived.filter((edge) => !isDeclared(edge))]
  const some = inTurns(others, MAX_ANCESTORS, ({ by = '' }) => by)
  return { named: once([...named, ...own]), derived: once(some) }
}

function isDeclared({ basis }: Edge): boolean {
  return basis === 'record'
}

/** Of its publisher it is as good as a line of the record; a measurement stays one, whoever took it. */
function derivedEdge(
  { relation, parentName, parent, evidence, grade, issuer, statement }: Derived,
  { publisher }: Child,
): Edge {
  const basis = evidence === 'measured' ? 'measured' : issuer === publisher ? 'record' : 'derivation'
  return {
    relation,
    ...(parentName !== null && { name: parentName }),
    ...(parent !== null && { digest: parent }),
    basis,
    by: issuer,
    statement,
    ...(grade !== null && { grade }),
  }
}

function once(edges: readonly Edge[]): readonly Edge[] {
  const key = ({ basis, name, digest }: Edge) => `${basis} ${name ?? ''} ${digest ?? ''}`
  return [...new Map(edges.map((edge) => [key(edge), edge])).values()]
}

/** The record of a parent: by its digest where it has one, else by its name where that is one of here. */
async function recordHere(sources: ViewSources, { name, digest }: Edge): Promise<Row | undefined> {
  if (digest !== undefined) {
    const [artifact] = await artifactsWith(sources.index, digest)
    return await firstRecord(sources, artifact ?? digest)
  }
  if (name === undefined || !/^[^/\s]+\/[^/\s]+$/.test(name)) return undefined
  try {
    return (await resolveRef(sources, name)).record
  } catch (error) {
    if (error instanceof OwcError) return undefined // not a name of this node
    throw error
  }
}

type Files = typeof recordFiles

const noFiles: Files = async () => ({ files: [] })

async function knownOf(sources: ViewSources, row: Row, files: Files): Promise<Ancestor['known']> {
  const said = await content(sources.index, row.statement)
  if (said === undefined) return undefined
  const read = await files(sources, said, row.artifact)
  const { name: ref, artifact, statement } = row
  return { ref, artifact, statement, content: said, files: read.files }
}
