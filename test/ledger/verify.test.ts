import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import { manifestBytes } from '../../src/base/manifest.ts'
import { bundleBytes, parseBundle } from '../../src/ledger/bundle.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { statementEntry } from '../../src/ledger/entry.ts'
import type { Envelope } from '../../src/ledger/envelope.ts'
import { identityKey } from '../../src/ledger/identity.ts'
import { NO_TRUST } from '../../src/ledger/trust.ts'
import {
  CONTENT,
  filesOf,
  genesis,
  idOf,
  labPair,
  memoryLog,
  ORIGIN,
  pair,
  release,
  START,
  say,
  sha,
  TENSORS,
  typeOf,
} from './signing-doubles.ts'
import { codesOf, folder, good, made, trustOf, verify } from './verify-doubles.ts'

test('verify: an untouched copy is found good in all four facts', async () => {
  const report = await verify()
  assert.deepEqual(report.problems, [])
  assert.equal(report.ok, true)
  assert.deepEqual(
    [report.bytes.ok, report.record.ok, report.log.ok, report.trust.ok],
    [true, true, true, true],
  )
  assert.equal(report.bytes.artifact, `sha256:${made.artifact}`)
  assert.equal(report.record.statement, `sha256:${idOf(made.record)}`)
  assert.equal(report.record.issuerName, 'Lab')
  assert.equal(report.trust.pinnedAs, 'The Lab')
  assert.deepEqual(
    report.log.checkpoints.map(({ origin, size }) => ({ origin, size })),
    [{ origin: ORIGIN, size: 4 }],
  )
  assert.equal(report.log.standings[0]?.notBefore, '2026-01-01T00:01:00Z')
  assert.equal(report.record.said[0]?.type, 'owc:identity/v1')
  assert.deepEqual([report.record.said[0]?.signed, report.record.said[0]?.logged], [true, true])
})

test('verify: each flipped bit is found, and of weights the tensor is named', async () => {
  for (const [path, bytes] of Object.entries(CONTENT)) {
    for (let at = 0; at < bytes.length; at++) {
      const found = folder({ ...CONTENT, [path]: bytes.with(at, (bytes[at] as number) ^ (1 << (at % 8))) })
      const report = await verify({ found })
      assert.equal(report.ok, false)
      assert.equal(codesOf(report), 'bytes-differ')
      assert.equal(report.record.ok && report.log.ok && report.trust.ok, true)
      const [damaged] = report.bytes.damaged
      assert.equal(damaged?.path, path)
      if (path !== 'model.safetensors') continue
      const tensor = TENSORS.find(({ offset, sizeBytes }) => at >= offset && at < offset + sizeBytes)
      assert.deepEqual(damaged?.tensors, tensor === undefined ? [] : [tensor.name])
      assert.equal(damaged?.elsewhere, tensor === undefined)
      assert.match(report.problems[0]?.found ?? '', tensor === undefined ? /header/ : new RegExp(tensor.name))
    }
  }
})

test('verify: truncated, missing, renamed and added files are each told', async () => {
  const { 'config.json': config, 'model.safetensors': weights } = CONTENT as Record<string, Uint8Array>
  assert.ok(config !== undefined && weights !== undefined)
  const rows = [
    {
      name: 'truncated',
      content: { ...CONTENT, 'model.safetensors': weights.slice(0, 50) },
      codes: 'bytes-differ',
    },
    { name: 'missing', content: { 'config.json': config }, codes: 'file-missing' },
    {
      name: 'renamed',
      content: { 'config.json': config, 'Model.safetensors': weights },
      codes: 'file-missing file-unexpected',
    },
    { name: 'added', content: { ...CONTENT, 'modeling_x.py': utf8('evil') }, codes: 'file-unexpected' },
    {
      name: 'swapped',
      content: { 'config.json': weights, 'model.safetensors': config },
      codes: 'bytes-differ bytes-differ',
    },
    { name: 'nothing', content: {}, codes: 'file-missing file-missing' },
  ]
  for (const { name, content, codes } of rows) {
    const report = await verify({ found: folder(content) })
    assert.equal(codesOf(report), codes, name)
    assert.equal(report.bytes.ok, false, name)
  }
  const cut = await verify({ found: folder({ ...CONTENT, 'model.safetensors': weights.slice(0, 50) }) })
  assert.deepEqual(cut.bytes.damaged[0]?.tensors, ['head.weight'])
})

