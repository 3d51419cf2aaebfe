// Two checkpoints of one log held against each other: does the newer continue the older, or does the log show
// different histories to different people? The tiles come from the log itself and are believed only as far as they
// prove; a split view is reported only with evidence that convinces a third party who has nothing but the log's key.

import { compareBytes } from '../base/bytes.ts'
import type { Crypto } from './crypto.ts'
import { verifyConsistency } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { type OpenedCheckpoint, openCheckpoint } from './note-verify.ts'
import type { Tree } from './tile.ts'

/** Both notes are signed by the log, and `path` proves that the newer tree has another root at the older size. */
export type SplitView = {
  readonly older: string // signed note
  readonly newer: string
  readonly rootInNewer: Uint8Array // root of the newer tree at the older size
  readonly path: readonly Uint8Array[] // consistency proof from that root to the newer one
}

/** `newer`, `older`: what was seen, beside what is known. `unproven`: the tiles served do not fit the checkpoint. */
export type PeerVerdict =
  | { readonly kind: 'same' | 'newer' | 'older' }
  | { readonly kind: 'split'; readonly evidence: SplitView }
  | { readonly kind: 'unproven'; readonly reason: string }

type Head = Pick<OpenedCheckpoint, 'size' | 'root' | 'note'>

/** @param known, seen checkpoints of one origin whose signatures were verified
 *  @param treeAt the log's tiles, read at a size */
export async function comparePeer(
  crypto: Crypto,
  known: Head,
  seen: Head,
  treeAt: (size: number) => Tree,
): Promise<PeerVerdict> {
  const [older, newer] = known.size <= seen.size ? [known, seen] : [seen, known]
  const tree = treeAt(newer.size)
  const rootInNewer = older.size === newer.size ? newer.root : await tree.root(older.size)
  const path = await tree.consistency(older.size, newer.size)
  const claim = { from: older.size, fromRoot: rootInNewer, to: newer.size, toRoot: newer.root, path }
  if (!verifyConsistency(crypto, claim))
    return { kind: 'unproven', reason: `the tiles do not give the root of the checkpoint at ${newer.size}` }
  if (compareBytes(rootInNewer, older.root) !== 0)
    return { kind: 'split', evidence: { older: older.note, newer: newer.note, rootInNewer, path } }
  if (older.size === newer.size) return { kind: 'same' }
  return { kind: newer === seen ? 'newer' : 'older' }
}

/** Whether the evidence convicts the log that `logKey` names. */
export async function provesSplit(crypto: Crypto, evidence: SplitView, logKey: NoteKey): Promise<boolean> {
  const older = await openCheckpoint(crypto, evidence.older, { logKey })
  const newer = await openCheckpoint(crypto, evidence.newer, { logKey })
  if (!older.ok || !newer.ok) return false
  const { size: from, root } = older.checkpoint
  const { size: to, root: toRoot } = newer.checkpoint
  const { rootInNewer, path } = evidence
  if (compareBytes(root, rootInNewer) === 0) return false
  return verifyConsistency(crypto, { from, fromRoot: rootInNewer, to, toRoot, path })
}
