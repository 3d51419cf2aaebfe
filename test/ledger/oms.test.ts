import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { fromUtf8, utf8 } from '../../src/base/bytes.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { pae } from '../../src/ledger/envelope.ts'
import { type OmsFile, omsRoot, referenceOrder, signOms, verifyOms } from '../../src/ledger/oms.ts'
import { type OmsKey, omsKeyFromPem, omsKeyOf } from '../../src/ledger/oms-key.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { pair, sha } from './signing-doubles.ts'

const CONTENT = {
  '.hidden': 'h',
  'a/b.bin': 'hello',
  'a-b': 'dash',
  'config.json': '{"a":1}',
  'empty.txt': '',
  'sub/.gitignore': 'nested ignore',
  'sub/w.safetensors': 'x',
}
const TYPE = 'application/vnd.in-toto+json'
const FILES: readonly OmsFile[] = Object.entries(CONTENT).map(([path, text]) => ({ path, sha256: sha(text) }))
const keyPair = makeKeyPair('ecdsa-p256-sha256', crypto)
const KEY = omsKeyOf(keyPair.key, crypto) as OmsKey
const signed = await signOms({ name: 'm', files: FILES }, keyPair, crypto)

async function verify(text: string, files: readonly OmsFile[] = FILES, keys: readonly OmsKey[] = [KEY]) {
  return verifyOms(utf8(text), { files, keys, where: 'model.sig' }, crypto)
}

type Statement = { subject: object[]; predicate: { serialization: object; resources: object[] } }

/** Signs a changed statement again: what a hostile signer can do. */
async function resigned(change: (statement: Statement) => void): Promise<string> {
  const bundle = JSON.parse(signed)
  const statement = JSON.parse(fromUtf8(Uint8Array.fromBase64(bundle.dsseEnvelope.payload)) ?? '')
  change(statement)
  const payload = utf8(JSON.stringify(statement, null, 2))
  const sig = (await keyPair.sign(pae(TYPE, payload))).toBase64()
  const envelope = {
    ...bundle.dsseEnvelope,
    payload: payload.toBase64(),
    signatures: [{ sig, keyid: 'any' }],
  }
  return JSON.stringify({ ...bundle, dsseEnvelope: envelope })
}

test('OMS: the root of the published folder, in both orders', () => {
  const reference = referenceOrder(FILES)
  const published = 'e1bb09a999e16cb310bb1ea45edba2d42d071dc62aeae51ea5358228bb684569'
  assert.equal(omsRoot(reference, crypto), published)
  assert.deepEqual(
    reference.map(({ path }) => path),
    ['.hidden', 'a/b.bin', 'a-b', 'config.json', 'empty.txt', 'sub/.gitignore', 'sub/w.safetensors'],
  )
  const codePoints = FILES.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  assert.equal(
    omsRoot(codePoints, crypto),
    'ab0e45b5e36c674d25086da37a85215d1990a75c7b8bc2897829ad4617d10832',
  )
})

test('OMS: what we sign verifies, and covers every file', async () => {
  const { facts, problems } = await verify(signed)
  assert.deepEqual(problems, [])
  assert.deepEqual(facts, { verdict: 'good', method: 'key', because: 'covers every file', unsigned: [] })
})

test('OMS: tampering with files is told', async () => {
  const [first, ...rest] = FILES
  assert.ok(first !== undefined)
  const rows: readonly { readonly name: string; readonly files: readonly OmsFile[] }[] = [
    { name: 'changed', files: [{ ...first, sha256: sha('other') }, ...rest] },
    { name: 'removed', files: rest },
    { name: 'renamed', files: [{ ...first, path: 'other' }, ...rest] },
    { name: 'added', files: [...FILES, { path: 'modeling_x.py', sha256: sha('evil') }] },
    {
      name: 'two swapped: the root alone would not see it',
      files: FILES.map((file, i) => ({
        ...file,
        path: (FILES[i === 0 ? 1 : i === 1 ? 0 : i] as OmsFile).path,
      })),
    },
    {
      name: 'nested git file changed',
      files: FILES.map((f) => (f.path === 'sub/.gitignore' ? { ...f, sha256: sha('*') } : f)),
    },
    { name: 'none', files: [] },
  ]
  for (const { name, files } of rows) {
    const { facts, problems } = await verify(signed, files)
    assert.equal(facts.verdict, 'bad', name)
    assert.ok(problems.length > 0, name)
  }
})

