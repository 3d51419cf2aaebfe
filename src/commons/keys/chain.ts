// Which of an identity's documents have effect, and with which keys it can speak at a place in its home log.
// Rules (signing-and-transparency 5): a next document names the present one and is signed by enough of the old and of
// the new keys; one by the recovery keys takes effect after the delay unless the old keys speak first; two rightful
// documents of one number freeze the identity until people have ruled. What breaks a rule has no effect.

import { type Instant, instant, seconds } from '../../base/time.ts'
import type { Identity } from './statements.ts'

export type Document = {
  readonly origin: string
  readonly index: number
  readonly time: Instant
  readonly statement: string
  readonly seq: number
  readonly prev: string | null
  readonly signers: readonly string[]
  readonly body: Identity
}

/** A document and the place from which it counts. */
export type InForce = { readonly document: Document; readonly fromIndex: number; readonly fromTime: Instant }

export type Chain = {
  readonly periods: readonly InForce[] // in order; each ends where the next one begins
  readonly frozenFrom?: number // index of the second rightful document of one number
}

/** Documents of one identity, in the order of their log. */
export function chainOf(documents: readonly Document[]): Chain {
  const first = documents.find(
    ({ body, origin, signers }) =>
      body.id === null && body.homeLog === origin && enough(signers, body.keys, body.threshold),
  )
  if (first === undefined) return { periods: [] }
  const periods: InForce[] = [{ document: first, fromIndex: first.index, fromTime: first.time }]
  let pending: InForce | undefined
  for (const next of documents) {
    if (next.origin !== first.origin || next.index <= first.index) continue
    if (pending !== undefined && pending.fromTime <= next.time) {
      periods.push(pending)
      pending = undefined
    }
    const present = (periods.at(-1) as InForce).document
    const before = periods.at(-2)?.document
    if (before !== undefined && follows(next, before) && byOwnKeys(next, before))
      return { periods, frozenFrom: next.index }
    if (!follows(next, present)) continue
    if (byOwnKeys(next, present)) {
      periods.push({ document: next, fromIndex: next.index, fromTime: next.time })
      pending = undefined
    } else if (byRecovery(next, present)) {
      pending ??= { document: next, fromIndex: next.index, fromTime: after(next, present) }
    }
  }
  if (pending !== undefined) periods.push(pending)
  return { periods }
}

/** The document in force at a place of the home log; undefined before the first. */
export function inForceAt(chain: Chain, at: { index: number; time: Instant }): Document | undefined {
  return chain.periods.findLast(({ fromIndex, fromTime }) => fromIndex <= at.index && fromTime <= at.time)
    ?.document
}

/** Keys that may speak at an index: of the document in force, without what any document revoked from there on. */
export function speakingKeys(chain: Chain, document: Document, index: number): Identity['keys'] {
  const revoked = chain.periods
    .flatMap((period) => period.document.body.keys)
    .filter(({ revokedFrom }) => revokedFrom !== undefined && revokedFrom <= index)
    .map(({ keyid }) => keyid)
  return document.body.keys.filter(({ keyid, use }) => use !== 'model-signing' && !revoked.includes(keyid))
}

function follows(next: Document, present: Document): boolean {
  return next.seq === present.seq + 1 && next.prev === present.statement
}

function byOwnKeys(next: Document, present: Document): boolean {
  return (
    enough(next.signers, present.body.keys, present.body.threshold) &&
    enough(next.signers, next.body.keys, next.body.threshold)
  )
}

function byRecovery(next: Document, { body: { recovery } }: Document): boolean {
  if (recovery === undefined) return false
  return (
    enough(next.signers, recovery.keys, recovery.threshold) &&
    enough(next.signers, next.body.keys, next.body.threshold)
  )
}

function after(next: Document, { body: { recovery } }: Document): Instant {
  return instant(seconds(next.time) + (recovery?.delayHours ?? 0) * 3600)
}

/** Distinct keys, not signatures, are counted. */
function enough(signers: readonly string[], keys: Identity['keys'], threshold: number): boolean {
  const counted = new Set(keys.filter(({ use }) => use !== 'model-signing').map(({ keyid }) => keyid))
  return new Set(signers.filter((signer) => counted.has(signer))).size >= threshold
}
