// Random damage to everything that the signing half of the ledger reads: parsers refuse with an OwcError or take it,
// verifiers answer, and nothing else is ever thrown. The seed is fixed and printed; the canary is a reader with a
// known fault that must be noticed.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { fromUtf8, utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { bundleBytes, parseBundle } from '../../src/ledger/bundle.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { parseEntry, statementEntry } from '../../src/ledger/entry.ts'
import { envelopeBytes, parseEnvelope } from '../../src/ledger/envelope.ts'
import { decodeSpki, encodeSpki } from '../../src/ledger/keys.ts'
import { signOms, verifyOms } from '../../src/ledger/oms.ts'
import { omsKeyOf } from '../../src/ledger/oms-key.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { parseSshSignature } from '../../src/ledger/sshsig.ts'
import { readStatement } from '../../src/ledger/statement.ts'
import { identityLine, parseTrust } from '../../src/ledger/trust.ts'
import { verifyRelease } from '../../src/ledger/verify.ts'
import { CONTENT, filesOf, typeOf } from '../ledger/signing-doubles.ts'
import { good, made, trustOf } from '../ledger/verify-doubles.ts'

const SEED = Number(process.env['OWC_FUZZ_SEED'] ?? 20_261_121)
const ROUNDS = Number(process.env['OWC_FUZZ_ROUNDS'] ?? 3000)

type Random = (below: number) => number

/** xorshift32: the same damage for the same seed on every machine. */
function randomOf(seed: number): Random {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const TOKENS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  '-1',
  '1e9',
  '"a":1,',
  '\\u0000',
  '\n\n',
  '\n',
  ' ',
  'ü',
]

