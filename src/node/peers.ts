// Gossip (signing 11.7): what another node's log shows us now, held against what it showed before, and logged in our
// node's name. Both notes of a split view then stand in our log, for anybody who has the peer's key.
// The peer's key is taken from itself at first contact; from then on it has to be the one that signed before.

import { collect, fromUtf8, toBase64, toHex } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { type Api, connect } from '../client/api.ts'
import { type PeerCheckpointRow, peerCheckpointsBy } from '../commons/keys/query.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type NoteKey, noteKeyText, parseNoteKey } from '../ledger/note.ts'
import { type OpenedCheckpoint, openCheckpoint } from '../ledger/note-verify.ts'
import { comparePeer, type PeerVerdict } from '../ledger/peers.ts'
import { type TileCache, treeOf } from '../ledger/tile.ts'
import type { Node, Receipt } from './node.ts'

const MAX_NOTE_BYTES = 32_768 // as much as a statement carries
const MAX_TILE_BYTES = 256 * 32
const MAX_KNOWN = 32 // checkpoints of one log that are compared, newest first

export type PeerSeen = {
  readonly origin: string
  readonly size: number
  readonly root: string // hex
  readonly kind: 'first' | PeerVerdict['kind']
  readonly compared: number // checkpoints that it was held against
  readonly reason?: string // of `unproven`
  readonly receipt?: Receipt // absent when the same checkpoint was logged before
  readonly evidence?: {
    readonly older: string
    readonly newer: string
    readonly rootInNewer: string // hex
    readonly path: readonly string[] // base64
  }
}

/** @throws OwcError `unreachable`, `answer-invalid`, `checkpoint-invalid`, `key-changed`; then nothing was logged */
export async function checkpointPeer(
  node: Pick<Node, 'index' | 'say' | 'identity' | 'log'>,
  url: string,
  signal: AbortSignal,
): Promise<PeerSeen> {
  const api = connect({ url, signal })
  try {
    const { verifierKey } = await api.get<{ readonly verifierKey?: unknown }>('/commons/v1/log')
    const key = parseNoteKey(nodeCrypto, String(verifierKey), `log key of ${api.line.base.host}`)
    if (key.name === node.log.origin) throw itself(url)
    const seen = await signedCheckpoint(await fetchNote(api), key, url)
    const wanted = { log: seen.origin, issuer: node.identity, limit: MAX_KNOWN }
    const rows = await peerCheckpointsBy(node.index, wanted)
    const known = await knownUnder(key, rows)
    const verdict = await worstOf(known, seen, api)
    const again = rows.some(({ note, url: from }) => note === seen.note && from !== null)
    const { origin, size, note } = seen
    const [root, base] = [toHex(seen.root), `${api.line.base.origin}${api.line.base.pathname}`]
    const body = { log: origin, size, root, note, url: base, verifierKey: noteKeyText(key) }
    const receipt = again ? undefined : await node.say({ type: 'owc:peer-checkpoint/v1', subjects: [], body })
    return { origin, size, root, compared: known.length, ...told(verdict), ...(receipt && { receipt }) }
  } finally {
    api.close()
  }
}

async function fetchNote(api: Api): Promise<string> {
  const bytes = await api.download('/log/checkpoint', (chunks) => collect(chunks, MAX_NOTE_BYTES))
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

/** What was seen before and is signed by this key. Checkpoints that came with an import were never verified, so one
 *  under another key says nothing; one that we fetched ourselves was. */
async function knownUnder(
  logKey: NoteKey,
  rows: readonly PeerCheckpointRow[],
): Promise<readonly OpenedCheckpoint[]> {
  const known: OpenedCheckpoint[] = []
  for (const { note, url, log } of rows) {
    const opened = await openCheckpoint(nodeCrypto, note, { logKey })
    if (opened.ok) known.push(opened.checkpoint)
    else if (url !== null) throw otherKey(log)
  }
  return known
}

/** The verdict that matters most: a split, then what cannot be proved, then the newest comparison. */
async function worstOf(
  known: readonly OpenedCheckpoint[],
  seen: OpenedCheckpoint,
  api: Api,
): Promise<PeerVerdict | undefined> {
  const source = (path: string) => fetchTile(api, path)
  const cache: TileCache = new Map()
  const verdicts: PeerVerdict[] = []
  for (const one of known)
    verdicts.push(await compared(one, seen, (size) => treeOf(nodeCrypto, source, size, cache)))
  const of = (kind: PeerVerdict['kind']) => verdicts.find((verdict) => verdict.kind === kind)
  return of('split') ?? of('unproven') ?? verdicts[0]
}

/** Tiles that are not served prove nothing. */
async function compared(
  known: OpenedCheckpoint,
  seen: OpenedCheckpoint,
  treeAt: Parameters<typeof comparePeer>[3],
): Promise<PeerVerdict> {
  try {
    return await comparePeer(nodeCrypto, known, seen, treeAt)
  } catch (error) {
    if (!(error instanceof OwcError) || error.problem.code !== 'log-invalid') throw error
    const { where, expected, found } = error.problem
    return { kind: 'unproven', reason: `${where}: expected ${expected}, found ${found}` }
  }
}

async function fetchTile(api: Api, path: string): Promise<Uint8Array | undefined> {
  try {
    return await api.download(`/log/${path}`, (chunks) => collect(chunks, MAX_TILE_BYTES))
  } catch (error) {
    if (error instanceof OwcError && error.problem.code === 'not-found') return undefined
    throw error
  }
}

function told(verdict: PeerVerdict | undefined): Pick<PeerSeen, 'kind' | 'reason' | 'evidence'> {
  if (verdict === undefined) return { kind: 'first' }
  if (verdict.kind === 'unproven') return { kind: verdict.kind, reason: verdict.reason }
  if (verdict.kind !== 'split') return { kind: verdict.kind }
  const { older, newer, rootInNewer, path } = verdict.evidence
  return {
    kind: 'split',
    evidence: { older, newer, rootInNewer: toHex(rootInNewer), path: path.map(toBase64) },
  }
}

function itself(where: string): OwcError {
  return new OwcError({ code: 'usage', where, expected: 'the address of another node', found: 'this one' })
}

function otherKey(where: string): OwcError {
  return new OwcError({
    code: 'key-changed',
    where,
    expected: 'the key that signed what was seen of this log before',
    found: 'another key under the same name',
    hint: 'Nothing was logged. Ask the operator of that node by another way.',
  })
}
