// Gossip (signing 11.7): what another node's log shows us now, held against what it showed before, and logged in our
// node's name. A difference is kept for ever: a blob with both signed notes and the proof, and a statement that names it.
// The peer's key is taken from itself at first contact; from then on it has to be the one that signed before.

import { asChunks, collect, fromUtf8, toHex } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { type Api, connect } from '../client/api.ts'
import { type Limits, openWeb } from '../client/web.ts'
import { type PeerCheckpointRow, peerCheckpointsBy, peerDifferences } from '../commons/keys/peers.ts'
import { DIFFERENCES, type Difference } from '../commons/keys/statements.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { evidenceBytes, type LogEvidence } from '../ledger/evidence.ts'
import type { Log } from '../ledger/log.ts'
import { verifyConsistency } from '../ledger/merkle.ts'
import { type NoteKey, noteKeyText, parseNoteKey } from '../ledger/note.ts'
import { type OpenedCheckpoint, openCheckpoint } from '../ledger/note-verify.ts'
import { comparePeer } from '../ledger/peers.ts'
import { type TileCache, treeOf } from '../ledger/tile.ts'
import type { Blobs } from '../storage/contracts.ts'
import type { Node, Receipt } from './node.ts'

const MAX_NOTE_BYTES = 32_768 // as much as a statement carries
const MAX_TILE_BYTES = 256 * 32
const MAX_KNOWN = 32 // checkpoints of one log that are compared, newest first
const MAX_REASON = 1_000

/** A peer answers at its own address: it sends nobody on to another, such as one inside our network. */
const ITSELF_ONLY: Limits = { stallMs: 30_000, redirects: 0, retryMs: 200 }

export type PeerSeen = {
  readonly origin: string
  readonly size: number
  readonly root: string // hex
  readonly verifierKey: string
  readonly kind: 'first' | 'same' | 'newer' | 'older' | Difference
  readonly compared: number // checkpoints that it was held against
  readonly reason?: string // of `unproven` and `rolled-back`
  readonly receipt?: Receipt // absent when the same was logged before
  readonly evidence?: { readonly blob: Sha256; readonly known: string; readonly found: string } // both notes
}

/** Who looks: what it saw before, and where it writes down what it sees. */
export type Observer = Pick<Node, 'index' | 'say' | 'identity'> & {
  readonly origin: string // of its own log
  readonly own: Pick<Log, 'checkpoint' | 'consistency'>
  readonly blobs: Blobs
}

/** Something seen and not yet logged. */
export type Sighting = { readonly seen: PeerSeen; log(): Promise<PeerSeen> }

export type PeerPlace = {
  readonly url: string
  /** Further notes under this log's name that came from elsewhere: held against what it shows as well. */
  readonly also?: readonly string[]
}

export function isDifference(kind: PeerSeen['kind']): kind is Difference {
  return DIFFERENCES.some((one) => one === kind)
}

/** Looks and compares; logs nothing yet.
 *  @throws OwcError `unreachable`, `answer-invalid`, `checkpoint-invalid`, `note-invalid`; then nothing was logged */
export async function seePeer(
  observer: Observer,
  { url, also = [] }: PeerPlace,
  signal: AbortSignal,
): Promise<Sighting> {
  const api = connect({ url, signal, web: openWeb(undefined, ITSELF_ONLY) })
  try {
    const { verifierKey } =
      (await api.get<{ readonly verifierKey?: unknown } | null>('commons/v1/log?limit=1')) ?? {}
    const key = parseNoteKey(nodeCrypto, String(verifierKey), `log key of ${api.line.base.host}`)
    const found = await signedCheckpoint(await fetchNote(api), key, url)
    if (key.name === observer.origin) throw await itself(observer.own, found, url)
    const wanted = { log: key.name, issuer: observer.identity, limit: MAX_KNOWN }
    const rows = await peerCheckpointsBy(observer.index, wanted)
    const known = await knownUnder(key, rows, also)
    const { host, origin, pathname } = api.line.base
    const verdict = await judge(known, found, { api, key, where: host })
    return sightingOf(observer, {
      found,
      key,
      rows,
      verdict,
      compared: known.notes.length,
      base: `${origin}${pathname}`,
    })
  } finally {
    api.close()
  }
}

