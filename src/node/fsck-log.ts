// The log checked from its entries up: they give the root of the signed head and every byte of every tile; each leaf
// has its body, or the tombstone of an erasure that stands in the log; nothing outside is ahead of the head.

import { compareBytes, concat, fromUtf8 } from '../base/bytes.ts'
import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { parseCheckpoint } from '../ledger/checkpoint.ts'
import { type Edge, edgeRoot, emptyEdge, extendEdge } from '../ledger/edge.ts'
import { parseEntry, type StatementEntry, statementEntry } from '../ledger/entry.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { CHECKPOINT } from '../ledger/marks.ts'
import { noteKey, parseNote } from '../ledger/note.ts'
import { openCheckpoint } from '../ledger/note-verify.ts'
import { keyPairFromPem } from '../ledger/signer.ts'
import { encodeBundle, parseTilePath, TILE_WIDTH, type Tile, tileAt, tilePath } from '../ledger/tile.ts'
import type { LogHead } from '../storage/contracts.ts'
import type { Checking, Finding } from './fsck.ts'

export type CheckedLog = { readonly origin: string; readonly size: number }

const MAX_WRONG_TILES = 512 // whose right bytes are kept; 16 KiB each, mostly
const FROM_BACKUP = 'It cannot be made again: bring it back from a backup that is as new, or from a mirror.'
const FROM_ENTRIES = 'owc fsck --repair makes it again from log.db.'

/** Undefined: there is no log yet. */
export async function checkLog(checking: Checking): Promise<CheckedLog | undefined> {
  const { logStore, logFiles } = checking.storage
  const head = await logStore.head()
  const count = await logStore.count()
  if (head === undefined) {
    const served = await logFiles.get(CHECKPOINT)
    if (served === undefined && count === 0) return undefined
    const found = `none, with ${count} entries${served === undefined ? '' : ' and a published checkpoint'}`
    await checking.add(bad('log.db, head', 'a signed head', found, FROM_BACKUP))
    return undefined
  }
  const origin = await checkHead(checking, head)
  if (count < head.size)
    await checking.add(bad('log.db, entries', `${head.size}, as the head says`, `${count}`, FROM_BACKUP))
  const { edge, wrong, more } = await walk(checking, Math.min(head.size, count))
  const rooted = edge.size === head.size && compareBytes(edgeRoot(checking.crypto, edge), head.root) === 0
  if (edge.size === head.size && !rooted)
    await checking.add(bad('log.db, entries', 'the root of the signed head', 'another root', FROM_BACKUP))
  await tellTiles(checking, wrong, { rooted })
  if (more > 0) {
    const [where, expected] = ['log/tile', 'the bytes that the entries give']
    await checking.add(
      bad(where, expected, `${more} more tiles with others`, 'Run it again after the repair.'),
    )
  }
  if (rooted) await checkStray(checking, head.size)
  await checkSeen(checking, origin, head)
  return { origin, size: head.size }
}

async function checkHead(checking: Checking, head: LogHead): Promise<string> {
  const { storage, crypto } = checking
  const stated = parseCheckpoint(parseNote(head.note, 'log.db, head').text, 'log.db, head')
  const pem = await storage.secrets.get('log.pem')
  if (pem === undefined) {
    const [where, expected] = ['keys/log.pem', `the key that signs ${stated.origin}`]
    const hint = 'Without it this log cannot go on: bring it back from a backup with keys.'
    await checking.add({ code: 'key-missing', where, expected, found: 'nothing', hint })
    return stated.origin
  }
  const { key } = keyPairFromPem(new TextDecoder().decode(pem), 'keys/log.pem', crypto)
  const logKey = noteKey(crypto, { name: stated.origin, type: 0x01, key: key.raw })
  const opened = await openCheckpoint(crypto, head.note, { logKey })
  if (!opened.ok)
    await checking.add(bad('log.db, head', `a note signed by ${stated.origin}`, opened.reason, FROM_BACKUP))
  else if (stated.size !== head.size || compareBytes(stated.root, head.root) !== 0)
    await checking.add(bad('log.db, head', 'what its signed note says', 'another size or root', FROM_BACKUP))
  return stated.origin
}

type WrongTile = { readonly name: string; readonly bytes: Uint8Array; readonly found: string }
type Walked = { readonly edge: Edge; readonly wrong: WrongTile[]; more: number }

