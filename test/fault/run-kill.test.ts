// The runtime killed a hundred times while it answers: real processes with a real runtime, on models of 400 kB, several
// requests at once, streamed and whole. Every request ends with an answer or with an error that its client reads as one,
// nobody waits longer than the limit, and of the node nothing is lost. Then fifty clients at once, and clients that leave.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { owc } from '../interop/peers.ts'
import { tinyModel } from '../runtime/tiny-model.ts'
import { type RunningNode, startNode } from './running.ts'

const KILLS = 100
const ENDS = 3 // of one model; then it is not started again for ten minutes
const MODELS = Math.ceil(KILLS / ENDS)
const SIDE_BY_SIDE = 2 // models under load at once
const CLIENTS = 5 // of each; four of them are answered at a time
const LONG = 400 // tokens of an answer that is at work when the kill comes
const SHORT = 8
const LIMIT_MS = 30_000 // of a request, on a machine that does much else
const CALM = 'tiny/calm'

const place = mkdtempSync(join(tmpdir(), 'owc-run-kill-'))
const [data, state] = [join(place, 'data'), join(place, 'state')]
let node: RunningNode

before(async () => {
  node = await startNode(data, state)
  await hold(
    'tiny/many',
    Array.from({ length: MODELS }, (_, i) => i + 1),
  )
  await hold(CALM, [0])
})
after(async () => {
  await (node as RunningNode | undefined)?.kill() // there is none when it did not start
  rmSync(place, { recursive: true, force: true })
})

async function hold(name: string, seeds: readonly number[]): Promise<void> {
  const folder = join(place, name.replace('/', '-'))
  mkdirSync(folder)
  for (const seed of seeds) writeFileSync(join(folder, `m${seed}.gguf`), tinyModel({ seed, context: 2_048 }))
  const environment = { OWC_DATA: data, OWC_STATE: state }
  const { status, stderr } = await owc(['import', folder, '--as', name, '--yes'], environment)
  assert.equal(status, 0, stderr)
}