test('verify: a single file is found by its digest under any name, and a foreign one is not', async () => {
  const only = { 'x.bin': CONTENT['model.safetensors'] as Uint8Array }
  const one = await verify({ found: { files: filesOf(only), scope: 'files' } })
  assert.deepEqual([one.ok, one.bytes.good], [true, 1])
  const foreign = await verify({ found: { files: filesOf({ 'y.bin': utf8('else') }), scope: 'files' } })
  assert.equal(codesOf(foreign), 'file-unexpected')
})

test('verify: a bundle alone is judged without bytes, and says so', async () => {
  const report = await verify({ found: undefined })
  assert.deepEqual([report.ok, report.bytes.asked, report.bytes.ok], [true, false, false])
})

test('verify: a record of another artifact does not pass for this one', async () => {
  const other = await release(memoryLog())
  const files = filesOf({ ...CONTENT, 'extra.bin': utf8('x') })
  const swapped = await verify({ found: { files, scope: 'folder' } }, { ...(await other.bundle()), files })
  assert.equal(codesOf(swapped), 'record-differs')
  assert.equal(swapped.record.ok, false)
})

test('verify: what only talks about the artifact, or names a part of it, is no record of it', async () => {
  const part = filesOf({ 'config.json': CONTENT['config.json'] as Uint8Array })
  const object = sha(manifestBytes(part))
  const issuer = made.lab.id
  const subjects = [made.artifact, object]
  const advisory = await say({ type: 'owc:advisory/v1', issuer, subjects, n: 5 }, [labPair])
  const record = await say({ type: 'owc:release/v1', issuer, subjects, n: 6 }, [labPair])
  const other = await release(memoryLog(), [advisory, record])
  const trust = trustOf(other)
  const bundle = await other.bundle()
  const asked = (subject: Envelope, files = bundle.files) =>
    verify({ trust, found: { files, scope: 'folder' } }, { ...bundle, subject: idOf(subject), files })
  assert.equal(codesOf(await asked(record)), '')
  assert.equal(codesOf(await asked(advisory)), 'record-missing')
  assert.equal(codesOf(await asked(record, part)), 'record-differs')
})

test('verify: without a bundle nothing is held against the bytes', async () => {
  const report = await verify({ bundle: undefined })
  assert.equal(codesOf(report), 'record-missing')
  assert.deepEqual(
    [report.bytes.ok, report.record.ok, report.log.ok, report.trust.ok],
    [false, false, false, false],
  )
})

test('verify: an unknown issuer or log is told, and the other facts stand', async () => {
  const noPin = await verify({ trust: { ...trustOf(made), identities: [] } })
  assert.equal(codesOf(noPin), 'issuer-untrusted')
  assert.deepEqual([noPin.bytes.ok, noPin.record.ok, noPin.log.ok, noPin.trust.ok], [true, true, true, false])
  const other = memoryLog('other.example/log', pair(200))
  const noLog = await verify({ trust: trustOf({ log: other, lab: made.lab }) })
  assert.equal(codesOf(noLog), 'log-untrusted')
  assert.deepEqual([noLog.record.ok, noLog.log.ok, noLog.trust.ok], [true, false, true])
  assert.equal(noLog.log.standings[0]?.trusted, false)
  const nothing = await verify({ trust: NO_TRUST })
  assert.equal(codesOf(nothing), 'log-untrusted issuer-untrusted')
})