test('OMS: root-level git files are unsigned, and that is said', async () => {
  const { facts } = await verify(signed, [...FILES, { path: '.gitattributes', sha256: sha('* binary') }])
  assert.equal(facts.verdict, 'good')
  assert.deepEqual(facts.unsigned, ['.gitattributes'])
  const again = await signOms(
    { name: 'm', files: [...FILES, { path: '.gitignore', sha256: sha('x') }] },
    keyPair,
    crypto,
  )
  assert.equal((await verify(again)).facts.verdict, 'good', 'and so they are not signed')
  await assert.rejects(signOms({ name: 'm', files: [] }, keyPair, crypto), { name: 'OwcError' })
})

test('OMS: a signer cannot make a signature that covers less than it seems to', async () => {
  const ignore =
    (...paths: unknown[]) =>
    (s: Statement) =>
      void Object.assign(s.predicate.serialization, { ignore_paths: paths })
  const rows: readonly { readonly name: string; readonly change: (s: Statement) => void }[] = [
    {
      name: 'nothing listed, all ignored',
      change: (s) => {
        ignore('.')(s)
        s.predicate.resources = []
        s.subject = [{ name: 'm', digest: { sha256: sha('') } }]
      },
    },
    { name: 'ignores all', change: ignore('.') },
    { name: 'ignores above', change: ignore('..') },
    { name: 'ignores outside', change: ignore('/etc') },
    { name: 'ignores by pattern', change: ignore('*.py') },
    { name: 'ignores a number', change: ignore(5) },
    {
      name: 'one name twice',
      change: (s) => void s.predicate.resources.push(s.predicate.resources[0] as object),
    },
    {
      name: 'a name that climbs out',
      change: (s) => void s.predicate.resources.push({ name: '../x', algorithm: 'sha256', digest: sha('x') }),
    },
    {
      name: '"." beside others',
      change: (s) => void s.predicate.resources.push({ name: '.', algorithm: 'sha256', digest: sha('x') }),
    },
    { name: 'another order than the root is over', change: (s) => void s.predicate.resources.reverse() },
    { name: 'another root', change: (s) => (s.subject = [{ name: 'm', digest: { sha256: sha('x') } }]) },
    { name: 'two subjects', change: (s) => void s.subject.push(s.subject[0] as object) },
    { name: 'a file left out', change: dropLast },
    { name: 'upper-case digest', change: upperCase },
  ]
  for (const { name, change } of rows) {
    const { facts } = await verify(await resigned(change))
    assert.equal(facts.verdict, 'bad', name)
  }
  const ignoring = await resigned((s) => {
    dropLast(s)
    ignore('sub/w.safetensors', 'model.sig')(s)
  })
  const { facts } = await verify(ignoring)
  assert.deepEqual(
    [facts.verdict, facts.unsigned],
    ['good', ['sub/w.safetensors']],
    'what exists and is ignored is told',
  )
})

function dropLast(statement: Statement): void {
  statement.predicate.resources.pop()
  const digests = statement.predicate.resources as { digest: string }[]
  const raw = crypto.sha256(...digests.map(({ digest }) => Uint8Array.fromHex(digest)))
  statement.subject = [{ name: 'm', digest: { sha256: raw.toHex() } }]
}

function upperCase(statement: Statement): void {
  const [first] = statement.predicate.resources as { digest: string }[]
  if (first !== undefined) first.digest = first.digest.toUpperCase()
}

