// What an advisory reaches among the records of this node: the bytes that it names, the same tensors in other wrappings,
// and what records and derivations say was made from them. Each line opens; each stands as under investigation until its
// own maker has answered. Limits keep a page of a much used base bounded, and say that there is more.

import type { Sha256 } from '../../base/digest.ts'
import { namedIn, type Vex, type VexStatus } from '../../commons/advisories/reach.ts'
import { childEdges } from '../../commons/lineage/query.ts'
import { artifactsWithTensors, childrenOf, digestsWithin } from '../../commons/releases/parents.ts'
import { firstOf } from '../../commons/releases/publishers.ts'
import { artifactsWith, content, type Row } from '../../commons/releases/query.ts'
import { makersAnswers } from './advisory-reach.ts'
import { publisherOf } from './derivations.ts'
import type { ViewSources } from './sources.ts'

const MAX_REACHED = 200
const MAX_DEPTH = 16

export type ReachLine = {
  readonly artifact: Sha256
  readonly name?: string // of the first release of these bytes, else of their first record
  readonly basis: 'named' | 'tensors' | 'declared'
  readonly relation?: string
  readonly path: readonly string[] // names or digests, from the named bytes down to this one's parent
  readonly pinned: boolean // each step names its parent by digest
  readonly status: VexStatus
  readonly answer?: Sha256 // statement of the maker
}
export type AdvisoryReach = { readonly lines: readonly ReachLine[]; readonly more: boolean }

type Item = Omit<ReachLine, 'status' | 'answer' | 'name'> & { readonly said?: VexStatus } // by its issuer, of what it names
type Index = ViewSources['index']

export async function advisoryReach(index: Index, statement: Sha256): Promise<AdvisoryReach> {
  const queue: Item[] = await named(index, statement)
  const seen = new Set(queue.map(({ artifact }) => artifact))
  const lines: ReachLine[] = []
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    if (lines.length >= MAX_REACHED) return { lines, more: true }
    const row = await firstOf(index, item.artifact)
    const within = await digestsWithin(index, [item.artifact])
    const answers = await makersAnswers(index, [statement], row && publisherOf(row))
    lines.push(lineOf(item, { row, within, answers }))
    if (item.path.length >= MAX_DEPTH) continue
    for (const next of await below(index, item, { row, within })) {
      if (seen.has(next.artifact)) continue
      seen.add(next.artifact)
      queue.push(next)
    }
  }
  return { lines, more: false }
}

async function named(index: Index, statement: Sha256): Promise<Item[]> {
  const items = new Map<Sha256, Item>()
  for (const { digest, names, path, status } of await namedIn(index, statement)) {
    const tensors = names === 'tensors' || names === 'reached tensor'
    const artifacts = tensors
      ? await artifactsWithTensors(index, [digest])
      : await artifactsWith(index, digest)
    const basis = names === 'bytes' ? 'named' : tensors ? 'tensors' : 'declared'
    for (const artifact of artifacts.length === 0 && !tensors ? [digest] : artifacts)
      if (!items.has(artifact)) items.set(artifact, { artifact, basis, path, pinned: true, said: status })
  }
  return [...items.values()]
}

/** Of bytes: the record by which they became known, and what they hold. */
type Here = { readonly row: Row | undefined; readonly within: readonly Sha256[] }

/** Who releases the same bytes after the first made nothing: neither name nor answer is theirs to give. */
function lineOf(
  { said, ...item }: Item,
  { row, within, answers }: Here & { readonly answers: readonly Vex[] },
): ReachLine {
  const own = answers.find(({ product }) => within.includes(product))
  return {
    ...item,
    ...(row !== undefined && { name: row.name }),
    status: own?.status ?? said ?? 'under_investigation',
    ...(own !== undefined && { answer: own.statement }),
  }
}

/** One step further: other wrappings of the same tensors, then what is said to be made from it. */
async function below(index: Index, item: Item, { row, within }: Here): Promise<readonly Item[]> {
  const said = row && (await content(index, row.statement))
  const root = said?.body.tensorRoot as Sha256 | undefined
  const digests = root === undefined ? within : [...within, root]
  const same = root === undefined ? [] : await artifactsWithTensors(index, [root])
  const name = row?.name ?? ''
  const path = [...item.path, name === '' ? item.artifact : name]
  const made = [
    ...(await childrenOf(index, { digests, name })).map(({ artifact, relation, pinned }) => ({
      artifact,
      relation,
      pinned,
    })),
    ...(await childEdges(index, { digests, name })).map(({ child, relation, parent }) => ({
      artifact: child,
      relation,
      pinned: parent !== null && digests.includes(parent),
    })),
  ]
  return [
    ...same.map((artifact): Item => ({ artifact, basis: 'tensors', path, pinned: item.pinned })),
    ...made.map((one): Item => ({ ...one, basis: 'declared', path, pinned: one.pinned && item.pinned })),
  ]
}
