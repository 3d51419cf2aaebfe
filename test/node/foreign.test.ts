// A release goes from node to node: its publisher's statements and proofs travel along, and hold under the first
// node's log when that node is gone; a log that differs from what it showed is told wherever anything relies on it.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { collect, fromUtf8, utf8 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { peerDifferences, peers } from '../../src/commons/keys/peers.ts'
import { checkpointText } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { statementEntry } from '../../src/ledger/entry.ts'
import { envelopeBytes, parseEnvelope, signEnvelope } from '../../src/ledger/envelope.ts'
import { judgeEvidence, MAX_EVIDENCE_BYTES, parseEvidence } from '../../src/ledger/evidence.ts'
import { noteKey, noteKeyText, noteText } from '../../src/ledger/note.ts'
import { keyPairFromPem, makeKeyPair } from '../../src/ledger/signer.ts'
import { makeStatement, nonceText } from '../../src/ledger/statement.ts'
import { identityLine, parseTrust } from '../../src/ledger/trust.ts'
import { verifyRelease } from '../../src/ledger/verify.ts'
import { logReader } from '../../src/ledger/verify-log.ts'
import { releaseBundle } from '../../src/node/bundle.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import type { Node } from '../../src/node/node.ts'
import { nodeView } from '../../src/node/views/node.ts'
import { releaseView } from '../../src/node/views/release-view.ts'
import { viewSources } from '../../src/node/views/sources.ts'
import { OPERATOR } from './author.ts'
import { take } from './taking.ts'
import { hostOf, type Lie, problemOf, twoNodes, withLiar } from './two-nodes.ts'

const { house, a, b, door, acme, artifact, released, open, close } = await twoNodes()
after(close)

const logLine = ({ log }: Node) => `log ${log.verifierKey}\n`
const trusting = (text: string) => parseTrust(text, 'trust', nodeCrypto)
const acmeLine = identityLine({ id: acme.identity, name: 'Acme' })

async function judged(node: Node, trust: string) {
  const bundle = await releaseBundle(node, artifact)
  const found = { files: await artifactFiles(node.storage.blobs, artifact), scope: 'folder' } as const
  return await verifyRelease({ bundle, found, trust: trusting(trust) }, nodeCrypto)
}

test('node to node: what B hands on verifies under A’s log and under its own, as trust decides', async () => {
  const taken = await take(b, `owc://${hostOf(door.url)}/acme/tern`, 'acme/tern')
  assert.equal(taken.artifact, artifact)
  assert.deepEqual(
    taken.statements.map(({ type }) => type),
    ['owc:observation/v1', 'owc:custody/v1', 'owc:peer-checkpoint/v1'],
  )
  const [peer] = await peers(b.index, b.identity)
  assert.deepEqual([peer?.origin, peer?.checked, peer?.verifierKey], [a.log.origin, true, a.log.verifierKey])
  const ofA = await judged(b, `${logLine(a)}${acmeLine}`)
  assert.deepEqual(ofA.problems, [])
  assert.deepEqual([ofA.record.type, ofA.record.issuerName], ['owc:release/v1', 'Acme'])
  assert.equal(ofA.record.statement, `sha256:${released.statement}`)
  assert.deepEqual(
    ofA.log.standings.map(({ origin, trusted }) => [origin, trusted]),
    [[a.log.origin, true]],
  )
  const ofB = await judged(b, `${logLine(b)}${identityLine({ id: b.identity })}`)
  assert.deepEqual(ofB.problems, [])
  assert.deepEqual([ofB.record.type, ofB.record.issuer], ['owc:observation/v1', b.identity])
  assert.deepEqual(
    ofB.records.map(({ type, believed, judged: about }) => [type, believed, about]),
    [
      ['owc:release/v1', false, false],
      ['owc:observation/v1', true, true],
      ['owc:observation/v1', false, false], // of A, from which B took it
    ],
  )
  const ofBoth = await judged(b, `${logLine(a)}${acmeLine}${logLine(b)}${identityLine({ id: b.identity })}`)
  assert.deepEqual(ofBoth.problems, [])
  assert.equal(ofBoth.record.type, 'owc:release/v1', 'the publisher is read before an importer')
  assert.deepEqual(
    ofBoth.records.map(({ believed }) => believed),
    [true, true, false],
  )
  const ofNobody = await judged(b, '')
  assert.deepEqual(
    ofNobody.problems.map(({ code }) => code),
    ['log-untrusted', 'issuer-untrusted'],
  )
})

