// owc advise, respond and review on a real node: notice of bytes reaches what was made from them, its maker answers, a
// person reviews; in whose name, and what bad input gets.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import type { Dossier } from '../../src/commons/standard/dossier.ts'
import { namesOf } from '../../src/node/namespaces.ts'
import { dossierOf } from '../../src/node/views/dossier.ts'
import { resolveRef } from '../../src/node/views/ref.ts'
import { viewSources } from '../../src/node/views/sources.ts'
import { statementView } from '../../src/node/views/statement-view.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

let w: NodeWorld
before(async () => {
  w = await nodeWorld()
  for (const name of ['Lab', 'Maker', 'Ada']) assert.equal((await w.call(['key', 'new', name])).exit, 0)
  for (const [key, namespace] of [
    ['lab', 'lab'],
    ['maker', 'made'],
  ] as const)
    assert.equal((await w.call(['namespace', 'add', namespace, '--key', key])).exit, 0)
  publishable('base', 1, 'lineage: []\n')
  await done(['publish', 'base', '--as', 'lab/base@1.0', '--key', 'lab', '--yes'])
  const parent = `lineage: [{relation: finetune, parent: lab/base@1.0, parentDigest: "sha256:${(await dossier('lab/base')).artifact}"}]\n`
  publishable('child', 2, parent)
  await done(['publish', 'child', '--as', 'made/child@1.0', '--key', 'maker', '--yes'])
})
after(async () => {
  await w.close()
  assert.deepEqual(w.house.defects, [])
})

const LEAST = `releaseType: {word: open-weights}
terms: [{licence: MIT}]
obligations: {reportTo: "mailto:x@acme.example"}
subject: {released: 2026-11-01, publisher: {name: Acme}}
`

function publishable(folder: string, first: number, record: string): void {
  const at = join(w.house.place, folder)
  mkdirSync(at)
  writeFileSync(join(at, 'model.safetensors'), tinyWeights(first))
  writeFileSync(join(at, 'release.yaml'), `${record}${LEAST}`)
}

async function dossier(ref: string): Promise<Dossier> {
  const { record } = await resolveRef(namesOf(w.node), ref)
  const found = await dossierOf(viewSources(w.node), record)
  assert.ok(found)
  return found
}

async function done(words: readonly string[]) {
  const { exit, out, err } = await w.call([...words, '--json'], { answers: [] })
  assert.equal(exit, 0, `${words.join(' ')}: ${err}${out}`)
  return JSON.parse(out) as { statement: string; id?: string }
}

async function refused(words: readonly string[], what: RegExp): Promise<void> {
  const before = w.node.log.checkpoint().size
  const { exit, err } = await w.call(words)
  assert.equal(exit, 2, `${words.join(' ')}: ${err}`)
  assert.match(err, what)
  assert.equal(w.node.log.checkpoint().size, before, 'nothing was logged')
}

const ADVISE = [
  'advise',
  'lab/base',
  '--kind',
  'safeguard-failure',
  '--summary',
  'Its prompt can be turned off.',
]

test('advise: named bytes are affected, what was made from them is under investigation until its maker answers', async () => {
  const said = await done([...ADVISE, '--any-wrapping', '--key', 'ada'])
  assert.match(said.id ?? '', /^OWC-\d{4}-\d{4,}$/)
  const status = async (ref: string) =>
    (await dossier(ref)).advisories.map((one) => [one.status, one.basis, one.id])
  assert.deepEqual(await status('lab/base'), [['affected', 'named', said.id]])
  assert.deepEqual(await status('made/child'), [['under_investigation', 'declared', said.id]])
  const { artifact } = await dossier('made/child')
  const vex = ['--status', 'not_affected', '--of', `sha256:${artifact}`, '--reason', 'Another template.']
  const answer = ['respond', said.statement, '--text', 'We looked into it.', ...vex]
  await done([...answer, '--key', 'ada']) // anybody may say so; it changes nothing
  assert.deepEqual(await status('made/child'), [['under_investigation', 'declared', said.id]])
  await done([...answer.with(answer.indexOf('--of') + 1, 'made/child@1.0'), '--key', 'maker'])
  assert.deepEqual(await status('made/child'), [['not_affected', 'declared', said.id]])
  const page = await statementView(w.node, said.statement.slice(7) as Sha256)
  assert.deepEqual(
    page?.reach?.lines.map(({ name, basis, status: has, path }) => [name, basis, has, path]),
    [
      ['lab/base', 'named', 'affected', []],
      ['made/child', 'declared', 'not_affected', ['lab/base']],
    ],
  )
  const shown = await (await fetch(new URL('/r/made/child', w.url))).text()
  assert.match(shown, /not affected<\/strong> \(safeguard failure\).*Another template/)
  const again = await done([
    ...ADVISE,
    '--again',
    said.statement,
    '--response',
    'serving-paused',
    '--none-known',
    '--key',
    'ada',
  ])
  assert.equal(again.id, said.id)
  assert.deepEqual(await status('lab/base'), [['affected', 'named', said.id]])
})

