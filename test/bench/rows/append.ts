// Statements into the durable log through its door: signature checked, fsynced, signed into a checkpoint, proved. A
// receipt is waited for from the moment when its statement was due, so that a log that falls behind is seen.

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { introduce } from '../kit/author.ts'
import { type Door, openDoor } from '../kit/door.ts'
import { runNode } from '../kit/node.ts'
import { cpuSeconds } from '../kit/process.ts'
import { interleave, median, quantile, type Rounds, type Row } from '../row.ts'
import type { Workshop } from '../workshop.ts'

const SUBMITTERS = 50
const SYNCS = 40
const PER_SECOND = 500
const PACED_SECONDS = 6
const CONNECTIONS = 256 // more than can wait at once while the bar holds

const WHY =
  'The event loop, not the disk: a single fsync of this disk is short (further figures), but 500 statements a second need nearly a whole core (CPU-seconds, further figures), and on two cores that are shared with the driver and with neighbours the node gets less, so that those which wait grow in number. By --cpu-prof: SQL first (a handful of queries for each statement, built anew by Kysely each time, and commits that hold up the loop), then signatures, which are now checked in other threads. To be gained: inserts of a whole batch in one query, hot queries prepared by hand.'

export const appendPaced: Row = {
  id: 'append-500',
  work: 'durable log append, paced at 500/s: receipt p99',
  peer: '',
  bar: [{ of: 'ours', sign: '≤', value: 1000 }],
  why: WHY,
  run: (shop) => append(shop, { connections: CONNECTIONS, send: paced }),
}

export const appendFifty: Row = {
  id: 'append-50',
  work: 'durable log append, 50 submitters as fast as they can: receipt p99',
  peer: '',
  bar: [{ of: 'ours', sign: '≤', value: 1000 }],
  why: WHY,
  run: (shop) => append(shop, { connections: SUBMITTERS, send: closed }),
}

type Sent = { readonly times: readonly number[]; readonly perSecond: number }
type Way = {
  readonly connections: number
  readonly send: (door: Door, envelopes: readonly Uint8Array[]) => Promise<Sent>
}

const STATEMENTS = '/commons/v1/statements'

async function append(shop: Workshop, { connections, send }: Way): Promise<Rounds> {
  const folder = await shop.once(`append-${connections}`, async () => undefined)
  const node = await runNode(shop, `${folder}/data`)
  const door = openDoor(node.url, { connections, token: node.token })
  shop.later(() => door.close())
  const author = await introduce(door)
  const [p50s, rates, syncs, cpu]: [number[], number[], number[], number[]] = [[], [], [], []]
  const rounds = await interleave({
    unit: 'ms',
    ours: async (round) => {
      const envelopes = await author.envelopes(PER_SECOND * PACED_SECONDS)
      const before = cpuSeconds(node.pid)
      const { times, perSecond } = await send(door, envelopes)
      if (round >= 0) {
        syncs.push(...syncTimes(join(folder, 'sync.bin')))
        cpu.push(((cpuSeconds(node.pid) - before) * 1000) / envelopes.length)
        p50s.push(quantile(times, 0.5))
        rates.push(perSecond)
      }
      return quantile(times, 0.99)
    },
  })
  const notes = [
    `one fsync of 4 KiB on this disk, between rounds: p50 ${quantile(syncs, 0.5).toFixed(1)} ms, p99 ${quantile(syncs, 0.99).toFixed(0)} ms`,
    `${median(cpu).toFixed(2)} CPU-seconds of the node for 1,000 statements`,
    `receipt p50 ${median(p50s).toFixed(0)} ms`,
    `${median(rates).toFixed(0)} receipts a second, driver and node on the same cores`,
    `${PER_SECOND * PACED_SECONDS} statements a round`,
  ]
  return { ...rounds, notes }
}

/** What a batch waits for, eight times one after another. */
function syncTimes(path: string): readonly number[] {
  const fd = openSync(path, 'w')
  try {
    return Array.from({ length: SYNCS }, () => {
      writeSync(fd, Buffer.alloc(4096))
      const started = performance.now()
      fsyncSync(fd)
      return performance.now() - started
    })
  } finally {
    closeSync(fd)
  }
}

/** One statement every two milliseconds, whether or not those before are answered. */
async function paced(door: Door, envelopes: readonly Uint8Array[]): Promise<Sent> {
  const started = performance.now()
  const answers: Promise<number>[] = []
  for (const [i, envelope] of envelopes.entries()) {
    const due = started + (i * 1000) / PER_SECOND
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    answers.push(door.post(STATEMENTS, envelope).then(() => performance.now() - due))
  }
  const times = await Promise.all(answers)
  return { times, perSecond: (times.length * 1000) / (performance.now() - started) }
}

async function closed(door: Door, envelopes: readonly Uint8Array[]): Promise<Sent> {
  const started = performance.now()
  const waiting = [...envelopes]
  const times: number[] = []
  await Promise.all(
    Array.from({ length: SUBMITTERS }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        times.push((await door.post(STATEMENTS, next)).ms)
    }),
  )
  return { times, perSecond: (times.length * 1000) / (performance.now() - started) }
}
