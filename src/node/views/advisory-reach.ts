// Which advisories bear on some bytes, and how they reach them: named by digest, by the same tensors in another wrapping,
// or by way of what the bytes were made from. Invariants: whatever is only inherited is under investigation, never
// affected and never left out; only the maker's own answer changes that, others' answers stand beside it. Source:
// release-standard 8.

import type { Sha256 } from '../../base/digest.ts'
import { advisoriesAbout, type NamedBy, type Vex, vexOf } from '../../commons/advisories/reach.ts'
import { inTurns } from '../../commons/in-turns.ts'
import { artifactsWithTensors, digestsWithin } from '../../commons/releases/parents.ts'
import { withdrawnAmong } from '../../commons/releases/query.ts'
import { type AdvisoryFact, type Ancestor, MAX_SAID } from '../../commons/standard/dossier.ts'
import type { ViewSources } from './sources.ts'

/** Bytes, and who made them. */
export type Reached = {
  readonly digests: readonly Sha256[] // artifact, objects, files
  readonly roots: readonly Sha256[] // of their tensors
  readonly ancestors: readonly Ancestor[]
  readonly maker: string | undefined // identity behind the release
}

const MAX_OF_ANCESTOR = 2_000 // digests of one ancestor that are looked up

type Way = Pick<AdvisoryFact, 'basis' | 'path'> & { readonly advisory: NamedBy; readonly named: boolean }

/** Each advisory once, by its shortest way, newest first. */
export async function advisoryFacts(
  { index }: Pick<ViewSources, 'index'>,
  { digests, roots, ancestors, maker }: Reached,
): Promise<readonly AdvisoryFact[]> {
  const ways = await standing(index, [
    ...(await named(index, digests, roots)),
    ...(await byTensors(index, roots)),
    ...(await inherited(index, ancestors)),
  ])
  const shortest = new Map<Sha256, Way>()
  for (const way of ways) {
    const known = shortest.get(way.advisory.statement)
    if (known === undefined || rank(way) < rank(known)) shortest.set(way.advisory.statement, way)
  }
  const answers = await makersAnswers(index, [...shortest.keys()])
  const own = answers.filter(
    ({ issuer, product }) => issuer === maker && (digests.includes(product) || roots.includes(product)),
  )
  return inTurns([...shortest.values()], MAX_SAID, ({ advisory }) => advisory.issuer)
    .map((way) =>
      fact(
        way,
        own.find(({ advisory }) => advisory === way.advisory.statement),
      ),
    )
    .sort((a, b) => (a.published < b.published ? 1 : a.published > b.published ? -1 : 0))
}

type Index = ViewSources['index']

/** Answers to advisories that their issuers still stand behind. */
export async function makersAnswers(index: Index, advisories: readonly Sha256[]): Promise<readonly Vex[]> {
  const all = await vexOf(index, advisories)
  const gone = await withdrawnAmong(
    index,
    all.map((one) => ({ ...one, artifact: one.statement })),
  )
  return all.filter(({ statement }) => !gone.has(statement))
}

/** Without those that their issuers no longer stand behind. */
async function standing(index: Index, ways: readonly Way[]): Promise<readonly Way[]> {
  const gone = await withdrawnAmong(
    index,
    ways.map(({ advisory }) => ({ ...advisory, artifact: advisory.statement })),
  )
  return ways.filter(({ advisory }) => !gone.has(advisory.statement))
}

/** What its issuer names: the bytes, their tensors, or these bytes as reached. */
async function named(
  index: Index,
  digests: readonly Sha256[],
  roots: readonly Sha256[],
): Promise<readonly Way[]> {
  const found = await advisoriesAbout(index, [...digests, ...roots])
  return found.map((advisory): Way => {
    if (advisory.names === 'bytes') return { advisory, basis: 'named', path: [], named: true }
    if (advisory.names === 'tensors') return { advisory, basis: 'tensors', path: [], named: true }
    const basis = advisory.names === 'reached tensor' ? 'tensors' : 'declared'
    return { advisory, basis, path: advisory.path, named: true }
  })
}

/** Named were other bytes with the same tensors. */
async function byTensors(index: Index, roots: readonly Sha256[]): Promise<readonly Way[]> {
  const others = await artifactsWithTensors(index, roots)
  const found = await advisoriesAbout(index, await digestsWithin(index, others))
  return found
    .filter(({ names }) => names === 'bytes')
    .map((advisory) => ({ advisory, basis: 'tensors', path: [advisory.digest], named: false }))
}

/** Named was something that these bytes were made from, by whatever method: what is unclear is looked into, not passed. */
async function inherited(index: Index, ancestors: readonly Ancestor[]): Promise<readonly Way[]> {
  const pathOf = new Map<Sha256, readonly string[]>()
  for (const ancestor of ancestors.toSorted((a, b) => a.path.length - b.path.length))
    for (const one of digestsOf(ancestor)) if (!pathOf.has(one)) pathOf.set(one, ancestor.path.toReversed())
  const found = await advisoriesAbout(index, [...pathOf.keys()])
  return found
    .filter(({ names }) => names === 'bytes' || names === 'tensors')
    .map((advisory) => ({
      advisory,
      basis: 'declared',
      path: pathOf.get(advisory.digest) ?? [],
      named: false,
    }))
}

function digestsOf({ digest, known }: Ancestor): readonly Sha256[] {
  const own = digest === undefined ? [] : [digest]
  if (known === undefined) return own
  const { artifact, content, files } = known
  const root = content.body.tensorRoot as Sha256 | undefined
  const fileRoots = files.flatMap(({ sha256, inspection }) => [sha256, ...rootOf(inspection?.tensorRoot)])
  return [...own, artifact, ...rootOf(root), ...fileRoots].slice(0, MAX_OF_ANCESTOR)
}

function rootOf(root: Sha256 | undefined): readonly Sha256[] {
  return root === undefined ? [] : [root]
}

/** Named bytes before tensors before lineage, near before far. */
function rank({ named: direct, basis, path }: Way): number {
  const order = direct ? (basis === 'named' ? 0 : basis === 'tensors' ? 1 : 2) : basis === 'tensors' ? 3 : 4
  return order * 1000 + Math.min(path.length, 999)
}

function fact({ advisory, basis, path, named: direct }: Way, own: Vex | undefined): AdvisoryFact {
  const { id, statement, issuer, kind, summary, published, responses, evidence } = advisory
  const said = direct ? advisory.status : 'under_investigation'
  const answer = own === undefined ? { status: said } : answered(own)
  const stated =
    own === undefined && direct && advisory.statusBy !== null ? { reasonBy: advisory.statusBy } : {}
  const about = { id, statement, issuer, kind, summary, published, basis, path, responses, evidence }
  return { ...about, ...stated, ...answer }
}

function answered({
  status,
  reason,
  fixedIn,
  issuer,
  statement,
}: Vex): Pick<AdvisoryFact, 'status' | 'reason' | 'reasonBy' | 'answer'> {
  const said = reason ?? (fixedIn === null ? undefined : `fixed in ${fixedIn}`)
  return { status, ...(said !== undefined && { reason: said }), reasonBy: issuer, answer: statement }
}
