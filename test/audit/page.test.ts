// verify.html as a file: one document that names no other, whose policy allows what is inside and nothing else; and
// words that claim no more than was checked.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { buildAuditPage } from '../../src/audit/build-page.ts'
import { capabilityOf } from '../../src/audit/capable.ts'
import { documentText } from '../../src/audit/document.ts'
import { limits, others, verdict } from '../../src/audit/verdict.ts'
import { factsOf, limitsOf, sentenceFirst } from '../../src/audit/words.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { webCrypto } from '../../src/ledger/crypto-web.ts'
import { NO_TRUST } from '../../src/ledger/trust.ts'
import { CONTENT } from '../ledger/signing-doubles.ts'
import { folder, verify } from '../ledger/verify-doubles.ts'

const page = await buildAuditPage('1.2.3')

test('verify.html: the same sources give the same bytes, and the version is in it', async () => {
  assert.equal(await buildAuditPage('1.2.3'), page)
  assert.match(page, /owc 1\.2\.3/)
  assert.ok(page.length < 200_000, `${page.length}`)
})

test('verify.html: its policy names the digests of its own style and script, and nothing from elsewhere', () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? ''
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ''
  const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? ''
  assert.equal(
    policy,
    `default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; worker-src blob:; base-uri 'none'; form-action 'none'`,
  )
  assert.doesNotMatch(page.replace(script, '').replace(style, ''), /\s(src|href|action)="(?!#)/)
  assert.doesNotMatch(style, /url\(|@import/)
  assert.doesNotMatch(script, /\beval\(|new Function|importScripts|XMLHttpRequest|\bfetch\(/)
})

test('verify.html: text that would end its own element is a defect of the build', () => {
  const parts = { title: 'x', style: '', body: '' }
  assert.throws(() => documentText({ ...parts, script: 'a = "</script>"' }, nodeCrypto), TypeError)
  assert.throws(() => documentText({ ...parts, style: '</STYLE>' }, nodeCrypto), TypeError)
  assert.match(documentText({ ...parts, title: '</title><script>' }, nodeCrypto), /&lt;\/title&gt;/)
})

test('capability: a browser that takes every signature, or none, judges nothing', async () => {
  assert.equal((await capabilityOf(webCrypto)).able, true)
  for (const answer of [true, false])
    assert.equal((await capabilityOf({ ...webCrypto, verify: async () => answer })).able, false)
})

test('words: each fact is told by itself, and what cannot be shown is said also when everything holds', async () => {
  const whole = await verify()
  assert.equal(
    sentenceFirst(whole),
    'These are the bytes that The Lab recorded: 2 files, each as it was logged.',
  )
  assert.deepEqual(
    factsOf(whole).map(({ name, state }) => [name, state]),
    [
      ['Bytes', 'yes'],
      ['Record', 'yes'],
      ['Log', 'yes'],
      ['Trust', 'yes'],
    ],
  )
  const open = limitsOf(whole).join('\n')
  for (const part of ['withdrawn or corrected since', 'newest release', 'nothing about what they do'])
    assert.ok(open.includes(part), part)
  const alone = await verify({ found: undefined })
  assert.match(sentenceFirst(alone), /No files were given/)
  const stranger = await verify({ trust: NO_TRUST })
  assert.match(
    sentenceFirst(stranger),
    /^Nothing contradicts the record, .* known here: log, trust\. 2 problems/,
  )
  assert.deepEqual(
    factsOf(stranger).map(({ state }) => state),
    ['yes', 'yes', 'unknown', 'unknown'],
  )
  const weights = CONTENT['model.safetensors'] as Uint8Array
  const damaged = await verify({ found: folder({ ...CONTENT, 'model.safetensors': weights.with(50, 0) }) })
  assert.match(sentenceFirst(damaged), /^Not everything holds: bytes\. One problem is/)
  assert.equal(factsOf(damaged)[0]?.text, '1 of 2 files as recorded, 1 changed.')
})

test('verdict: what a folder says becomes text, never markup', async () => {
  const hostile = await verify({ found: folder({ ...CONTENT, '<img src=x>\u202e': new Uint8Array() }) })
  const text = `${verdict(hostile)}${limits(hostile)}${others(hostile) ?? ''}`
  assert.match(text, /&lt;img src=x&gt;⟨U\+202E⟩/)
  assert.doesNotMatch(text, /<img/)
})

test('verdict: each of several records is told by itself, and by whom', async () => {
  const whole = await verify()
  const [one] = whole.records
  assert.ok(one)
  const stranger = { ...one, judged: false, pinned: false, believed: false, issuerName: '<b>Lab' }
  assert.doesNotMatch(verdict(whole).toString(), /Records of these bytes/)
  const text = verdict({ ...whole, records: [one, stranger] }).toString()
  assert.match(text, /release by <bdi>Lab .*: believed/)
  assert.match(text, /&lt;b&gt;Lab .*somebody whom you did not name/)
})