type Loaded = {
  readonly key: string
  readonly pid: number
  readonly running: number
  readonly waiting: number
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of several routes
async function read(path: string): Promise<any> {
  const headers = { authorization: `Bearer ${node.token}` }
  const answer = await fetch(`${node.url}${path}`, { headers, signal: AbortSignal.timeout(LIMIT_MS) })
  const text = await answer.text()
  assert.ok(answer.ok, text)
  return JSON.parse(text)
}

const loaded = async (): Promise<readonly Loaded[]> => (await read('/commons/v1/loaded')).loaded

type Outcome = { readonly kind: 'answered' | 'lost' | 'quarantined' | 'full'; readonly receipt?: string }

/** @throws when a request ends in any other way than its client must expect */
async function asked(model: string, streams: boolean, tokens = SHORT): Promise<Outcome> {
  const began = performance.now()
  const answer = await fetch(`${node.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({
      model,
      messages: [{ role: 'user', content: 'Tell me a story.' }],
      max_tokens: tokens,
      stream: streams,
    }),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(LIMIT_MS),
  })
  const text = await answer.text()
  assert.ok(performance.now() - began < LIMIT_MS)
  if (!answer.ok) return refusal(answer, text)
  if (!streams) return { kind: 'answered', receipt: JSON.parse(text).owc.receipt }
  const lines = text.split('\n\n').filter((line) => line.startsWith('data: '))
  if (lines.at(-1) === 'data: [DONE]') {
    const finish = JSON.parse((lines.at(-2) as string).slice(6))
    assert.ok(['stop', 'length'].includes(finish.choices[0].finish_reason), text.slice(-500))
    return { kind: 'answered', receipt: finish.owc.receipt }
  }
  const { error } = JSON.parse((lines.at(-1) as string).slice(6))
  assert.equal(error.code, 'worker_lost', text.slice(-500))
  return { kind: 'lost' }
}

function refusal(answer: Response, text: string): Outcome {
  const { code } = JSON.parse(text).error
  assert.ok(answer.headers.has('retry-after'), text)
  if (code === 'queue_full') {
    assert.equal(answer.status, 429)
    return { kind: 'full' }
  }
  assert.equal(answer.status, 503, text)
  assert.ok(code === 'worker_lost' || code === 'model_quarantined', text)
  return { kind: code === 'worker_lost' ? 'lost' : 'quarantined' }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Clients that ask again and again until they are told that the model rests. */
async function clients(model: string, tell: (outcome: Outcome) => void): Promise<void> {
  const one = async (i: number) => {
    for (;;) {
      const outcome = await asked(model, i % 2 === 0, i < 2 ? LONG : SHORT)
      tell(outcome)
      if (outcome.kind === 'quarantined') return
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, i) => one(i)))
}

/** Ends its process so many times, each time another while it answers, at any moment of its work. */
async function kills(key: string): Promise<number> {
  const killed = new Set<number>()
  for (const late = Date.now() + LIMIT_MS * ENDS; killed.size < ENDS; ) {
    assert.ok(Date.now() < late, `${key} was not loaded again`)
    const found = (await loaded()).find((one) => one.key === key && one.running > 0 && !killed.has(one.pid))
    if (found === undefined) {
      await pause(40)
      continue
    }
    await pause(Math.random() * 60)
    process.kill(found.pid, 'SIGKILL')
    killed.add(found.pid)
  }
  return killed.size
}

const childrenOf = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()

test(`run: the runtime killed ${KILLS} times under load takes answers with it and nothing else`, async (t) => {
  const began = performance.now()
  const { data: listed } = await read('/v1/models')
  const models = listed.filter(({ id }: { id: string }) => id.startsWith('tiny/many:'))
  assert.equal(models.length, MODELS)
  const size = (await read('/commons/v1/log')).size
  const outcomes: Outcome[] = []
  let count = 0
  const next = models.values()
  const worker = async () => {
    for (const { id, owc: known } of next) {
      const [ended] = await Promise.all([
        kills(known.object.replace('sha256:', '')),
        clients(id, (outcome) => void outcomes.push(outcome)),
      ])
      count += ended
      assert.equal((await fetch(`${node.url}/readyz`)).status, 200)
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
  assert.ok(count >= KILLS)
  const of = (kind: Outcome['kind']) => outcomes.filter((one) => one.kind === kind)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  t.diagnostic(
    `${count} kills in ${seconds} s: ${of('answered').length} answered, ${of('lost').length} told of their loss`,
  )
  assert.ok(of('lost').length >= KILLS, 'each kill met an answer')
  assert.ok(of('answered').length > 0)
  for (const { receipt } of of('answered').slice(-20))
    assert.equal((await read(`/commons/v1/receipts/${receipt}`)).id, receipt)
  assert.equal((await read('/commons/v1/log')).size, size, 'nothing of it is said')
  assert.deepEqual(
    [await loaded(), childrenOf(node.child.pid as number)],
    [[], ''],
    'no process is left over',
  )
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith('owc-splits-')),
    [],
  )
  assert.equal((await asked(CALM, true)).kind, 'answered')
})

test('run: fifty clients at once on one model are answered or told to come again; none hangs', async (t) => {
  const all = await Promise.all(Array.from({ length: 50 }, (_, i) => asked(CALM, i % 2 === 0, 40)))
  const of = (kind: Outcome['kind']) => all.filter((one) => one.kind === kind).length
  t.diagnostic(`${of('answered')} answered, ${of('full')} told 429`)
  assert.equal(of('answered') + of('full'), 50)
  assert.ok(of('answered') >= 36, 'four at a time and thirty-two behind them')
  assert.equal((await asked(CALM, false)).kind, 'answered')
})

test('run: a model’s process is told where compiled code is kept, and nothing else of ours', async () => {
  assert.equal((await asked(CALM, true)).kind, 'answered')
  const [{ pid } = { pid: 0 }] = await loaded()
  const given = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').sort()
  const [, ...channel] = given.filter((one) => one !== '')
  assert.deepEqual(
    [given.find((one) => one.startsWith('NODE_COMPILE_CACHE=')), channel.length],
    [`NODE_COMPILE_CACHE=${join(state, 'compile-cache')}`, 2],
    given.join(' '),
  )
  const kept = readdirSync(join(state, 'compile-cache'), { recursive: true })
  assert.ok(kept.length > 500, `${kept.length}: the runtime’s files are not compiled each time`)
})

test('run: clients that leave in the middle of a stream free their places', async () => {
  const body = JSON.stringify({ model: CALM, prompt: 'a', max_tokens: 2_000, stream: true, temperature: 2 })
  const leave = async () => {
    const leaving = new AbortController()
    const answer = await fetch(`${node.url}/v1/completions`, { method: 'POST', body, signal: leaving.signal })
    const reader = answer.body?.getReader()
    await reader?.read()
    leaving.abort()
  }
  await Promise.all(Array.from({ length: 12 }, leave))
  const left = performance.now()
  while ((await loaded()).some(({ running, waiting }) => running + waiting > 0)) {
    assert.ok(performance.now() - left < 2_000, 'still at work two seconds later')
    await pause(20)
  }
  assert.equal((await asked(CALM, true)).kind, 'answered')
})
