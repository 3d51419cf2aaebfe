// What signing tests share: keys from fixed seeds, a log in memory, and a small release with its bundle.

import { utf8 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { type ManifestFile, manifestBytes } from '../../src/base/manifest.ts'
import type { Instant } from '../../src/base/time.ts'
import type { Bundle, BundledStatement } from '../../src/ledger/bundle.ts'
import { checkpointText } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { tensorBlob } from '../../src/ledger/damage.ts'
import { statementEntry } from '../../src/ledger/entry.ts'
import { type Envelope, signEnvelope } from '../../src/ledger/envelope.ts'
import { type IdentityKey, identityKey } from '../../src/ledger/identity.ts'
import { consistencySpans, inclusionSpans, leafHash, treeHash } from '../../src/ledger/merkle.ts'
import { noteKey, noteKeyText, noteText } from '../../src/ledger/note.ts'
import { type KeyPair, keyPairFromSeed } from '../../src/ledger/signer.ts'
import { identityId, makeStatement, nonceText, readStatement } from '../../src/ledger/statement.ts'
import { timeLeaf } from '../../src/ledger/time-leaf.ts'
import { tlogProofText } from '../../src/ledger/tlog-proof.ts'

export const ORIGIN = 'log.example/owc-test'
export const START = 1767225600 // 2026-01-01T00:00:00Z

export function seed(first: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => (first + i) & 0xff)
}

export function pair(first: number): KeyPair {
  return keyPairFromSeed(seed(first), crypto)
}

export const logPair = pair(0)
export const witnessPair = pair(32)
export const labPair = pair(64)

export type MemoryLog = ReturnType<typeof memoryLog>

/** A log that proves anything it was given, under any size. */
export function memoryLog(origin = ORIGIN, signer = logPair) {
  const leaves: Uint8Array[] = []
  const key = noteKey(crypto, { name: origin, type: 1, key: signer.key.raw })
  const hashes = (start: number, end: number) =>
    leaves.slice(start, end).map((leaf) => leafHash(crypto, leaf))
  const root = (size: number) => treeHash(crypto, hashes(0, size))
  const over = ({ start, end }: { start: number; end: number }) => treeHash(crypto, hashes(start, end))
  const checkpoint = async (size = leaves.length) => {
    const text = checkpointText({ origin, size, root: root(size) })
    const signature = await signer.sign(utf8(text))
    return noteText({ text, signatures: [{ name: origin, keyId: key.keyId, signature }] })
  }
  return {
    key,
    origin,
    vkey: noteKeyText(key),
    leaves,
    root,
    checkpoint,
    add: (leaf: Uint8Array) => leaves.push(leaf) - 1,
    prove: async (index: number, size = leaves.length) =>
      tlogProofText({
        index,
        path: inclusionSpans(index, size).map(over),
        checkpoint: await checkpoint(size),
      }),
    consistency: (from: number, to: number) => ({
      origin,
      from,
      to,
      path: consistencySpans(from, to).map(over),
    }),
  }
}

export function nonce(n: number): string {
  return nonceText(Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? n : 0)))
}

export function header(n: number, issuer: string | null = null) {
  return { issuer, home: ORIGIN, nonce: nonce(n), issued: '2026-01-01T00:00:00Z' as Instant }
}

export function genesisBody(keys: readonly IdentityKey[], more: object = {}) {
  return { id: null, homeLog: ORIGIN, name: 'Lab', kinds: ['publisher'], keys, threshold: 1, ...more }
}

export async function genesis(
  signers: readonly KeyPair[],
  keys = signers.map(({ key }) => identityKey(key)),
  more = {},
) {
  const given = { type: 'owc:identity/v1', subjects: [], body: genesisBody(keys, more) }
  const payload = makeStatement({ ...given, header: { ...header(1), seq: 0, prev: null } }, crypto)
  return { envelope: await signEnvelope(payload, signers), id: identityId(payload, crypto) }
}

export type Saying = {
  readonly type: string
  readonly issuer: string
  readonly subjects: readonly Sha256[]
  readonly body?: object
  readonly n?: number
  readonly order?: { readonly seq: number; readonly prev: Sha256 }
}

export async function say(
  { type, issuer, subjects, body = {}, n = 2, order }: Saying,
  signers: readonly KeyPair[],
) {
  const about = subjects.map((digest) => ({ digest }))
  const given = { type, subjects: about, header: { ...header(n, issuer), ...order }, body: { ...body } }
  return signEnvelope(makeStatement(given, crypto), signers)
}

export function typeOf(envelope: Envelope): string {
  return readStatement(envelope.payload, 'envelope', crypto).type
}

export function idOf(envelope: Envelope): Sha256 {
  return crypto.sha256(envelope.payload).toHex() as Sha256
}

export function sha(text: string | Uint8Array): Sha256 {
  return crypto.sha256(typeof text === 'string' ? utf8(text) : text).toHex() as Sha256
}

export const CONTENT: Readonly<Record<string, Uint8Array>> = {
  'config.json': utf8('{"model_type":"tiny"}'),
  'model.safetensors': Uint8Array.from({ length: 96 }, (_, i) => (i * 7) & 0xff),
}

export function filesOf(content: Readonly<Record<string, Uint8Array>>): ManifestFile[] {
  return Object.entries(content).map(([path, bytes]) => ({
    path,
    sizeBytes: bytes.length,
    sha256: sha(bytes),
  }))
}

export const TENSORS = [
  { name: 'embed.weight', offset: 16, sizeBytes: 32 },
  { name: 'head.weight', offset: 48, sizeBytes: 48 },
]

export type Release = Awaited<ReturnType<typeof release>>

/** A log with an identity, a release and two time leaves, and the bundle of the release. */
export async function release(log = memoryLog(), extra: readonly Envelope[] = []) {
  const files = filesOf(CONTENT)
  const artifact = sha(manifestBytes(files))
  const lab = await genesis([labPair])
  const record = await say(
    { type: 'owc:release/v1', issuer: lab.id, subjects: [artifact], body: { name: 'lab/tiny' } },
    [labPair],
  )
  const said = [lab.envelope, record, ...extra]
  const times = [START, START + 60]
  const timeIndexes = [log.add(timeLeaf(START))]
  const indexes = [log.add(statementEntry(lab.envelope, typeOf(lab.envelope), crypto))]
  timeIndexes.push(log.add(timeLeaf(START + 60)))
  for (const one of said.slice(1)) indexes.push(log.add(statementEntry(one, typeOf(one), crypto)))
  const bundle = async (size = log.leaves.length): Promise<Bundle> => ({
    subject: idOf(record),
    statements: await Promise.all(
      said.map(async (envelope, i): Promise<BundledStatement> => {
        return { envelope, proofs: [await log.prove(indexes[i] as number, size)] }
      }),
    ),
    times: await Promise.all(
      times.map(async (seconds, i) => ({
        seconds,
        proofs: [await log.prove(timeIndexes[i] as number, size)],
      })),
    ),
    files,
    blobs: [weightsTable()],
    oms: [],
    consistency: [],
  })
  return { log, lab, record, artifact, files, indexes, bundle }
}

function weightsTable() {
  const weights = CONTENT['model.safetensors'] as Uint8Array
  const rows = TENSORS.map((row) => ({
    ...row,
    sha256: sha(weights.subarray(row.offset, row.offset + row.sizeBytes)),
  }))
  return tensorBlob(sha(weights), rows, crypto)
}
