// The release standard asked of real numbers of records: one of two hundred files, ten thousand again after a change,
// and the page of a release on a node that knows a hundred thousand.

import { createHash, getRandomValues } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { openChecks } from '../../../src/node/checks.ts'
import type { Node } from '../../../src/node/node.ts'
import { openNode } from '../../../src/node/open.ts'
import { checkedHere } from '../../../src/node/views/checked.ts'
import { resolveRef } from '../../../src/node/views/ref.ts'
import { viewSources } from '../../../src/node/views/sources.ts'
import { openDoor, p99 } from '../kit/door.ts'
import { checkLibrary, libraryData, RELEASES } from '../kit/library.ts'
import { runNode } from '../kit/node.ts'
import { interleave, type Rounds, type Row } from '../row.ts'
import type { Workshop } from '../workshop.ts'

const FILES = 200
const AGAIN = 10_000
const PAGES = 100 // of a round

export const checkMany: Row = {
  id: 'check-200',
  work: `owc check of a release of ${FILES} files after take-in, nothing remembered`,
  peer: '',
  bar: [{ of: 'ours', sign: '≤', value: 300 }],
  async run(shop) {
    const folder = await shop.once('many-files', (place) => manyFiles(join(place, 'model')))
    const node = await open(join(folder, 'data'))
    shop.later(() => node.close())
    const { id } = await node.imports.start({ ref: join(folder, 'model'), agreed: true, as: 'bench/many' })
    for await (const view of node.imports.follow(id, new AbortController().signal))
      if (view.problem !== undefined) throw new Error(JSON.stringify(view.problem))
    return await interleave({ unit: 'ms', ours: () => timed(() => checkAnew(node, 'bench/many')) })
  },
}

export const checkAgain: Row = {
  id: 'check-10000',
  work: `${AGAIN} releases checked again, of ${RELEASES}, nothing remembered`,
  peer: '',
  bar: [{ of: 'ours', sign: '≤', value: 60 }],
  async run(shop) {
    const node = await open(await libraryData(shop))
    shop.later(() => node.close())
    const names = await someNames(node)
    const ours = async () => {
      const began = performance.now()
      for (const name of names) await checkAnew(node, name)
      return (performance.now() - began) / 1000
    }
    return await interleave({ unit: 's', ours, rounds: 3 })
  },
}

export const releasePage: Row = {
  id: 'release-page',
  work: 'page of a release with its checks, 10⁵ releases, p99',
  peer: '',
  bar: [{ of: 'ours', sign: '≤', value: 50 }],
  run: pages,
}

async function pages(shop: Workshop): Promise<Rounds> {
  const running = await runNode(shop, await libraryData(shop))
  await checkLibrary(running.url)
  const door = openDoor(running.url, { connections: 1 })
  shop.later(() => door.close())
  const answer = await fetch(`${running.url}/commons/v1/releases?limit=200`)
  const { rows } = (await answer.json()) as { rows: readonly { ref: string }[] }
  const paths = (round: number) =>
    Array.from({ length: PAGES }, (_, n) => `/r/${rows[(round * 7 + n * 3 + 21) % rows.length]?.ref}`)
  return await interleave({ unit: 'ms', ours: (round) => p99(door, paths(round)), rounds: 6 })
}

/** Assembled and asked from nothing: a view's memory belongs to its node, so each time another one is asked. */
async function checkAnew(node: Node, name: string): Promise<void> {
  const sources = viewSources({ ...node, checks: openChecks() })
  const { record } = await resolveRef(sources, name)
  const checked = await checkedHere(sources, record)
  if (checked === undefined || checked.answers.length === 0) throw new Error(`no answers of ${name}`)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function someNames(node: Node): Promise<readonly string[]> {
  const rows = await node.index.selectFrom('records').select('name').orderBy('name').limit(AGAIN).execute()
  return rows.map(({ name }: { readonly name: string }) => name)
}

async function open(dataFolder: string): Promise<Node> {
  return await openNode({
    version: '0.0.0-bench',
    dataFolder,
    stateFolder: join(dataFolder, '..', 'state'),
    flags: { name: 'bench' },
    environment: {},
    platform: process.platform,
    clock: () => Math.floor(Date.now() / 1000),
    random: (count) => getRandomValues(new Uint8Array(count)),
    defect: (error) => {
      throw error
    },
  })
}

/** Shards of small tensors, each of its own bytes, with a card, a licence and a configuration. */
async function manyFiles(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const card = Array.from({ length: 400 }, (_, n) => `Sentence ${n} of a card about this model and its data.`)
  writeFileSync(join(folder, 'README.md'), `---\nlicense: mit\n---\n# Many\n\n${card.join('\n')}\n`)
  writeFileSync(join(folder, 'config.json'), '{"model_type":"llama","architectures":["LlamaForCausalLM"]}')
  for (let n = 0; n < FILES - 2; n++) {
    const tensors = Object.fromEntries(
      Array.from({ length: 8 }, (_, k) => [
        `layer.${n}.${k}`,
        { dtype: 'F32', shape: [8], data_offsets: [k * 32, k * 32 + 32] },
      ]),
    )
    const header = Buffer.from(JSON.stringify(tensors).padEnd(1_024))
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(BigInt(header.length))
    const seed = createHash('sha256').update(String(n)).digest()
    const bytes = Buffer.concat([size, header, ...Array.from({ length: 8 }, () => seed)])
    const name = `model-${String(n + 1).padStart(5, '0')}-of-${String(FILES - 2).padStart(5, '0')}.safetensors`
    writeFileSync(join(folder, name), bytes)
  }
}