type Verdict =
  | { readonly kind: 'first' | 'same' | 'newer' | 'older' }
  | (Pick<LogEvidence, 'known' | 'reason' | 'proof'> & { readonly kind: Difference })

type Looked = {
  readonly found: OpenedCheckpoint
  readonly key: NoteKey
  readonly rows: readonly PeerCheckpointRow[]
  readonly verdict: Verdict
  readonly compared: number
  readonly base: string // address
}

function sightingOf(observer: Observer, looked: Looked): Sighting {
  const { found, key, verdict, compared } = looked
  const { kind } = verdict
  const reason = 'reason' in verdict && verdict.reason !== undefined ? { reason: verdict.reason } : {}
  const { origin, size } = found
  const verifierKey = noteKeyText(key)
  const seen = { origin, size, root: toHex(found.root), verifierKey, kind, compared, ...reason }
  return {
    seen,
    async log() {
      if ('known' in verdict) return { ...seen, ...(await logDifference(observer, looked, verdict)) }
      const again = looked.rows.some(({ note, checked, url }) => note === found.note && checked && url)
      return again ? seen : { ...seen, receipt: await observer.say(checkpointSaid(looked)) }
    },
  }
}

function checkpointSaid({ found, key, base }: Looked) {
  const { origin: log, size, root, note } = found
  const body = { log, size, root: toHex(root), note, url: base, verifierKey: noteKeyText(key), checked: true }
  const subjects = [{ name: log, digest: body.root as Sha256 }]
  return { type: 'owc:peer-checkpoint/v1', subjects, body } as const
}

/** The blob is durable before the statement names it. The same two notes are said once. */
async function logDifference(
  observer: Observer,
  looked: Looked,
  { kind, known, reason, proof }: Extract<Verdict, { known: unknown }>,
): Promise<Pick<PeerSeen, 'evidence' | 'receipt'>> {
  const { found, key, base } = looked
  const bytes = evidenceBytes({
    kind,
    log: found.origin,
    known,
    found: { note: found.note, verifierKey: noteKeyText(key) },
    address: base,
    ...(reason !== undefined && { reason }),
    ...(proof && { proof }),
  })
  const { sha256: blob } = await observer.blobs.put(asChunks(bytes))
  const evidence = { blob, known: known.note, found: found.note }
  const earlier = await peerDifferences(observer.index, { issuer: observer.identity, log: found.origin })
  if (earlier.some((one) => one.kind === kind && one.note === found.note)) return { evidence }
  const said = checkpointSaid(looked)
  const differs = { kind, known: known.note, evidence: digestText(blob) }
  const subjects = [...said.subjects, { name: 'evidence', digest: blob }]
  return { evidence, receipt: await observer.say({ ...said, subjects, body: { ...said.body, differs } }) }
}

async function fetchNote(api: Api): Promise<string> {
  const bytes = await api.download('log/checkpoint', (chunks) => collect(chunks, MAX_NOTE_BYTES))
  const note = bytes && fromUtf8(bytes)
  if (note !== undefined) return note
  const expected = `a signed note of at most ${MAX_NOTE_BYTES} bytes`
  throw new OwcError({ code: 'answer-invalid', where: '/log/checkpoint', expected, found: 'something else' })
}

async function signedCheckpoint(note: string, logKey: NoteKey, where: string): Promise<OpenedCheckpoint> {
  const opened = await openCheckpoint(nodeCrypto, note, { logKey })
  if (opened.ok) return opened.checkpoint
  const expected = `a checkpoint signed by ${logKey.name}`
  throw new OwcError({ code: 'checkpoint-invalid', where, expected, found: opened.reason })
}

type Known = {
  readonly notes: readonly OpenedCheckpoint[] // under this key
  readonly otherKey?: LogEvidence['known'] // one that was checked, and under another key
}

