// The page of an identity: its chain of documents with what each changed, its keys, and what it and others said. Which
// documents count is decided in ledger/identity.ts; here it is told in the order in which it happened.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { saidAbout } from '../../commons/all-statements.ts'
import {
  type IdentityHistory,
  identityHistory,
  identityNames,
  type KeySet,
  keySet,
} from '../../commons/keys/query.ts'
import { byStatements } from '../../commons/releases/list.ts'
import { saidList } from '../../commons/said-list.ts'
import { chainOf, isEnough } from '../../ledger/identity.ts'
import { holdersOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { evidenceLines } from './evidence.ts'
import { changesBetween } from './identity-changes.ts'
import { rowViews } from './list.ts'
import type { ReleaseRow, SaidView } from './release.ts'
import { saidViews } from './said.ts'
import { knownTypes } from './said-page.ts'
import { type ViewSources, viewSources } from './sources.ts'
import type { DocumentLine, IdentityPage, KeyLine } from './who.ts'

const MAX_DOCUMENTS = 50 // shown, the newest
const MAX_RELEASES = 20
const MAX_SAID = 20
const MAX_LOOKED = 100 // of its newest statements, to which others may have answered
const RECORDS = ['owc:release/v1', 'owc:observation/v1'] as const

/** Undefined when no document of it is here. */
export async function identityPage(node: Node, identity: string): Promise<IdentityPage | undefined> {
  const { index, log } = node
  const history = await identityHistory(index, identity)
  const ownLog = history[0]?.document.origin === log.origin
  const size = ownLog ? log.checkpoint().size : Number.MAX_SAFE_INTEGER // of another log all that is folded here
  const now = await keySet(index, identity, { index: size, time: node.logTime() })
  if (now === undefined) return undefined
  const said = await saidList(index, { issuer: identity, limit: MAX_LOOKED })
  const documents = documentLines(history)
  const sources = viewSources(node)
  const released = await releasesBy(sources, identity)
  return {
    kind: 'identity',
    identity,
    isNode: identity === node.identity,
    ownLog,
    ...standing(now, history, documents),
    evidence: await evidenceLines(index, identity, now.document),
    documents,
    olderDocuments: history.length - documents.length,
    namespaces: await namespacesOf(sources, now),
    ...released,
    said: await saidViews(sources, said.rows.slice(0, MAX_SAID)),
    moreSaid: said.rows.length > MAX_SAID || said.next !== undefined,
    types: knownTypes(),
    saidOfThem: await saidOf(sources, identity, [
      ...history.map(({ document }) => document.statement as Sha256).slice(-MAX_LOOKED),
      ...said.rows.map(({ statement }) => statement),
      ...released.releases.flatMap(({ kind, artifact }) => (kind === 'release' ? [artifact] : [])),
    ]),
  }
}

type Standing = Pick<
  IdentityPage,
  | 'name'
  | 'kinds'
  | 'homeLog'
  | 'state'
  | 'frozenBy'
  | 'statement'
  | 'seq'
  | 'since'
  | 'threshold'
  | 'keys'
  | 'recovery'
>

function standing(
  now: KeySet,
  history: readonly IdentityHistory[],
  lines: readonly DocumentLine[],
): Standing {
  const { document, keys, threshold, frozen } = now
  const { recovery } = document
  const since = lines.find(({ statement }) => statement === now.statement)?.from
  return {
    name: now.name,
    kinds: document.kinds,
    homeLog: now.homeLog,
    state: frozen ? 'frozen' : keys.length < threshold ? 'too few keys' : 'speaks',
    frozenBy: frozen ? excluding(history) : [],
    statement: now.statement,
    seq: now.seq,
    ...(since !== undefined && { since }),
    threshold,
    keys: keyLines(now),
    ...(recovery !== undefined && {
      recovery: { threshold: recovery.threshold, delayHours: recovery.delayHours },
    }),
  }
}

export function keyLines({ document, keys, frozen }: KeySet): readonly KeyLine[] {
  const speaking = new Set(keys.map(({ keyid }) => keyid))
  const line = (key: KeySet['keys'][number], use: KeyLine['use'], maySign: boolean): KeyLine => ({
    keyid: key.keyid,
    algorithm: key.alg,
    ...(key.label !== undefined && { label: key.label }),
    use,
    maySign,
    ...(key.revokedFrom !== undefined && { revokedFrom: key.revokedFrom }),
  })
  return [
    ...document.keys.map((key) =>
      line(key, key.use ?? 'statements', !frozen && key.use !== 'model-signing' && speaking.has(key.keyid)),
    ),
    ...(document.recovery?.keys ?? []).map((key) => line(key, 'recovery', false)),
  ]
}

/** Two rightful documents of one number: the second one, and the one that stood in its place. */
function excluding(history: readonly IdentityHistory[]): readonly Sha256[] {
  const documents = history.map(({ document }) => document)
  const { frozenFrom } = chainOf(documents)
  const second = documents.find(({ index }) => index === frozenFrom)
  if (second === undefined) return []
  const first = history.find(({ document, from }) => from !== undefined && document.seq === second.seq)
  return [...(first === undefined ? [] : [first.document]), second].map(
    ({ statement }) => statement as Sha256,
  )
}

/** Newest first. Each is held against the document that it names as the one before it. */
export function documentLines(history: readonly IdentityHistory[]): readonly DocumentLine[] {
  const byStatement = new Map(history.map(({ document }) => [document.statement, document]))
  const counted = history.filter(({ from }) => from !== undefined)
  const ends = new Map(counted.map(({ document }, i) => [document, counted[i + 1]?.from]))
  return history
    .slice(-MAX_DOCUMENTS)
    .map(({ document, from }): DocumentLine => {
      const before = document.prev === null ? undefined : byStatement.get(document.prev)
      const until = ends.get(document)
      return {
        statement: document.statement as Sha256,
        seq: document.seq,
        logIndex: document.index,
        time: document.time,
        standing: standingOf(document, before, from),
        ...(from !== undefined && { from }),
        ...(until !== undefined && { until }),
        signatures: new Set(document.signers).size,
        changes: before === undefined ? [] : changesBetween(before.body, document.body),
      }
    })
    .toReversed()
}

type Document = IdentityHistory['document']

function standingOf(
  document: Document,
  before: Document | undefined,
  from: Instant | undefined,
): DocumentLine['standing'] {
  if (from === undefined) return 'without effect'
  if (before === undefined) return 'first'
  return isEnough(document.signers, before.body) ? 'by its keys' : 'by recovery'
}

async function namespacesOf(
  sources: ViewSources,
  { document, identity }: KeySet,
): Promise<IdentityPage['namespaces']> {
  const claimed = document.namespaces ?? []
  const holders = await holdersOf(sources, claimed)
  const names = await identityNames(
    sources.index,
    [...holders.values()].map((one) => one.identity),
  )
  return claimed.map((namespace) => {
    const holder = holders.get(namespace)?.identity
    if (holder === undefined) return { namespace, held: false }
    const name = names.get(holder)
    const who = { identity: holder, ...(name !== undefined && { name }) }
    return { namespace, held: holder === identity, holder: who }
  })
}

async function releasesBy(
  sources: ViewSources,
  issuer: string,
): Promise<{ readonly releases: readonly ReleaseRow[]; readonly moreReleases: boolean }> {
  const statements: Sha256[] = []
  let more = false
  for (const type of RECORDS) {
    const { rows, next } = await saidList(sources.index, { issuer, type, limit: MAX_RELEASES })
    statements.push(...rows.map(({ statement }) => statement))
    more ||= next !== undefined
  }
  const records = await byStatements(sources.index, statements)
  const releases = await rowViews(sources, records.slice(0, MAX_RELEASES))
  return { releases, moreReleases: more || records.length > MAX_RELEASES }
}

/** What others said about digests that are somebody's. */
export async function saidOf(
  sources: ViewSources,
  who: string | undefined,
  digests: readonly Sha256[],
): Promise<readonly SaidView[]> {
  const rows = await saidAbout(sources.index, digests, MAX_SAID * 5) // their own words are among them
  return await saidViews(sources, rows.filter(({ issuer }) => issuer !== who).slice(0, MAX_SAID))
}
