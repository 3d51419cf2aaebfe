// Who holds a namespace here. The claim stands in an identity's document; the first claim in force in the order of
// this log holds it, until its holder drops it or a decision of this node releases it. A name then points to what its
// holder says. What a document claims of a namespace that another holds has no effect, now or later by itself.

import type { Kysely } from 'kysely'
import { utf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { parseNamespace } from '../base/names.ts'
import type { Instant } from '../base/time.ts'
import { decisionsMade } from '../commons/governance/query.ts'
import { type ClaimEvent, claimEvents } from '../commons/keys/claims.ts'
import type { Held } from '../commons/releases/query.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { Scope, Who } from './access.ts'
import type { Node } from './node.ts'

export const NAMESPACE_MATTER = 'namespace'

/** What the rule reads: the index, and where and when it is asked. */
export type Names = {
  // biome-ignore lint/suspicious/noExplicitAny: each subject's query.ts narrows to its own tables
  readonly index: Kysely<any>
  readonly origin: string
  readonly logTime: Instant
}

export type Holder = {
  readonly namespace: string
  readonly identity: string
  readonly since: Instant
  readonly statement: string // the document that claimed it, bare digest
}

/** The same, and who the node is: what it found itself bears a name as far as the holder is silent. */
export type Naming = Names & { readonly host: { readonly identity: string } }

export function namesOf(node: Pick<Node, 'index' | 'log' | 'logTime' | 'identity'>): Naming {
  const { index, log, identity } = node
  return { index, origin: log.origin, logTime: node.logTime(), host: { identity } }
}

/** Whose records a name of this namespace may point to; undefined where nobody holds it. */
export async function speakersOf(naming: Naming, namespace: string): Promise<Held | undefined> {
  const holder = await holderOf(naming, namespace)
  return holder && { holder: holder.identity, node: naming.host.identity }
}

export async function holderOf(names: Names, namespace: string): Promise<Holder | undefined> {
  return (await holdersOf(names, [namespace])).get(namespace)
}

export async function holdersOf(
  names: Names,
  namespaces: readonly string[],
): Promise<ReadonlyMap<string, Holder>> {
  const { index, origin, logTime } = names
  const wanted = [...new Set(namespaces)]
  const claims = (await claimEvents(index, { namespaces: wanted, origin })).filter(
    ({ time }) => time <= logTime, // a recovery that waits for its delay claims nothing yet
  )
  if (claims.length === 0) return new Map()
  const events = [
    ...claims.map((claim) => ({ ...claim, released: false })),
    ...(await releases(names, claims)),
  ]
  events.sort((a, b) => (a.time === b.time ? a.index - b.index : a.time < b.time ? -1 : 1))
  const found = new Map<string, Holder>()
  for (const namespace of wanted) {
    const holder = walk(events.filter((event) => event.namespace === namespace))
    if (holder !== undefined) found.set(namespace, holder)
  }
  return found
}

type Event = ClaimEvent & { readonly released: boolean }

/** Claims queue in log order; who drops out makes room for the next. */
function walk(events: readonly Event[]): Holder | undefined {
  let queue: readonly Event[] = []
  for (const event of events) {
    const listed = queue.some(({ identity }) => identity === event.identity)
    if (event.claims && !event.released) queue = listed ? queue : [...queue, event]
    else queue = queue.filter(({ identity }) => identity !== event.identity)
  }
  const [first] = queue
  if (first === undefined) return undefined
  const { namespace, identity, statement, time } = first
  return { namespace, identity, statement, since: time }
}

/** A decision about this very claim, by whom the charter lets decide, ends it at its place in the log. */
async function releases({ index, origin, logTime }: Names, claims: readonly ClaimEvent[]): Promise<Event[]> {
  const byDigest = new Map(claims.map((claim) => [claimDigest(claim.namespace, claim.identity), claim]))
  const asked = { origin, matter: NAMESPACE_MATTER, now: logTime }
  const decided = await decisionsMade(index, [...byDigest.keys()], asked)
  return decided.flatMap(({ artifact, outcome, time, index: at }) => {
    const claim = byDigest.get(artifact)
    const released = claim !== undefined && outcome === 'stopped'
    return released ? [{ ...claim, claims: false, released: true, time, index: at }] : []
  })
}

/** What a decision about a claim is about: this namespace under this identity. */
export function claimDigest(namespace: string, identity: string): Sha256 {
  return nodeCrypto.sha256(utf8(`owc-namespace/v1\n${namespace}\n${identity}\n`)).toHex() as Sha256
}

/** May an identity's document list these namespaces? What it holds already needs no right.
 *  @throws OwcError `name-invalid`, `namespace-taken`, `scope-missing` */
export async function checkClaims(
  names: Names,
  { issuer, namespaces }: { readonly issuer: string; readonly namespaces: readonly string[] },
  who: Who,
): Promise<void> {
  const held = await holdersOf(names, namespaces)
  for (const namespace of namespaces) {
    parseNamespace(namespace, 'namespaces')
    const holder = held.get(namespace)
    if (holder?.identity === issuer) continue
    if (holder !== undefined) throw taken(holder)
    if (!mayPublish(who, namespace)) throw noRight(namespace, who)
  }
}

/** May somebody else than this node say what it found under this namespace? Its holder; where nobody holds it, anybody.
 *  @throws OwcError `namespace-taken` */
export async function checkObserver(
  names: Names,
  { issuer, namespace }: { readonly issuer: string; readonly namespace: string },
): Promise<void> {
  const holder = await holderOf(names, namespace)
  if (holder !== undefined && holder.identity !== issuer) throw taken(holder)
}

/** May this identity release under this namespace? Its holder may; where nobody holds it, the operator decides.
 *  @throws OwcError `name-invalid`, `namespace-taken`, `namespace-unclaimed` */
export async function checkPublisher(
  names: Names,
  { issuer, namespace }: { readonly issuer: string; readonly namespace: string },
  who: Who,
): Promise<void> {
  parseNamespace(namespace, 'subject, id')
  const holder = await holderOf(names, namespace)
  if (holder?.identity === issuer) return
  if (holder !== undefined) throw taken(holder)
  if (who.operator) return
  throw new OwcError({
    code: 'namespace-unclaimed',
    where: `namespace ${namespace}`,
    expected: `a claim in the identity document of ${issuer}`,
    found: 'none',
    hint: `owc namespace add ${namespace} claims it.`,
  })
}

function mayPublish({ operator, scopes }: Who, namespace: string): boolean {
  const needed: Scope = `publish:${namespace}`
  return operator || scopes.includes(needed)
}

export function taken({ namespace, identity, since }: Holder): OwcError {
  return new OwcError({
    code: 'namespace-taken',
    where: `namespace ${namespace}`,
    expected: 'a namespace that nobody else holds',
    found: `the claim of ${identity} since ${since}`,
    hint: 'Its holder can drop it (owc namespace drop); the node’s operator can release it by a logged decision.',
  })
}

function noRight(namespace: string, who: Who): OwcError {
  return new OwcError({
    code: 'scope-missing',
    where: `namespace ${namespace}`,
    expected: `a token with scope publish:${namespace}`,
    found: who.scopes.join(' ') || who.name,
    hint: 'The node’s operator invites with owc invite --namespace.',
  })
}
