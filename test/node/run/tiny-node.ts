// A real node in a temporary folder that holds models of a few hundred kilobytes, which the real runtime loads.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportView } from '../../../src/node/imports.ts'
import type { Node } from '../../../src/node/node.ts'
import type { Ask, Watcher } from '../../../src/node/run/answering.ts'
import { tinyModel } from '../../runtime/tiny-model.ts'
import { type House, makeHouse } from '../house.ts'

export type TinyNode = {
  readonly node: Node
  readonly house: House
  /** Imports files as a release. */
  hold(name: string, files: Readonly<Record<string, Uint8Array>>): Promise<void>
  close(): Promise<void>
}

/** Holds `tiny/one`. */
export async function openTiny(flags: Record<string, string> = {}): Promise<TinyNode> {
  const house = makeHouse()
  const node = await house.open('data', flags)
  let made = 0
  const hold: TinyNode['hold'] = async (name, files) => {
    const folder = join(house.place, `import-${++made}`)
    mkdirSync(folder)
    for (const [path, bytes] of Object.entries(files)) writeFileSync(join(folder, path), bytes)
    const { id } = await node.imports.start({ ref: folder, as: name, agreed: true })
    let last: ImportView | undefined
    for await (const view of node.imports.follow(id, AbortSignal.timeout(30_000))) last = view
    assert.ok(last?.result, JSON.stringify(last?.problem))
  }
  await hold('tiny/one', { 'tiny.gguf': tinyModel() })
  return {
    node,
    house,
    hold,
    async close() {
      await node.close()
      house.remove()
      assert.deepEqual(house.defects, [])
    },
  }
}

export const live = new AbortController().signal
export const unwatched: Watcher = { begun: () => {}, text: () => {} }
export const user = (content: string) => [{ role: 'user', content }]

/** A question to `tiny/one`, always answered with its most probable tokens. */
export function asking(more: Partial<Ask> = {}): Ask {
  return {
    model: 'tiny/one',
    prompt: { messages: user('hi') },
    sampling: { temperature: 0 },
    usual: { temperature: 1, topK: 0, topP: 1, minP: 0, repeatPenalty: 1 },
    stop: [],
    overflow: 'refuse',
    surface: 'test',
    ignored: [],
    maxTokens: 4,
    ...more,
  }
}