test('node to node: B’s view and page name the publisher’s record as of A’s log, with proofs to take away', async () => {
  const view = await releaseView(viewSources(b), 'acme/tern')
  assert.equal(view.kind, 'observed', 'nothing of A’s log is merged into B’s')
  const [record, observation, ...rest] = view.elsewhere ?? []
  assert.deepEqual(
    [record?.statement, record?.type, record?.issuerName, record?.signed],
    [released.statement, 'owc:release/v1', 'Acme', true],
  )
  assert.deepEqual(
    record?.places.map(({ origin, index, checked }) => [origin, index, checked]),
    [[a.log.origin, released.logIndex, true]],
  )
  assert.equal(observation?.issuer, a.identity)
  assert.ok(rest.length > 0 && rest.every((one) => !one.record), 'custody, hosting and charter of A')
  const doorB = await open(b)
  try {
    const page = await (await fetch(`${doorB.url}/r/acme/tern`)).text()
    assert.match(page, /Acme[\s\S]*signed a <a href="#stands">release<\/a>/)
    assert.match(page, /Stands in these logs/)
    assert.doesNotMatch(page, /No record that its publisher signed/)
    const json = (await (await fetch(`${doorB.url}/r/acme/tern.json`)).json()) as typeof view
    assert.equal(json.elsewhere?.[0]?.statement, released.statement)
    const base = `${doorB.url}/commons/v1/artifacts/${artifact}/elsewhere`
    const proof = await (await fetch(`${base}/${released.statement}/proof?log=${a.log.origin}`)).text()
    const envelope = new Uint8Array(
      await (await fetch(`${base}/${released.statement}/envelope`)).arrayBuffer(),
    )
    const leaf = statementEntry(parseEnvelope(envelope, 'e'), 'owc:release/v1', nodeCrypto)
    const reader = logReader(trusting(logLine(a)).policy, nodeCrypto)
    const [standing] = await reader.read(leaf, [proof], 'proof')
    assert.deepEqual([standing?.origin, standing?.trusted], [a.log.origin, true])
    const all = (await (await fetch(base)).json()) as { readonly statements: readonly object[] }
    assert.equal(all.statements.length, view.elsewhere?.length)
    assert.equal((await fetch(`${base}/${'0'.repeat(64)}/proof`)).status, 404)
    const log = await (await fetch(`${doorB.url}/log`)).text()
    assert.match(log, /Logs of other nodes[\s\S]*checked here/)
    assert.doesNotMatch(
      log,
      /something was imported from there/,
      'where this node looks is the operator’s to see',
    )
  } finally {
    await doorB.close()
  }
})

test('node to node: from a third node it holds as well; what nobody checked there is said to be unchecked', async () => {
  const c = await house.open('c', { name: 'Node C' })
  const doorB = await open(b)
  await b.host(artifact, OPERATOR)
  try {
    const taken = await take(c, `owc://${hostOf(doorB.url)}/acme/tern`, 'acme/tern')
    assert.equal(taken.artifact, artifact)
    const seen = async () =>
      (await peers(c.index, c.identity)).map(({ origin, checked }) => [origin, checked]).sort()
    const both = (ofA: boolean) => [[a.log.origin, ofA] as const, [b.log.origin, true] as const].sort()
    assert.deepEqual(await seen(), both(false))
    const ofA = await judged(c, `${logLine(a)}${acmeLine}`)
    assert.deepEqual(ofA.problems, [])
    assert.equal(ofA.record.statement, `sha256:${released.statement}`)
    const places = async () =>
      (await releaseView(viewSources(c), 'acme/tern')).elsewhere
        ?.filter(({ record }) => record)
        .flatMap((one) => one.places.map(({ origin, checked }) => [one.type, origin, checked]))
    assert.deepEqual(await places(), [
      ['owc:release/v1', a.log.origin, false],
      ['owc:observation/v1', b.log.origin, true],
      ['owc:observation/v1', a.log.origin, false],
    ])
    const look = await c.peers.look(door.url, new AbortController().signal)
    assert.equal(
      look.compared,
      1,
      'hearsay under the key that the log itself shows is compared like any other',
    )
    assert.ok(look.receipt !== undefined, 'and said again, as checked')
    assert.deepEqual(await seen(), both(true))
    assert.ok(
      (await places())?.every(([, , checked]) => checked === true),
      'checked under the key that was seen since',
    )
  } finally {
    await doorB.close()
    await c.close()
  }
})

