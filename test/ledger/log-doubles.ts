// A LogStore, Objects and Marks in memory whose durable steps may fail before or after they happen. "Durable" is what
// stands in the maps; a reopened log sees nothing else. Faults are asked for by name of the call.

import { toHex, utf8 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import type { Submission } from '../../src/ledger/log.ts'
import type { LogOptions } from '../../src/ledger/open-log.ts'
import { keyPairFromSeed } from '../../src/ledger/signer.ts'
import type { Body, LogEntry, LogHead, LogStore, NewEntry, Objects } from '../../src/storage/contracts.ts'
import type { Mark, Marks } from '../../src/storage/marks.ts'

/** Everything that survives a crash. */
export type Disk = {
  head: LogHead | undefined
  readonly entries: LogEntry[]
  readonly bodies: Map<string, Uint8Array>
  readonly files: Map<string, Uint8Array>
  readonly marks: Map<string, Mark>
}
export type Fault = (call: string, when: 'before' | 'after') => void

export const ORIGIN = 'log.example/owc-test'
export const logSigner = keyPairFromSeed(seed(0), nodeCrypto)

export function seed(first: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => first + i)
}

export function newDisk(): Disk {
  return { head: undefined, entries: [], bodies: new Map(), files: new Map(), marks: new Map() }
}

export function copyDisk(disk: Disk): Disk {
  return {
    head: disk.head,
    entries: [...disk.entries],
    bodies: new Map(disk.bodies),
    files: new Map(disk.files),
    marks: new Map(disk.marks),
  }
}

export function logOn(disk: Disk, fault: Fault = () => {}): Omit<LogOptions, 'clock'> {
  return {
    store: memoryStore(disk, fault),
    files: memoryObjects(disk, fault),
    marks: memoryMarks(disk, fault),
    origin: ORIGIN,
    signer: logSigner,
    crypto: nodeCrypto,
  }
}

function memoryStore(disk: Disk, fault: Fault): LogStore {
  return {
    head: async () => disk.head,
    count: async () => disk.entries.length,
    async append(at, entries) {
      fault('append', 'before')
      if (at !== disk.entries.length) throw secondWriter(at, disk.entries.length)
      for (const { leaf, body } of entries) push(disk, { leaf, ...(body && { body }) })
      fault('append', 'after')
    },
    async swapHead(from, to) {
      fault('swapHead', 'before')
      if (disk.head?.note !== from?.note) throw secondWriter(from?.size ?? 0, disk.head?.size ?? 0)
      disk.head = to
      fault('swapHead', 'after')
    },
    async *entries(start, end) {
      yield* disk.entries.slice(start, end)
    },
    find: async (body) => disk.entries.filter((entry) => entry.body === body).map((entry) => entry.index),
    async body(digest): Promise<Body | undefined> {
      const envelope = disk.bodies.get(digest)
      return envelope && { envelope }
    },
    async erase(digest) {
      disk.bodies.delete(digest)
    },
  }
}

function push(disk: Disk, { leaf, body }: NewEntry): void {
  const index = disk.entries.length
  disk.entries.push({ index, leaf, ...(body && { body: body.digest }) })
  if (body !== undefined) disk.bodies.set(body.digest, body.envelope)
}

function memoryObjects(disk: Disk, fault: Fault): Objects {
  return {
    async create(name, bytes) {
      fault('create', 'before')
      const old = disk.files.get(name)
      if (old !== undefined && toHex(old) !== toHex(bytes))
        throw new OwcError({
          code: 'immutable-differs',
          where: name,
          expected: 'the same bytes',
          found: 'others',
        })
      if (old === undefined) disk.files.set(name, bytes.slice())
      fault('create', 'after')
    },
    async replace(name, bytes) {
      fault('replace', 'before')
      disk.files.set(name, bytes.slice())
      fault('replace', 'after')
    },
    get: async (name) => disk.files.get(name)?.slice(),
  }
}

function memoryMarks(disk: Disk, fault: Fault): Marks {
  return {
    place: 'memory',
    get: async (origin) => disk.marks.get(origin),
    async set(origin, mark) {
      fault('mark', 'before')
      disk.marks.set(origin, mark)
      fault('mark', 'after')
    },
  }
}

function secondWriter(expected: number, found: number): OwcError {
  return new OwcError({
    code: 'second-writer',
    where: 'the log',
    expected: `size ${expected}`,
    found: `size ${found}`,
  })
}

/** A submission whose leaf has the form of a statement's. */
export function submission(text: string): Submission {
  const envelope = utf8(text)
  const digest = digestOf(envelope)
  return {
    leaf: utf8(`owc-entry/v1\npayload text/plain ${envelope.length} ${digest}\n`),
    body: { digest, envelope },
  }
}

function digestOf(bytes: Uint8Array): Sha256 {
  const digest = sha256(toHex(nodeCrypto.sha256(bytes)))
  if (digest === undefined) throw new Error('sha256 gave no digest')
  return digest
}
