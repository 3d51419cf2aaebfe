// owc export --as audit and owc verify on what it writes, with a real node; what is wrong use is told before anything
// is written.

import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { addTrust } from '../../src/cli/trust-store.ts'
import { type Api, connect } from '../../src/client/api.ts'
import type { ReleaseView } from '../../src/node/views/release.ts'
import { openFixture } from '../http/node-fixture.ts'
import { called } from './called.ts'

const fixture = await openFixture()
const place = mkdtempSync(join(tmpdir(), 'owc-export-'))
const state = join(place, 'state')
const { log, identity, name } = fixture.node
await addTrust(state, {
  origin: log.origin,
  verifierKey: log.verifierKey,
  identity,
  name,
  note: log.checkpoint().note,
  seconds: log.timeSeconds(),
})
after(async () => {
  await fixture.close()
  rmSync(place, { recursive: true, force: true })
  assert.deepEqual(fixture.defects, [])
})

const api = connect({ url: fixture.url, token: fixture.values['token'] as string })
after(() => api.close())

function owc(words: readonly string[], through: Api = api) {
  const connection = { api: through, url: fixture.url, close: async () => undefined }
  return called(words, { folder: place, stateFolder: state, connect: async () => connection })
}

test('export: an audit folder holds under owc verify, with and without the files', async () => {
  const made = await owc(['export', 'acme/held', '--as', 'audit', '--with-files', '--to', 'with', '--json'])
  assert.equal(made.exit, 0, made.err)
  const { folder, page, ok, files } = JSON.parse(made.out) as Record<string, unknown>
  assert.deepEqual([folder, ok, files], [join(place, 'with'), true, 5])
  assert.match(String(page), /^sha256:[0-9a-f]{64}$/)
  assert.deepEqual(readdirSync(join(place, 'with')).sort(), [
    'README.txt',
    'SHA256SUMS',
    'files',
    'release.owcb.json',
    'report.html',
    'verify.html',
  ])
  assert.ok(!existsSync(join(place, 'with', 'files', '.owc')), 'one bundle only')
  const verified = await owc(['verify', 'with', '--json'])
  assert.equal(verified.exit, 0, verified.out)
  const report = JSON.parse(verified.out) as { folder: unknown; bytes: { good: number } }
  assert.deepEqual([report.folder, report.bytes.good], [{ ok: true, listed: 9, good: 9 }, 5])

  const bare = await owc(['export', 'acme/open', '--as', 'audit'])
  assert.equal(bare.exit, 0, bare.err)
  const alone = await owc(['verify', 'open-audit'])
  assert.equal(alone.exit, 0, alone.out + alone.err)
  assert.match(alone.out, /^folder {2}yes 4 of 4 lines/m)
  assert.match(alone.out, /^page {4}yes verify\.html is the one that owc 0\.0\.0-test writes$/m)
  appendFileSync(join(place, 'open-audit', 'verify.html'), ' ')
  assert.match((await owc(['verify', 'open-audit'])).out, /^page {4}no .* of another version, or changed$/m)
  assert.ok(!existsSync(join(place, 'open-audit', 'files')))
})

