// How fast one pass over weights is: MB per CPU-second of the parser with digests, against bare SHA-256 of the same
// bytes in the same run, and through the inspector's thread. Prints the machine's load: figures move with it.

import { createHash, randomFillSync } from 'node:crypto'
import { loadavg } from 'node:os'
import process from 'node:process'
import { inspectStream } from '../../src/weights/inspect-stream.ts'
import { closeInspectors, openInspector } from '../../src/weights/inspector.ts'
import { ARCHITECTURE, gguf, st, tensor } from '../weights/hostile/build.ts'
import { hashing } from '../weights/inspect.ts'

export type InspectFigure = {
  readonly name: string
  readonly mbPerCpuSecond: number
  readonly load: number // of the machine in the last minute
}

const CHUNK = 1 << 20

export async function benchInspect(sizeBytes = 256 * 1024 * 1024): Promise<readonly InspectFigure[]> {
  const data = new Uint8Array(sizeBytes)
  randomFillSync(data.subarray(0, CHUNK))
  for (let at = CHUNK; at < sizeBytes; at += CHUNK) data.copyWithin(at, 0, Math.min(CHUNK, sizeBytes - at))
  for (let at = 0; at < sizeBytes; at += 18) data[at + 1] = 0x3c // finite scales of Q4_0 blocks
  const quarter = Math.floor(sizeBytes / 4 / 576) * 576
  const shards = Array.from({ length: 4 }, (_, i) => [
    `layer.${i}.weight`,
    tensor('U8', [quarter], [i * quarter, (i + 1) * quarter]),
  ])
  const safetensors = st(Object.fromEntries(shards), data.subarray(0, 4 * quarter))
  const info = (i: number) => ({
    name: `blk.${i}.w`,
    dims: [(quarter / 18) * 32],
    type: 2,
    offset: i * quarter,
  })
  const q4 = gguf({
    pairs: [ARCHITECTURE],
    infos: [0, 1, 2, 3].map(info),
    data: data.subarray(0, 4 * quarter),
  })
  return [
    await figure('SHA-256 alone', safetensors, async () => {
      const hash = createHash('sha256')
      for (const chunk of chunks(safetensors)) hash.update(chunk)
      hash.digest()
    }),
    await figure('safetensors, one pass with tensor digests', safetensors, async () =>
      inspect('m.safetensors', safetensors),
    ),
    await figure('GGUF Q4_0, one pass with tensor digests and scales', q4, async () => inspect('m.gguf', q4)),
    await figure('safetensors through the inspecting thread', safetensors, async () => {
      const inspector = openInspector('m.safetensors', { sizeBytes: safetensors.length })
      for await (const _ of inspector.through(asAsync(safetensors)));
      expectRoot((await inspector.result()).tensorRoot)
      closeInspectors()
    }),
  ]
}

async function figure(name: string, bytes: Uint8Array, run: () => Promise<void>): Promise<InspectFigure> {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  const mbPerCpuSecond = Math.round(bytes.length / (user + system))
  return { name, mbPerCpuSecond, load: loadavg()[0] ?? 0 }
}

function inspect(path: string, bytes: Uint8Array): void {
  const stream = inspectStream({ path, sizeBytes: bytes.length, hashing })
  for (const chunk of chunks(bytes)) stream.write(chunk)
  expectRoot(stream.end().tensorRoot)
}

function expectRoot(root: string | undefined): void {
  if (root === undefined) throw new Error('the file under measurement was refused')
}

function* chunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK)
}

async function* asAsync(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield* chunks(bytes)
}

if (import.meta.main) {
  for (const { name, mbPerCpuSecond, load } of await benchInspect())
    process.stdout.write(`${name}: ${mbPerCpuSecond} MB per CPU-second (load ${load.toFixed(1)})\n`)
}
