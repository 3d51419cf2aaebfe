import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import type { PlainAlgorithm } from '../../src/ledger/crypto.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { webCrypto } from '../../src/ledger/crypto-web.ts'
import { ecdsaRaw, isStrictPoint } from '../../src/ledger/strict-signatures.ts'
import { pair } from './signing-doubles.ts'

const both = [
  { name: 'node', crypto: nodeCrypto },
  { name: 'web', crypto: webCrypto },
]
const L = 2n ** 252n + 27742317777372353535851937790883648493n

function hex(text: string): Uint8Array {
  return Uint8Array.fromHex(text)
}

const refused = [
  {
    name: 'low-order key, any message',
    key: `01${'00'.repeat(31)}`,
    sig: `01${'00'.repeat(63)}`,
    message: 'anything',
  },
  {
    name: 'low-order R under an ordinary key',
    key: 'ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076',
    sig: `01${'00'.repeat(31)}330b30d6c1f07511e2208d233b6a34d4ed7109da2dea615bcd97daee3a842704`,
    message: 'ed25519vectors 7',
  },
  {
    name: 'key that is not reduced (y = p + 1)',
    key: `ee${'ff'.repeat(30)}7f`,
    sig: '00'.repeat(64),
    message: 'x',
  },
]

for (const { name, crypto } of both) {
  test(`crypto-${name}: Ed25519 that verifiers judge differently is refused`, async () => {
    for (const { key, sig, message } of refused) {
      const check = { key: hex(key), signature: hex(sig), message: utf8(message) }
      assert.equal(await crypto.verify({ algorithm: 'ed25519', ...check }), false)
    }
  })

  test(`crypto-${name}: an Ed25519 signature with S above the group order is refused`, async () => {
    const { key, sign: signs } = pair(0)
    const message = utf8('statement')
    const signature = await signs(message)
    const check = { algorithm: 'ed25519', key: key.raw, message } as const
    assert.equal(await crypto.verify({ ...check, signature }), true)
    const s = BigInt(`0x${signature.slice(32).toReversed().toHex()}`) + L
    const malleated = signature.slice()
    malleated.set(hex(s.toString(16).padStart(64, '0')).toReversed(), 32)
    assert.equal(await crypto.verify({ ...check, signature: malleated }), false)
    assert.equal(await crypto.verify({ ...check, signature: signature.slice(0, 63) }), false)
    assert.equal(await crypto.verify({ ...check, message: utf8('statemenu'), signature }), false)
  })

  test(`crypto-${name}: ECDSA takes the one DER form, on each curve`, async () => {
    const curves: readonly [string, PlainAlgorithm, string][] = [
      ['P-256', 'ecdsa-p256-sha256', 'sha256'],
      ['P-384', 'ecdsa-p384-sha384', 'sha384'],
      ['P-521', 'ecdsa-p521-sha512', 'sha512'],
    ]
    for (const [namedCurve, algorithm, digest] of curves) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
      const size = namedCurve === 'P-256' ? 65 : namedCurve === 'P-384' ? 97 : 133
      const key = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })).slice(-size)
      const message = utf8('bytes')
      const signature = new Uint8Array(sign(digest, message, privateKey))
      const check = { algorithm, key, message }
      assert.equal(await crypto.verify({ ...check, signature }), true, namedCurve)
      assert.equal(await crypto.verify({ ...check, signature: Uint8Array.of(...signature, 0) }), false)
      assert.equal(await crypto.verify({ ...check, signature: longForm(signature) }), false)
      assert.equal(await crypto.verify({ ...check, message: utf8('bytez'), signature }), false)
      const offCurve = key.slice()
      offCurve[size - 1] = (offCurve[size - 1] as number) ^ 1
      assert.equal(await crypto.verify({ ...check, key: offCurve, signature }), false)
    }
  })

  test(`crypto-${name}: hashes are the standard ones, in parts and streamed`, () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    assert.equal(crypto.sha256(utf8('abc')).toHex(), abc)
    assert.equal(crypto.sha256(utf8('a'), utf8(''), utf8('bc')).toHex(), abc)
    assert.equal(crypto.sha256().toHex(), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    assert.ok(crypto.sha512(utf8('abc')).toHex().startsWith('ddaf35a193617abacc417349ae204131'))
    const running = crypto.sha256Stream()
    running.update(utf8('ab'))
    running.update(utf8('c'))
    assert.equal(running.digest().toHex(), abc)
  })
}

test('Ed25519 points: every low-order y is refused with either sign', () => {
  const order8 = [
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ]
  const rows = ['00'.repeat(32), `01${'00'.repeat(31)}`, `ec${'ff'.repeat(30)}7f`, ...order8]
  for (const row of rows) {
    const point = hex(row)
    const negative = point.slice()
    negative[31] = (negative[31] as number) | 0x80
    assert.equal(isStrictPoint(point), false, row)
    assert.equal(isStrictPoint(negative), false, row)
  }
  assert.equal(isStrictPoint(pair(0).key.raw), true)
})

test('ECDSA DER: each deviation from the shortest form is refused', () => {
  const rows = [
    { name: 'good', der: '3006020101020101', good: true },
    { name: 'zero r', der: '3006020100020101', good: false },
    { name: 'negative s', der: '3006020101020181', good: false },
    { name: 'padded r', der: '300702020001020101', good: false },
    { name: 'needed padding', der: '300702020080020101', good: true },
    { name: 'empty integer', der: '30050200020101', good: false },
    { name: 'trailing byte', der: '300602010102010100', good: false },
    { name: 'short sequence', der: '3005020101020101', good: false },
    { name: 'other tag', der: '3106020101020101', good: false },
    { name: 'nothing', der: '', good: false },
  ]
  for (const { name, der, good } of rows) assert.equal(ecdsaRaw(hex(der), 32) !== undefined, good, name)
})

/** The same signature with its outer length written in one byte more. */
function longForm(der: Uint8Array): Uint8Array {
  if (der[1] === 0x81) return Uint8Array.of(0x30, 0x82, 0, ...der.slice(2))
  return Uint8Array.of(0x30, 0x81, ...der.slice(1))
}
