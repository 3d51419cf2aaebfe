// owc respond, correct, erase, say, seal, reveal on a real node: in whose name, beside what, and what bad input gets.

import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { StatementView } from '../../src/node/views/statement.ts'
import { statementView } from '../../src/node/views/statement-view.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

let w: NodeWorld
let observed = '' // digest of a statement of the node itself
before(async () => {
  w = await nodeWorld()
  const { statement } = await w.node.say({
    type: 'test:note/v1',
    subjects: [],
    body: { says: 'Ada has trained it on her letters.' },
  })
  observed = statement
})
after(async () => {
  await w.close()
  assert.deepEqual(w.house.defects, [])
})

const size = () => w.node.log.checkpoint().size

async function view(digest: string): Promise<StatementView> {
  const found = await statementView(w.node, digest.replace('sha256:', '') as never)
  assert.ok(found)
  return found
}

/** `--json` of a command that must end well. */
async function done(words: readonly string[], answers: readonly string[] = []) {
  const { exit, out, err } = await w.call([...words, '--json'], { answers })
  assert.equal(exit, 0, err)
  return JSON.parse(out) as { statement: string; by?: string; logIndex: number; opens?: string }
}

async function refused(words: readonly string[], exit: number, what: RegExp): Promise<void> {
  const before = size()
  const { exit: found, err, out } = await w.call(words)
  assert.equal(found, exit, `${words.join(' ')}: ${err}${out}`)
  assert.match(err, what)
  assert.equal(size(), before, 'nothing was logged')
}

test('log show: one entry alone with its whole digest, those up to one, and none that is not there', async () => {
  const { rows } = JSON.parse((await w.call(['log', 'show', '--json'])).out) as {
    rows: { index: number; statement?: string }[]
  }
  const at = rows.findIndex(({ statement }) => statement === observed)
  const index = rows[at]?.index ?? -1
  const one = await w.call(['log', 'show', `${index}`])
  assert.equal(one.exit, 0, one.err)
  const lines = one.out.trimEnd().split('\n').slice(1)
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', new RegExp(`^ +${index} .* sha256:${observed} `))
  const upTo = JSON.parse((await w.call(['log', 'show', '--up-to', `${index}`, '--json'])).out) as {
    rows: object[]
  }
  assert.deepEqual(upTo.rows, rows.slice(at))
  await refused(['log', 'show', `${size()}`], 2, new RegExp(`holds ${size()} of them`))
  for (const bad of ['-1', 'x', '1.5']) await refused(['log', 'show', '--', bad], 2, /index of an entry/)
  await refused(['log', 'show', '1', '--up-to', '1'], 2, /one of them/)
  assert.match((await w.call(['status'])).out, /holds +0 artifacts/)
})

test('respond: without a key the operator answers in the node’s name, as the one who said it', async () => {
  const { by } = await done(['respond', `sha256:${observed.slice(0, 12)}`, '--text', 'It is so.'])
  assert.equal(by, w.node.identity)
  const { answers } = await view(observed)
  assert.deepEqual(
    answers.map(({ role, kind, text }) => [role, kind, text]),
    [['issuer', 'answer', 'It is so.']],
  )
})

test('respond: with a key of this machine, shown as anyone else’s; hostile words stay words', async () => {
  assert.equal((await w.call(['key', 'new', 'Eve'])).exit, 0)
  const file = join(w.house.place, 'answer.txt')
  writeFileSync(file, '<script>alert(1)</script>\u202egnp.exe\n')
  await done(['respond', observed, '--file', file, '--kind', 'objection', '--key', 'eve'])
  const { answers } = await view(observed)
  const last = answers.at(-1)
  assert.deepEqual([last?.role, last?.kind, last?.byName], ['other', 'objection', 'Eve'])
  assert.equal(last?.text, '<script>alert(1)</script>\u202egnp.exe')
})

