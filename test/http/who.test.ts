// Somebody, a name's past, what was said, two records and feeds, on a real node: identities that rotate their keys, recover
// or contradict themselves, a namespace that changes what its names point to, an erasure that reaches the feed.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { toBase64 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { instant } from '../../src/base/time.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { type KeyPair, makeKeyPair } from '../../src/ledger/signer.ts'
import { makeStatement, nonceText } from '../../src/ledger/statement.ts'
import type { ComparePage } from '../../src/node/views/compare.ts'
import type { HistoryPage } from '../../src/node/views/history.ts'
import type { SaidPage } from '../../src/node/views/said-page.ts'
import type { IdentityPage, PublisherPage } from '../../src/node/views/who.ts'
import { type Author, author, leastRelease, OPERATOR } from '../node/author.ts'
import { type Fixture, openFixture } from './node-fixture.ts'

let fixture: Fixture
let acme: Author

before(async () => {
  fixture = await openFixture()
  acme = await author(fixture.node, 'Acme Lab', ['acme'])
})
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

async function twin<T>(path: string): Promise<T> {
  const answer = await fetch(fixture.url + path)
  assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`)
  return (await answer.json()) as T
}

async function page(path: string): Promise<string> {
  const answer = await fetch(fixture.url + path, { headers: { accept: 'text/html' } })
  const text = await answer.text()
  assert.equal(answer.status, 200, `${path}: ${text.slice(-1500)}`)
  return text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
}

/** A further document of somebody, with another key, at a place that the caller names. */
async function renew(
  who: Author,
  { seq, prev, name, signers }: { seq: number; prev: Sha256; name: string; signers: readonly KeyPair[] },
): Promise<Sha256> {
  const { node } = fixture
  const key = makeKeyPair('ed25519', nodeCrypto)
  const keys = [{ keyid: key.key.keyid, alg: 'ed25519', pub: toBase64(key.key.raw) }]
  const home = node.log.origin
  const header = {
    issuer: who.identity,
    home,
    nonce: nonceText(randomBytes(16)),
    issued: instant(node.clock()),
  }
  const body = { id: who.identity, homeLog: home, name, kinds: ['publisher'], keys, threshold: 1 }
  const statement = { type: 'owc:identity/v1', subjects: [], header: { ...header, seq, prev }, body }
  const payload = makeStatement(statement, nodeCrypto)
  const envelope = envelopeBytes(await signEnvelope(payload, [...signers, key]))
  return (await node.admit(envelope, OPERATOR)).statement
}

test('who: the node itself has a page with its keys, its documents and what it said', async () => {
  const { identity } = fixture.node
  const view = await twin<IdentityPage>(`/who/${identity}.json`)
  assert.equal(view.isNode, true)
  assert.equal(view.state, 'speaks')
  assert.ok(view.keys.some(({ maySign, use }) => maySign && use === 'statements'))
  assert.ok(view.keys.some(({ use }) => use === 'model-signing'))
  assert.equal(view.documents.at(-1)?.standing, 'first')
  assert.equal(view.releases.length, 2)
  assert.match(await page(`/who/${identity}`), /This node itself.*1 key may sign for it now/)
})

test('who: a renewed document says what it changed', async () => {
  const { node } = fixture
  const who = await author(node, 'North')
  const [first] = (await twin<IdentityPage>(`/who/${who.identity}.json`)).documents
  assert.ok(first)
  await renew(who, { seq: 1, prev: first.statement, name: 'North University', signers: [who.key] })
  const view = await twin<IdentityPage>(`/who/${who.identity}.json`)
  assert.equal(view.name, 'North University')
  assert.deepEqual(
    view.documents.map(({ seq, standing }) => [seq, standing]),
    [
      [1, 'by its keys'],
      [0, 'first'],
    ],
  )
  const what = view.documents[0]?.changes.map(({ what: one, was, is }) => [
    one,
    was !== undefined,
    is !== undefined,
  ])
  assert.deepEqual(what, [
    ['name', true, true],
    ['key', true, false],
    ['key', false, true],
  ])
  assert.match(await page(`/who/${who.identity}`), /name: North → North University/)
})

test('who: a namespace shows its holder, by which claim, and that others claim it in vain', async () => {
  await acme.say(leastRelease('acme/tern', '1.0', 'aa'.repeat(32) as Sha256))
  const view = await twin<PublisherPage>('/who/acme.json')
  assert.equal(view.holder?.identity, acme.identity)
  assert.equal(view.holder?.name, 'Acme Lab')
  assert.deepEqual(view.releases.map(({ ref }) => ref).sort(), ['acme/held', 'acme/open', 'acme/tern'])
  const owner = await twin<IdentityPage>(`/who/${acme.identity}.json`)
  assert.deepEqual(
    owner.namespaces.map(({ namespace, held }) => [namespace, held]),
    [['acme', true]],
  )
  assert.match(await page('/who/acme'), /Held on this node by Acme Lab/)
  assert.equal((await fetch(`${fixture.url}/who/nobody-here`)).status, 404)
})

test('history: observations move a name until its holder speaks; then only the holder does', async () => {
  const { values } = fixture
  const open = values['open'] as Sha256
  const before = await twin<HistoryPage>('/r/acme/open/history.json')
  assert.deepEqual(
    before.rows.map(({ kind, meant }) => [kind, meant?.until]),
    [['observed', undefined]],
  )
  await acme.say(leastRelease('acme/open', '1.0', 'bb'.repeat(32) as Sha256))
  const view = await twin<HistoryPage>('/r/acme/open/history.json')
  assert.equal(view.holder?.identity, acme.identity)
  const [released, observed] = view.rows
  assert.equal(released?.kind, 'release')
  assert.equal(released?.meant?.until, undefined)
  assert.equal(observed?.artifact, open)
  assert.equal(observed?.meant?.until, released?.time)
  assert.match(await page('/r/acme/open/history'), /It means bbbbbbbbbbbb since .*what changed/)
})

test('compare: a release beside an observation, by version, digits or statement; unknown ones are told', async () => {
  const view = await twin<ComparePage>('/r/acme/open/compare.json')
  assert.equal(view.a?.kind, 'observed')
  assert.equal(view.b?.kind, 'release')
  assert.deepEqual(view.files?.changes.find(({ path }) => path === 'x.bin')?.is?.sizeBytes, 1)
  assert.ok(view.files?.changes.some(({ path, is }) => path === 'model.safetensors' && is === undefined))
  const found = view.sections?.find(({ section }) => section === 'found')
  assert.equal(found?.only, 'a')
  assert.deepEqual(view.sections?.find(({ section }) => section === 'licences')?.changes, [
    { field: 'licence', was: 'mit' },
  ])
  const same = await twin<ComparePage>(`/r/acme/open/compare.json?a=1.0&b=${view.b?.statement}`)
  assert.equal(same.a?.statement, same.b?.statement)
  assert.deepEqual(same.files?.changes, [])
  assert.ok(same.sections?.every(({ changes }) => changes.length === 0))
  assert.equal((await fetch(`${fixture.url}/r/acme/open/compare?a=7.7`)).status, 404)
  assert.match(await page('/r/acme/open/compare'), /what one does not speak of is not contradicted/)
})

test('said: by type, issuer, subject and time; a name means its record, bytes and objects', async () => {
  const types = async (query: string) =>
    (await twin<SaidPage>(`/said.json?${query}`)).rows.map(({ type }) => type.slice(4, -3))
  assert.deepEqual([...new Set(await types('type=owc:charter/v1'))], ['charter'])
  assert.deepEqual((await types(`issuer=${acme.identity}`)).sort(), ['identity', 'release', 'release'])
  assert.deepEqual(await types(`issuer=${acme.identity}&type=owc:identity/v1`), ['identity'])
  assert.deepEqual((await types('about=acme/held')).sort(), ['custody', 'observation'])
  assert.deepEqual(await types('about=acme/held&type=owc:custody/v1'), ['custody'])
  assert.deepEqual((await types('issuer=acme')).sort(), ['identity', 'release', 'release'])
  assert.equal((await fetch(`${fixture.url}/said?issuer=nobody`)).status, 400)
  assert.deepEqual(await types('until=2001-01-01'), [])
  assert.equal((await fetch(`${fixture.url}/said?from=2026-02-31`)).status, 400)
  assert.equal((await fetch(`${fixture.url}/said?about=acme/nothing`)).status, 404)
  assert.equal((await fetch(`${fixture.url}/said?after=zz`)).status, 400)
})

test('digests: whatever bears one is opened by the search', async () => {
  const { values } = fixture
  const opens = async (digits: string | undefined) =>
    (await fetch(`${fixture.url}/releases?q=sha256:${digits}`, { redirect: 'manual' })).headers.get(
      'location',
    )
  const view = await twin<{ statement: string; fileList: { path: string; sha256: string }[] }>(
    '/r/acme/held.json',
  )
  assert.equal(await opens(values['held']), `/a/${values['held']}`)
  assert.equal(await opens(view.statement), `/s/${view.statement}`)
  const weights = view.fileList.find(({ path }) => path === 'model.safetensors')?.sha256
  assert.match((await opens(weights)) ?? '', /^\/a\//)
  const decided = await twin<{ decision?: { statement: string } }>(`/r/acme/open@${values['open']}.json`)
  const { body } = await twin<{ body: { view: string } }>(`/s/${decided.decision?.statement}.json`)
  assert.equal(await opens(body.view.slice(7)), `/commons/v1/blobs/${body.view.slice(7)}`)
  assert.equal(await opens('00'.repeat(32)), null)
})

test('feeds: of node, namespace, identity and release; what is erased keeps its id and loses its words', async () => {
  const { url, node } = fixture
  const read = async (path: string) => (await fetch(url + path)).text()
  const answer = await acme.say({
    type: 'owc:response/v1',
    subjects: [{ digest: fixture.values['held'] as Sha256 }],
    body: { kind: 'comment', text: 'Ada lives in Lane 7.' },
  })
  const id = `ni:///sha-256;${Buffer.from(answer.statement, 'hex').toString('base64url')}`
  for (const path of [
    '/feed.xml',
    `/who/${acme.identity}/feed.xml`,
    '/who/acme/feed.xml',
    '/r/acme/held/feed.xml',
  ]) {
    const text = await read(path)
    assert.ok(text.includes(id) && text.includes('Ada lives in Lane 7.'), path)
  }
  await node.say({
    type: 'owc:erasure/v1',
    subjects: [{ name: 'statement', digest: answer.statement }],
    body: { reason: 'personal-data', text: 'It named a person.' },
  })
  for (const path of [
    '/feed.xml',
    `/who/${acme.identity}/feed.xml`,
    '/who/acme/feed.xml',
    '/r/acme/held/feed.xml',
  ])
    assert.doesNotMatch(await read(path), /Lane 7/, path)
  const after = await read('/feed.xml')
  const entry = after.split('<entry>').find((one) => one.includes(`<id>${id}</id>`))
  assert.match(entry ?? '', /A statement whose words were erased/)
  assert.equal((await fetch(`${url}/r/acme/nothing/feed.xml`)).status, 404)
})

