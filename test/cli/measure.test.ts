// Measuring through somebody's own program: without a shell, on bytes whose digest is known, with what the tool says of
// itself and what the person states, and nothing said in public without a yes.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { fillWords, splitWords } from '../../src/cli/command-words.ts'
import { runCommand } from '../../src/cli/run-command.ts'
import type { Sheet } from '../../src/node/run/measure-probe.ts'
import { PROBE } from '../../src/node/run/measure-probe.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-measuring-'))
let world: NodeWorld
const WEIGHTS = (() => {
  const header = Buffer.from('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}')
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, Buffer.alloc(4)])
})()
const OBJECT = `sha256:${createHash('sha256').update(WEIGHTS).digest('hex')}`

function program(name: string, text: string): string {
  const file = join(place, name)
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
  return file
}

before(async () => {
  world = await nodeWorld()
  writeFileSync(join(place, 'tiny.safetensors'), WEIGHTS)
  const { exit, err } = await world.call([
    'import',
    join(place, 'tiny.safetensors'),
    '--as',
    'acme/tiny',
    '--yes',
  ])
  assert.equal(exit, 0, err)
})
after(async () => {
  await world.close()
  rmSync(place, { recursive: true, force: true })
})

test('command words: quotes hold a word together and no shell reads it', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['a b', ['a', 'b']],
    [`a 'b c' "d 'e"`, ['a', 'b c', "d 'e"]],
    [`x '' ""`, ['x', '', '']],
    ['a $(rm -rf /) ; b', ['a', '$(rm', '-rf', '/)', ';', 'b']],
    ['  a\tb\n', ['a', 'b']],
  ]
  for (const [line, words] of rows) assert.deepEqual(splitWords(line, 'x'), words)
  for (const line of ['', '  ', `a 'b`, 'a "', 'x '.repeat(201), 'y'.repeat(9_000)])
    assert.throws(() => splitWords(line, 'x'), /expected/)
})

test('command words: what is filled in stays inside its word, and an unknown place is refused', () => {
  assert.deepEqual(fillWords(['-p', '{a}{b}', '{a}x'], { a: '1 {b}', b: "';" }, 'x'), [
    '-p',
    "1 {b}';",
    '1 {b}x',
  ])
  assert.throws(() => fillWords(['{c}'], { a: '' }, 'x'), /expected one of \{a\}, found \{c\}/)
  assert.throws(() => fillWords(['{constructor}'], { a: '' }, 'x'), /expected one of/)
})

test('a command that does not end is ended by its limit, with its children', async () => {
  const file = program('slow.sh', 'sleep 60 & sleep 60')
  const ended = await runCommand([file], { limitMs: 300, signal: AbortSignal.timeout(20_000) })
  assert.match(ended.failure ?? '', /did not end within 0\.3 s/)
  assert.ok(ended.wallMs < 10_000)
})

test('a command whose child left its group is not waited for after the limit', async () => {
  const file = program('left.sh', 'setsid sleep 4 & sleep 60')
  const ended = await runCommand([file], { limitMs: 300, signal: AbortSignal.timeout(20_000) })
  assert.match(ended.failure ?? '', /did not end within 0\.3 s/)
  assert.ok(ended.wallMs < 3_000, `${ended.wallMs}`)
})

test('a command’s output is cut at a limit; its errors are told; a person who leaves ends it', async () => {
  const loud = program('loud.sh', 'head -c 6000000 /dev/zero; echo no luck >&2; exit 3')
  const signal = AbortSignal.timeout(20_000)
  const ended = await runCommand([loud], { limitMs: 20_000, signal })
  assert.equal(ended.output.length, 4 << 20)
  assert.equal(ended.failure, 'it ended by code 3: no luck')
  const flood = await runCommand(['head', '-c', '6000000', '/dev/zero'], { limitMs: 20_000, signal })
  assert.equal(flood.failure, 'it wrote 6000000 bytes, and at most 4194304 are an answer')
  const gone = runCommand(['sleep', '60'], { limitMs: 20_000, signal: AbortSignal.timeout(50) })
  await assert.rejects(gone, /abort|timeout/i)
  assert.match((await runCommand(['/nowhere/x'], { limitMs: 9_000, signal })).failure ?? '', /ENOENT/)
})

test('owc measure --with: the tool names itself, the answer its digest; said once, after a yes', async () => {
  const tool = program(
    'tool.sh',
    `if [ "$1" = --version ]; then echo; echo "tool 4.2"; exit 0; fi; tail -c 4 "$1" | wc -c; printf %s "$3"; sleep 0.1`,
  )
  const words = ['measure', 'acme/tiny', '--with', `${tool} {file} {tokens} {prompt}`, '--licence', 'MIT']
  const unsaid = await world.call(words)
  assert.equal(unsaid.exit, 0, unsaid.err)
  assert.match(unsaid.out, /Nothing was said/)
  const said = await world.call([...words, '--json', '--yes'])
  assert.equal(said.exit, 0, said.err)
  const sheet = JSON.parse(said.out) as Sheet & { statements: readonly { type: string }[] }
  assert.equal(sheet.object, OBJECT)
  assert.equal(sheet.text, `4\n${PROBE.prompt}`)
  const { report } = sheet
  assert.equal(report.outcome, 'answered')
  assert.equal(report.handed, 'path')
  assert.equal(report.output?.sha256, createHash('sha256').update(sheet.text).digest('hex'))
  assert.equal(report.settings?.command, 'tool.sh {file} {tokens} {prompt}')
  assert.deepEqual(
    [sheet.tool.body.version, sheet.tool.body.licence, sheet.tool.body.licenceSource],
    ['tool 4.2', 'MIT', 'as stated by who reports'],
  )
  if (process.platform === 'linux') assert.ok((report.memory?.peakBytes ?? 0) > 100_000)
  assert.deepEqual(
    sheet.statements.map(({ type }) => type),
    ['owc:tool/v1', 'owc:run-report/v1'],
  )
  const again = await world.call([...words, '--json', '--yes'])
  assert.deepEqual(
    (JSON.parse(again.out).statements as { type: string }[]).map(({ type }) => type),
    ['owc:run-report/v1'],
  )
  const runs = (await (await fetch(`${world.url}/commons/v1/run-reports/acme/tiny`)).json()) as {
    sentence: string
    reports: readonly unknown[]
  }
  assert.equal(runs.sentence, 'Shown to run through one tool: tool.sh tool 4.2 (MIT).')
  assert.equal(runs.reports.length, 2)
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith('owc-measure-')),
    [],
  )
})

