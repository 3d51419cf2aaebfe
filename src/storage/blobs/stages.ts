// Bytes on their way in, which a later process may continue. Per key: <key>.bytes, and <key>.parts, the durable
// account of which bytes are durable ([start, end) pairs, merged), replaced as a whole after the bytes' fsync. So
// after a crash the account never promises too much; bytes written after it are written again.
// The commit hashes all (reading it, unless this process hashed it as it was written) and *moves* the file to its
// blob name.

import { createHash, type Hash } from 'node:crypto'
import fs from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Range } from '../../base/range.ts'
import { chunkWriter, closeFd, openFd, readChunks, syncFd, syncFdData } from '../chunks.ts'
import type { Chunks, ListedStage, Stage, Stored } from '../contracts.ts'
import { absent, type Disk, folderWithMode } from '../disk.ts'
import { type Mutex, openMutex } from '../mutex.ts'
import { checkExpected } from './expect.ts'
import { MAX_PARTS, mergeParts, parseParts, partsText, prefixBytes } from './parts.ts'
import { BLOB_MODE, type BlobPlace, checkRange } from './place.ts'

const writeFd = promisify(fs.writeFile)
const truncateFd = promisify(fs.ftruncate)
const chmodFd = promisify(fs.fchmod)

const KEY = /^[a-z0-9-]{1,80}$/
const ACCOUNT_EVERY_BYTES = 64 << 20 // what a kill costs a download at most

export type Stages = {
  stage(key: string): Promise<Stage>
  list(): AsyncIterable<ListedStage>
  discardOld(key: string, beforeSeconds: number): Promise<boolean>
}

/** Where the stages of a folder are worked on. */
type Room = { readonly folder: string; readonly disk: Disk; readonly place: BlobPlace }

type State = {
  readonly key: string
  readonly file: string
  readonly mutex: Mutex // around the account
  readonly forget: () => void
  parts: readonly Range[] // durable, merged, ascending
  writers: number
  hashed: Hashed | undefined
}

/** SHA-256 of the bytes [0, end) as they were written by this process, one after another. */
type Hashed = { readonly hash: Hash; end: number }

export async function openStages(room: Room): Promise<Stages> {
  const { folder } = room
  await folderWithMode(folder, 0o700)
  await removeLeftovers(folder)
  const open = new Map<string, Promise<State>>() // one state per key, however often the stage is asked for

  async function load(key: string): Promise<State> {
    const parts = parseParts(await readFile(path.join(folder, `${key}.parts`), 'utf8').catch(absent))
    const forget = () => void open.delete(key)
    return {
      key,
      file: path.join(folder, `${key}.bytes`),
      mutex: openMutex(),
      forget,
      parts,
      writers: 0,
      hashed: undefined,
    }
  }

  async function stage(key: string): Promise<Stage> {
    if (!KEY.test(key))
      throw new TypeError(`expected a stage key of [a-z0-9-]{1,80}, found ${key.slice(0, 99)}`)
    const state = await open.getOrInsertComputed(key, load)
    return {
      sizeBytes: async () => prefixBytes(state.parts),
      write: (position, chunks) => writeStage(room, state, { position, chunks }),
      read: (range) => readStage(state, range),
      commit: (expect, through) => commitStage(room, state, { expect, through }),
      discard: () => removeStage(room, state),
    }
  }

  async function* list(): ReturnType<Stages['list']> {
    for (const name of (await readdir(folder)).sort()) {
      if (!name.endsWith('.parts')) continue
      const key = name.slice(0, -'.parts'.length)
      const state = await (open.get(key) ?? load(key))
      const touchedSeconds = await touchedAt(room, key)
      if (touchedSeconds !== undefined) yield { key, sizeBytes: prefixBytes(state.parts), touchedSeconds }
    }
  }

  async function discardOld(key: string, beforeSeconds: number): Promise<boolean> {
    const touched = await touchedAt(room, key)
    const state = await (open.get(key) ?? load(key))
    if (touched === undefined || touched >= beforeSeconds || state.writers > 0) return false
    await removeStage(room, state)
    return true
  }

  return { stage, list, discardOld }
}

async function touchedAt({ folder }: Room, key: string): Promise<number | undefined> {
  const found = await stat(path.join(folder, `${key}.parts`)).catch(absent)
  return found && found.mtimeMs / 1000
}

type Write = { readonly position: number; readonly chunks: Chunks }

/** What was written before a failure of the source is kept and accounted for. */
async function writeStage(room: Room, state: State, { position, chunks }: Write): Promise<number> {
  if (!Number.isSafeInteger(position) || position < 0)
    throw new RangeError(`expected a position in the stage, found ${position}`)
  const hashed = goOnHashing(state, position)
  state.writers++
  try {
    const fd = await openFd(state.file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600)
    const writer = chunkWriter(fd, position)
    const account = accountant(room, state, { fd, writer, position })
    try {
      try {
        for await (const chunk of chunks) {
          hashed?.hash.update(chunk)
          await writer.write(chunk)
          if (writer.position - account.asked() >= ACCOUNT_EVERY_BYTES) await account.begin()
        }
      } finally {
        await account.end()
        if (hashed !== undefined) hashed.end = writer.position
      }
    } finally {
      await writer.settle()
      await closeFd(fd)
    }
    return writer.position - position
  } finally {
    state.writers--
  }
}

/** Undefined where the bytes before are not this process's own, or somebody else writes at the same time. */
function goOnHashing(state: State, position: number): Hashed | undefined {
  const { hashed, writers } = state
  const follows = writers === 0 && (position === 0 || hashed?.end === position)
  if (follows)
    state.hashed = {
      hash: position === 0 || hashed === undefined ? createHash('sha256') : hashed.hash,
      end: -1,
    }
  else if (writers > 0 || position < (hashed?.end ?? 0)) state.hashed = undefined
  return follows ? state.hashed : undefined
}

