// The one writer of a log: durable steps in the order of signing 11.4, (b) entries, (c) tiles, (d) signed head by
// compare-and-swap, then the mark, (f) checkpoint. Invariants: nothing signed leaves before (d); what (b) stored
// decides all later bytes, so that recovery after a crash between any two steps writes the same files again.
// Any failure is final for the writer: its state in memory may then be ahead of the disk.

import { compareBytes, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { LogHead, LogStore, NewEntry, Objects } from '../storage/contracts.ts'
import type { Marks } from '../storage/marks.ts'
import { checkpointText } from './checkpoint.ts'
import type { Crypto } from './crypto.ts'
import { type Edge, edgeRoot, emptyEdge, extendEdge, loadEdge } from './edge.ts'
import { assertNotBehind, CHECKPOINT, type Seen, seenOf } from './marks.ts'
import { emptyRoot } from './merkle.ts'
import { type NoteKey, noteKey, noteText } from './note.ts'
import { openCheckpoint } from './note-verify.ts'
import type { Signer } from './signer.ts'
import { type TileCache, type Tree, treeOf } from './tile.ts'

/** The durable steps, in their order. A crash after one and before the next is what recovery is for. */
export const STEPS = ['entries', 'tiles', 'head', 'mark', 'checkpoint'] as const
export type Step = (typeof STEPS)[number]
/** Called around each durable step; tests fail or kill there. */
export type StepHook = (step: Step, when: 'before' | 'after') => void | Promise<void>

export type WriterOptions = {
  readonly store: LogStore
  readonly files: Objects // served under /log/
  readonly marks: Marks
  readonly origin: string
  readonly signer: Signer // Ed25519
  readonly crypto: Crypto
  readonly step?: StepHook
}

export type LogWriter = {
  readonly key: NoteKey
  readonly source: (path: string) => Promise<Uint8Array | undefined>
  /** Newest published head. */
  published(): LogHead
  /** The tree under the newest published head. */
  tree(): Tree
  /** Resolves with the index of the first entry once a published checkpoint covers all of them. */
  append(entries: readonly NewEntry[]): Promise<number>
}

const RECOVERY_ENTRIES = 4096 // entries to a signature while catching up after a crash

/** Checks what stands, finishes what a crash left unfinished, and is then ready to append. */
export async function openWriter(options: WriterOptions): Promise<LogWriter> {
  const { store, files, marks, origin, crypto } = options
  const key = noteKey(crypto, { name: origin, type: 0x01, key: options.signer.key.raw })
  const source = (path: string) => files.get(path)
  const head = await store.head()
  const count = await store.count()
  if (head !== undefined) await assertOwn(crypto, head, key)
  if (count < (head?.size ?? 0))
    throw damaged('log entries', `${head?.size} entries, as the head says`, `${count}`)
  const edge = await edgeOf(options, head)
  const seen = await seenOf(origin, files, marks)
  const tree = treeOf(crypto, source, edge.size)
  await assertNotBehind(head ?? { size: 0, root: emptyRoot(crypto) }, seen, tree.root)
  const state: State = { options, key, edge, head, cache: new Map(), ...(head && { published: head }) }
  if (head === undefined) await sign(state)
  else if (seen.length < 2 || seen.some((one) => one.note !== head.note)) await publish(state, head)
  while (edge.size < count) {
    const leaves: Uint8Array[] = []
    for await (const entry of store.entries(edge.size, Math.min(count, edge.size + RECOVERY_ENTRIES)))
      leaves.push(entry.leaf)
    await settle(state, leaves)
  }
  return {
    key,
    source,
    published: () => publishedOf(state),
    tree: () => treeOf(crypto, source, publishedOf(state).size, state.cache),
    append: (entries) => append(state, entries),
  }
}

type State = {
  readonly options: WriterOptions
  readonly key: NoteKey
  readonly edge: Edge
  readonly cache: TileCache
  head: LogHead | undefined
  published?: LogHead
}

async function append(state: State, entries: readonly NewEntry[]): Promise<number> {
  const { edge, options } = state
  const at = edge.size
  await durable(options, 'entries', () => options.store.append(at, entries))
  // A crash here leaves entries that no head covers: the next start settles them, and nobody was answered.
  await settle(
    state,
    entries.map((entry) => entry.leaf),
  )
  return at
}

/** From stored entries to a published checkpoint; the same for a fresh batch and for recovery. */
async function settle(state: State, leaves: readonly Uint8Array[]): Promise<void> {
  const { edge, options } = state
  const made = extendEdge(options.crypto, edge, leaves)
  await durable(options, 'tiles', async () => {
    const results = await Promise.allSettled(made.map(({ name, bytes }) => options.files.create(name, bytes)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  })
  // A crash here leaves tiles beyond the head: their bytes follow from the entries, so they are written again alike.
  await sign(state)
}

async function sign(state: State): Promise<void> {
  const { edge, head, key } = state
  const { store, signer, crypto, origin } = state.options
  await guard(state)
  const root = edgeRoot(crypto, edge)
  const text = checkpointText({ origin, size: edge.size, root })
  const signature = await signer.sign(utf8(text))
  const note = noteText({ text, signatures: [{ name: origin, keyId: key.keyId, signature }] })
  const next = { size: edge.size, root, note }
  await durable(state.options, 'head', () => store.swapHead(head, next))
  state.head = next
  // A crash here: the head is signed and nobody has seen it; the next start publishes the very same note.
  await publish(state, next)
}

async function publish(state: State, head: LogHead): Promise<void> {
  const { files, marks, origin } = state.options
  // The mark comes first: no checkpoint is ever seen by others that a restored backup could not be held against.
  await durable(state.options, 'mark', () => marks.set(origin, head))
  await durable(state.options, 'checkpoint', () => files.replace(CHECKPOINT, utf8(head.note)))
  state.published = head
}

/** Before every signature: the stored head is ours, and nothing newer or different was seen anywhere. */
async function guard({ head, options, edge }: State): Promise<void> {
  const { store, files, marks, origin, crypto } = options
  const stored = await store.head()
  if (stored?.note !== head?.note)
    throw new OwcError({
      code: 'second-writer',
      where: `the log ${origin}`,
      expected: `the head at ${head?.size ?? 0} that this process wrote`,
      found: `another one at ${stored?.size ?? 0}`,
      hint: 'Stop one of the two processes; the data is whole.',
    })
  const seen: readonly Seen[] = await seenOf(origin, files, marks)
  const others = seen.filter((one) => one.note !== head?.note)
  const tree = treeOf(crypto, (path) => files.get(path), edge.size)
  await assertNotBehind(head ?? { size: 0, root: emptyRoot(crypto) }, others, tree.root)
}

async function durable(options: WriterOptions, step: Step, work: () => Promise<void>): Promise<void> {
  await options.step?.(step, 'before')
  await work()
  await options.step?.(step, 'after')
}

/** At load the right edge is read from the tiles and held against the signed head. */
async function edgeOf({ files, crypto }: WriterOptions, head: LogHead | undefined): Promise<Edge> {
  if (head === undefined) return emptyEdge()
  const edge = await loadEdge((path) => files.get(path), head.size)
  if (compareBytes(edgeRoot(crypto, edge), head.root) === 0) return edge
  throw damaged('the tiles at the right edge', `the root of the head at ${head.size}`, 'another root')
}

async function assertOwn(crypto: Crypto, head: LogHead, logKey: NoteKey): Promise<void> {
  const verdict = await openCheckpoint(crypto, head.note, { logKey })
  if (!verdict.ok) throw damaged('the log head', `a checkpoint of ${logKey.name} by our key`, verdict.reason)
  const { size, root } = verdict.checkpoint
  if (size !== head.size || compareBytes(root, head.root) !== 0)
    throw damaged('the log head', `size ${head.size} as in its note`, `${size}, or another root`)
}

function publishedOf({ published }: State): LogHead {
  if (published === undefined) throw new Error('a log writer is handed out only after its first publication')
  return published
}

function damaged(where: string, expected: string, found: string): OwcError {
  return new OwcError({
    code: 'log-invalid',
    where,
    expected,
    found,
    hint: 'Nothing was signed. Bring the files back from a backup as new as this one, or from a mirror.',
  })
}
