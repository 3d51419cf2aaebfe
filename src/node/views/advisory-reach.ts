// Which advisories bear on some bytes, and how they reach them: named by digest, by the same tensors in another wrapping,
// or by way of what the bytes were made from. Invariants: whatever is only inherited is under investigation, never
// affected and never left out; only the maker's own answer changes that, others' answers stand beside it. Source:
// release-standard 8.

import type { Sha256 } from '../../base/digest.ts'
import { advisoriesAbout, type NamedBy, type Vex, vexOf } from '../../commons/advisories/reach.ts'
import { inTurns } from '../../commons/in-turns.ts'
import { artifactsWithTensors, digestsWithin } from '../../commons/releases/parents.ts'
import { type AdvisoryFact, type Ancestor, MAX_SAID } from '../../commons/standard/dossier.ts'
import { isOwnWord } from '../../commons/standard/kind.ts'
import { standing } from './derivations.ts'
import type { ViewSources } from './sources.ts'

/** Bytes, and who made them. */
export type Reached = {
  readonly digests: readonly Sha256[] // artifact, objects, files
  readonly roots: readonly Sha256[] // of their tensors
  readonly ancestors: readonly Ancestor[]
  readonly maker: string | undefined // identity behind the release
  readonly node?: string // identity of this node
}

const MAX_OF_ANCESTOR = 2_000 // digests of one ancestor that are looked up

type Way = Pick<AdvisoryFact, 'basis' | 'path'> & {
  readonly advisory: NamedBy
  readonly named: boolean
  readonly byOthers: boolean // the way, not the advisory: only others say that it leads here
}

/** Each advisory once, by its shortest way, newest first. */
export async function advisoryFacts(
  { index }: Pick<ViewSources, 'index'>,
  { digests, roots, ancestors, maker, node }: Reached,
): Promise<readonly AdvisoryFact[]> {
  const first = [maker, node].filter((one) => one !== undefined) // their words stay in sight whoever else speaks
  const ways = await current(index, [
    ...(await named(index, { digests, roots, maker }, first)),
    ...(await byTensors(index, roots)),
    ...(await inherited(index, ancestors)),
  ])
  const shortest = new Map<Sha256, Way>()
  for (const way of ways) {
    const known = shortest.get(way.advisory.statement)
    const nearer = known === undefined || rank(way) < rank(known) ? way : known
    shortest.set(way.advisory.statement, { ...nearer, byOthers: way.byOthers && (known?.byOthers ?? true) })
  }
  const answers = await makersAnswers(index, [...shortest.keys()], maker)
  const own = answers.filter(({ product }) => digests.includes(product) || roots.includes(product))
  const order = { first, place: ({ advisory }: Way) => advisory.place }
  return inTurns([...shortest.values()], MAX_SAID, ({ advisory }) => advisory.issuer, order)
    .toSorted((a, b) => (a.advisory.place < b.advisory.place ? 1 : -1)) // by the log: a day of publication is a word
    .map((way) =>
      fact(
        way,
        own.find(({ advisory }) => advisory === way.advisory.statement),
      ),
    )
}

type Index = ViewSources['index']

/** Answers of one maker to advisories, that they still stand behind; nobody's when nobody made it. */
export async function makersAnswers(
  index: Index,
  advisories: readonly Sha256[],
  maker: string | undefined,
): Promise<readonly Vex[]> {
  if (maker === undefined) return []
  return await standing({ index }, await vexOf(index, advisories, maker))
}

/** Without advisories that their issuers no longer stand behind. */
async function current(index: Index, ways: readonly Way[]): Promise<readonly Way[]> {
  const still = await standing(
    { index },
    ways.map(({ advisory }) => advisory),
  )
  const statements = new Set(still.map(({ statement }) => statement))
  return ways.filter(({ advisory }) => statements.has(advisory.statement))
}

/** What its issuer names: the bytes, their tensors, or these bytes as reached. */
async function named(
  index: Index,
  { digests, roots, maker }: Pick<Reached, 'digests' | 'roots' | 'maker'>,
  first: readonly string[],
): Promise<readonly Way[]> {
  const found = await advisoriesAbout(index, [...digests, ...roots], first)
  return found.map((advisory): Way => {
    const direct = { advisory, path: [], named: true, byOthers: false }
    if (advisory.names === 'bytes') return { ...direct, basis: 'named' }
    if (advisory.names === 'tensors') return { ...direct, basis: 'tensors' }
    const basis = advisory.names === 'reached tensor' ? 'tensors' : 'declared'
    return { advisory, basis, path: advisory.path, named: true, byOthers: advisory.issuer !== maker }
  })
}

/** Named were other bytes with the same tensors, as whoever recorded those says. */
async function byTensors(index: Index, roots: readonly Sha256[]): Promise<readonly Way[]> {
  const others = await artifactsWithTensors(index, roots)
  const found = await advisoriesAbout(index, await digestsWithin(index, others))
  return found
    .filter(({ names }) => names === 'bytes')
    .map((advisory) => ({
      advisory,
      basis: 'tensors',
      path: [advisory.digest],
      named: false,
      byOthers: true,
    }))
}

/** Named was something that these bytes were made from, by whatever method: what is unclear is looked into, not passed. */
async function inherited(index: Index, ancestors: readonly Ancestor[]): Promise<readonly Way[]> {
  const wayOf = new Map<Sha256, Pick<Way, 'path' | 'byOthers'>>()
  const near = ancestors.toSorted((a, b) => a.path.length - b.path.length)
  for (const byOthers of [false, true]) // the release's own word first
    for (const ancestor of near.filter(({ basis }) => isOwnWord(basis) !== byOthers))
      for (const one of digestsOf(ancestor))
        if (!wayOf.has(one)) wayOf.set(one, { path: ancestor.path.toReversed(), byOthers })
  const found = await advisoriesAbout(index, [...wayOf.keys()])
  return found
    .filter(({ names }) => names === 'bytes' || names === 'tensors')
    .map((advisory) => ({
      advisory,
      basis: 'declared',
      named: false,
      ...(wayOf.get(advisory.digest) as Pick<Way, 'path' | 'byOthers'>), // it was asked for
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

function fact({ advisory, basis, path, named: direct, byOthers }: Way, own: Vex | undefined): AdvisoryFact {
  const { id, statement, issuer, kind, summary, published, responses, evidence } = advisory
  const said = direct ? advisory.status : 'under_investigation'
  const answer = own === undefined ? { status: said } : answered(own)
  const quoted = own === undefined && direct ? advisory.statusBy : null
  const stated = quoted === null ? {} : { reasonBy: issuer, quoting: quoted }
  const who = { id, statement, issuer, kind, summary, published, ...(byOthers && ({ byOthers } as const)) }
  const about = { ...who, basis, path, responses, evidence }
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