test('correct: its issuer alone; anyone else proposes, and it is shown as proposed', async () => {
  const said = await done(['respond', observed, '--text', 'It was in May.', '--key', 'eve'])
  await refused(['correct', observed, '--text', 'No.', '--key', 'eve'], 2, /its issuer, Test Node/)
  await done([
    'correct',
    said.statement,
    '--text',
    'In June.',
    '--was',
    'May',
    '--is',
    'June',
    '--key',
    'eve',
  ])
  const file = join(w.house.place, 'correction.json')
  writeFileSync(file, JSON.stringify({ corrects: `sha256:${observed}`, text: 'Somebody thinks otherwise.' }))
  await done(['correct', observed, '--text', 'Not by Ada.', '--proposed', '--key', 'eve'])
  const own = (await view(said.statement)).answers
  assert.deepEqual(own.map(({ role, kind, text }) => [role, kind, text]), [['issuer', 'correction', 'In June.']]) // biome-ignore format: one claim
  assert.equal((await view(observed)).answers.at(-1)?.role, 'other')
})

test('answering: bad input says what was expected, and nothing is logged', async () => {
  const rows: readonly (readonly [words: readonly string[], exit: number, what: RegExp])[] = [
    [['respond', observed], 2, /--text or --file/],
    [['respond', observed, '--text', '  '], 2, /words/],
    [['respond', observed, '--text', 'x', '--kind', 'anser'], 2, /Did you mean answer/],
    [['respond', 'ab'.repeat(32), '--text', 'x'], 2, /one statement that this node knows/],
    [['respond', 'abc', '--text', 'x'], 2, /at least 12 digits/],
    [['respond', 'acme/none', '--text', 'x'], 2, /release of this node/],
    [['respond', observed, '--text', 'x', '--key', 'nobody'], 2, /nobody/],
    [['respond', observed, '--file', '/nonexistent/file'], 3, /text file/],
    [['correct', observed, '--text', 'x', '--replaced-by', 'zz', '--proposed', '--key', 'eve'], 2, /replaced-by/],
  ] // biome-ignore format: a table
  for (const [words, exit, what] of rows) await refused(words, exit, what)
})

test('say: a type that nobody knows is logged and told to have no effect; --key speaks', async () => {
  const file = join(w.house.place, 'body.json')
  writeFileSync(file, JSON.stringify({ text: 'x', about: `sha256:${observed}`, kind: 'comment' }))
  const response = await done(['say', 'response', '--file', file, '--key', 'eve'])
  assert.equal((await view(response.statement)).issuerName, 'Eve')
  writeFileSync(file, '{"a":1}')
  const { exit, err } = await w.call(['say', 'custdy', '--file', file, '--key', 'eve'])
  assert.equal(exit, 0, err)
  assert.match(err, /No type owc:custdy\/v1 is known here.*Did you mean owc:custody\/v1/)
  await refused(['say', 'custody', '--file', file, '--key', 'eve'], 2, /since/)
  writeFileSync(file, '[1]')
  await refused(['say', 'custody', '--file', file, '--key', 'eve'], 2, /an object/)
})

test('erase: says what goes, stays and is out of reach, asks, and does it; twice is refused', async () => {
  const { exit, out, asked } = await w.call(['erase', observed, '--because', 'She asked.', '--key', 'x'], {
    answers: ['n'],
  })
  assert.deepEqual([exit, asked], [2, []], 'an unknown flag is told before anything')
  assert.equal(out, '')
  const no = await w.call(['erase', observed, '--because', 'She asked.'], { answers: ['n'] })
  assert.equal(no.exit, 1)
  assert.match(no.out, /Goes:[\s\S]*Stays:[\s\S]*Beyond this node:[\s\S]*Nothing was erased/)
  await refused(['erase', observed, '--because', 'She asked.', '--json'], 2, /nobody to ask/)
  await refused(['erase', observed, '--yes'], 2, /why it is erased/)
  await refused(
    ['erase', observed, '--because', 'x', '--reason', 'personel-data', '--yes'],
    2,
    /Did you mean personal-data/,
  )
  await refused(['erase', observed.slice(0, 11), '--because', 'x', '--yes'], 2, /at least 12 digits/)
  await refused(['erase', 'acme/tern', '--because', 'x', '--yes'], 2, /64 hexadecimal digits/)
  const short = await w.call(['erase', observed.slice(0, 12), '--because', 'She asked.'], { answers: ['n'] })
  assert.match(short.out, new RegExp(`sha256:${observed}[\\s\\S]*Nothing was erased`))
  await refused(['erase', 'cd'.repeat(32), '--because', 'x', '--yes'], 2, /this node’s own log/)
  await done(['erase', observed, '--because', 'She asked.', '--controller', 'Test Library', '--yes'])
  const shown = await view(observed)
  assert.deepEqual(
    [shown.erased?.reason, shown.erased?.text, shown.issuer],
    ['personal-data', 'She asked.', ''],
  )
  assert.ok(shown.answers.length > 0, 'answers to it stay')
  await refused(['erase', observed, '--because', 'Again.', '--yes'], 1, /an erasure: sha256:/)
})

