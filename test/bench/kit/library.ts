// A node that knows a hundred thousand releases: observations of another log, made in code from a fixed seed, folded
// by the subjects' own folds into the index. Names, words and licences are as uneven as real ones: a few words stand
// in very many cards, most in few.

import { createHash, getRandomValues } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Sha256 } from '../../../src/base/digest.ts'
import { instant } from '../../../src/base/time.ts'
import { foldAny } from '../../../src/commons/all-statements.ts'
import { releases } from '../../../src/commons/releases/fold.ts'
import type { Logged } from '../../../src/commons/subject.ts'
import { subjects } from '../../../src/commons/subjects.ts'
import { checkBody } from '../../../src/commons/validate.ts'
import { indexTables } from '../../../src/node/fold.ts'
import { openNode } from '../../../src/node/open.ts'
import { searchColumn } from '../../../src/storage/tables/schema.ts'
import { wordsToStore } from '../../../src/storage/tables/search.ts'
import type { Workshop } from '../workshop.ts'

export const RELEASES = 100_000
const LEAST_COUNTED = 10_000 // where the node stops counting
const BATCH = 1_000
const WORDS = 5_000
const CARD_WORDS = 60
const ORIGIN = 'bench.example/log'
const START_SECONDS = 1_767_225_600

/** Data folder of a node with the library. */
export async function libraryData(shop: Workshop): Promise<string> {
  const folder = await shop.once('library', (place) => fill(join(place, 'data')))
  return join(folder, 'data')
}

/** Data folder of a node that has only introduced itself. */
export async function emptyData(shop: Workshop): Promise<string> {
  const folder = await shop.once('empty', async (place) => {
    await (await open(join(place, 'data'))).close()
  })
  return join(folder, 'data')
}

async function open(data: string): ReturnType<typeof openNode> {
  return await openNode({
    version: '0.0.0-bench',
    dataFolder: data,
    stateFolder: join(data, '..', 'state'),
    flags: { name: 'library' },
    environment: {},
    platform: process.platform,
    clock: () => Math.floor(Date.now() / 1000),
    random: (count) => getRandomValues(new Uint8Array(count)),
    defect: (error) => {
      throw error
    },
  })
}

// The rows are those of insertFolded, put by statements prepared by hand: through Kysely this takes five times as long.
async function fill(data: string): Promise<void> {
  const node = await open(data)
  const { identity } = node
  await node.close()
  const db = new DatabaseSync(join(data, 'index.db'))
  db.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000')
  const set = indexTables(subjects)
  const kept = new Map<string, StatementSync>()
  const insert = (table: string, row: Readonly<Record<string, string | number | null>>) => {
    const names = Object.keys(row)
    const text = `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`
    const statement = kept.get(text) ?? db.prepare(text)
    kept.set(text, statement)
    statement.run(...Object.values(row))
  }
  const random = dice(7)
  for (let from = 0; from < RELEASES; from += BATCH) {
    db.exec('begin')
    for (let idx = from; idx < from + BATCH; idx++) {
      const logged = observation(idx, random, identity)
      const [problem] = idx === 0 ? checkBody(logged.type, logged.body) : []
      if (problem !== undefined) throw new Error(JSON.stringify(problem))
      for (const [ord, { table, row }] of [
        ...foldAny(logged, { known: true }),
        ...releases.fold(logged),
      ].entries()) {
        const search = searchColumn(set[table]?.columns ?? {})
        const cells = Object.entries(row).filter(([name]) => name !== search)
        const key = { origin: ORIGIN, idx, ord }
        insert(table, { ...key, ...Object.fromEntries(cells) })
        if (search !== undefined)
          insert(`${table}_search`, { ...key, words: wordsToStore(String(row[search])) })
      }
    }
    db.exec('commit')
  }
  db.close()
}

/** A node whose index was folded anew has lost the library: its figures would be those of an empty node. */
export async function checkLibrary(url: string): Promise<void> {
  const { about } = (await (await fetch(`${url}/commons/v1/releases?limit=1`)).json()) as { about: number }
  if (about < LEAST_COUNTED) throw new Error(`expected ${LEAST_COUNTED} releases and more, found ${about}`)
}

type Dice = () => number // 0 ≤ x < 1

/** Numbers from a seed (mulberry32), so that every run has the same library. */
export function dice(seed: number): Dice {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe qi ro su ta ve wi xo zu'.split(' ')

/** The word of a rank; 0 is the most frequent one. */
export function wordOf(rank: number): string {
  const letters = [rank % 20, Math.floor(rank / 20) % 20, Math.floor(rank / 400) % 20]
  return `${letters.map((at) => SYLLABLES[at]).join('')}${rank % 7 === 0 ? 'n' : ''}`
}

/** A rank by Zipf's law: the logarithm of ranks is even. */
export function someRank(random: Dice): number {
  return Math.min(WORDS - 1, Math.floor(WORDS ** random()) - 1)
}

export function nameOf(index: number): string {
  return `${wordOf(index % 997)}/${wordOf(index % WORDS)}-${index}`
}

function digest(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex') as Sha256
}

function observation(index: number, random: Dice, issuer: string): Logged {
  const artifact = digest(`artifact ${index}`)
  const weights = digest(`weights ${index}`)
  const sizeBytes = Math.floor(2 ** (24 + 12 * random()))
  const [format, licence] = [random() < 0.6 ? 'gguf' : 'safetensors', licenceOf(random())]
  const path = format === 'gguf' ? 'model.Q4_K_M.gguf' : 'model.safetensors'
  const card = Array.from({ length: CARD_WORDS }, () => wordOf(someRank(random))).join(' ')
  const seconds = START_SECONDS + index * 60
  return {
    origin: ORIGIN,
    index,
    time: instant(seconds),
    statement: digest(`statement ${index}`),
    type: 'owc:observation/v1',
    issuer,
    signers: [],
    issued: instant(seconds),
    subjects: [{ digest: artifact }, { digest: weights }],
    body: {
      name: nameOf(index),
      version: `1.${index % 10}`,
      found: { kind: 'hf', description: card },
      fileCount: 2,
      sizeBytes,
      files: [
        { path: 'config.json', sizeBytes: 700, sha256: digest(`config ${index % 100}`) },
        { path, sizeBytes: sizeBytes - 700, sha256: weights, format },
      ],
      objects: [
        { tag: 'Q4_K_M', files: [path], digest: `sha256:${weights}`, format, sizeBytes: sizeBytes - 700 },
      ],
      read: [{ key: 'general.license', value: licence, file: path, offset: 604 }],
      said: [{ key: 'license', value: licence, where: 'README.md' }],
      hazards: [],
    },
  }
}

function licenceOf(x: number): string {
  return x < 0.5 ? 'apache-2.0' : x < 0.75 ? 'mit' : x < 0.9 ? 'llama3' : 'cc-by-nc-4.0'
}
