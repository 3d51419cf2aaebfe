// A bundle that came along with an import: the other node's record, its statements and proofs. It is held against the
// bytes and, under the key that the node showed, against its log before anything is logged; kept whole as a blob that
// the observation names; and said as what it is: another log's word. Its entries are not copied into our log; a
// peer-checkpoint says how far that log was when we saw it (DESIGN 2).

import { asChunks, toHex } from '../base/bytes.ts'
import type { Code } from '../base/codes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { peerCheckpointsBy } from '../commons/keys/peers.ts'
import { parseBundle } from '../ledger/bundle.ts'
import { parseCheckpoint } from '../ledger/checkpoint.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type NoteKey, parseNote, parseNoteKey } from '../ledger/note.ts'
import { openCheckpoint } from '../ledger/note-verify.ts'
import type { Report } from '../ledger/report.ts'
import { parseTlogProof } from '../ledger/tlog-proof.ts'
import { NO_TRUST, type Trust } from '../ledger/trust.ts'
import { verifyRelease } from '../ledger/verify.ts'
import { artifactDigest, type FoundFiles } from '../ledger/verify-bytes.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Say } from './node.ts'
import { isDifference, type Observer, type PeerSeen, type Sighting, seePeer } from './peers.ts'
import { withoutErased } from './repeated.ts'

const WHOSE_TRUST: readonly string[] = ['issuer-untrusted', 'log-untrusted', 'not-logged', 'quorum-missing']
/** Facts about the record, not lies of the node: shown with it, and no reason to know nothing of it. */
const FOUND_IN_IT: readonly string[] = ['oms-invalid', 'record-withdrawn']
/** Key of the line in an observation that names what came along; pages show that elsewhere, with its proofs. */
export const TRAVELLED_KEY = 'record that came along'
const MAX_LOGS = 8 // of which a checkpoint is noted
const LOOK_MS = 120_000 // for the log's key, its checkpoint, and the tiles between it and what was seen before

/** What travelled along, before any weights: judged by itself, and its log looked at. */
export type Foreign = {
  readonly bytes: Uint8Array
  readonly key?: NoteKey // of the node's own log; absent: nobody showed one
  readonly sighting?: Sighting // of that log, not yet logged
}

type Offered = {
  readonly url: string | undefined // of the node
  readonly artifact: string | undefined // sha256:…, as the node names what it offers
  readonly signal: AbortSignal
}

/** Held against its log before a byte of weights is fetched. A log that differs from what it showed before is written
 *  down, and refused.
 *  @throws OwcError what the bundle gets wrong; `key-changed`, `log-split`, `log-rolled-back`, `proof-wrong`; those of a look */
export async function examineForeign(
  observer: Observer,
  bytes: Uint8Array,
  { url, artifact, signal }: Offered,
): Promise<Foreign> {
  checkArtifact(bytes, artifact)
  if (url === undefined) {
    await judged({ bytes }, undefined)
    return { bytes }
  }
  const also = checkpointsIn(bytes).map(({ note }) => note)
  const sighting = await seePeer(
    observer,
    { url, also },
    AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]),
  )
  if (isDifference(sighting.seen.kind)) throw differs(await sighting.log())
  const key = parseNoteKey(nodeCrypto, sighting.seen.verifierKey, 'log key')
  await judged({ bytes, key }, undefined)
  return { bytes, key, sighting }
}

function checkArtifact(bytes: Uint8Array, artifact: string | undefined): void {
  const found = digestText(artifactDigest(parseBundle(bytes, 'bundle').files, nodeCrypto))
  if (artifact === undefined || found === artifact) return
  const expected = `the record of ${artifact}`
  throw new OwcError({ code: 'record-differs', where: 'bundle', expected, found: `that of ${found}` })
}

export type Kept = {
  readonly bundle: Sha256 // the blob
  readonly said: readonly { readonly key: string; readonly value: string; readonly where: string }[]
}

/** Whom to trust is the reader's affair; that the record is signed, stands in that log and is about these bytes is not.
 *  @throws OwcError what the bundle gets wrong about itself or the bytes */
export async function keepForeign(
  { blobs, logStore }: Pick<Storage, 'blobs' | 'logStore'>,
  foreign: Foreign,
  found: FoundFiles,
): Promise<Kept | undefined> {
  const report = await judged(foreign, found)
  const bytes = await withoutErased(logStore, foreign.bytes)
  if (bytes === undefined) return undefined // its very record was erased here
  const { sha256 } = await blobs.put(asChunks(bytes))
  return { bundle: sha256, said: saidOf(report, sha256) }
}