/** Every entry, and the tiles as they come to be. */
async function walk(checking: Checking, size: number): Promise<Walked> {
  const { storage, crypto } = checking
  const edge = emptyEdge()
  const walked: Walked = { edge, wrong: [], more: 0 }
  for (let start = 0; start < size; start += TILE_WIDTH) {
    const leaves: Uint8Array[] = []
    const statements: { readonly leaf: Uint8Array; readonly index: number }[] = []
    for await (const { index, leaf } of storage.logStore.entries(start, Math.min(size, start + TILE_WIDTH))) {
      if (index !== start + leaves.length) break
      leaves.push(leaf)
      statements.push({ leaf, index })
    }
    if (leaves.length < Math.min(size, start + TILE_WIDTH) - start) {
      const where = `log.db, entry ${start + leaves.length}`
      await checking.add(bad(where, 'an entry', 'none', FROM_BACKUP))
      return walked
    }
    for (const { leaf, index } of statements) await checkEntry(checking, leaf, index)
    for (const { name, bytes } of extendEdge(crypto, edge, leaves))
      if (!name.includes('.p/')) await checkTile(checking, walked, { name, bytes })
    checking.tell({ phase: 'log', done: start, total: size })
    await checking.breathe()
  }
  for (const tile of rightEdge(edge)) await checkTile(checking, walked, tile)
  return walked
}

function rightEdge(edge: Edge): { readonly name: string; readonly bytes: Uint8Array }[] {
  const last = (level: number | 'entries', perTile: number) =>
    tilePath(tileAt(level, Math.floor(edge.size / perTile), edge.size))
  const hashes = edge.levels.flatMap((level, i) =>
    level.length === 0 ? [] : [{ name: last(i, TILE_WIDTH ** (i + 1)), bytes: concat(level) }],
  )
  const bundle = { name: last('entries', TILE_WIDTH), bytes: encodeBundle(edge.entries) }
  return edge.entries.length === 0 ? hashes : [bundle, ...hashes]
}

async function checkTile(
  checking: Checking,
  walked: Walked,
  { name, bytes }: Omit<WrongTile, 'found'>,
): Promise<void> {
  checking.checked.tiles++
  const present = await checking.storage.logFiles.get(name)
  if (present !== undefined && compareBytes(present, bytes) === 0) return
  const found = present === undefined ? 'nothing' : 'other bytes'
  if (walked.wrong.length < MAX_WRONG_TILES) walked.wrong.push({ name, bytes, found })
  else walked.more++
}

/** Only entries that give the signed root may be written over what stands: else the tiles may be what is right. */
async function tellTiles(
  checking: Checking,
  wrong: readonly WrongTile[],
  { rooted }: { readonly rooted: boolean },
): Promise<void> {
  for (const { name, bytes, found } of wrong) {
    const expected = `the ${bytes.length} bytes that the entries give`
    const finding = bad(`log/${name}`, expected, found, rooted ? FROM_ENTRIES : FROM_BACKUP)
    if (!rooted) await checking.add(finding)
    else
      await checking.add({ ...finding, repair: 'tiles' }, () =>
        checking.storage.logFiles.replace(name, bytes),
      )
  }
}

async function checkEntry(checking: Checking, leaf: Uint8Array, index: number): Promise<void> {
  const { storage, checked } = checking
  checked.entries++
  const where = `log.db, entry ${index}`
  let entry: ReturnType<typeof parseEntry>
  try {
    entry = parseEntry(leaf, where)
  } catch (error) {
    if (!(error instanceof OwcError)) throw error
    return await checking.add({ ...error.problem, hint: FROM_BACKUP })
  }
  if (entry.kind === 'time') return
  checked.statements++
  const body = await storage.logStore.body(entry.payload)
  const statement = digestText(entry.payload)
  if (body === undefined) {
    const expected = `the body of ${statement}, or its tombstone`
    await checking.add({ code: 'body-missing', where, expected, found: 'neither', hint: FROM_BACKUP })
  } else if ('erased' in body) {
    if ((await storage.logStore.find(body.erased)).length > 0) return
    const expected = `an erasure of ${statement} in the log`
    await checking.add(bad(where, expected, `a tombstone that names ${digestText(body.erased)}`, FROM_BACKUP))
  } else await checkBodyOf(checking, { entry, leaf, where }, body.envelope)
}

type At = { readonly entry: StatementEntry; readonly leaf: Uint8Array; readonly where: string }

