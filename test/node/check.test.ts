// owc check on a real node: a folder that was imported and a release that was published, asked through command, route
// and view alike; the dossier that stands behind the answers.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { GRADES } from '../../src/commons/standard/answer.ts'
import { QUESTIONS } from '../../src/commons/standard/questions/catalogue.ts'
import { type CheckView, checkOfRecord } from '../../src/node/views/check.ts'
import { dossierOf } from '../../src/node/views/dossier.ts'
import { resolveRef } from '../../src/node/views/ref.ts'
import { viewSources } from '../../src/node/views/sources.ts'
import { checkWithTodo } from '../../src/node/views/todo.ts'
import { type NodeWorld, nodeWorld } from '../cli/node-world.ts'
import { tinyWeights } from '../http/node-fixture.ts'

const CARD = `---
license: apache-2.0
base_model: acme/tern
---
# Tern é

## Limitations
Weak arithmetic.
`

let w: NodeWorld
before(async () => {
  w = await nodeWorld()
  const found = join(w.house.place, 'found')
  mkdirSync(found)
  writeFileSync(join(found, 'model.safetensors'), tinyWeights(1))
  writeFileSync(join(found, 'README.md'), CARD)
  assert.equal((await w.call(['import', found, '--as', 'acme/found'])).exit, 0)
  assert.equal((await w.call(['key', 'new', 'Acme Lab', '--kind', 'publisher'])).exit, 0)
  const folder = join(w.house.place, 'tern')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(2))
  writeFileSync(join(folder, 'README.md'), '# Tern\n')
  writeFileSync(
    join(w.house.place, 'release.yaml'),
    `subject: {id: acme/tern, version: 1.0.0, family: tern, variant: base}
lineage: []
terms: [{licence: Apache-2.0}]
releaseType: {word: open-weights}
obligations: {reportTo: "mailto:security@acme.example"}
artifacts: [{id: w, path: model.safetensors}]
components: [{c: weights-final, state: released, ref: [w]}]
limits: [Weak arithmetic]
`,
  )
  const record = join(w.house.place, 'release.yaml')
  const published = await w.call(['publish', folder, '--record', record, '--yes'])
  assert.equal(published.exit, 0, published.err)
})
after(async () => {
  await w.close()
  assert.deepEqual(w.house.defects, [])
})

async function dossier(ref: string) {
  const sources = viewSources(w.node)
  const { record } = await resolveRef(sources, ref)
  const found = await dossierOf(sources, record)
  assert.ok(found)
  return found
}

test('owc check: the command, the route and the view give one answer', async () => {
  const told = await w.call(['check', 'acme/tern@1.0.0', '--json'])
  assert.equal(told.exit, 0, told.err)
  const view = JSON.parse(told.out) as CheckView
  const answer = await fetch(`${w.url}/commons/v1/check/acme/tern@1.0.0`)
  assert.deepEqual(await answer.json(), view)
  const { todo: _, ...direct } = await checkWithTodo(viewSources(w.node), 'acme/tern')
  assert.deepEqual(JSON.parse(JSON.stringify(direct)), view)
  assert.deepEqual(
    view.checks.map(({ id }) => id),
    QUESTIONS.map(({ id }) => id),
  )
  for (const { grade, because } of view.checks) {
    assert.ok(GRADES.includes(grade))
    assert.ok(because.length > 0)
  }
  const text = await w.call(['check', 'acme/tern'])
  const columns = [...text.out.matchAll(/^(P\d+\.\d+ +)(?:evidenced|declared|absent)/gm)].map(
    ([, one]) => one?.length,
  )
  assert.deepEqual([...new Set(columns)], [7], 'P3.10 stands in its column too')
  assert.match(text.out, /P6\.5\s+declared\s+Are limitations stated\?/)
})

test('owc check: what it does not know, it says; wrong use is wrong use', async () => {
  assert.equal((await w.call(['check', 'acme/nothing'])).exit, 2)
  const wrong = await w.call(['check', 'acme/tern', '--fail-on', 'X'])
  assert.equal(wrong.exit, 2)
  assert.match(wrong.err, /B, W, N/)
})

test('dossier: files with roles, inspection and text; a quote stands at its offset in the file', async () => {
  const found = await dossier('acme/found')
  assert.deepEqual(
    found.files.map(({ path, role, held, text }) => [path, role, held, text === undefined]),
    [
      ['README.md', 'card', true, false],
      ['model.safetensors', 'weights', true, true],
    ],
  )
  assert.ok(found.set?.tensorRoot)
  assert.equal(found.content.kind, 'observed')
  const limits = (await checkWithTodo(viewSources(w.node), 'acme/found')).checks.find(
    ({ id }) => id === 'P6.5',
  )
  assert.equal(limits?.grade, 'declared')
  const [evidence] = limits?.evidence ?? []
  assert.ok(evidence?.kind === 'file' && evidence.quote !== undefined)
  const { text, offset } = evidence.quote
  assert.equal(Buffer.from(CARD).subarray(offset).toString().startsWith(text), true)
  assert.equal(text, '## Limitations')
})