type Filling = {
  readonly fd: number
  readonly writer: ReturnType<typeof chunkWriter>
  readonly position: number
}

/** Makes durable what was written, beside the writing: the disk works while the source goes on. */
function accountant(room: Room, state: State, { fd, writer, position }: Filling) {
  let [asked, done] = [position, position]
  let running: Promise<void> = Promise.resolve()
  const account = async (end: number) => {
    if (end === done) return
    await room.disk.sync('stage.sync', state.file, () => syncFdData(fd))
    await addPart(room, state, { start: position, end })
    done = end
  }
  const begin = async () => {
    await running
    await room.disk.during('stage.write', () => writer.flush())
    const end = writer.position
    asked = end
    running = account(end)
    running.catch(() => undefined) // told to whoever waits for it next
  }
  return {
    asked: () => asked,
    begin,
    end: async () => {
      try {
        await begin()
      } finally {
        await running
      }
    },
  }
}

/** Temporary account → fsync → rename → fsync of the folder, which also makes the name of the bytes durable. */
async function addPart({ folder, disk }: Room, state: State, part: Range): Promise<void> {
  const release = await state.mutex.take()
  try {
    const parts = mergeParts([...state.parts, part])
    if (parts.length > MAX_PARTS) throw new RangeError(`expected at most ${MAX_PARTS} parts of a stage`)
    const account = path.join(folder, `${state.key}.parts`)
    const fd = await openFd(`${account}.new`, 'w', 0o600)
    try {
      await disk.during('stage.account', () => writeFd(fd, partsText(parts)))
      await disk.sync('stage.account', account, () => syncFd(fd))
    } finally {
      await closeFd(fd)
    }
    await disk.rename('stage.account', `${account}.new`, account)
    await disk.syncFolder('stage.account', folder)
    state.parts = parts
  } finally {
    release()
  }
}

async function* readStage(state: State, range?: Range): Chunks {
  const sizeBytes = prefixBytes(state.parts)
  const part = range ?? { start: 0, end: sizeBytes }
  checkRange(part, sizeBytes)
  if (part.start === part.end) return
  const fd = await openFd(state.file, 'r')
  try {
    yield* readChunks(fd, part, `stage ${state.key}`)
  } finally {
    await closeFd(fd)
  }
}

type Commit = { readonly expect: Partial<Stored>; readonly through: ((chunks: Chunks) => Chunks) | undefined }

/** A crash before the move leaves the stage, which can be committed again; after it, a whole blob. */
async function commitStage(room: Room, state: State, { expect, through }: Commit): Promise<Stored> {
  if (state.writers > 0) throw new Error(`stage ${state.key}: expected no writer at its commit`)
  try {
    const sizeBytes = prefixBytes(state.parts)
    checkExpected(expect, { sha256: expect.sha256 ?? NOTHING, sizeBytes })
    if (state.parts.at(-1)?.end !== (sizeBytes || undefined))
      throw new Error(`stage ${state.key}: expected no hole at its commit`)
    const known = through === undefined && state.hashed?.end === sizeBytes ? state.hashed.hash : undefined
    const sha256 = known?.copy().digest('hex') ?? (await hashThrough(state, sizeBytes, through))
    const stored = { sha256: sha256 as Sha256, sizeBytes }
    checkExpected(expect, stored)
    await makeFinal(room, state, sizeBytes)
    await room.place.move(stored, state.file)
    await removeStage(room, state)
    return stored
  } catch (cause) {
    if (cause instanceof OwcError && cause.problem.code === 'bytes-differ') await removeStage(room, state)
    throw cause
  }
}

const NOTHING = createHash('sha256').digest('hex') as Sha256 // of no bytes

async function hashThrough(state: State, sizeBytes: number, through: Commit['through']): Promise<Sha256> {
  const hash = createHash('sha256')
  let hashedBytes = 0
  async function* hashed(): Chunks {
    for await (const chunk of readStage(state)) {
      hash.update(chunk)
      hashedBytes += chunk.length
      yield chunk
    }
  }
  for await (const _ of through === undefined ? hashed() : through(hashed()));
  if (hashedBytes !== sizeBytes) throw new Error('expected `through` to pass every chunk on')
  return hash.digest('hex') as Sha256
}

/** Bytes after the account were written by a process that died, and are no part of the blob. */
async function makeFinal({ disk }: Room, state: State, sizeBytes: number): Promise<void> {
  const fd = await openFd(state.file, 'a+', 0o600)
  try {
    await disk.during('stage.write', async () => {
      await truncateFd(fd, sizeBytes)
      await chmodFd(fd, BLOB_MODE)
    })
    await disk.sync('stage.sync', state.file, () => syncFd(fd))
  } finally {
    await closeFd(fd)
  }
}

async function removeStage({ folder, disk }: Room, state: State): Promise<void> {
  state.parts = []
  state.hashed = undefined
  state.forget()
  // The account first: bytes without an account are nothing, an account without bytes would promise them.
  await disk.tidy('stage.tidy', async () => {
    await rm(path.join(folder, `${state.key}.parts`), { force: true })
    await rm(state.file, { force: true })
  })
}

/** What a dead process left: accounts half replaced, bytes without an account, accounts whose bytes became a blob. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = new Set(await readdir(folder))
  for (const name of names) {
    const [key, kind] = [path.parse(name).name, path.parse(name).ext]
    const twin = `${key}${kind === '.parts' ? '.bytes' : '.parts'}`
    if ((kind !== '.parts' && kind !== '.bytes') || !names.has(twin))
      await rm(path.join(folder, name), { recursive: true, force: true })
  }
}
