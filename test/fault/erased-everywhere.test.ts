// An erased body on a real node: gone from every answer, file and table; 410 where it stood; proofs, tiles and older
// bundles as before; a rebuild gives the same rows.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import type { OwcError } from '../../src/base/errors.ts'
import { subjects } from '../../src/commons/subjects.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { parseNoteKey } from '../../src/ledger/note.ts'
import { verifyTlogProof } from '../../src/ledger/tlog-proof.ts'
import { identityLine, parseTrust } from '../../src/ledger/trust.ts'
import { verifyRelease } from '../../src/ledger/verify.ts'
import { indexTables } from '../../src/node/fold.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import type { Receipt } from '../../src/node/node.ts'
import { dumpDigest } from '../../src/node/rebuild.ts'
import { everything, filesWith, holding } from '../http/everywhere.ts'
import { openFixture } from '../http/node-fixture.ts'
import { ask } from '../http/script.ts'
import { author, leastRelease, OPERATOR } from '../node/author.ts'

const fixture = await openFixture()
const { node, url, values } = fixture
const data = join(fixture.folder, 'data')
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

const WORDS = ['plantedkumquat', 'plantedzeppelin', 'plantedobelisk']
const open = values['open'] as Sha256
const ada = await author(node, 'Ada', ['planted'])
const answer = await ada.say({
  type: 'owc:response/v1',
  subjects: [{ name: 'acme/open', digest: open }],
  body: { kind: 'comment', text: `It was made by ${WORDS[0]}. ${'x'.repeat(9_000)}` },
})
const note = await node.say({
  type: 'test:note/v1',
  subjects: [{ name: WORDS[1] as string, digest: open }],
  body: { about: { somebody: WORDS[1] } },
})
const record = await ada.say(withWords(leastRelease('planted/obelisk', '1.0', 'cd'.repeat(32) as Sha256)))

/** What it lacks is quoted from the record above it: a check of this one is remembered with those words. */
const child = leastRelease('planted/child', '1.0', 'ce'.repeat(32) as Sha256)
const lineage = [
  { relation: 'finetune', parent: 'planted/obelisk', parentDigest: `sha256:${'cd'.repeat(32)}` },
]
await ada.say({ ...child, body: { ...child.body, lineage } })

function withWords(draft: ReturnType<typeof leastRelease>) {
  return { ...draft, body: { ...draft.body, limits: [`Not for ${WORDS[2]}.`] } }
}

/** Others between and after, so that rows move in the pages of the tables. */
for (let i = 0; i < 60; i++)
  await node.say({
    type: 'owc:response/v1',
    subjects: [{ name: 'acme/open', digest: open }],
    body: { kind: 'comment', text: `${i} ${'word '.repeat(20 * (i % 7))}` },
  })

const known = {
  digests: [open, answer.statement, note.statement, record.statement, values['held'] as string],
  refs: ['acme/open', 'acme/held', 'planted/obelisk', 'planted/child'],
  ids: [node.identity, ada.identity],
}
const tokens = { nobody: undefined, publisher: values['publisher'], operator: values['token'] }
const bundleBefore = (await ask(url, `GET /commons/v1/bundles/${open}`)).body
const tilesBefore = await tiles()

async function tiles(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for await (const name of node.storage.logFiles.list())
    if (name.startsWith('tile/'))
      found.set(name, Buffer.from((await node.storage.logFiles.get(name)) ?? []).toString('hex'))
  return found
}

async function erase(statement: string, token = values['token']) {
  const body = JSON.stringify({ statement, reason: 'personal-data', text: 'Somebody asked for it.' })
  return await ask(url, 'POST /commons/v1/erasures', [
    `> Authorization: Bearer ${token}`,
    '> Content-Type: application/json',
    `< ${body}`,
  ])
}

test('erasing: only the operator may, and what the log cannot do without stays', async () => {
  const { size } = node.log.checkpoint()
  assert.equal((await erase(answer.statement, values['publisher'])).status, 403)
  const documents = await ask(url, `GET /commons/v1/identities/${ada.identity}`)
  const { statement: document } = JSON.parse(documents.body.toString()) as { statement: string }
  const rows: readonly (readonly [what: string, digest: string, status: number, code: string])[] = [
    ['an identity document', document, 409, 'erasure-refused'],
    ['a file', values['held'] as string, 404, 'not-found'],
    ['what nobody knows', 'ab'.repeat(32), 404, 'not-found'],
  ]
  for (const [what, digest, status, code] of rows) {
    const refused = await erase(digest)
    assert.equal(refused.status, status, `${what}: ${refused.body}`)
    assert.equal(JSON.parse(refused.body.toString()).code, code, what)
  }
  await assert.rejects(
    node.say({
      type: 'owc:erasure/v1',
      subjects: [{ digest: document.replace('sha256:', '') as Sha256 }],
      body: { reason: 'other', text: 'By another door.' },
    }),
    (error: OwcError) => error.problem.code === 'erasure-refused',
  )
  assert.equal(node.log.checkpoint().size, size, 'nothing was logged')
})

test('erasing: the newest of an ordered stream stays, because the next would take its number', async () => {
  const withdrawal = (digit: string) => ({
    type: 'owc:withdrawal/v1',
    subjects: [{ name: 'planted/none', digest: digit.repeat(64) as Sha256 }],
    body: { reason: 'error', text: 'Wrong.', remaining: { known: [], asOf: '2026-01-01T00:00:00Z' } },
  })
  const first = await node.say(withdrawal('a'))
  assert.equal(JSON.parse((await erase(first.statement)).body.toString()).code, 'erasure-refused')
  await node.say(withdrawal('b'))
  assert.equal((await erase(first.statement)).status, 201)
  await node.say(withdrawal('c'))
})

