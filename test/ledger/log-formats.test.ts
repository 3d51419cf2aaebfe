import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '../../src/base/bytes.ts'
import type { Code } from '../../src/base/codes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { checkpointText, parseCheckpoint } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { noteKey, noteKeyText, parseNote, parseNoteKey } from '../../src/ledger/note.ts'
import { parsePolicy, quorumMet } from '../../src/ledger/policy.ts'
import { keyPairFromSeed } from '../../src/ledger/signer.ts'
import {
  decodeBundle,
  encodeBundle,
  parseTilePath,
  readTile,
  tilePath,
  tilesOf,
} from '../../src/ledger/tile.ts'
import { parseTimeLeaf, timeLeaf } from '../../src/ledger/time-leaf.ts'
import { parseTlogProof, tlogProofText } from '../../src/ledger/tlog-proof.ts'
import { seed } from './log-doubles.ts'

const FIXED = { seed: 7, numRuns: 200 }
const HASH = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

function throwsCode(work: () => unknown, code: Code, name: string): void {
  assert.throws(work, (error) => error instanceof OwcError && error.problem.code === code, name)
}

test('tiles: paths have one spelling and come back', () => {
  assert.equal(tilePath({ level: 0, index: 1234067, width: 256 }), 'tile/0/x001/x234/067')
  assert.equal(tilePath({ level: 'entries', index: 5, width: 3 }), 'tile/entries/005.p/3')
  fc.assert(
    fc.property(
      fc.record({
        level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
        index: fc.maxSafeInteger().map(Math.abs),
        width: fc.integer({ min: 1, max: 256 }),
      }),
      (tile) => assert.deepEqual(parseTilePath(tilePath(tile)), { ...tile }),
    ),
    FIXED,
  )
  for (const path of [
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/000',
    'tile/0/000.p/256',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000/',
    'tile/0/../000',
    'tile/data/000',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])
    assert.equal(parseTilePath(path), undefined, path)
})

test('tiles: those of a size are what the format says', () => {
  assert.deepEqual([...tilesOf(0)], [])
  assert.deepEqual([...tilesOf(256)].map(tilePath), ['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1'])
  assert.deepEqual([...tilesOf(257)].map(tilePath), [
    'tile/entries/000',
    'tile/entries/001.p/1',
    'tile/0/000',
    'tile/0/001.p/1',
    'tile/1/000.p/1',
  ])
})

test('tiles: a reader falls back to the full tile and refuses a short one', async () => {
  const full = new Uint8Array(8192).fill(7)
  const partial = { level: 0, index: 0, width: 3 }
  const onlyFull = async (path: string) => (path === 'tile/0/000' ? full : undefined)
  assert.equal((await readTile(onlyFull, partial)).length, 96)
  await assert.rejects(
    readTile(async () => full.subarray(0, 64), partial),
    /96 bytes, found 64/,
  )
  await assert.rejects(
    readTile(async () => undefined, partial),
    /found nothing/,
  )
})

test('bundles: entries come back; cut, padded and overfull ones are refused', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (entries) => {
      const back = decodeBundle(encodeBundle(entries), 'test', entries.length)
      assert.deepEqual(
        back.map((entry) => [...entry]),
        entries.map((entry) => [...entry]),
      )
    }),
    { ...FIXED, numRuns: 50 },
  )
  const bundle = encodeBundle([utf8('a'), utf8('bc')])
  throwsCode(() => decodeBundle(bundle.subarray(0, -1), 'test', 2), 'log-invalid', 'cut')
  throwsCode(() => decodeBundle(bundle, 'test', 3), 'log-invalid', 'too few')
  throwsCode(() => decodeBundle(Uint8Array.of(...bundle, 0), 'test', 2), 'log-invalid', 'a byte more')
  const many = encodeBundle(Array.from({ length: 257 }, () => utf8('')))
  throwsCode(() => decodeBundle(many, 'test', 256), 'log-invalid', '257 entries')
  assert.throws(() => encodeBundle([new Uint8Array(65536)]), RangeError)
})