test('seal and reveal: by hand with keys of this machine, kept 0600; another cannot', async () => {
  const file = join(w.house.place, 'sealed.json')
  writeFileSync(file, '{"kind":"comment","text":"plantedkumquat"}')
  const words = ['seal', 'response', '--file', file, '--about', 'ab'.repeat(32), '--key', 'eve']
  await refused([...words, '--until', '2020-01-01'], 2, /a day to come/)
  await refused([...words, '--until', 'tomorrow'], 2, /UTC time/)
  await refused(
    ['seal', 'withdrawal', '--file', file, '--key', 'eve'],
    2,
    /its place is only known|schema|reason/,
  )
  const { statement } = await done(words)
  const seal = statement.replace('sha256:', '')
  const kept = join(w.house.place, 'state', 'seals')
  assert.equal(statSync(join(kept, `${seal}.json`)).mode & 0o777, 0o600)
  assert.equal((await w.call(['key', 'new', 'Mallory'])).exit, 0)
  await refused(['reveal', seal, '--key', 'mallory'], 1, /its issuer, Eve/)
  await refused(['reveal', observed, '--key', 'eve'], 2, /./)
  const opened = await done(['reveal', seal.slice(0, 14), '--key', 'eve'])
  const said = await view(opened.statement)
  assert.deepEqual([said.body?.['text'], said.sealed?.kind], ['plantedkumquat', 'was-sealed'])
  await refused(['reveal', seal, '--key', 'eve'], 1, /opened at/)
})

test('publish --seal-until: words and bytes wait, and open whole', async () => {
  const folder = join(w.house.place, 'later')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(9))
  writeFileSync(
    join(folder, 'release.yaml'),
    'owc: 1\nkind: release\nterms: [{licence: Apache-2.0}]\nlineage: []\nsubject: {variant: instruct}\n' +
      'releaseType: {word: open-weights, stage: broad}\nobligations: {reportTo: "mailto:s@a.example"}\n',
  )
  const blobs = async () => (await Array.fromAsync(w.node.storage.blobs.list())).length
  const before = await blobs()
  assert.equal((await w.call(['key', 'new', 'Lab', '--kind', 'publisher'])).exit, 0)
  const words = [
    'publish',
    folder,
    '--as',
    'lab/later@1.0',
    '--seal-until',
    '2026-06-01',
    '--key',
    'lab',
    '--yes',
  ]
  const { opens } = await done(words)
  assert.equal(opens, '2026-06-01T00:00:00Z')
  assert.equal(await blobs(), before, 'no byte of it is a blob')
  assert.ok(readdirSync(join(w.house.place, 'data', 'sealed', 'bytes', 'sha256')).length >= 2)
  assert.equal((await w.call(['inspect', 'lab/later'])).exit, 2)
  w.house.clock.seconds += 200 * 86_400
  assert.equal(await w.node.clerk(), 1)
  const { out, exit, err } = await w.call([
    'export',
    'lab/later@1.0',
    '--as',
    'bundle',
    '--out',
    'later.json',
    '--json',
  ])
  assert.equal(exit, 0, err)
  assert.match(out, /artifact/)
})
