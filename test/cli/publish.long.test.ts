// owc publish on a real node: from a folder to a release that is logged, held, and pulled by name once it is hosted.

import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import type { ReleaseRecord } from '../../src/commons/releases/record.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { signOms } from '../../src/ledger/oms.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import type { ReleaseView } from '../../src/node/views/release.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

let w: NodeWorld
before(async () => {
  w = await nodeWorld()
  const { exit, err } = await w.call(['key', 'new', 'Acme Lab', '--kind', 'publisher'])
  assert.equal(exit, 0, err)
})
after(async () => {
  await w.close()
  assert.deepEqual(w.house.defects, [])
})

const RECORD = `owc: 1
kind: release
terms: [{licence: Apache-2.0}]
lineage: []
subject: {variant: instruct}
releaseType: {word: open-weights, stage: broad}
obligations: {reportTo: "mailto:security@acme.example"}
`

/** A folder with weights; the record beside them when it is given. */
function model(
  name: string,
  { first = 0, record = RECORD }: { first?: number; record?: string } = {},
): string {
  const folder = join(w.house.place, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(first))
  writeFileSync(join(folder, 'config.json'), '{"a":1}')
  if (record !== '') writeFileSync(join(folder, 'release.yaml'), record)
  return folder
}

const size = () => w.node.log.checkpoint().size

test('publish: with a whole record and --yes nothing is asked; it is logged, held, and only model.sig is new in the folder', async () => {
  const folder = model('tern')
  const earlier = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]),
  )
  const { exit, out, err, asked } = await w.call([
    'publish',
    folder,
    '--as',
    'acme/tern@1.0.0',
    '--yes',
    '--json',
  ])
  assert.equal(exit, 0, err)
  assert.deepEqual(asked, [])
  const result = JSON.parse(out)
  assert.deepEqual(Object.keys(result), ['ref', 'artifact', 'statement', 'logIndex', 'checkpoint'])
  assert.equal(result.ref, 'acme/tern@1.0.0')
  assert.deepEqual(readdirSync(folder).sort(), [
    'config.json',
    'model.safetensors',
    'model.sig',
    'release.yaml',
  ])
  for (const [name, bytes] of Object.entries(earlier))
    assert.ok(bytes.equals(readFileSync(join(folder, name))), name)
  const view = await releaseOf('acme/tern')
  assert.equal(view.kind, 'release')
  assert.equal(view.byName, 'Acme Lab')
  assert.deepEqual(
    view.holders.map(({ name }) => name),
    ['Test Node'],
  )
  assert.equal(view.fileList.length, 3)
})

test('publish: the record as it was shown is what was signed; its signature covers every file', async () => {
  const { statement } = await releaseOf('acme/tern')
  const said = await statementOf(statement)
  assert.equal(said.body.subject.publisher?.name, 'Acme Lab')
  assert.equal(said.body.subject.released, '2026-01-01')
  assert.deepEqual(
    said.body.artifacts.map(({ path }) => path),
    ['config.json', 'model.safetensors', 'model.sig'],
  )
  const verified = await w.call(['export', 'acme/tern', '--as', 'oms'])
  assert.equal(verified.exit, 0, verified.err)
})

test('publish: in a terminal at most seven things are asked; what does not fit is asked again; the answers are what is said', async () => {
  const folder = model('asked', { first: 3, record: '' })
  const answers = [
    'MIT',
    'instrukt',
    'instruct',
    'finetune acme/tern@1.0.0',
    'open-weights',
    'mailto:a@b.example',
    'y',
  ]
  const { exit, out, err, asked } = await w.call(['publish', folder, '--as', 'acme/asked@1'], { answers })
  assert.equal(exit, 0, err)
  const things = new Set(asked)
  assert.ok(things.size <= 7, asked.join('\n'))
  assert.equal(asked.length, 7, 'the one that did not fit came twice')
  assert.match(out, /not stated: .*Intended uses/)
  assert.match(out, /Licence: MIT\n/)
  const view = await releaseOf('acme/asked')
  const { body } = await statementOf(view.statement)
  assert.deepEqual(body.lineage, [{ relation: 'finetune', parent: 'acme/tern@1.0.0' }])
  assert.equal(body.subject.variant, 'instruct')
  assert.deepEqual(body.terms, [{ licence: 'MIT' }])
})

test('publish: Enter at something that has to be said ends it there, and nothing is sent', async () => {
  const folder = model('entered', { first: 4, record: '' })
  const before = size()
  const answers = ['MIT', '', '', 'open-weights', 'mailto:a@b.example', 'y']
  const { exit, err, asked } = await w.call(['publish', folder, '--as', 'acme/entered@1'], { answers })
  assert.equal(exit, 2)
  assert.equal(asked.length, 3, 'licence, kind, and what was left empty')
  assert.match(err, /\(lineage\).*not stated/)
  assert.match(err, /owc draft makes one/)
  assert.equal(size(), before)
})