test('verify: a log with the right name and another key is not that log', async () => {
  const fake = memoryLog(ORIGIN, pair(200))
  const report = await verify({ trust: trustOf({ log: fake, lab: made.lab }) })
  assert.match(codesOf(report), /^proof-wrong not-logged$/)
  assert.equal(report.log.ok, false)
})

test('verify: signatures of a wrong key, changed payloads and stripped proofs fail', async () => {
  const [identity, record] = good.statements
  assert.ok(identity !== undefined && record !== undefined)
  const thief = await say({ type: 'owc:release/v1', issuer: made.lab.id, subjects: [made.artifact] }, [
    pair(99),
  ])
  const index = made.log.add(statementEntry(thief, typeOf(thief), crypto))
  const forged = { envelope: thief, proofs: [await made.log.prove(index)] }
  const rows = [
    {
      name: 'thief',
      bundle: { ...good, subject: idOf(thief), statements: [identity, forged] },
      codes: 'signature-invalid',
    },
    { name: 'no identity', bundle: { ...good, statements: [record] }, codes: 'identity-unknown' },
    { name: 'no record', bundle: { ...good, statements: [identity] }, codes: 'record-missing' },
    {
      name: 'no proof of the record',
      bundle: { ...good, statements: [identity, { ...record, proofs: [] }] },
      codes: 'not-logged',
    },
    {
      name: 'proof of another entry',
      bundle: { ...good, statements: [identity, { ...record, proofs: identity.proofs }] },
      codes: 'proof-wrong not-logged',
    },
    {
      name: 'checkpoint with another size',
      bundle: { ...good, statements: [identity, { ...record, proofs: record.proofs.map(grown) }] },
      codes: 'proof-wrong not-logged',
    },
    {
      name: 'proof that is none',
      bundle: { ...good, statements: [identity, { ...record, proofs: ['x'] }] },
      codes: 'proof-invalid not-logged',
    },
  ]
  for (const { name, bundle, codes } of rows) {
    const report = await verify({}, bundle)
    assert.equal(codesOf(report), codes, name)
    assert.equal(report.bytes.ok, true, name)
  }
})

function grown(proof: string): string {
  return proof.replace(`${ORIGIN}\n4\n`, `${ORIGIN}\n5\n`)
}

test('verify: a key that was revoked from an index on cannot speak after it', async () => {
  const log = memoryLog()
  const thief = pair(120)
  const keys = [identityKey(labPair.key), identityKey(thief.key)]
  const lab = await genesis([labPair], keys)
  const places = [log.add(statementEntry(lab.envelope, typeOf(lab.envelope), crypto))]
  const record = await say({ type: 'owc:release/v1', issuer: lab.id, subjects: [made.artifact] }, [thief])
  places.push(log.add(statementEntry(record, typeOf(record), crypto)))
  const bundleOf = async (revokedFrom: number) => {
    const body = { id: lab.id, homeLog: ORIGIN, name: 'Lab', threshold: 1 }
    const next = await say(
      {
        type: 'owc:identity/v1',
        issuer: lab.id,
        subjects: [],
        body: { ...body, keys: [keys[0], { ...keys[1], revokedFrom }] },
        order: { seq: 1, prev: idOf(lab.envelope) },
      },
      [labPair],
    )
    const at = log.add(statementEntry(next, typeOf(next), crypto))
    const said = [lab.envelope, record, next]
    const statements = said.map(async (envelope, i) => ({
      envelope,
      proofs: [await log.prove([...places, at][i] as number)],
    }))
    return { ...good, subject: idOf(record), times: [], statements: await Promise.all(statements) }
  }
  const trust = trustOf({ log, lab })
  assert.equal(codesOf(await verify({ trust }, await bundleOf(2))), '', 'said before')
  assert.equal(codesOf(await verify({ trust }, await bundleOf(1))), 'signature-invalid', 'said after')
})

