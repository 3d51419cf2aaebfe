// What a feed tells: the newest statements of the node, of a namespace, of a release or of an identity, by log time. Bounded
// and found by key. A statement whose body was erased keeps its place with nothing in it, so that readers let go of what
// they had.

import type { Sha256 } from '../../base/digest.ts'
import { parseName, parseNamespace } from '../../base/names.ts'
import type { Instant } from '../../base/time.ts'
import { newestFirst, type SaidRow, saidAbout, subjectsOf } from '../../commons/all-statements.ts'
import { identityName } from '../../commons/keys/query.ts'
import { newestOf, pastOf } from '../../commons/releases/list.ts'
import type { Row } from '../../commons/releases/query.ts'
import { saidList } from '../../commons/said-list.ts'
import { holderOf, namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import type { SaidView } from './release.ts'
import { saidViews } from './said.ts'

const MAX_ENTRIES = 50
const MAX_RECORDS = 20 // of a name or namespace, about which something may have been said
const MAX_ERASED = 20 // bodies whose erasure one feed tells

export type FeedScope =
  | { readonly of: 'node' }
  | { readonly of: 'namespace' | 'release' | 'identity'; readonly name: string }

export type FeedEntry = Pick<SaidView, 'statement' | 'title' | 'by' | 'byName' | 'time' | 'summary'> & {
  readonly erased?: Instant // when the body was erased; then title, issuer and summary say no more than that
}

export type FeedView = {
  readonly scope: FeedScope
  readonly node: string // identity of the node that tells it
  readonly nodeName: string
  readonly title: string
  readonly updated: Instant // newest log time in it
  readonly entries: readonly FeedEntry[] // newest first
}

/** Undefined when nothing of that name is here. */
export async function feedView(node: Node, scope: FeedScope): Promise<FeedView | undefined> {
  const found = await told(node, scope)
  if (found === undefined) return undefined
  const rows = once(found.rows.toSorted(newestFirst)).slice(0, MAX_ENTRIES)
  const gone = scope.of === 'node' ? await erasedOf(node, rows) : []
  const entries: readonly FeedEntry[] = [...(await saidViews(node, rows)).map(entryOf), ...gone]
  const times = entries.map(({ time, erased }) => erased ?? time).sort()
  return {
    scope,
    node: node.identity,
    nodeName: node.name,
    title: found.title,
    updated: times.at(-1) ?? node.logTime(),
    entries,
  }
}

/** One entry of a statement, also when two logs hold it. */
function once(rows: readonly SaidRow[]): readonly SaidRow[] {
  const newest = new Map<Sha256, SaidRow>()
  for (const row of rows) if (!newest.has(row.statement)) newest.set(row.statement, row)
  return [...newest.values()]
}

type Told = { readonly title: string; readonly rows: readonly SaidRow[] }

async function told(node: Node, scope: FeedScope): Promise<Told | undefined> {
  const { index } = node
  switch (scope.of) {
    case 'node':
      return { title: node.name, rows: (await saidList(index, { limit: MAX_ENTRIES })).rows }
    case 'identity': {
      const name = await identityName(index, scope.name)
      const { rows } = await saidList(index, { issuer: scope.name, limit: MAX_ENTRIES })
      return name === undefined ? undefined : { title: name, rows }
    }
    case 'release':
      return await ofRelease(node, scope.name)
    default:
      return await ofNamespace(node, scope.name)
  }
}

async function ofRelease({ index }: Node, text: string): Promise<Told | undefined> {
  const { namespace, name } = parseName(text, 'address')
  const records = await pastOf(index, { name: `${namespace}/${name}`, limit: MAX_RECORDS })
  const [newest] = records
  return newest && { title: newest.display, rows: await saidAbout(index, about(records), MAX_ENTRIES) }
}

/** What its holder says, and what is said of what bears it. */
async function ofNamespace(node: Node, text: string): Promise<Told | undefined> {
  const namespace = parseNamespace(text, 'address')
  const { index } = node
  const records = await newestOf(index, { namespace, limit: MAX_RECORDS })
  const holder = await holderOf(namesOf(node), namespace)
  if (records.length === 0 && holder === undefined) return undefined
  const own = holder && (await saidList(index, { issuer: holder.identity, limit: MAX_ENTRIES })).rows
  const all = [...(own ?? []), ...(await saidAbout(index, about(records), MAX_ENTRIES))]
  return { title: namespace, rows: all }
}

function about(records: readonly Row[]): readonly Sha256[] {
  return records.flatMap(({ artifact, statement }) => [artifact, statement])
}

function entryOf({ statement, title, by, byName, time, summary }: SaidView): FeedEntry {
  return { statement, title, by, ...(byName !== undefined && { byName }), time, summary }
}

/** Bodies that the told erasures removed: their entries say that they are gone, and nothing else. */
async function erasedOf({ index, storage }: Node, rows: readonly SaidRow[]): Promise<readonly FeedEntry[]> {
  const gone = new Map<Sha256, FeedEntry>()
  for (const { type, statement: erasure, issuer, time } of rows) {
    if (type !== 'owc:erasure/v1') continue
    for (const { digest } of await subjectsOf(index, erasure)) {
      if (gone.size >= MAX_ERASED) return [...gone.values()]
      const body = await storage.logStore.body(digest)
      if (body === undefined || !('erased' in body) || gone.has(digest)) continue
      gone.set(digest, { statement: digest, title: 'Erased', by: issuer, time, summary: '', erased: time })
    }
  }
  return [...gone.values()]
}