test('OMS: signatures and keys', async () => {
  const other = omsKeyOf(makeKeyPair('ecdsa-p256-sha256', crypto).key, crypto) as OmsKey
  const unknown = await verify(signed, FILES, [other])
  assert.deepEqual([unknown.facts.verdict, unknown.problems], ['not checked', []])
  const lying = await verify(signed.replace(KEY.hint, other.hint), FILES, [other])
  assert.equal(lying.facts.verdict, 'bad')
  const unhinted = await verify(signed.replace(`"hint":"${KEY.hint}"`, ''), FILES, [other, KEY])
  assert.equal(unhinted.facts.verdict, 'good')
  const bundle = JSON.parse(signed)
  const [signature] = bundle.dsseEnvelope.signatures
  const twice = { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, signatures: [signature, signature] } }
  assert.equal((await verify(JSON.stringify(twice))).facts.verdict, 'bad')
  assert.equal((await verify(JSON.stringify({ ...bundle, extra: 1 }))).facts.verdict, 'bad')
  assert.equal((await verify(signed.slice(1))).facts.verdict, 'bad')
  await assert.rejects(signOms({ name: 'm', files: FILES }, pair(1), crypto), TypeError)
})

test('OMS: P-384 and P-521 verify, with the digest of their curve', async () => {
  const bundle = JSON.parse(signed)
  const payload = Uint8Array.fromBase64(bundle.dsseEnvelope.payload)
  for (const [namedCurve, digest] of [
    ['P-384', 'sha384'],
    ['P-521', 'sha512'],
  ] as const) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve })
    const key = omsKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'key', crypto)
    const text = (hash: string) => {
      const sig = sign(hash, pae(TYPE, payload), privateKey).toString('base64')
      const verificationMaterial = { publicKey: { hint: key.hint } }
      return JSON.stringify({
        ...bundle,
        verificationMaterial,
        dsseEnvelope: { ...bundle.dsseEnvelope, signatures: [{ sig }] },
      })
    }
    assert.equal((await verify(text(digest), FILES, [key])).facts.verdict, 'good', namedCurve)
    assert.equal((await verify(text('sha256'), FILES, [key])).facts.verdict, 'bad', namedCurve)
  }
  const ed = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
  assert.throws(() => omsKeyFromPem(ed, 'key', crypto), { name: 'OwcError' })
})

test('OMS: other methods are reported as not checked, never as bad', async () => {
  const bundle = JSON.parse(signed)
  const material = (verificationMaterial: object) => JSON.stringify({ ...bundle, verificationMaterial })
  const serialization = (change: object) => (s: Statement) =>
    void Object.assign(s.predicate.serialization, change)
  const rows = [
    { text: material({ x509CertificateChain: { certificates: [] } }), method: 'certificate' },
    { text: material({ certificate: { rawBytes: '' }, tlogEntries: [{}] }), method: 'sigstore' },
    { text: JSON.stringify({ ...bundle, mediaType: 'application/x' }), method: 'unknown' },
    { text: await resigned(serialization({ method: 'shards', shard_size: 1000 })), method: 'key' },
    { text: await resigned(serialization({ hash_type: 'blake3' })), method: 'key' },
  ]
  for (const { text, method } of rows) {
    const { facts, problems } = await verify(text)
    assert.deepEqual([facts.verdict, facts.method, problems], ['not checked', method, []])
  }
})

test('OMS: one file alone is named "."', async () => {
  const text = await resigned((s) => {
    s.predicate.resources = [{ name: '.', algorithm: 'sha256', digest: sha('x') }]
    const raw = crypto.sha256(Uint8Array.fromHex(sha('x')))
    s.subject = [{ name: 'w.gguf', digest: { sha256: raw.toHex() } }]
  })
  assert.equal((await verify(text, [{ path: 'w.gguf', sha256: sha('x') }])).facts.verdict, 'good')
  assert.equal((await verify(text, [{ path: 'w.gguf', sha256: sha('y') }])).facts.verdict, 'bad')
  const two = [
    { path: 'w.gguf', sha256: sha('x') },
    { path: 'x.py', sha256: sha('y') },
  ]
  assert.equal((await verify(text, two)).facts.verdict, 'bad')
})