test('owc measure --with: a tool that fails is a report too, without places of this machine, and the answer is no', async () => {
  const told = 'cannot read $1 (File \\"/home/me/my.lib/ask.py\\", line 3, a/b, http://x.example/c/d)'
  const tool = program('broken.sh', `echo "${told}" >&2; exit 1`)
  const words = ['measure', 'acme/tiny', '--with', `${tool} {file}`, '--tool-version', '0']
  const { exit, out } = await world.call([...words, '--json'])
  assert.equal(exit, 1)
  const sheet = JSON.parse(out) as Sheet
  assert.equal(sheet.report.outcome, 'failed')
  assert.equal(
    sheet.report.problem,
    'it ended by code 1: cannot read {folder}/tiny.safetensors (File "ask.py", line 3, a/b, http://x.example/c/d)',
  )
  assert.equal(sheet.report.output, undefined)
  assert.equal(sheet.tool.body.licence, undefined)
})

test('owc measure --with: no folder of this machine stands in the command that is reported', async () => {
  const tool = program('ask.sh', 'echo an answer')
  const line = `${tool} ${place}/model.py --lib=${place}/x.so "${place}/of two/words.py" models/a.bin {file} 'a b'`
  const words = ['measure', 'acme/tiny:f32', '--with', line, '--tool-version', '1', '--json']
  const { exit, out, err } = await world.call(words)
  assert.equal(exit, 0, err)
  const { report } = JSON.parse(out) as Sheet
  assert.equal(report.settings?.command, 'ask.sh model.py --lib=x.so words.py models/a.bin {file} "a b"')
})

test('owc measure --tool: what another program reads need not be a program that starts', async () => {
  writeFileSync(join(place, 'script.py'), 'print(1)\n')
  const tool = program('python.sh', 'echo an answer')
  const words = [
    'measure',
    'acme/tiny',
    '--with',
    `${tool} {file}`,
    '--tool',
    join(place, 'script.py'),
    '--json',
  ]
  const unversioned = await world.call(words)
  assert.match(unversioned.err, /State it with --tool-version/)
  const { out, err } = await world.call([...words, '--tool-version', '1'])
  const { tool: known } = JSON.parse(out) as Sheet
  const digest = createHash('sha256').update('print(1)\n').digest('hex')
  assert.deepEqual([known.digest, known.body.name], [`sha256:${digest}`, 'script.py'], err)
})

const REFUSED: readonly {
  readonly name: string
  readonly ref?: string
  readonly words: readonly string[]
  readonly expected: RegExp
}[] = [
  { name: 'no file in the command', words: ['--with', 'cat {prompt}'], expected: /\{file\} or \{folder\}/ },
  { name: 'an unknown place', words: ['--with', 'cat {file} {secret}'], expected: /found \{secret\}/ },
  {
    name: 'no such program',
    words: ['--with', './nowhere {file}'],
    expected: /a program that can be started/,
  },
  {
    name: 'a limit that is none',
    words: ['--with', 'cat {file}', '--limit', '0'],
    expected: /above nought/,
  },
  {
    name: 'a limit beyond what a timer counts',
    words: ['--with', 'cat {file}', '--limit', '3000000'],
    expected: /at most 86400 seconds/,
  },
  {
    name: 'a server that is not there',
    words: ['--with', 'cat {file}', '--count', '999999999'],
    expected: /a process of this machine/,
  },
  {
    name: 'a name of its own for our runtime',
    words: ['--stated'],
    expected: /--stated: .*--with beside it/,
  },
  { name: 'another tag', ref: 'acme/tiny:other', words: ['--with', 'cat {file}'], expected: /one of/ },
  { name: 'a licence for our runtime', words: ['--licence', 'MIT'], expected: /--with beside it/ },
]
for (const { name, words, expected, ref = 'acme/tiny' } of REFUSED)
  test(`owc measure: ${name} is refused, and nothing is logged`, async () => {
    const before = world.node.log.checkpoint().size
    const environment = { PATH: process.env['PATH'] }
    const version = words[0] === '--with' ? ['--tool-version', '1'] : []
    const ended = await world.call(['measure', ref, ...words, ...version, '--yes'], {
      world: { environment },
    })
    assert.ok([1, 2].includes(ended.exit), ended.err)
    assert.match(ended.err, expected)
    assert.equal(world.node.log.checkpoint().size, before)
  })