test('advise --seal-until: nobody reads it before its day, then it reaches what it reaches', async () => {
  const seconds = w.house.clock.seconds
  const day = new Date((seconds + 3 * 86_400) * 1000).toISOString().slice(0, 10)
  const before = (await dossier('made/child')).advisories.length
  const told = await done([...ADVISE, '--summary', 'Under embargo.', '--seal-until', day, '--key', 'lab'])
  assert.match(told.id ?? '', /^OWC-/)
  assert.equal((await dossier('made/child')).advisories.length, before)
  const { exit, err } = await w.call(['reveal', (told as { sealed?: string }).sealed ?? '', '--key', 'lab'])
  assert.equal(exit, 0, err)
  const found = (await dossier('made/child')).advisories.find(
    ({ id, summary }) => id === told.id && summary === 'Under embargo.',
  )
  assert.deepEqual([found?.status, found?.published], ['under_investigation', `${day}T00:00:00Z`])
})

test('review: one person, one question, an interest; the publisher’s own is not independent', async () => {
  const words = (key: string, interest: string) =>
    ['review', 'lab/base', '--question', 'P1.7', '--outcome', 'confirmed', '--how', 'Read it.', '--interest', interest, '--key', key] // biome-ignore format: a call
  await done(words('ada', 'none'))
  await done(words('lab', 'We made it.'))
  const { out } = await w.call(['check', 'lab/base'])
  assert.match(out, /P1\.7 +confirmed it: Lab, who released it \(interest: We made it\.\)/)
  assert.match(out, /affected OWC-\d{4}-\d+ {2}Its prompt can be turned off/)
  const { reviews } = await dossier('lab/base')
  assert.deepEqual(
    reviews.map(({ name, interest, independent }) => [name, interest, independent]),
    [
      ['Lab', 'We made it.', false],
      ['Ada', 'none', true],
    ],
  )
})

test('advise and review: bad input says what was expected, and nothing is logged', async () => {
  const review = [
    'review',
    'lab/base',
    '--question',
    'P1.7',
    '--how',
    'x',
    '--key',
    'ada',
    '--interest',
    'none',
  ]
  const rows: readonly (readonly [words: readonly string[], what: RegExp])[] = [
    [[...ADVISE, '--response', 'recalled', '--key', 'ada'], /serving-paused/],
    [[...ADVISE, '--response', 'serving-paused', '--key', 'ada'], /what remains, since it says serving-paused/],
    [[...ADVISE, '--remaining', 'https://x.example', '--none-known', '--key', 'ada'], /both/],
    [['advise', 'lab/base', '--kind', 'integrty', '--summary', 'x', '--key', 'ada'], /Did you mean integrity/],
    [['advise', 'lab/base', '--kind', 'integrity', '--key', 'ada'], /--summary/],
    [['advise', 'lab/none', '--kind', 'integrity', '--summary', 'x', '--key', 'ada'], /release of this node/],
    [[...ADVISE, '--again', 'lab/base', '--key', 'ada'], /an advisory/],
    [[...review, '--outcome', 'passed'], /confirmed/],
    [review.slice(0, -2).concat('--outcome', 'partly'), /--interest none: that is declared too/],
    [[...review, '--outcome', 'partly'].with(3, 'P9.9'), /question/],
    [[...review, '--outcome', 'partly'].with(7, 'nobody'), /nobody/],
    [['respond', 'lab/base', '--text', 'x', '--reason', 'y', '--key', 'ada'], /--status, since --reason is given/],
    [['respond', 'lab/base', '--text', 'x', '--status', 'fixed', '--key', 'ada'], /--of REF/],
  ] // biome-ignore format: a table
  for (const [words, what] of rows) await refused(words, what)
  const asNode = [...review.filter((word) => word !== '--key' && word !== 'ada'), '--outcome', 'partly']
  const { exit, err } = await w.call(asNode, { state: 'nobody' })
  assert.deepEqual([exit, /a person who looked, found the node/.test(err)], [2, true], err)
})