test('who: two documents of one number freeze an identity, and its page says so plainly', async () => {
  const { node } = fixture
  const who = await author(node, 'Twice')
  const [first] = (await twin<IdentityPage>(`/who/${who.identity}.json`)).documents
  assert.ok(first)
  const one = await renew(who, { seq: 1, prev: first.statement, name: 'One', signers: [who.key] })
  await node.say({ type: 'owc:custody/v1', subjects: [], body: { since: '2026-01-01T00:00:00Z' } })
  // Admission lets no second one in here; in another node's log it may stand, and be folded.
  const row = await node.index
    .selectFrom('identity_documents')
    .selectAll()
    .where('statement', '=', one)
    .executeTakeFirstOrThrow()
  const other = {
    ...row,
    idx: row['idx'] + 1,
    statement: 'cc'.repeat(32),
    document: row['document'].replace('One', 'Two'),
  }
  await node.index.insertInto('identity_documents').values(other).execute()
  const view = await twin<IdentityPage>(`/who/${who.identity}.json`)
  assert.equal(view.state, 'frozen')
  assert.deepEqual(view.frozenBy, [one, other.statement])
  assert.ok(view.keys.every(({ maySign }) => !maySign))
  assert.match(await page(`/who/${who.identity}`), /This identity is frozen.*nothing it says counts/)
})
