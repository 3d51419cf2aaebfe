// A real node in a folder of its own, with one tiny release that is hosted (acme/open) and one that is only held
// (acme/held), behind a real socket.

import assert from 'node:assert/strict'
import { getRandomValues } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Sha256 } from '../../src/base/digest.ts'
import { type Serving, serve } from '../../src/http/serve.ts'
import type { ImportView } from '../../src/node/imports.ts'
import type { Node } from '../../src/node/node.ts'
import { openNode } from '../../src/node/open.ts'
import type { Values } from './script.ts'

export type Fixture = {
  readonly node: Node
  readonly serving: Serving
  readonly url: string
  readonly folder: string
  readonly values: Values // for scripts: $open, $held (artifacts), $commit, $token …
  readonly defects: unknown[] // must stay empty
  close(): Promise<void>
}

const OPERATOR = { name: 'operator', scopes: ['operate'], operator: true } as const

/** The smallest safetensors file: one tensor of 16 numbers. */
export function tinyWeights(first = 0): Uint8Array {
  const header = JSON.stringify({ w: { dtype: 'F32', shape: [4, 4], data_offsets: [0, 64] } }).padEnd(80)
  const bytes = new Uint8Array(8 + 80 + 64)
  new DataView(bytes.buffer).setBigUint64(0, 80n, true)
  bytes.set(new TextEncoder().encode(header), 8)
  bytes.set(new Uint8Array(new Float32Array(16).fill(first).buffer), 88)
  return bytes
}

export async function openFixture(): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'owc-doors-'))
  const defects: unknown[] = []
  const node = await openNode({
    version: '0.0.0-test',
    dataFolder: join(folder, 'data'),
    stateFolder: join(folder, 'state'),
    flags: { name: 'test node' },
    environment: {},
    platform: process.platform,
    clock: () => Math.floor(Date.now() / 1000),
    random: (count) => getRandomValues(new Uint8Array(count)),
    defect: (error) => defects.push(error),
  })
  const open = await importTiny(node, join(folder, 'open'), { name: 'acme/open', first: 1 })
  const held = await importTiny(node, join(folder, 'held'), { name: 'acme/held', first: 2 })
  await node.host(open, OPERATOR)
  const serving = await serve(node, { host: '127.0.0.1', port: 0, defects: (error) => defects.push(error) })
  return {
    node,
    serving,
    url: serving.url,
    folder,
    defects,
    values: {
      open,
      held,
      commit: open.slice(0, 40),
      token: await node.access.issueToken('test', ['operate'], null),
      expired: await node.access.issueToken('expired', ['operate'], '2020-01-01T00:00:00Z'),
      publisher: await node.access.issueToken('publisher', ['publish:acme'], null),
      talker: await node.access.issueToken('talker', ['infer'], null),
      port: new URL(serving.url).port,
    },
    async close() {
      await serving.close()
      await node.close()
      await rm(folder, { recursive: true })
    },
  }
}

type Tiny = { readonly name: string; readonly first: number }

export async function importTiny(node: Node, folder: string, { name, first }: Tiny): Promise<Sha256> {
  await mkdir(join(folder, 'sub', 'deep'), { recursive: true })
  await writeFile(join(folder, 'model.safetensors'), tinyWeights(first))
  await writeFile(join(folder, 'config.json'), '{"a":1}')
  await writeFile(join(folder, 'empty.txt'), '')
  await writeFile(join(folder, 'README.md'), '---\nlicense: mit\n---\n# A card\n')
  await writeFile(join(folder, 'sub', 'deep', 'ä file.txt'), 'hello')
  const started = await node.imports.start({ ref: folder, as: name, agreed: true })
  let last: ImportView = started
  for await (const view of node.imports.follow(started.id, AbortSignal.timeout(30_000))) last = view
  assert.ok(last.result, JSON.stringify(last.problem))
  return last.result.artifact
}

/** Nothing of a refused request stays: no statement, no blob, no half-written stage, no token, no import. */
export async function storesNothing(node: Node, work: () => Promise<void>): Promise<void> {
  const { blobs } = node.storage
  const state = async () => ({
    size: node.log.checkpoint().size,
    blobs: (await Array.fromAsync(blobs.list())).length,
    stages: (await Array.fromAsync(blobs.stages())).length,
    tokens: (await node.access.tokens()).length,
    imports: node.imports.list().length,
  })
  const earlier = await state()
  await work()
  assert.deepEqual(await state(), earlier)
}