test('publish: files that no node will host are named before signing; asked for hosting, the node says the same', async () => {
  const folder = model('risky')
  writeFileSync(join(folder, 'modeling.py'), 'import os')
  const words = ['publish', folder, '--as', 'acme/risky@1.0.0']
  const before = size()
  const shown = await w.call(words, { answers: ['n'] })
  assert.match(shown.out, /will not host it, as long as it contains modeling\.py \(code\.python\):/)
  assert.equal(size(), before)
  const published = await w.call([...words, '--yes'])
  const hosted = await w.call(['host', 'acme/risky'])
  assert.deepEqual([published.exit, hosted.exit], [0, 1], published.err)
  assert.match(hosted.err, /modeling\.py: code\.python/)
  const whole = await w.call(['publish', model('sound', { first: 9 }), '--as', 'acme/sound@1.0.0', '--yes'])
  assert.doesNotMatch(whole.out, /will not host/)
})

test('publish: a namespace that nobody holds is claimed after a yes; after a no nothing is said and nothing sent', async () => {
  const folder = model('claim', { first: 4 })
  const before = size()
  const no = await w.call(['publish', folder, '--as', 'fresh/claim@1'], { answers: ['n'] })
  assert.equal(no.exit, 1, no.err)
  assert.match(no.err, /fresh/)
  assert.equal(size(), before)
  const last = await w.call(['publish', folder, '--as', 'fresh/claim@1'], { answers: ['y', 'n'] })
  assert.equal(last.exit, 1)
  assert.match(last.out, /Nothing was sent and nothing was said/)
  assert.ok(!readdirSync(folder).includes('model.sig'), 'nothing is written before the last yes')
  const yes = await w.call(['publish', folder, '--as', 'fresh/claim@1'], { answers: ['y', 'y'] })
  assert.equal(yes.exit, 0, yes.err)
  assert.equal(yes.asked.length, 1, 'the claim stands')
})

test('publish: the same bytes again are a revision, other bytes under one version are refused before they are sent, a new version may name what it follows', async () => {
  const folder = join(w.house.place, 'tern')
  writeFileSync(join(folder, 'release.yaml'), `${RECORD}limits: [English only]\n`)
  const again = await w.call(['publish', folder, '--as', 'acme/tern@1.0.0', '--yes'])
  assert.equal(again.exit, 0, again.err)
  assert.match(again.out, /a revision: the same bytes/)
  assert.match(again.out, /model\.sig covers these files and stays/)
  const other = model('tern-2', { first: 9 })
  const before = size()
  const refused = await w.call(['publish', other, '--as', 'acme/tern@1.0.0', '--yes'])
  assert.equal(refused.exit, 1)
  assert.match(refused.err, /new version/)
  assert.equal(size(), before)
  assert.ok(!readdirSync(other).includes('model.sig'))
  const next = await w.call(['publish', other, '--as', 'acme/tern@1.1.0', '--supersedes', '1.0.0', '--yes'])
  assert.equal(next.exit, 0, next.err)
  assert.match(next.out, /a new version; the newest so far is 1\.0\.0/)
  const old = await w.call(['release', 'status', 'acme/tern@1.0.0', '--json'])
  assert.equal(JSON.parse(old.out).supersededBy, 'acme/tern@1.1.0')
})

test('release status: said by the one who released it, forward only, asked first', async () => {
  const rows: readonly [readonly string[], number, RegExp][] = [
    [['acme/tern@1.1.0', '--stage', 'gated', '--yes'], 2, /a later stage/],
    [['acme/tern@1.1.0', '--stage', 'wide', '--yes'], 2, /one of internal/],
    [['acme/tern@1.1.0', '--serving', 'pausd', '--yes'], 2, /Did you mean paused/],
    [['acme/tern@1.1.0', '--serving', 'paused'], 2, /--yes/],
  ]
  const before = size()
  for (const [words, exit, message] of rows) {
    const ended = await w.call(['release', 'status', ...words])
    assert.equal(ended.exit, exit, ended.err)
    assert.match(ended.err, message)
  }
  assert.equal(size(), before)
  const said = await w.call(['release', 'status', 'acme/tern@1.1.0', '--stage', 'fully-open'], {
    answers: ['y'],
  })
  assert.equal(said.exit, 0, said.err)
})