/** What was seen before and is signed by this key. A checkpoint that was never checked, under another key, says nothing. */
async function knownUnder(
  logKey: NoteKey,
  rows: readonly PeerCheckpointRow[],
  also: readonly string[],
): Promise<Known> {
  const notes = new Map<string, OpenedCheckpoint>()
  let otherKey: Known['otherKey']
  for (const { note, checked, verifierKey } of rows) {
    const opened = await openCheckpoint(nodeCrypto, note, { logKey })
    if (opened.ok) notes.set(note, opened.checkpoint)
    else if (checked && verifierKey !== undefined) otherKey ??= { note, verifierKey }
  }
  for (const note of also.slice(0, MAX_KNOWN)) {
    const opened = await openCheckpoint(nodeCrypto, note, { logKey })
    if (opened.ok) notes.set(note, opened.checkpoint)
  }
  return { notes: [...notes.values()], ...(otherKey && { otherKey }) }
}

type Peer = { readonly api: Api; readonly key: NoteKey; readonly where: string }

const GRAVEST: readonly Verdict['kind'][] = ['split', 'rolled-back', 'unproven']

/** The verdict that matters most: another key, a split, then what cannot be proved, then the newest comparison. */
async function judge({ notes, otherKey }: Known, found: OpenedCheckpoint, peer: Peer): Promise<Verdict> {
  if (otherKey !== undefined) return { kind: 'key-changed', known: otherKey }
  const source = (path: string) => fetchTile(peer.api, path)
  const cache: TileCache = new Map()
  const verdicts: Verdict[] = []
  for (const one of notes) {
    const treeAt = (size: number) => treeOf(nodeCrypto, source, size, cache)
    verdicts.push(await compared(one, found, { peer, treeAt }))
  }
  for (const kind of GRAVEST) {
    const worst = verdicts.find((verdict) => verdict.kind === kind)
    if (worst !== undefined) return worst
  }
  return verdicts[0] ?? { kind: 'first' }
}

/** Tiles that are not served, or are none, prove nothing. */
async function compared(
  known: OpenedCheckpoint,
  found: OpenedCheckpoint,
  { peer, treeAt }: { readonly peer: Peer; readonly treeAt: Parameters<typeof comparePeer>[3] },
): Promise<Verdict> {
  const before = { note: known.note, verifierKey: noteKeyText(peer.key) }
  const kind = found.size < known.size ? 'rolled-back' : 'unproven'
  try {
    const verdict = await comparePeer(nodeCrypto, known, found, treeAt)
    if (verdict.kind === 'unproven') return { kind, known: before, reason: cut(verdict.reason) }
    if (verdict.kind !== 'split') return verdict
    const { rootInNewer, path } = verdict.evidence
    return { kind: 'split', known: before, proof: { rootInNewer, path } }
  } catch (error) {
    if (!(error instanceof OwcError) || error.problem.code !== 'log-invalid') throw error
    const { where, expected, found: shown } = error.problem
    return { kind, known: before, reason: cut(`${where}: expected ${expected}, found ${shown}`) }
  }
}

async function fetchTile(api: Api, path: string): Promise<Uint8Array | undefined> {
  try {
    return await api.download(`log/${path}`, (chunks) => collect(chunks, MAX_TILE_BYTES))
  } catch (error) {
    if (error instanceof OwcError && error.problem.code === 'not-found') return undefined
    throw error
  }
}

function cut(reason: string): string {
  return reason.toWellFormed().slice(0, MAX_REASON)
}

/** Our own log at another address: harmless when it is this very node; otherwise a second copy of it signs, and both
 *  histories will be seen (signing 4). */
async function itself(own: Observer['own'], found: OpenedCheckpoint, where: string): Promise<OwcError> {
  const { size, root } = own.checkpoint()
  const here = `this log at size ${size}, root ${toHex(root).slice(0, 12)}…`
  const shown = `size ${found.size}, root ${toHex(found.root).slice(0, 12)}…, signed with the same key`
  if (found.size <= size) {
    const path = found.size === 0 ? [] : await own.consistency(found.size, size)
    const claim = { from: found.size, fromRoot: found.root, to: size, toRoot: root, path }
    if (found.size === 0 || verifyConsistency(nodeCrypto, claim))
      return new OwcError({
        code: 'usage',
        where,
        expected: 'the address of another node',
        found: 'this one',
      })
  }
  const hint =
    'A second copy of this node has run. Stop one of them at once: what both have signed convicts this log.'
  return new OwcError({ code: 'log-split', where, expected: here, found: shown, hint })
}