test('dossier: a base model that a card names is an ancestor by file, with its record when that is here', async () => {
  const { ancestors } = await dossier('acme/found')
  assert.deepEqual(
    ancestors.map(({ name, basis, path, known }) => [name, basis, path, known?.ref]),
    [['acme/tern', 'file', ['acme/tern'], 'acme/tern']],
  )
  assert.equal((await dossier('acme/tern')).ancestors.length, 0)
})

test('owc check DIR: a folder before anything is said; what rests on a log is not answered', async () => {
  const folder = join(w.house.place, 'draft')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(3))
  writeFileSync(join(folder, 'README.md'), CARD)
  const bare = JSON.parse((await w.call(['check', folder, '--json'])).out) as CheckView & {
    readonly notAsked: readonly string[]
  }
  assert.equal(bare.kind, 'observed')
  assert.ok(bare.notAsked.includes('P7.3') && !bare.checks.some(({ id }) => id === 'P7.3'))
  assert.equal(bare.checks.find(({ id }) => id === 'P6.7')?.grade, 'evidenced')
  writeFileSync(
    join(folder, 'release.yaml'),
    `subject: {id: acme/draft, version: 1.0.0}
terms: [{licence: Apache-2.0}]
components: [{c: weights-final, state: released, ref: [w]}]
artifacts: [{id: w, path: model.safetensors}]
obligations: {reportTo: nobody}
`,
  )
  const drafted = await w.call(['check', folder, '--todo'])
  assert.equal(drafted.exit, 0, drafted.err)
  assert.match(drafted.out, /P5\.7\s+contradicted/)
  assert.match(drafted.out, /What could be done next/)
  const severities = [...drafted.out.matchAll(/^([BWN]) [A-Z]{2}-\d+ {2}/gm)].map(([, one]) => one)
  assert.ok(new Set(severities).size > 1, drafted.out)
  assert.deepEqual(
    severities,
    [...severities].sort((a = '', b = '') => 'BWN'.indexOf(a) - 'BWN'.indexOf(b)),
  )
  const whole = JSON.parse((await w.call(['check', folder, '--json', '--todo'])).out) as CheckView
  assert.doesNotMatch(JSON.stringify(whole.checks), /"kind":"statement"/, 'nothing is a statement yet')
  writeFileSync(join(folder, 'release.yaml'), 'subject: [')
  assert.equal((await w.call(['check', folder])).exit, 2)
  assert.equal((await w.call(['check', './nothing/here'])).exit, 1)
})

test('owc check --todo: what could be done next, through the node; the standard as data beside it', async () => {
  const told = await w.call(['check', 'acme/tern', '--todo', '--json'])
  const { todo } = JSON.parse(told.out) as { todo: readonly { about: string; effects: readonly object[] }[] }
  assert.ok(todo.some(({ about, effects }) => about === 'P2.1' && effects.length > 0))
  const standard = (await (await fetch(`${w.url}/commons/v1/standard`)).json()) as {
    questions: readonly { id: string }[]
    detectors: readonly { id: string }[]
  }
  assert.deepEqual(
    standard.questions.map(({ id }) => id),
    QUESTIONS.map(({ id }) => id),
  )
  assert.ok(standard.detectors.some(({ id }) => id === 'OW-1'))
})

test('reviews and stages: what others say in the log moves the answers', async () => {
  const grade = async (q: string) => {
    const { record } = await resolveRef(viewSources(w.node), 'acme/tern')
    return (await checkOfRecord(viewSources(w.node), record)).checks.find(({ id }) => id === q)
  }
  assert.equal((await grade('P6.5'))?.grade, 'declared')
  const said = [
    '--question',
    'P6.5',
    '--outcome',
    'confirmed',
    '--how',
    'Ran 200 sums.',
    '--interest',
    'none',
  ]
  const review = (state: string, ...evidence: string[]) =>
    w.call(['review', 'acme/tern', ...said, ...evidence.flatMap((one) => ['--evidence', one])], { state })
  const card = (await dossier('acme/tern')).files.find(({ path }) => path === 'README.md')?.sha256
  const own = await review('state', `sha256:${card}`)
  assert.equal(own.exit, 0, own.err)
  assert.equal((await grade('P6.5'))?.grade, 'declared', 'a publisher confirms nothing of its own')
  assert.equal((await w.call(['key', 'new', 'Ada Reviewer'], { state: 'ada' })).exit, 0)
  for (const evidence of [[], ['https://ada.example/sums'], [`sha256:${'ab'.repeat(32)}`]]) {
    const words = await review('ada', ...evidence)
    assert.equal(words.exit, 0, words.err)
    assert.equal((await grade('P6.5'))?.grade, 'declared', 'what nobody here can look up shows nothing')
  }
  const stranger = await review('ada', 'https://ada.example/sums', `sha256:${card}`)
  assert.equal(stranger.exit, 0, stranger.err)
  const confirmed = await grade('P6.5')
  assert.equal(confirmed?.grade, 'evidenced')
  assert.match(confirmed?.because.join(' ') ?? '', /Ada Reviewer .* interest declared: none/)
  assert.equal((await grade('P4.1'))?.grade, 'absent')
  const staged = await w.call(['release', 'status', 'acme/tern', '--stage', 'broad', '--yes'])
  assert.equal(staged.exit, 0, staged.err)
  const stage = await grade('P4.1')
  assert.equal(stage?.grade, 'evidenced')
  assert.equal(stage?.evidence[0]?.kind, 'statement')
})