test('publish: hosted, it is pulled by name and verifies; the publisher asks nothing of the hosting gate', async () => {
  const hosted = await w.call(['host', 'acme/tern@1.1.0'])
  assert.equal(hosted.exit, 0, hosted.err)
  const copy = join(w.house.place, 'copy')
  const pulled = await w.call(['pull', 'acme/tern@1.1.0', '--to', copy])
  assert.equal(pulled.exit, 0, pulled.err)
  for (const name of ['model.safetensors', 'config.json', 'model.sig'])
    assert.ok(readFileSync(join(copy, name)).equals(readFileSync(join(w.house.place, 'tern-2', name))), name)
})

test('withdraw: names the copies elsewhere and not its own, asks first, and the node stops serving', async () => {
  const dry = await w.call(['withdraw', 'acme/tern@1.1.0', '--reason', 'error', '--text', 'Wrong.'], {
    answers: ['n'],
  })
  assert.match(
    dry.out,
    /no copies elsewhere are known here/,
    'the node itself holds it, and is not elsewhere',
  )
  const bob = { state: 'bob' }
  const made = await w.call(['key', 'new', 'Bob'], bob)
  assert.equal(made.exit, 0, made.err)
  const held = join(w.house.place, 'held.json')
  writeFileSync(held, JSON.stringify({ since: '2026-01-01T00:00:00Z' }))
  const said = await w.call(['say', 'custody', '--file', held, '--about', 'acme/tern@1.1.0'], bob)
  assert.equal(said.exit, 0, said.err)
  const before = size()
  const bare = await w.call(['withdraw', 'acme/tern@1.1.0'])
  assert.equal(bare.exit, 2)
  assert.match(bare.err, /one of error, security/)
  const no = await w.call(['withdraw', 'acme/tern@1.1.0', '--reason', 'error'], {
    answers: ['A wrong tokenizer.', 'n'],
  })
  assert.equal(no.exit, 1)
  assert.match(no.out, /copies known to remain elsewhere, .*:\n {4}Bob holds them since [^\n]*\n(?! {4})/)
  assert.equal(size(), before)
  const yes = await w.call([
    'withdraw',
    'acme/tern@1.1.0',
    '--reason',
    'error',
    '--text',
    'Wrong.',
    '--yes',
    '--json',
  ])
  assert.equal(yes.exit, 0, yes.err)
  assert.match(JSON.parse(yes.out).remaining.join('\n'), /^Bob holds them since [^\n]*$/)
  const answer = await fetch(`${w.url}/acme/tern/resolve/main/config.json`, {
    headers: { 'x-forwarded-for': '192.0.2.1' },
  })
  assert.notEqual(answer.status, 200)
})

test('publish: without a terminal what is missing is listed, and nothing is sent', async () => {
  const folder = model('silent', { first: 5, record: '' })
  const before = size()
  const blobs = (await Array.fromAsync(w.node.storage.blobs.list())).length
  for (const flags of [['--yes'], []]) {
    const { exit, err } = await w.call(['publish', folder, '--as', 'acme/silent@1', ...flags])
    assert.equal(exit, 2, err)
    for (const word of ['terms', 'lineage', 'releaseType.word', 'obligations.reportTo'])
      assert.ok(err.includes(word), word)
  }
  assert.equal(size(), before)
  assert.equal((await Array.fromAsync(w.node.storage.blobs.list())).length, blobs)
})

test('publish: what is no file, leads out, or changes while it is published is told; nothing is said', async () => {
  const before = size()
  const cases: readonly [string, (folder: string) => (() => void) | undefined, RegExp][] = [
    [
      'a link that leads out',
      (folder) => void symlinkSync('/etc/hostname', join(folder, 'host')),
      /leads out/,
    ],
    [
      'a link that leads nowhere',
      (folder) => void symlinkSync('absent', join(folder, 'gone')),
      /leads nowhere/,
    ],
    [
      'a socket',
      (folder) => {
        const server = createServer().listen(join(folder, 's'))
        return () => void server.close()
      },
      /special file/,
    ],
  ]
  for (const [name, make, message] of cases) {
    const folder = model(`bad-${name.split(' ').at(-1)}`, { first: 6 })
    const undo = make(folder)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const { exit, err } = await w.call(['publish', folder, '--as', 'acme/bad@1', '--yes'])
    undo?.()
    assert.notEqual(exit, 0, name)
    assert.match(err, message, name)
    assert.ok(!readdirSync(folder).includes('model.sig'), name)
  }
  const changes: readonly [string, (folder: string) => void][] = [
    ['other bytes of the same size', (folder) => writeFileSync(join(folder, 'config.json'), '{"a":2}')],
    ['a new file', (folder) => writeFileSync(join(folder, 'new.txt'), 'new')],
    ['a file that went', (folder) => rmSync(join(folder, 'config.json'))],
  ]
  for (const [name, change] of changes) {
    const folder = model(`changing-${name.split(' ').at(-1)}`, { first: 7 })
    const world = {
      ask: async () => {
        change(folder)
        return true
      },
    }
    const { exit, err } = await w.call(['publish', folder, '--as', 'acme/changing@1'], { world })
    assert.equal(exit, 1, err)
    assert.match(err, /Nothing was said/, name)
  }
  assert.equal(size(), before)
})