test('export: report and README say what the folder is, and carry nothing that could be taken for trust', async () => {
  await owc(['export', 'acme/open', '--as', 'audit', '--to', 'told'])
  const report = readFileSync(join(place, 'told', 'report.html'), 'utf8')
  for (const part of [
    'acme/open',
    fixture.values['open'] as string,
    'What stays open',
    'Only release.owcb.json',
  ])
    assert.ok(report.includes(part), part)
  assert.doesNotMatch(report, /<script|\s(src|action)="/)
  for (const document of ['report.html', 'README.txt']) {
    const text = readFileSync(join(place, 'told', document), 'utf8')
    assert.ok(text.includes('another way'), document)
    assert.ok(!text.includes(log.verifierKey), `${document} carries the log's key`)
  }
})

test('export: what a cut run left is gone on with, and a folder in use is left alone', async () => {
  const work = join(place, `.again.${fixture.values['held']?.slice(0, 12)}.audit`)
  mkdirSync(work)
  writeFileSync(join(work, 'report.html'), 'half a rep')
  assert.equal((await owc(['export', 'acme/held', '--as', 'audit', '--with-files', '--to', 'again'])).exit, 0)
  assert.equal((await owc(['verify', 'again'])).exit, 0)
  assert.ok(!existsSync(work))
  const second = await owc(['export', 'acme/held', '--as', 'audit', '--to', 'again', '--json'])
  assert.equal(second.exit, 2)
  assert.equal(JSON.parse(second.out).error.code, 'folder-in-use')
  assert.equal((await owc(['verify', 'again'])).exit, 0)
})

test('export: files that a cut run had fetched are not fetched again', async () => {
  const words = ['export', 'acme/held', '--as', 'audit', '--with-files', '--to']
  assert.equal((await owc([...words, 'first'])).exit, 0)
  renameSync(join(place, 'first'), join(place, `.later.${fixture.values['held']?.slice(0, 12)}.audit`))
  const { line, ...cut } = api
  const offline = { ...line, web: { ...line.web, send: () => Promise.reject(new Error('fetched again')) } }
  const later = await owc([...words, 'later'], { ...cut, line: offline })
  assert.equal(later.exit, 0, later.err)
  assert.equal((await owc(['verify', 'later'])).exit, 0)
})

test('export: a node that gives the bundle of another artifact, or a name that climbs, is told; nothing is written', async () => {
  const liar = (change: Partial<ReleaseView>): Api => ({
    ...api,
    get: async <T>(path: string) => {
      const answer = await api.get<T>(path)
      return path.includes('/releases/') ? { ...answer, ...change } : answer
    },
    download: (_path, sink) => api.download(`/commons/v1/bundles/${fixture.values['open']}`, sink),
  })
  const before = readdirSync(place).sort()
  const swapped = await owc(['export', 'acme/held', '--as', 'audit', '--json'], liar({}))
  assert.equal(JSON.parse(swapped.out).error.code, 'answer-invalid')
  const climbing = await owc(
    ['export', 'acme/open', '--as', 'audit', '--json'],
    liar({ ref: 'x/../../evil' }),
  )
  assert.equal(JSON.parse(climbing.out).error.code, 'name-invalid')
  assert.deepEqual(readdirSync(place).sort(), before)
  const shapeless = { said: [{ summary: { a: 1 }, time: 5 }] } as unknown as Partial<ReleaseView>
  const strange = await owc(
    ['export', 'acme/open', '--as', 'audit', '--to', 'strange', '--json'],
    liar(shapeless),
  )
  assert.equal(JSON.parse(strange.out).error.code, 'answer-invalid')
  assert.ok(!existsSync(join(place, 'strange')))
})

const WRONG: readonly { readonly name: string; readonly words: readonly string[]; readonly where: string }[] =
  [
    { name: 'no form', words: ['export', 'acme/open'], where: 'owc export --as' },
    { name: 'an unknown form', words: ['export', 'acme/open', '--as', 'pdf'], where: 'owc export --as' },
    {
      name: '--out for a folder',
      words: ['export', 'acme/open', '--as', 'audit', '--out', 'x'],
      where: 'owc export --out',
    },
    {
      name: '--to for a file',
      words: ['export', 'acme/open', '--as', 'bundle', '--to', 'x'],
      where: 'owc export --to',
    },
    {
      name: 'files with a signature',
      words: ['export', 'acme/open', '--as', 'oms', '--with-files'],
      where: 'owc export --with-files',
    },
    {
      name: 'a folder as trust',
      words: ['verify', 'state', '--trust', 'state'],
      where: 'owc verify --trust',
    },
    {
      name: 'a trust file that is not there',
      words: ['verify', 'state', '--trust', 'nobody'],
      where: 'owc verify --trust',
    },
    { name: 'an unknown citation', words: ['cite', 'acme/open', '--as', 'mla'], where: 'owc cite --as' },
  ]

for (const { name, words, where } of WRONG) {
  test(`wrong use: ${name}`, async () => {
    const { exit, out } = await owc([...words, '--json'])
    const { error } = JSON.parse(out) as { error: { code: string; where: string } }
    assert.deepEqual([exit, error.code, error.where], [2, 'usage', where])
  })
}

test('cite: the command, the page and the API give one citation', async () => {
  const { exit, out } = await owc(['cite', 'acme/open', '--json'])
  assert.equal(exit, 0)
  const { text, ...citation } = JSON.parse(out) as { text: string; artifact: string }
  assert.equal(citation.artifact, `sha256:${fixture.values['open']}`)
  const path = '/commons/v1/releases/acme/open/cite'
  assert.deepEqual(await api.get(path), citation)
  const byDigest = `/commons/v1/artifacts/${fixture.values['open']}/cite`
  assert.deepEqual(await api.get(byDigest), citation)
  const answer = await fetch(`${fixture.url}${path}?as=text`)
  assert.deepEqual(
    [answer.headers.get('content-type'), await answer.text()],
    ['text/plain; charset=utf-8', text],
  )
  const page = await (await fetch(`${fixture.url}/r/acme/open`)).text()
  assert.ok(page.includes(text.trim().replaceAll("'", '&#39;')))
  for (const form of ['bibtex', 'csl', 'cff'])
    assert.equal((await fetch(`${fixture.url}${byDigest}?as=${form}`)).status, 200, form)
  assert.equal((await fetch(`${fixture.url}${path}?as=mla`)).status, 400)
})

test('export: a withdrawn record leaves with its withdrawal, and says so', async () => {
  const { statement } = await api.get<ReleaseView>('/commons/v1/releases/acme/open')
  await fixture.node.say({
    type: 'owc:withdrawal/v1',
    subjects: [{ digest: statement }],
    body: { reason: 'error', text: 'another file' },
  })
  const made = await owc(['export', 'acme/open', '--as', 'audit', '--to', 'withdrawn', '--json'])
  assert.deepEqual([made.exit, (JSON.parse(made.out) as { ok: boolean }).ok], [0, false], made.err)
  const { exit, out } = await owc(['verify', 'withdrawn', '--json'])
  const { problems } = JSON.parse(out) as { problems: { code: string }[] }
  assert.deepEqual([exit, problems.map(({ code }) => code)], [1, ['record-withdrawn']])
  assert.match(readFileSync(join(place, 'withdrawn', 'report.html'), 'utf8'), /record-withdrawn/)
  assert.match((await owc(['cite', 'acme/open'])).out, /Withdrawn by whoever recorded it/)
})