async function judged({ bytes, key }: Foreign, found: FoundFiles | undefined): Promise<Report> {
  const trust: Trust =
    key === undefined ? NO_TRUST : { ...NO_TRUST, policy: { ...NO_TRUST.policy, logs: [{ key }] } }
  const report = await verifyRelease({ bundle: bytes, found, trust }, nodeCrypto)
  const [problem] = report.problems.filter(
    ({ code }) => !WHOSE_TRUST.includes(code) && !FOUND_IN_IT.includes(code),
  )
  if (problem !== undefined) throw new OwcError(problem)
  if (
    key !== undefined &&
    !report.log.standings.some(({ origin, trusted }) => trusted && origin === key.name)
  )
    throw new OwcError({
      code: 'not-logged',
      where: 'bundle, record',
      expected: `a proof in the log ${key.name} of the node that serves it`,
      found: report.log.standings.map(({ origin }) => origin).join(', ') || 'none',
    })
  return report
}

/** Which record came along, for whoever reads the observation without the bundle. */
function saidOf({ record }: Report, bundle: Sha256): Kept['said'] {
  const by =
    record.issuerName === undefined ? (record.issuer ?? 'nobody') : `${record.issuerName}, ${record.issuer}`
  const value = `${record.type} ${record.statement} by ${by}`
  return [{ key: TRAVELLED_KEY, value, where: `bundle ${digestText(bundle)}` }]
}

type Noted = {
  readonly log: string
  readonly size: number
  readonly root: Uint8Array
  readonly note: string
}

/** The largest checkpoint of each log that proves something in the bundle. */
function checkpointsIn(bytes: Uint8Array): readonly Noted[] {
  const newest = new Map<string, Noted>()
  for (const { proofs } of parseBundle(bytes, 'bundle').statements) {
    for (const proof of proofs) {
      const note = parseTlogProof(proof, 'bundle, proof').checkpoint
      const { origin, size, root } = parseCheckpoint(parseNote(note, 'bundle, proof').text, 'bundle, proof')
      if ((newest.get(origin)?.size ?? -1) < size) newest.set(origin, { log: origin, size, root, note })
    }
  }
  return [...newest.values()].slice(0, MAX_LOGS)
}

/** Checkpoints of logs that nobody looked at here: what came along, each with whether its signature could be checked. */
export async function hearsay(
  { index, identity, origin }: Pick<Observer, 'index' | 'identity' | 'origin'>,
  { bytes, key }: Foreign,
): Promise<readonly Say[]> {
  const says: Say[] = []
  for (const { log, size, root, note } of checkpointsIn(bytes)) {
    if (log === origin || log === key?.name) continue
    const rows = await peerCheckpointsBy(index, { log, issuer: identity, limit: 1 })
    const known = rows.find(({ checked, verifierKey }) => checked && verifierKey !== undefined)?.verifierKey
    const checked = known !== undefined && (await isSigned(note, known))
    const under = checked ? { checked, verifierKey: known } : { checked: false }
    if (rows.some((row) => row.note === note)) continue
    says.push({
      type: 'owc:peer-checkpoint/v1',
      subjects: [{ name: log, digest: toHex(root) as Sha256 }],
      body: { log, size, root: toHex(root), note, ...under },
    })
  }
  return says
}

async function isSigned(note: string, verifierKey: string): Promise<boolean> {
  const logKey = parseNoteKey(nodeCrypto, verifierKey, 'log key')
  return (await openCheckpoint(nodeCrypto, note, { logKey })).ok
}

const CODES: Readonly<Record<string, Code>> = {
  'key-changed': 'key-changed',
  split: 'log-split',
  'rolled-back': 'log-rolled-back',
}

function differs({ origin, kind, size, reason }: PeerSeen): OwcError {
  return new OwcError({
    code: CODES[kind] ?? 'proof-wrong',
    where: `log ${origin}`,
    expected: 'the log that was seen here before, continued',
    found: `${kind} at size ${size}${reason === undefined ? '' : `: ${reason}`}`,
    hint: 'Both signed notes are kept and logged; owc log evidence shows them. The bytes were not taken in.',
  })
}