test('publish: somebody else’s model.sig stays untouched and is told', async () => {
  const folder = model('signed', { first: 8 })
  writeFileSync(join(folder, 'model.sig'), '{"another":"tool"}')
  const { exit, out, err } = await w.call(['publish', folder, '--as', 'acme/signed@1', '--yes'])
  assert.equal(exit, 0, err)
  assert.match(out, /model\.sig is by another key/)
  assert.equal(readFileSync(join(folder, 'model.sig'), 'utf8'), '{"another":"tool"}')
})

test('publish: a model.sig that travelled along and is over other bytes is told as that', async () => {
  const folder = model('tuned', { first: 9 })
  const stranger = makeKeyPair('ecdsa-p256-sha256', nodeCrypto)
  const files = [{ path: 'model.safetensors', sha256: 'ab'.repeat(32) as Sha256 }]
  writeFileSync(join(folder, 'model.sig'), await signOms({ name: 'base', files }, stranger, nodeCrypto))
  const { out } = await w.call(['publish', folder, '--as', 'acme/tuned@1', '--yes'])
  assert.match(out, /model\.sig is by another key and over other files than these: take it away/)
})

test('publish: a joined publisher sends to another’s node under their own namespace only, and hosting is not theirs', async () => {
  const token = await w.node.access.issueToken('student', ['publish:student', 'say'], null)
  const student = { token, state: 'student' }
  const founded = await w.call(['key', 'new', 'Student', '--namespace', 'student'], student)
  assert.equal(founded.exit, 0, founded.err)
  const folder = model('homework', { first: 11 })
  const before = size()
  const theirs = await w.call(['publish', folder, '--as', 'acme/homework@1', '--yes'], student)
  assert.equal(theirs.exit, 1, theirs.out)
  assert.match(theirs.err, /acme/)
  assert.equal(size(), before)
  const own = await w.call(['publish', folder, '--as', 'student/homework@1', '--yes', '--json'], student)
  assert.equal(own.exit, 0, own.err)
  const { artifact } = JSON.parse(own.out)
  const view = await releaseOf('student/homework')
  assert.equal(`sha256:${view.artifact}`, artifact)
  assert.equal(view.byName, 'Student')
  assert.deepEqual(
    view.holders.map(({ name }) => name),
    ['Test Node'],
  )
  const hosting = await w.call(['host', 'student/homework'], student)
  assert.equal(hosting.exit, 1)
  const foreign = await w.call(
    ['withdraw', 'acme/asked@1', '--reason', 'error', '--text', 'x', '--yes'],
    student,
  )
  assert.equal(foreign.exit, 2, 'only who released it withdraws it')
})

test('publish: an operator without keys of their own publishes in the node’s name, and that is shown first', async () => {
  const folder = model('own', { first: 31 })
  const { exit, out, err } = await w.call(['publish', folder, '--as', 'local/own@1', '--yes'], {
    state: 'nobody',
  })
  assert.equal(exit, 0, err)
  assert.match(out, /said by Test Node/)
  assert.match(out, /no OpenSSF model signature/)
  assert.ok(!readdirSync(folder).includes('model.sig'))
  assert.equal((await releaseOf('local/own')).by, w.node.identity)
})

test('publish: of two who publish one version at once, one gets it and the other a clear no', async () => {
  const folders = [model('race-a', { first: 21 }), model('race-b', { first: 22 })]
  const ended = await Promise.all(
    folders.map((folder) => w.call(['publish', folder, '--as', 'acme/race@1', '--yes'])),
  )
  assert.deepEqual(ended.map(({ exit }) => exit).sort(), [0, 1])
  assert.match(ended.map(({ err }) => err).join(''), /new version/)
})

async function releaseOf(ref: string): Promise<ReleaseView> {
  return (await (await fetch(`${w.url}/r/${ref}.json`)).json()) as ReleaseView
}

async function statementOf(digest: string): Promise<{ readonly body: ReleaseRecord }> {
  const answer = await fetch(`${w.url}/commons/v1/statements/${digest}`)
  return (await answer.json()) as { body: ReleaseRecord }
}