test('notes: what is refused', () => {
  const line = `— a.example ${'A'.repeat(8)}`
  for (const [name, note] of [
    ['no blank line', 'text\n'],
    ['no final LF', `text\n\n${line}`],
    ['control character', `te\u0001xt\n\n${line}\n`],
    ['carriage return', `text\r\n\n${line}\n`],
    ['lone surrogate', `te\ud800xt\n\n${line}\n`],
    ['hyphen for dash', 'text\n\n- a.example AAAAAAAA\n'],
    ['name with plus', 'text\n\n— a+b AAAAAAAA\n'],
    ['name with U+0085', 'text\n\n— a\u0085b AAAAAAAA\n'],
    ['too short', 'text\n\n— a.example AAAA\n'],
    ['base64 with garbage', 'text\n\n— a.example AAAA*AAA\n'],
    ['65 signatures', `text\n\n${`${line}\n`.repeat(65)}`],
    ['too long', `${'x'.repeat(1 << 18)}\n\n${line}\n`],
  ] as const)
    throwsCode(() => parseNote(note, 'test'), 'note-invalid', name)
  assert.equal(parseNote(`a\n\nb\n\n${line}\n`, 'test').text, 'a\n\nb\n')
  assert.equal(parseNote(`a\n\n${`${line}\n`.repeat(16)}`, 'test').signatures.length, 16)
})

test('verifier keys: what is refused', () => {
  const good = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  assert.equal(noteKeyText(parseNoteKey(crypto, good, 'test')), good)
  for (const text of [
    '',
    good.replace('530d903a', '530d903b'),
    good.replace('+Ae', '+Be'),
    good.slice(0, -4),
    good.replace('example', 'exam ple'),
  ])
    throwsCode(() => parseNoteKey(crypto, text, 'test'), 'note-invalid', text)
})

test('checkpoints: what is refused', () => {
  const good = { origin: 'a.example', size: 3, root: crypto.sha256(utf8('x')) }
  assert.deepEqual(parseCheckpoint(checkpointText(good), 'test').size, 3)
  assert.equal(parseCheckpoint(`a.example\n3\n${HASH}\nextension\n`, 'test').size, 3)
  for (const text of [
    '',
    `\n3\n${HASH}\n`,
    `a\n03\n${HASH}\n`,
    `a\n-1\n${HASH}\n`,
    `a\n1.5\n${HASH}\n`,
    `a\n9007199254740992\n${HASH}\n`,
    `a\n3\n${HASH}`,
    `a\n3\n${HASH.slice(4)}\n`,
    `a\n3\n${HASH}\n\nx\n`,
  ])
    throwsCode(() => parseCheckpoint(text, 'test'), 'checkpoint-invalid', JSON.stringify(text))
})

test('tlog-proofs: come back, and what is refused', () => {
  const proof = { index: 5, path: [crypto.sha256(utf8('x'))], checkpoint: 'c\n\n— x y\n', extra: utf8('e') }
  const back = parseTlogProof(tlogProofText(proof), 'test')
  assert.equal(tlogProofText(back), tlogProofText(proof))
  const head = 'c2sp.org/tlog-proof@v1'
  for (const [name, text] of [
    ['other version', 'c2sp.org/tlog-proof@v2\nindex 1\n\nc\n'],
    ['no index', `${head}\n\nc\n`],
    ['negative index', `${head}\nindex -1\n\nc\n`],
    ['short hash', `${head}\nindex 1\nAAAA\n\nc\n`],
    ['65 hashes', `${head}\nindex 1\n${`${HASH}\n`.repeat(65)}\nc\n`],
    ['no checkpoint', `${head}\nindex 1\n`],
    ['bad extra', `${head}\nextra *\nindex 1\n\nc\n`],
  ] as const)
    throwsCode(() => parseTlogProof(text, 'test'), 'proof-invalid', name)
})

test('time leaves: the vector, and nothing else poses as one', () => {
  const leaf = timeLeaf(1767225600)
  assert.equal(parseTimeLeaf(leaf), 1767225600)
  assert.equal(
    Buffer.from(crypto.sha256(Uint8Array.of(0), leaf)).toString('hex'),
    'eb6cc7cac988f62718d5f45384b5bafa3a0039ae179c05e40388c2a1c3af01af',
  )
  for (const text of [
    'owc-time/v1\ntime 01\n',
    'owc-time/v1\ntime 1',
    'owc-time/v1\ntime -1\n',
    'owc-entry/v1\n',
  ])
    assert.equal(parseTimeLeaf(utf8(text)), undefined, text)
  for (const seconds of [-1, 0.5, Number.NaN]) assert.throws(() => timeLeaf(seconds), RangeError)
})