test('node to node: what a publisher took back is known here once it came along', async () => {
  const header = { issuer: acme.identity, home: a.log.origin, seq: 0, prev: null, issued: a.logTime() }
  const payload = makeStatement(
    {
      type: 'owc:withdrawal/v1',
      subjects: [{ digest: released.statement }],
      header: { ...header, nonce: nonceText(new Uint8Array(16)) },
      body: { reason: 'error', text: 'Wrong file.' },
    },
    nodeCrypto,
  )
  await a.admit(envelopeBytes(await signEnvelope(payload, [acme.key])), OPERATOR)
  const before = (await releaseView(viewSources(b), 'acme/tern')).elsewhere?.[0]
  assert.equal(before?.withdrawnBy, undefined, 'as of that log, when it came along')
  await take(b, `owc://${hostOf(door.url)}/acme/tern`, 'acme/tern')
  const [record] = (await releaseView(viewSources(b), 'acme/tern')).elsewhere ?? []
  assert.equal(record?.statement, released.statement)
  assert.ok(record?.withdrawnBy !== undefined)
  const report = await judged(b, `${logLine(a)}${acmeLine}${logLine(b)}${identityLine({ id: b.identity })}`)
  assert.deepEqual(
    report.problems.map(({ code }) => code),
    ['record-withdrawn'],
  )
})

/** A checkpoint under A's name that another key signs. */
async function otherKey() {
  const pair = makeKeyPair('ed25519', nodeCrypto)
  const key = noteKey(nodeCrypto, { name: a.log.origin, type: 1, key: pair.key.raw })
  const { size, root } = a.log.checkpoint()
  const text = checkpointText({ origin: a.log.origin, size, root })
  const signature = await pair.sign(utf8(text))
  const note = noteText({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] })
  return { note, verifierKey: noteKeyText(key) }
}

/** Two roots of one size under A's own key: what no honest log signs. */
async function splitNote() {
  const pem = fromUtf8((await a.storage.secrets.get('log.pem')) ?? new Uint8Array()) ?? ''
  const pair = keyPairFromPem(pem, 'log.pem', nodeCrypto)
  const key = noteKey(nodeCrypto, { name: a.log.origin, type: 1, key: pair.key.raw })
  const [{ size } = { size: 0 }] = await peers(b.index, b.identity)
  const text = checkpointText({ origin: a.log.origin, size, root: new Uint8Array(32).fill(9) })
  const signature = await pair.sign(utf8(text))
  return noteText({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] })
}

test('node to node: a log under another key, and one with two histories, are refused and kept as evidence', async () => {
  const [other, split] = [await otherKey(), await splitNote()]
  const rows: readonly (readonly [code: string, kind: string, lie: Lie])[] = [
    [
      'key-changed',
      'key-changed',
      (path, body) =>
        path === '/log/checkpoint'
          ? utf8(other.note)
          : path.startsWith('/commons/v1/log')
            ? utf8(JSON.stringify({ ...JSON.parse(body.toString()), verifierKey: other.verifierKey }))
            : body,
    ],
    ['log-split', 'split', (path, body) => (path === '/log/checkpoint' ? utf8(split) : body)],
  ]
  for (const [code, kind, lie] of rows) {
    await withLiar(door.url, lie, async (host) => {
      const problem = await problemOf(b, `owc://${host}/acme/tern`)
      assert.equal(problem?.code, code, JSON.stringify(problem))
      assert.match(problem?.hint ?? '', /owc log evidence/)
    })
    const [newest] = await peerDifferences(b.index, { issuer: b.identity })
    assert.equal(newest?.kind, kind)
    const bytes = await collect(b.storage.blobs.read(newest?.evidence as Sha256), MAX_EVIDENCE_BYTES)
    assert.deepEqual(
      await judgeEvidence(parseEvidence(bytes ?? new Uint8Array(), 'e'), nodeCrypto).then(
        ({ proved }) => proved,
      ),
      true,
    )
  }
  assert.equal(
    (await b.index.selectFrom('records').select('name').where('name', '=', 'test/lie').execute()).length,
    0,
  )
  const { differences } = await nodeView(b, OPERATOR)
  assert.deepEqual(
    differences?.map(({ kind }) => kind),
    ['split', 'key-changed'],
  )
  const [record] = (await releaseView(viewSources(b), 'acme/tern')).elsewhere ?? []
  assert.equal(record?.places[0]?.differs, 'split', 'told with every statement that relies on that log')
  const doorB = await open(b)
  try {
    for (const path of ['/', '/log', '/r/acme/tern'])
      assert.match(await (await fetch(`${doorB.url}${path}`)).text(), /does not fit together/, path)
    const { evidence } = (await (await fetch(`${doorB.url}/commons/v1/log/evidence`)).json()) as {
      readonly evidence: readonly {
        readonly kind: string
        readonly evidence: string
        readonly file: string
      }[]
    }
    for (const one of evidence) {
      const file = await (await fetch(`${doorB.url}/commons/v1/log/evidence/${one.evidence}`)).text()
      assert.equal(file, one.file)
      assert.equal(nodeCrypto.sha256(utf8(file)).toHex(), one.evidence)
    }
    assert.equal(evidence.length, 2)
    assert.equal((await fetch(`${doorB.url}/commons/v1/log/evidence/${artifact}`)).status, 404)
  } finally {
    await doorB.close()
  }
})