/** One to three cuts, copies, flips and insertions. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  let out = bytes
  for (let left = 1 + random(3); left > 0; left--) {
    const at = random(out.length + 1)
    const end = Math.min(out.length, at + random(40))
    const parts = [
      () => [out.slice(0, at), out.slice(end)], // cut
      () => [out.slice(0, end), out.slice(at)], // copy
      () => [out.slice(0, at), Uint8Array.of(random(256)), out.slice(at + 1)], // change
      () => [out.slice(0, at), utf8(TOKENS[random(TOKENS.length)] ?? ''), out.slice(at)], // insert
      () => [out.slice(0, at)], // end early
    ][random(5)] as () => Uint8Array[]
    out = Uint8Array.from(parts().flatMap((part) => [...part]))
  }
  return out
}

type Outcome = 'taken' | 'refused' | 'defect'

async function outcome(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): Promise<Outcome> {
  try {
    await read(bytes)
    return 'taken'
  } catch (error) {
    return error instanceof OwcError ? 'refused' : 'defect'
  }
}

const pair = makeKeyPair('ecdsa-p256-sha256', crypto)
const files = filesOf(CONTENT)
const oms = {
  files,
  keys: [omsKeyOf(pair.key, crypto)].flatMap((key) => key ?? []),
  where: 'model.sig',
}
const trust = trustOf(made)
const trustText = `log ${made.log.vkey}\n${identityLine({ id: made.lab.id })}quorum none\n`

const TARGETS: readonly {
  readonly name: string
  readonly bytes: Uint8Array
  readonly read: (bytes: Uint8Array) => unknown
}[] = [
  { name: 'envelope', bytes: envelopeBytes(made.record), read: (b) => parseEnvelope(b, 'x') },
  { name: 'statement', bytes: made.record.payload, read: (b) => readStatement(b, 'x', crypto) },
  { name: 'genesis', bytes: made.lab.envelope.payload, read: (b) => readStatement(b, 'x', crypto) },
  {
    name: 'entry',
    bytes: statementEntry(made.record, typeOf(made.record), crypto),
    read: (b) => parseEntry(b, 'x'),
  },
  { name: 'key', bytes: encodeSpki(pair.key), read: (b) => decodeSpki(b, 'x', crypto) },
  { name: 'SSH signature', bytes: utf8('SSHSIG'), read: parseSshSignature },
  { name: 'trust file', bytes: utf8(trustText), read: (b) => parseTrust(fromUtf8(b) ?? '', 'x', crypto) },
  { name: 'bundle', bytes: bundleBytes(good), read: (b) => parseBundle(b, 'x') },
  {
    name: 'model signature',
    bytes: utf8(await signOms({ name: 'm', files }, pair, crypto)),
    read: (b) => verifyOms(b, oms, crypto),
  },
]

for (const { name, bytes, read } of TARGETS) {
  test(`fuzz ${name}: refused or taken, never a defect (seed ${SEED})`, async () => {
    const random = randomOf(SEED)
    let refused = 0
    for (let i = 0; i < ROUNDS; i++) {
      const input = damaged(bytes, random)
      const found = await outcome(read, input)
      assert.notEqual(found, 'defect', `round ${i}: ${input.toBase64()}`)
      if (found === 'refused') refused++
    }
    if (name !== 'SSH signature' && name !== 'model signature') assert.ok(refused > ROUNDS / 10, `${refused}`)
  })
}

test(`fuzz verify: every damaged bundle gets a report, and none is good for another artifact (seed ${SEED})`, async () => {
  const random = randomOf(SEED)
  const bytes = bundleBytes(good)
  for (let i = 0; i < ROUNDS / 3; i++) {
    const bundle = damaged(bytes, random)
    const report = await verifyRelease({ bundle, found: { files, scope: 'folder' }, trust }, crypto)
    assert.equal(report.ok, report.problems.length === 0)
    if (report.ok) assert.equal(report.record.artifact, `sha256:${made.artifact}`)
  }
})

const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  9007199254740991,
  '',
  'x',
  '../x',
  [],
  {},
  [[]],
  { a: null },
]

/** The same JSON with one value, somewhere, replaced by another of any kind, left out, or doubled. */
function odd(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random(6) === 0) return ODD[random(ODD.length)]
  const entries = Object.entries(value)
  if (entries.length === 0) return ODD[random(ODD.length)]
  const at = random(entries.length)
  const [key, member] = entries[at] as [string, unknown]
  if (Array.isArray(value)) {
    const doubled = random(8) === 0 ? [member, member] : [odd(member, random)]
    return value.toSpliced(at, 1, ...(random(8) === 0 ? [] : doubled))
  }
  const { [key]: _, ...rest } = value as Record<string, unknown>
  return random(8) === 0 ? rest : { ...rest, [key]: odd(member, random) }
}

test(`fuzz verify: values of a wrong kind in bundles and in signed payloads (seed ${SEED})`, async () => {
  const random = randomOf(SEED)
  const json = JSON.parse(fromUtf8(bundleBytes(good)) ?? '')
  const genesis = JSON.parse(fromUtf8(made.lab.envelope.payload) ?? '')
  const found = { files, scope: 'folder' } as const
  const inBundle = (payload: Uint8Array) => {
    const envelope = { ...json.statements[0].envelope, payload: payload.toBase64() }
    return { ...json, statements: [{ ...json.statements[0], envelope }, ...json.statements.slice(1)] }
  }
  for (let i = 0; i < ROUNDS / 3; i++) {
    const payload = utf8(JSON.stringify({ ...genesis, predicate: odd(genesis.predicate, random) }))
    for (const text of [odd(json, random), inBundle(payload)]) {
      const bundle = utf8(JSON.stringify(text))
      const report = await verifyRelease({ bundle, found, trust }, crypto)
      assert.equal(report.ok, report.problems.length === 0, `round ${i}`)
      if (report.ok) assert.equal(report.record.artifact, `sha256:${made.artifact}`)
    }
  }
})

test('fuzz canary: a reader that falls over one byte is noticed', async () => {
  const random = randomOf(SEED)
  const faulty = (bytes: Uint8Array) => {
    if (bytes.includes(0x5c)) throw new TypeError('falls over a backslash')
  }
  let noticed = 0
  for (let i = 0; i < 1000; i++)
    if ((await outcome(faulty, damaged(made.record.payload, random))) === 'defect') noticed++
  assert.ok(noticed > 0)
})
