import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { publicKey } from '../../src/ledger/keys.ts'
import {
  parseSshPublicKey,
  parseSshSignature,
  sshSignatureBlob,
  verifySshSignature,
} from '../../src/ledger/sshsig.ts'
import { logPair, pair } from './signing-doubles.ts'

const MESSAGE = utf8('hello statement\n')
const KEY = publicKey({ algorithm: 'ssh-ed25519', raw: logPair.key.raw }, 'key', crypto)

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

function str(value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === 'string' ? utf8(value) : value
  return concat([u32(bytes.length), bytes])
}

type Parts = {
  readonly namespace?: string
  readonly hash?: string
  readonly version?: number
  readonly key?: Uint8Array
  readonly reserved?: string
  readonly tail?: Uint8Array
  readonly inner?: Uint8Array // after the algorithm's name
}

function signedBytes(namespace: string, hash: string): Uint8Array {
  const digest = hash === 'sha256' ? crypto.sha256(MESSAGE) : crypto.sha512(MESSAGE)
  return concat([utf8('SSHSIG'), str(namespace), str(''), str(hash), str(digest)])
}

async function blob(parts: Parts = {}, kind = 'ssh-ed25519'): Promise<Uint8Array> {
  const {
    namespace = 'owc-dsse@v1',
    hash = 'sha512',
    version = 1,
    reserved = '',
    tail = new Uint8Array(),
  } = parts
  const key = parts.key ?? concat([str(kind), str(logPair.key.raw)])
  const inner = parts.inner ?? str(await logPair.sign(signedBytes(namespace, hash)))
  const signature = str(concat([str(kind), inner]))
  return concat([
    utf8('SSHSIG'),
    u32(version),
    str(key),
    str(namespace),
    str(reserved),
    str(hash),
    signature,
    tail,
  ])
}

async function verifies(signature: Uint8Array, key = KEY): Promise<boolean> {
  return verifySshSignature({ key, message: MESSAGE, signature }, crypto)
}

test('sshsig: the signature of the published vector is the one that our form makes', async () => {
  const raw = await logPair.sign(signedBytes('owc-statement@v1', 'sha512'))
  const published = 'tEq/A6Nj31MlHsR6/cplWc/knkoDwEB11sp5tdVDsCfq1is5sh7tTQEE6eHcPnhpkIPz/+1IDZZ1iKCXwmvbCA=='
  assert.equal(raw.toBase64(), published)
  assert.equal(
    parseSshSignature(await blob({ namespace: 'owc-statement@v1' }))?.signature.toBase64(),
    published,
  )
})

test('sshsig: verifies under the registered key and our namespace only', async () => {
  assert.equal(await verifies(await blob()), true)
  assert.equal(await verifies(await blob({ hash: 'sha256' })), true)
  assert.equal(await verifies(await blob({ namespace: 'owc-statement@v1' })), false)
  assert.equal(await verifies(await blob({ namespace: 'git' })), false)
  const other = publicKey({ algorithm: 'ssh-ed25519', raw: pair(7).key.raw }, 'key', crypto)
  assert.equal(await verifies(await blob(), other), false)
  const changed = await blob()
  assert.equal(await verifies(changed.with(-1, (changed.at(-1) ?? 0) ^ 1)), false)
})

test('sshsig: any other bytes are no signature', async () => {
  const good = await blob()
  const rows: readonly (readonly [string, Uint8Array])[] = [
    ['bytes after the end', await blob({ tail: utf8('x') })],
    ['version 2', await blob({ version: 2 })],
    ['other hash', await blob({ hash: 'sha1' })],
    ['something reserved', await blob({ reserved: 'x' })],
    ['rsa', await blob({}, 'ssh-rsa')],
    [
      'key with bytes after it',
      await blob({ key: concat([str('ssh-ed25519'), str(logPair.key.raw), utf8('x')]) }),
    ],
    ['signature of 63 bytes', await blob({ inner: str(new Uint8Array(63)) })],
    ['more after the signature', await blob({ inner: concat([str(new Uint8Array(64)), utf8('x')]) })],
    ['length of 4 GiB', concat([good.slice(0, 10), u32(0xffffffff), good.slice(14)])],
    ['other magic', concat([utf8('SSHSIH'), good.slice(6)])],
    ['too long', new Uint8Array(5000)],
    ['nothing', new Uint8Array()],
    ...Array.from({ length: 20 }, (_, i) => [`cut at ${i * 9}`, good.slice(0, i * 9)] as const),
  ]
  for (const [name, bytes] of rows) {
    assert.equal(parseSshSignature(bytes), undefined, name)
    assert.equal(await verifies(bytes), false, name)
  }
})

test('sshsig: a hardware key signs flags and counter, must have been touched, and be made for SSH', async () => {
  const kind = 'sk-ssh-ed25519@openssh.com'
  const hardware = publicKey({ algorithm: kind, raw: logPair.key.raw }, 'key', crypto)
  const make = async (change: { flags?: number; application?: string; told?: number }) => {
    const { flags = 1, application = 'ssh:' } = change
    const { told = flags } = change
    const rest = Uint8Array.of(flags, 0, 0, 0, 5)
    const signed = concat([
      crypto.sha256(utf8(application)),
      rest,
      crypto.sha256(signedBytes('owc-dsse@v1', 'sha512')),
    ])
    const inner = concat([str(await logPair.sign(signed)), Uint8Array.of(told, 0, 0, 0, 5)])
    return blob({ key: concat([str(kind), str(logPair.key.raw), str(application)]), inner }, kind)
  }
  assert.equal(await verifies(await make({}), hardware), true)
  assert.equal(await verifies(await make({ flags: 5 }), hardware), true)
  assert.equal(await verifies(await make({ application: 'ssh:work' }), hardware), true)
  assert.equal(await verifies(await make({ flags: 0 }), hardware), false, 'not touched')
  assert.equal(await verifies(await make({ flags: 0, told: 1 }), hardware), false, 'says that it was')
  assert.equal(await verifies(await make({ application: 'https://bank.example' }), hardware), false)
  assert.equal(await verifies(await make({})), false, 'registered as another kind')
  assert.equal(await verifies(await blob(), hardware), false)
})

test('sshsig: armour and public key lines', async () => {
  const raw = await blob()
  const lines = raw.toBase64().match(/.{1,70}/g) ?? []
  const armour = `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`
  assert.deepEqual(sshSignatureBlob(utf8(armour), 'file'), raw)
  assert.deepEqual(sshSignatureBlob(raw, 'file'), raw)
  assert.throws(() => sshSignatureBlob(utf8(armour.replace('END', 'FIN')), 'file'), OwcError)
  const line = `ssh-ed25519 ${concat([str('ssh-ed25519'), str(logPair.key.raw)]).toBase64()} somebody@here`
  assert.deepEqual(parseSshPublicKey(line, 'key.pub', crypto), KEY)
  for (const bad of ['', 'ssh-ed25519', 'ssh-ed25519 AAAA', line.replace('ssh-ed25519', 'ssh-rsa')])
    assert.throws(() => parseSshPublicKey(bad, 'key.pub', crypto), OwcError)
})