test('verify: a withdrawal by the issuer counts, one by somebody else does not', async () => {
  const subjects = [made.artifact]
  const withdrawal = await say(
    {
      type: 'owc:withdrawal/v1',
      issuer: made.lab.id,
      subjects,
      body: { reason: 'security', text: 'x' },
      n: 9,
    },
    [labPair],
  )
  const { lab, log, bundle } = await release(memoryLog(), [withdrawal])
  const trust = trustOf({ log, lab })
  const report = await verify({ trust }, await bundle())
  assert.equal(codesOf(report), 'record-withdrawn')
  assert.match(report.problems[0]?.found ?? '', /security/)
  assert.equal(
    codesOf(await verify({ trust, atSeconds: START + 30 }, await bundle())),
    'record-missing',
    'before it',
  )
  const forged = await say({ type: 'owc:withdrawal/v1', issuer: lab.id, subjects, n: 9 }, [pair(99)])
  const other = await release(memoryLog(), [forged])
  const untouched = await verify({ trust: trustOf(other) }, await other.bundle())
  assert.deepEqual([untouched.ok, untouched.record.said.at(-1)?.signed], [true, false])
})

test('verify: as of a time, what was said later does not count', async () => {
  assert.equal((await verify({ atSeconds: START + 60 })).ok, true)
  assert.equal(codesOf(await verify({ atSeconds: START + 59 })), 'record-missing')
})

test('verify: an identity document that cannot be spoils nothing but itself', async () => {
  const broken = await genesis([pair(150)], [{ ...identityKey(pair(150).key), keyid: 'ab'.repeat(32) }])
  const said = await say({ type: 'owc:response/v1', issuer: broken.id, subjects: [made.artifact] }, [
    pair(150),
  ])
  const other = await release(memoryLog(), [broken.envelope, said])
  const report = await verify({ trust: trustOf(other) }, await other.bundle())
  assert.equal(report.ok, true)
  assert.deepEqual(
    report.record.said.map(({ signed }) => signed),
    [true, false, false],
  )
})

test('verify: hostile bundles get a report, never an exception', async () => {
  const bytes = bundleBytes(good)
  const text = new TextDecoder().decode(bytes)
  const rows = [
    ['nothing', ''],
    ['half', text.slice(0, text.length / 2)],
    ['duplicate key', text.replace('{', '{"subject":"x",')],
    ['other media type', text.replace('bundle.v1', 'bundle.v2')],
    ['path that climbs out', text.replace('"config.json"', '"../config.json"')],
    ['two paths that differ by case', text.replace('"config.json"', '"MODEL.safetensors"')],
    ['negative size', text.replace('"size":96', '"size":-96')],
    ['statements of text', text.replace(/"statements":\[/, '"statements":["x",')],
    ['lists for text', text.replace(/"proofs":\["/, '"proofs":[["x"],"')],
    ['deep', `${'['.repeat(100_000)}`],
  ] as const
  for (const [name, bad] of rows) {
    const report = await verify({ bundle: utf8(bad) })
    assert.equal(report.ok, false, name)
    assert.equal(report.problems.length, 1, name)
  }
})

test('verify: no single changed byte of a bundle keeps it good and says something else', async () => {
  const bytes = bundleBytes(good)
  const wanted = await verify()
  for (let i = 0; i < bytes.length; i += 53) {
    const report = await verify({ bundle: bytes.with(i, (bytes[i] as number) ^ 1) })
    if (!report.ok) continue
    assert.equal(report.record.statement, wanted.record.statement, `byte ${i}`)
    assert.equal(report.bytes.artifact, wanted.bytes.artifact)
  }
})

test('bundle: read back as written', () => {
  const again = parseBundle(bundleBytes(good), 'bundle')
  assert.deepEqual(again.files, good.files)
  assert.deepEqual(
    again.statements.map(({ envelope }) => envelope.payload),
    good.statements.map(({ envelope }) => envelope.payload),
  )
  assert.deepEqual(bundleBytes(again), bundleBytes(good))
})
