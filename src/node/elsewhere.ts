// What other logs say of an artifact, as far as it travelled here: each statement as of its own log, never merged into
// ours. Signatures and proofs are checked again when they are read, under the log keys that this node itself has seen;
// who wants to believe them without us has the envelopes and the proofs. Read once per set of bundles and keys.

import { digestText, type Sha256 } from '../base/digest.ts'
import type { Instant } from '../base/time.ts'
import { peerDifferences, peers } from '../commons/keys/peers.ts'
import type { Difference } from '../commons/keys/statements.ts'
import { statementTypes } from '../commons/subjects.ts'
import { checkBody } from '../commons/validate.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { envelopeBytes } from '../ledger/envelope.ts'
import { parseNoteKey } from '../ledger/note.ts'
import { IDENTITY_TYPE } from '../ledger/statement.ts'
import { NO_TRUST } from '../ledger/trust.ts'
import { logReader, readTimes } from '../ledger/verify-log.ts'
import { type Read, readIdentities, readStatements, speaks, withdrawalOf } from '../ledger/verify-record.ts'
import { standingFacts } from '../ledger/verify-records.ts'
import { carryOn, type Holding, placeOf, travelledBlobs, travelledWith } from './travelled.ts'

const MAX_KEPT = 64 // artifacts
const RECORD_TYPES: readonly string[] = ['owc:release/v1', 'owc:observation/v1']

export type ForeignPlace = {
  readonly origin: string
  readonly index: number
  readonly size: number // of the tree that the proof is in
  readonly notBefore?: Instant // log time there, by a time leaf that travelled along
  readonly checked: boolean // the proof leads to a checkpoint under a key of that log that was seen here
  readonly differs?: Difference // that log has shown something that does not fit together
}

/** A statement that stands in other logs. */
export type ForeignStatement = {
  readonly statement: Sha256
  readonly type: string
  readonly title: string
  readonly issuer: string
  readonly issuerName?: string
  readonly issued: Instant
  readonly summary: string
  readonly record: boolean // says what these bytes are; others only talk about them
  readonly signed: boolean // by keys that may speak for the issuer, as its documents that travelled along say
  readonly withdrawnBy?: Sha256
  readonly body?: Readonly<Record<string, unknown>> // of a known type, checked against its schema
  readonly places: readonly ForeignPlace[]
}

/** The same with what proves it. */
export type ForeignProof = ForeignStatement & {
  readonly envelope: Uint8Array
  readonly proofs: readonly { readonly origin: string; readonly proof: string }[]
}

export type Elsewhere = {
  /** Records before other statements, publishers' before importers'. */
  about(artifact: Sha256): Promise<readonly ForeignProof[]>
}

export function openElsewhere(holding: Holding): Elsewhere {
  const kept = new Map<string, Promise<readonly ForeignProof[]>>() // in order of use, oldest first
  return {
    async about(artifact) {
      const blobs = await travelledBlobs(holding, artifact)
      if (blobs.length === 0) return []
      const keys = (await peers(holding.index, holding.identity)).flatMap(({ checked, verifierKey }) =>
        checked && verifierKey !== undefined ? [verifierKey] : [],
      )
      const key = [artifact, ...blobs, ...keys].join(' ')
      const found = kept.get(key) ?? read(holding, { artifact, keys })
      kept.delete(key)
      kept.set(key, found)
      found.catch(() => kept.delete(key))
      for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest)
      return await withDifferences(holding, await found)
    },
  }
}

type Given = { readonly artifact: Sha256; readonly keys: readonly string[] }

async function read(holding: Holding, given: Given): Promise<readonly ForeignProof[]> {
  const [first, ...rest] = await travelledWith(holding, given.artifact)
  if (first === undefined) return []
  const bundle = carryOn(first.bundle, rest)
  const logs = given.keys.map((text) => ({ key: parseNoteKey(nodeCrypto, text, 'key of a log') }))
  const reader = logReader({ ...NO_TRUST.policy, logs }, nodeCrypto)
  const times = await readTimes(reader, bundle)
  const all = await readStatements(bundle, { reader, times }, nodeCrypto)
  const identities = await readIdentities(all, nodeCrypto)
  const found: ForeignProof[] = []
  for (const [i, one] of all.entries()) {
    const { id, type, header } = one.statement
    if (type === IDENTITY_TYPE) continue
    const spoken = await speaks(one, identities, nodeCrypto)
    const withdrawal = await withdrawalOf(one, { all, identities }, nodeCrypto)
    const proofs = proofsOf(bundle.statements[i]?.proofs ?? [], holding.origin)
    if (proofs.length === 0) continue // stands in our own log, and is shown from there
    const record = RECORD_TYPES.includes(type) && one.statement.subjects[0]?.digest === given.artifact
    found.push({
      statement: id as Sha256,
      type,
      issuer: header.issuer,
      ...(spoken.ok && { issuerName: spoken.document.body.name }),
      issued: header.issued,
      ...worded(one),
      record,
      signed: spoken.ok,
      ...(withdrawal !== undefined && { withdrawnBy: withdrawal.statement.id as Sha256 }),
      places: one.standings
        .map((standing) => standingFacts(standing, times))
        .filter(({ origin }) => origin !== holding.origin)
        .map(({ witnesses: _, trusted, ...place }) => ({ ...place, checked: trusted })),
      envelope: envelopeBytes(one.envelope),
      proofs,
    })
  }
  return found.toSorted((one, other) => rank(one) - rank(other))
}

function rank({ record, type }: ForeignStatement): number {
  return record ? (type === 'owc:release/v1' ? 0 : 1) : 2
}

/** Title and line of a known type with a well-formed body; the bare type of any other. */
function worded({ statement }: Read): Pick<ForeignStatement, 'title' | 'summary' | 'body'> {
  const { type, body } = statement
  const known = statementTypes.get(type)
  if (known === undefined || checkBody(type, body).length > 0)
    return { title: known?.title ?? type, summary: '' }
  return { title: known.title, summary: known.line?.(body) ?? '', body }
}

function proofsOf(proofs: readonly string[], own: string): ForeignProof['proofs'] {
  return proofs
    .map((proof) => ({ origin: placeOf(proof).origin, proof }))
    .filter(({ origin }) => origin !== own)
}

/** What became known since: a log that was seen to differ is told with every statement that relies on it. */
async function withDifferences(
  { index, identity }: Holding,
  found: readonly ForeignProof[],
): Promise<readonly ForeignProof[]> {
  const rows = await peerDifferences(index, { issuer: identity })
  if (rows.length === 0) return found
  const kinds = new Map(rows.toReversed().map(({ origin, kind }) => [origin, kind]))
  return found.map((one) => ({
    ...one,
    places: one.places.map((place) => {
      const differs = kinds.get(place.origin)
      return differs === undefined ? place : { ...place, differs }
    }),
  }))
}

/** For people and programs: digests in text form, and envelope and proofs as they are. */
export function foreignJson({ envelope, ...one }: ForeignProof) {
  return { ...one, statement: digestText(one.statement), envelope: new TextDecoder().decode(envelope) }
}