const keys = [1, 2, 3].map((n) =>
  noteKey(crypto, { name: `w${n}.example`, type: 0x04, key: keyPairFromSeed(seed(n), crypto).key.raw }),
)
const [one, two, three] = keys.map(noteKeyText)
const logKey = noteKeyText(
  noteKey(crypto, { name: 'log.example', type: 0x01, key: keyPairFromSeed(seed(9), crypto).key.raw }),
)

test('policy: groups count witnesses', () => {
  const text = `# who we trust
log ${logKey} https://log.example/
witness a ${one} https://w1.example/
witness b ${two}
witness c ${three}
group ab any a b
group all 2 ab c
quorum all
`
  const policy = parsePolicy(crypto, text, 'policy')
  assert.equal(policy.logs[0]?.url, 'https://log.example/')
  const met = (...numbers: number[]) =>
    quorumMet(
      policy.quorum,
      keys.filter((_, i) => numbers.includes(i + 1)).map((key) => ({ key, timeSeconds: 1 })),
    )
  assert.deepEqual([met(1, 3), met(2, 3), met(1, 2), met(3), met()], [true, true, false, false, false])
  assert.equal(quorumMet(parsePolicy(crypto, `log ${logKey}\nquorum none\n`, 'policy').quorum, []), true)
})

test('policy: what is refused', () => {
  for (const [name, text] of [
    ['no quorum', `log ${logKey}\n`],
    ['two quorums', 'quorum none\nquorum none\n'],
    ['unknown word', 'trust me\n'],
    ['unknown name', 'quorum a\n'],
    ['duplicate key', `witness a ${one}\nwitness b ${one}\nquorum a\n`],
    ['duplicate name', `witness a ${one}\nwitness a ${two}\nquorum a\n`],
    ['name none', `witness none ${one}\nquorum none\n`],
    ['used twice', `witness a ${one}\ngroup g any a\ngroup h any a\nquorum h\n`],
    ['too high a threshold', `witness a ${one}\ngroup g 2 a\nquorum g\n`],
    ['empty group', 'group g all\nquorum g\n'],
    ['log key as witness', `witness a ${logKey}\nquorum a\n`],
    ['words too many', `log ${logKey} https://a b\nquorum none\n`],
  ] as const)
    throwsCode(() => parsePolicy(crypto, text, 'policy'), 'policy-invalid', name)
})

test('parsers: damaged text gives an error for people or a value, never anything else', () => {
  const root = crypto.sha256(utf8('x'))
  const text = checkpointText({ origin: 'log.example', size: 7, root })
  const note = `${text}\n— log.example ${HASH}\n`
  const proof = tlogProofText({ index: 3, path: [root, root], checkpoint: note })
  const policy = `log ${logKey}\nwitness a ${one}\ngroup g any a\nquorum g\n`
  const parsers: readonly (readonly [string, (text: string) => unknown])[] = [
    [note, (damaged) => parseNote(damaged, 'fuzz')],
    [text, (damaged) => parseCheckpoint(damaged, 'fuzz')],
    [proof, (damaged) => parseTlogProof(damaged, 'fuzz')],
    [policy, (damaged) => parsePolicy(crypto, damaged, 'fuzz')],
    [one ?? '', (damaged) => parseNoteKey(crypto, damaged, 'fuzz')],
  ]
  const damage = fc.record({
    which: fc.nat({ max: parsers.length - 1 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 20 }),
    put: fc
      .array(fc.constantFrom(...'\n \t\r\0+=/A0z-—é\ufeff\ud800*'), { maxLength: 8 })
      .map((list) => list.join('')),
  })
  let refused = 0
  fc.assert(
    fc.property(damage, ({ which, at, cut, put }) => {
      const [good, parse] = parsers[which] as (typeof parsers)[number]
      const place = Math.floor(at * good.length)
      try {
        parse(good.slice(0, place) + put + good.slice(place + cut))
      } catch (error) {
        assert.ok(error instanceof OwcError, String(error))
        refused += 1
      }
    }),
    { ...FIXED, numRuns: 2_000 },
  )
  assert.ok(refused > 500, `${refused} refused`)
})
