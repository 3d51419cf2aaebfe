// The inspector beside the byte path: chunks pass unchanged and in order, a thread that dies fails its file only.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openInspector } from '../../src/weights/inspector.ts'
import { InspectorPool } from '../../src/weights/inspector-pool.ts'
import { gguf, st, tensor, zeros } from './hostile/build.ts'
import { inspect } from './inspect.ts'

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function pass(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk.slice())
  return Buffer.concat(parts)
}

const script = (source: string): URL => new URL(`data:text/javascript,${encodeURIComponent(source)}`)
const MESSAGE = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', (m) => {`

test('inspector: bytes pass unchanged and the inspection is that of the bytes', async (t) => {
  const pool = new InspectorPool({ threads: 1 })
  t.after(() => pool.close())
  const size = 20_000_000 // more than the ring holds
  const data = zeros(size)
  for (let at = 0; at < size; at += 997) data[at] = at & 255
  const bytes = st({ a: tensor('U8', [size], [0, size]) }, data)
  for (const [file, chunk] of [
    [bytes, 1_000_003],
    [bytes, 9_000_000],
    [gguf(), 5],
  ] as const) {
    const inspector = openInspector('model', { pool, sizeBytes: file.length })
    assert.ok(Buffer.from(await pass(inspector.through(pieces(file, chunk)))).equals(file))
    assert.deepEqual(await inspector.result(), inspect('model', file))
  }
})

test('inspector: more files than threads, each waits its turn before its first byte', async (t) => {
  const pool = new InspectorPool({ threads: 2 })
  t.after(() => pool.close())
  let [open, most] = [0, 0]
  async function* counted(): AsyncIterable<Uint8Array> {
    most = Math.max(most, ++open)
    try {
      yield* pieces(gguf(), 50)
    } finally {
      open--
    }
  }
  const results = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const inspector = openInspector('m.gguf', { pool })
      await pass(inspector.through(counted()))
      return inspector.result()
    }),
  )
  assert.equal(most, 2)
  for (const result of results) assert.equal(result.tensorRoot, inspect('m.gguf', gguf()).tensorRoot)
})

test('inspector: a consumer that leaves early and a source that fails free the thread', async (t) => {
  const pool = new InspectorPool({ threads: 1 })
  t.after(() => pool.close())
  const left = openInspector('m.gguf', { pool })
  for await (const _ of left.through(pieces(gguf(), 10))) break
  assert.deepEqual(
    (await left.result()).hazards.map(({ rule, verdict }) => [rule, verdict]),
    [['inspect.failed', 'D']],
  )
  const broken = openInspector('m.gguf', { pool })
  async function* failing(): AsyncIterable<Uint8Array> {
    yield zeros(10)
    throw new Error('the source failed')
  }
  await assert.rejects(pass(broken.through(failing())), /the source failed/)
  const next = openInspector('m.gguf', { pool })
  await pass(next.through(pieces(gguf(), 10)))
  assert.notEqual((await next.result()).tensorRoot, undefined)
})

test('inspector: a thread that dies, throws or hangs fails its file and no byte', async (t) => {
  const bytes = zeros(30_000_000)
  for (const [name, source] of [
    ['exits', `${MESSAGE} if (m.kind === 'slot') process.exit(3) })`],
    ['throws', `${MESSAGE} if (m.kind === 'slot') throw new Error('hostile') })`],
    ['hangs', `${MESSAGE} if (m.kind === 'slot') for (;;); })`],
    ['does not start', 'throw new Error("no")'],
    [
      'says that it failed',
      `${MESSAGE} if (m.kind === 'slot') parentPort.postMessage({ kind: 'failed', id: m.id, reason: 'x' }) })`,
    ],
  ] as const) {
    const pool = new InspectorPool({ threads: 1, script: script(source), stalledMs: 300 })
    t.after(() => pool.close())
    const inspector = openInspector('m', { pool })
    const passed = await pass(inspector.through(pieces(bytes, 3_000_000)))
    assert.equal(passed.length, bytes.length, name)
    const { hazards, sizeBytes } = await inspector.result()
    assert.deepEqual(
      hazards.map(({ rule }) => rule),
      ['inspect.failed'],
      name,
    )
    assert.equal(sizeBytes, bytes.length, name)
  }
})

test('inspector: without a pass there is a hazard, and a second pass starts again', async (t) => {
  const pool = new InspectorPool({ threads: 1 })
  t.after(() => pool.close())
  const inspector = openInspector('m.gguf', { pool })
  assert.deepEqual(
    (await inspector.result()).hazards.map(({ rule }) => rule),
    ['inspect.failed'],
  )
  for await (const _ of inspector.through(pieces(gguf(), 10))) break
  await pass(inspector.through(pieces(gguf(), 10)))
  assert.notEqual((await inspector.result()).tensorRoot, undefined)
})

test('inspector: who ends the idle threads ends nobody’s file', async (t) => {
  const pool = new InspectorPool({ threads: 2 })
  t.after(() => pool.close())
  const [first, second] = [openInspector('a.gguf', { pool }), openInspector('b.gguf', { pool })]
  await pass(first.through(pieces(gguf(), 10)))
  await first.result() // its thread stands idle now
  for await (const _ of second.through(pieces(gguf(), 10))) pool.endIdle()
  assert.notEqual((await second.result()).tensorRoot, undefined)
  await pass(first.through(pieces(gguf(), 10)))
  assert.notEqual((await first.result()).tensorRoot, undefined, 'another thread is started')
})