/** The envelope gives the leaf again: payload, its type, and each signature. */
async function checkBodyOf(checking: Checking, { entry, leaf, where }: At, bytes: Uint8Array): Promise<void> {
  let found = 'bytes that are no envelope'
  try {
    const again = statementEntry(parseEnvelope(bytes, where), entry.type, checking.crypto)
    if (compareBytes(again, leaf) === 0) return
    found = 'an envelope that gives another leaf'
  } catch (error) {
    if (!(error instanceof OwcError)) throw error
  }
  await checking.add(bad(where, `the body of ${digestText(entry.payload)}`, found, FROM_BACKUP))
}

/** Files of the log that no tile of this size explains: narrower ones of earlier sizes are prefixes of what stands. */
async function checkStray(checking: Checking, size: number): Promise<void> {
  const { logFiles } = checking.storage
  for await (const name of logFiles.list()) {
    if (name === CHECKPOINT) continue
    const tile = parseTilePath(name)
    const now = tile && tileAt(tile.level, tile.index, size)
    if (tile === undefined || now === undefined)
      await checking.add(bad(`log/${name}`, 'a file of a log', 'something else', 'Move it away.'))
    else if (tile.width < now.width) await checkPrefix(checking, { name, tile, now })
    else if (tile.width > now.width && (await logFiles.get(name)) !== undefined)
      await checkBeyond(checking, name, size)
  }
}

type Narrow = { readonly name: string; readonly tile: Tile; readonly now: Tile }

async function checkPrefix(checking: Checking, { name, tile, now }: Narrow): Promise<void> {
  const { logFiles } = checking.storage
  const [narrow, wide] = [await logFiles.get(name), await logFiles.get(tilePath(now))]
  if (narrow === undefined || wide === undefined) return // the wide one is told already
  if (compareBytes(narrow, wide.subarray(0, narrow.length)) === 0 && narrow.length < wide.length) return
  const expected = `the first ${tile.width} of ${now.width} in ${tilePath(now)}`
  const finding = bad(`log/${name}`, expected, 'other bytes', FROM_ENTRIES)
  await checking.add({ ...finding, repair: 'tiles' }, async () => {
    const right =
      tile.level === 'entries' ? bundlePrefix(wide, tile.width) : wide.subarray(0, tile.width * 32)
    await logFiles.replace(name, right)
  })
}

/** The first entries of a bundle: two bytes of length before each (tile.ts). */
function bundlePrefix(bundle: Uint8Array, count: number): Uint8Array {
  let at = 0
  for (let i = 0; i < count && at + 2 <= bundle.length; i++)
    at += 2 + (bundle[at] as number) * 256 + (bundle[at + 1] as number)
  return bundle.subarray(0, at)
}

/** A crash between tiles and head leaves tiles beyond the head, whose entries are there; the next start settles them. */
async function checkBeyond(checking: Checking, name: string, size: number): Promise<void> {
  if ((await checking.storage.logStore.count()) > size) return
  const expected = `nothing beyond a log of ${size} entries`
  await checking.add(bad(`log/${name}`, expected, 'a tile of a longer log', FROM_BACKUP))
}

/** What others may hold: the published checkpoint and what this machine has seen. */
async function checkSeen(checking: Checking, origin: string, head: LogHead): Promise<void> {
  const { storage, marks } = checking
  const served = fromUtf8((await storage.logFiles.get(CHECKPOINT)) ?? new Uint8Array()) ?? ''
  const now = await storage.logStore.head() // it may have moved since
  if (served !== head.note && !isBetween(served, head, now)) {
    const found = served === '' ? 'nothing' : 'another note'
    const hint = 'The next start publishes the head again, unless what stands there is newer.'
    await checking.add(bad('log/checkpoint', `the signed head at ${head.size}`, found, hint))
  }
  const mark = await marks.get(origin)
  if (mark === undefined || now === undefined || mark.size <= now.size) return
  const hint =
    'It signs no more: an older copy was put back. Bring the newer data back, or begin a log with a new origin.'
  const expected = `at least ${mark.size} entries, which this machine has seen`
  const where = `the log ${origin}`
  await checking.add({ code: 'log-behind', where, expected, found: `${now.size}`, hint })
}

/** Published while the check was under way: newer than the head that was checked, and not than the present one. */
function isBetween(served: string, head: LogHead, now: LogHead | undefined): boolean {
  if (now === undefined || now.size === head.size) return false
  try {
    const { size } = parseCheckpoint(parseNote(served, 'log/checkpoint').text, 'log/checkpoint')
    return size > head.size && size <= now.size
  } catch (error) {
    if (error instanceof OwcError) return false
    throw error
  }
}

function bad(where: string, expected: string, found: string, hint: string): Finding {
  return { code: 'log-invalid', where, expected, found, hint }
}
