// Random schedules over a durable store in memory: each durable call of the log may fail before or after it happened,
// once (an error) or for good (kill −9), while opening, appending, or with two writers at once. After each round
// the log is opened again and everything that was ever promised outside is held against it. The seed is printed;
// OWC_SEED=… repeats a run. Two deliberately broken stores show that the checker can fail.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareBytes, fromUtf8, toHex } from '../../src/base/bytes.ts'
import { parseCheckpoint } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import type { Log, Submission } from '../../src/ledger/log.ts'
import { leafHash, treeHash, verifyConsistency, verifyInclusion } from '../../src/ledger/merkle.ts'
import { parseNote, parseNoteKey } from '../../src/ledger/note.ts'
import { type LogOptions, openLog } from '../../src/ledger/open-log.ts'
import { readEntries } from '../../src/ledger/tile.ts'
import { parseTlogProof, verifyTlogProof } from '../../src/ledger/tlog-proof.ts'
import type { LogHead, NewEntry } from '../../src/storage/contracts.ts'
import { type Disk, type Fault, logOn, newDisk, submission } from '../ledger/log-doubles.ts'

const SEED = Number(process.env['OWC_SEED'] ?? 20261121)
const SCHEDULES = 1_000
const ROUNDS = 4
const BROKEN_SCHEDULES = 60
const PROVE_EACH = 16

type Random = (below: number) => number
/** What the outside world keeps: it was told so, or could read it. */
type Outside = {
  readonly receipts: { readonly leaf: Uint8Array; readonly index: number; readonly proof: string }[]
  readonly served: Set<string> // every content the checkpoint file ever had
  readonly immutable: Map<string, Uint8Array> // every path that ever existed
  readonly violations: string[]
}
type Damage = (options: Omit<LogOptions, 'clock'>, disk: Disk) => Omit<LogOptions, 'clock'>

function mulberry(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
}

/** Fails the n-th durable call, before or after; when it is a kill, every later call too. */
function plan(random: Random): Fault {
  const at = random(40)
  const when = random(2) === 0 ? 'before' : 'after'
  const kill = random(2) === 0
  let calls = 0
  let dead = false
  return (call, now) => {
    if (dead) throw new Error(`the process is dead (${call})`)
    if (now === 'before') calls += 1
    if (calls - 1 !== at || now !== when) return
    dead = kill
    throw new Error(`injected ${when} ${call}`)
  }
}

/** Keeps what anybody could have read between two calls. */
function watched(disk: Disk, outside: Outside, fault: Fault): Fault {
  const look = () => {
    for (const [name, bytes] of disk.files) {
      const old = outside.immutable.get(name)
      if (old === bytes) continue
      if (name === 'checkpoint') outside.served.add(fromUtf8(bytes) ?? '')
      else if (old !== undefined && compareBytes(old, bytes) !== 0)
        outside.violations.push(`${name} had two contents`)
      outside.immutable.set(name, bytes)
    }
  }
  return (call, when) => {
    if (when === 'after' && (call === 'create' || call === 'replace')) look()
    fault(call, when)
  }
}

async function schedule(seed: number, damage: Damage): Promise<string[]> {
  const random = mulberry(seed)
  const disk = newDisk()
  const outside: Outside = { receipts: [], served: new Set(), immutable: new Map(), violations: [] }
  if (random(8) === 0) await preload(disk, 240 + random(16))
  let now = 1767225600
  const clock = () => (now += random(3) - (random(10) === 0 ? 5 : 0))
  for (let round = 0; round < ROUNDS; round++) {
    const writers = random(8) === 0 ? 2 : 1
    const lives = Array.from({ length: writers }, () =>
      life({
        options: { ...damage(logOn(disk, watched(disk, outside, plan(random))), disk), clock },
        random,
        outside,
      }),
    )
    await Promise.all(lives)
    await check(
      {
        ...damage(
          logOn(
            disk,
            watched(disk, outside, () => {}),
          ),
          disk,
        ),
        clock,
      },
      disk,
      outside,
    )
  }
  return outside.violations
}

/** A start just below a full tile, so that schedules cross it. */
async function preload(disk: Disk, count: number): Promise<void> {
  const log = await openLog({ ...logOn(disk), clock: () => 1767225600 })
  await Promise.all(Array.from({ length: count }, (_, i) => log.submit(submission(`before ${i}`))))
  await log.close()
}

type Life = { readonly options: LogOptions; readonly random: Random; readonly outside: Outside }