test('erasing: the words stand somewhere before; the plan says what goes, what stays, what is out of reach', async () => {
  const places = await everything(url, { nobody: undefined }, known)
  const found = holding(places, WORDS)
  assert.ok(found.length > 10, 'the walk reaches them')
  for (const door of [/ \/r\/planted\/child$/, / \/mcp .*get_release/, / \/mcp .*owc:\/\/record/, /\?as=/])
    assert.ok(
      found.some((one) => door.test(one)),
      `the walk reaches them by ${door}`,
    )
  assert.ok(filesWith(data, WORDS).length >= 2)
  const told = await ask(url, `GET /commons/v1/erasures/${answer.statement}/plan`, [
    `> Authorization: Bearer ${values['token']}`,
  ])
  const plan = JSON.parse(told.body.toString())
  assert.equal(plan.type, 'owc:response/v1')
  assert.ok(plan.envelopeBytes > 9_000 && plan.goes.length > 0 && plan.stays.length > 0)
  assert.match(plan.beyond.join(' '), /other nodes/)
})

test('erasing: no answer, file or table holds the words any more', async () => {
  for (const { statement } of [answer, note, record]) assert.equal((await erase(statement)).status, 201)
  assert.deepEqual(filesWith(data, WORDS), [], 'files of the data folder, logs of SQLite included')
  const given = await everything(url, tokens, known)
  assert.ok(given.length > 300)
  assert.deepEqual(holding(given, WORDS), [])
  assert.deepEqual(
    given.filter(({ answer: { status } }) => status >= 500).map(({ as, address }) => `${as} ${address}`),
    [],
  )
})

test('erasing: where it stood the answer is 410 with a tombstone; a page says it in plain words', async () => {
  for (const { statement } of [answer, note, record])
    for (const path of [
      `/commons/v1/statements/${statement}/envelope`,
      `/commons/v1/statements/${statement}`,
      `/s/${statement}`,
      `/s/${statement}.json`,
    ])
      assert.equal((await ask(url, `GET ${path}`)).status, 410, path)
  const page = (await ask(url, `GET /s/${answer.statement}`, ['> Accept: text/html'])).body.toString()
  assert.match(page, /The words were erased/)
  assert.match(page, /it held personal data/)
  assert.match(page, /Somebody asked for it\./)
  const { size } = node.log.checkpoint()
  const pack = (await ask(url, `GET /log/bodies/000.p/${size}`)).body.toString().split('\n')
  const line = pack.find((one) => one.includes(answer.statement))
  assert.match(line ?? '', /"erased":"sha256:/)
  assert.equal((await ask(url, 'GET /r/planted/obelisk')).status, 404, 'its name was in the words')
})

test('erasing: proofs are green, tiles are the same bytes, a rebuild gives the same rows', async () => {
  const logKey = parseNoteKey(nodeCrypto, node.log.verifierKey, 'test')
  for (const { statement, logIndex, proof } of [answer, note, record]) {
    const now = await ask(url, `GET /commons/v1/statements/${statement}/proof`)
    for await (const { leaf } of node.storage.logStore.entries(logIndex, logIndex + 1))
      for (const text of [proof, JSON.parse(now.body.toString()).proof as string])
        assert.equal((await verifyTlogProof(nodeCrypto, text, leaf, { logKey })).ok, true)
  }
  const now = await tiles()
  for (const [name, hex] of tilesBefore) assert.equal(now.get(name), hex, name)
  const live = await dumpDigest(node.storage.index, indexTables(subjects))
  const first = await node.rebuild()
  assert.equal(first.dump, live, 'a rebuild from what is left gives the rows that are left')
  assert.deepEqual(await node.rebuild(), first)
})

test('erasing: an older bundle verifies and still says it; a new one holds without it', async () => {
  const text = `log ${node.log.verifierKey}\n${identityLine({ id: node.identity })}`
  const trust = parseTrust(text, 'trust', nodeCrypto)
  const files = await artifactFiles(node.storage.blobs, open)
  const verified = (bundle: Uint8Array) =>
    verifyRelease({ bundle, found: { files, scope: 'folder' }, trust }, nodeCrypto)
  const old = await verified(bundleBefore)
  const fresh = await verified((await ask(url, `GET /commons/v1/bundles/${open}`)).body)
  assert.deepEqual([old.problems, fresh.problems], [[], []])
  const says = (report: typeof old, { statement }: Receipt) =>
    report.record.said.some((said) => said.statement.includes(statement))
  assert.deepEqual([says(old, answer), says(fresh, answer)], [true, false])
})

test('erasing: twice is refused, and what was erased does not come back by being sent again', async () => {
  const { size } = node.log.checkpoint()
  const again = await erase(answer.statement)
  assert.deepEqual([again.status, JSON.parse(again.body.toString()).code], [410, 'body-erased'])
  const draft = { type: 'test:note/v1', subjects: [], body: { once: 'sent' } }
  const envelope = await ada.sign(draft)
  const { statement } = await node.admit(envelope, OPERATOR)
  assert.equal((await erase(statement)).status, 201)
  await assert.rejects(
    node.admit(envelope, OPERATOR),
    (error: OwcError) => error.problem.code === 'body-erased',
  )
  assert.ok(node.log.checkpoint().size <= size + 4)
})

test('erasing: what somebody else calls an erasure has no effect', async () => {
  const { statement } = await ada.say({ type: 'test:note/v1', subjects: [], body: { stays: 'here' } })
  await ada.say({
    type: 'owc:erasure/v1',
    subjects: [{ digest: statement }],
    body: { reason: 'other', text: 'I should like that.' },
  })
  assert.equal((await ask(url, `GET /s/${statement}`)).status, 200)
})