/** One process: opens, submits in waves, and dies or closes. Only what it answered counts. */
async function life({ options, random, outside }: Life): Promise<void> {
  let log: Log
  try {
    log = await openLog(options)
  } catch {
    return
  }
  for (let wave = 0; wave < 3; wave++) {
    const batch = Array.from({ length: 1 + random(random(80) === 0 ? 300 : 6) }, () =>
      statement(random, outside),
    )
    await Promise.allSettled(
      batch.map(async ({ leaf, body }) => {
        const { index, proof } = await log.submit({ leaf, body })
        outside.receipts.push({ leaf, index, proof })
      }),
    )
  }
  await log.close()
}

function statement(random: Random, outside: Outside): Submission {
  return submission(
    random(5) === 0 ? `again ${random(10)}` : `new ${outside.receipts.length} ${random(2 ** 30)}`,
  )
}

async function check(options: LogOptions, disk: Disk, outside: Outside): Promise<void> {
  const { violations } = outside
  let log: Log
  try {
    log = await openLog(options)
  } catch (cause) {
    violations.push(`does not open again: ${(cause as Error).message}`)
    return
  }
  const present = log.checkpoint()
  const logKey = parseNoteKey(crypto, log.verifierKey, 'test')
  for (const note of outside.served) {
    const { size, root } = parseCheckpoint(parseNote(note, 'served').text, 'served')
    const path = size <= present.size ? await log.consistency(size, present.size) : []
    const claim = { from: size, fromRoot: root, to: present.size, toRoot: present.root, path }
    if (!verifyConsistency(crypto, claim))
      violations.push(`checkpoint at ${size} is no prefix of ${present.size}`)
  }
  const leaves = await served(disk, present.size)
  const hashes = leaves.map((leaf) => leafHash(crypto, leaf))
  if (toHex(treeHash(crypto, hashes)) !== toHex(present.root))
    violations.push('the entries do not give the root')
  for (const [i, { leaf, index }] of outside.receipts.entries()) {
    const found = leaves[index]
    if (found === undefined || toHex(found) !== toHex(leaf))
      violations.push(`receipt ${index} is not readable`)
    if (i % PROVE_EACH !== 0 && outside.receipts.length - i > PROVE_EACH) continue // the root covers all entries
    const { path } = parseTlogProof(await log.prove(index), 'proof')
    const claim = { index, size: present.size, root: present.root, leafHash: leafHash(crypto, leaf), path }
    if (!verifyInclusion(crypto, claim)) violations.push(`receipt ${index} is not provable`)
  }
  const last = outside.receipts.at(-1)
  if (last !== undefined && !(await verifyTlogProof(crypto, last.proof, last.leaf, { logKey })).ok)
    violations.push(`the proof of receipt ${last.index} does not verify`)
  await log.close()
}

/** All entries, read as any reader of the served files would. */
async function served(disk: Disk, size: number): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = []
  for (let index = 0; index * 256 < size; index++)
    leaves.push(...(await readEntries(async (path) => disk.files.get(path), index, size)))
  return leaves
}

const whole: Damage = (options) => options

/** Publishes before (d): the head becomes durable only after the checkpoint was replaced. */
const lateHead: Damage = (options, disk) => {
  let pending: LogHead | undefined
  return {
    ...options,
    store: {
      ...options.store,
      head: async () => pending ?? disk.head,
      async swapHead(_from, to) {
        pending = to
      },
    },
    files: {
      ...options.files,
      async replace(name, bytes) {
        await options.files.replace(name, bytes)
        disk.head = pending ?? disk.head
      },
    },
  }
}

/** Publishes before (b): entries become durable only after the checkpoint was replaced. */
const lateEntries: Damage = (options, disk) => {
  let pending: readonly NewEntry[] = []
  let at = 0
  return {
    ...options,
    store: {
      ...options.store,
      async append(from, entries) {
        at = from
        pending = entries
      },
    },
    files: {
      ...options.files,
      async replace(name, bytes) {
        await options.files.replace(name, bytes)
        if (at === disk.entries.length) await options.store.append(at, pending)
        pending = []
      },
    },
  }
}

test(`log schedules: nothing promised is lost (seed ${SEED})`, async () => {
  const broken: string[] = []
  for (let i = 0; i < SCHEDULES; i++) {
    const violations = await schedule(SEED + i, whole)
    if (violations.length > 0) broken.push(`OWC_SEED=${SEED + i}: ${violations[0]}`)
  }
  assert.deepEqual(broken, [])
})

for (const [name, damage] of [
  ['publishing before the head is durable', lateHead],
  ['publishing before entries are durable', lateEntries],
] as const)
  test(`log schedules: the checker catches ${name}`, async () => {
    let caught = 0
    for (let i = 0; i < BROKEN_SCHEDULES; i++) if ((await schedule(SEED + i, damage)).length > 0) caught += 1
    assert.ok(caught > BROKEN_SCHEDULES / 4, `caught ${caught} of ${BROKEN_SCHEDULES}`)
  })
