// The offline bundle (signing 8): a record with everything that is needed to judge it without network, in one JSON
// text of strict form, `application/vnd.owc.bundle.v1+json`. It carries no trust: keys, logs and witnesses that count
// come from the verifier. Reading checks form and limits only; verify.ts judges.

import { fromBase64, toBase64 } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { digestText, type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { ManifestFile } from '../base/manifest.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import { type Json, parseStrict } from '../base/strict-json.ts'
import { fromAnyBase64 } from './base64.ts'
import { type Envelope, readEnvelope } from './envelope.ts'
import { objectOf, show } from './json-fields.ts'

export const BUNDLE_MEDIA_TYPE = 'application/vnd.owc.bundle.v1+json'
export const BUNDLE_PATH = '.owc/bundle.json' // in a copy of a release
export const MAX_BUNDLE_BYTES = 64 << 20
const MAX_STATEMENTS = 4096
const MAX_TIMES = 4096
const MAX_PROOFS = 16 // of one entry: as many logs
const MAX_FILES = 100_000
const MAX_BLOBS = 4096
const MAX_OMS = 64
const MAX_CONSISTENCY = 1024
const MAX_HASHES = 64

export type BundledStatement = {
  readonly envelope: Envelope
  readonly proofs: readonly string[] // tlog-proof texts, of any logs
}

/** A time leaf: the entries after it in its log are not earlier. */
export type BundledTime = { readonly seconds: number; readonly proofs: readonly string[] }

export type BundledBlob = {
  readonly sha256: Sha256
  readonly mediaType: string
  readonly about?: Sha256 // the file that a table of tensors is of
  readonly data: Uint8Array
}

/** That one tree continues another (RFC 6962 2.1.2). */
export type BundledConsistency = {
  readonly origin: string
  readonly from: number
  readonly to: number
  readonly path: readonly Uint8Array[]
}

export type Bundle = {
  readonly subject: Sha256 // id of the statement that the bundle is about
  readonly statements: readonly BundledStatement[] // that one, identities of all signers, withdrawals, and more
  readonly times: readonly BundledTime[]
  readonly files: readonly ManifestFile[]
  readonly blobs: readonly BundledBlob[]
  readonly oms: readonly string[] // model-signing bundles, verbatim
  readonly consistency: readonly BundledConsistency[]
}

/** @throws OwcError `bundle-invalid` when it would be larger than a reader takes */
export function bundleBytes(bundle: Bundle): Uint8Array {
  const bytes = canonicalBytes({
    mediaType: BUNDLE_MEDIA_TYPE,
    subject: digestText(bundle.subject),
    statements: bundle.statements.map(({ envelope, proofs }) => ({
      envelope: envelopeJson(envelope),
      proofs,
    })),
    times: bundle.times,
    files: bundle.files.map(({ path, sizeBytes, sha256: digest }) => ({
      path,
      size: sizeBytes,
      sha256: digest,
    })),
    blobs: bundle.blobs.map((blob) => ({ ...blob, data: toBase64(blob.data) })),
    oms: bundle.oms,
    consistency: bundle.consistency.map((one) => ({ ...one, path: one.path.map(toBase64) })),
  })
  if (bytes.length > MAX_BUNDLE_BYTES)
    throw bad('bundle', `at most ${MAX_BUNDLE_BYTES} bytes`, `${bytes.length}`)
  return bytes
}

/** Unknown fields (`hints`, `timestamps`, `status` …) are for others and are passed over.
 *  @throws OwcError `bundle-invalid`, `json-invalid`, `envelope-invalid`, `path-invalid` */
export function parseBundle(bytes: Uint8Array, where: string): Bundle {
  if (bytes.length > MAX_BUNDLE_BYTES)
    throw bad(where, `at most ${MAX_BUNDLE_BYTES} bytes`, `${bytes.length}`)
  const json = objectOf(parseStrict(bytes, where), where, bad)
  if (json['mediaType'] !== BUNDLE_MEDIA_TYPE)
    throw bad(`${where}, mediaType`, BUNDLE_MEDIA_TYPE, show(json['mediaType']))
  const list = <T>(field: string, limit: number, read: (one: Json, at: string) => T): readonly T[] =>
    listOf(json[field] ?? [], limit, `${where}, ${field}`).map((one, i) =>
      read(one, `${where}, ${field}[${i}]`),
    )
  const files = list('files', MAX_FILES, readFile)
  checkPathSet(
    files.map(({ path }) => path),
    `${where}, files`,
  )
  return {
    subject: digestOf(json['subject'], `${where}, subject`),
    statements: list('statements', MAX_STATEMENTS, readBundled),
    times: list('times', MAX_TIMES, readTime),
    files,
    blobs: list('blobs', MAX_BLOBS, readBlob),
    oms: list('oms', MAX_OMS, textOf),
    consistency: list('consistency', MAX_CONSISTENCY, readConsistency),
  }
}

function readBundled(json: Json, where: string): BundledStatement {
  const { envelope = null, proofs } = objectOf(json, where, bad)
  return { envelope: readEnvelope(envelope, `${where}, envelope`), proofs: readProofs(proofs, where) }
}

function readTime(json: Json, where: string): BundledTime {
  const { seconds, proofs } = objectOf(json, where, bad)
  return { seconds: countOf(seconds, `${where}, seconds`), proofs: readProofs(proofs, where) }
}

function readProofs(json: Json | undefined, where: string): readonly string[] {
  return listOf(json ?? [], MAX_PROOFS, `${where}, proofs`).map((one, i) =>
    textOf(one, `${where}, proofs[${i}]`),
  )
}

function readFile(json: Json, where: string): ManifestFile {
  const { path, size, sha256: digest } = objectOf(json, where, bad)
  return {
    path: checkPath(textOf(path, `${where}, path`), `${where}, path`),
    sizeBytes: countOf(size, `${where}, size`),
    sha256: hexOf(digest, `${where}, sha256`),
  }
}

function readBlob(json: Json, where: string): BundledBlob {
  const { sha256: digest, mediaType, about, data } = objectOf(json, where, bad)
  const bytes = fromAnyBase64(textOf(data, `${where}, data`))
  if (bytes === undefined) throw bad(`${where}, data`, 'base64', 'other text')
  const blob = {
    sha256: hexOf(digest, `${where}, sha256`),
    mediaType: textOf(mediaType, `${where}, mediaType`),
    data: bytes,
  }
  return about === undefined ? blob : { ...blob, about: hexOf(about, `${where}, about`) }
}

function readConsistency(json: Json, where: string): BundledConsistency {
  const { origin, from, to, path } = objectOf(json, where, bad)
  return {
    origin: textOf(origin, `${where}, origin`),
    from: countOf(from, `${where}, from`),
    to: countOf(to, `${where}, to`),
    path: listOf(path, MAX_HASHES, `${where}, path`).map((one, i) => hashOf(one, `${where}, path[${i}]`)),
  }
}

/** Signatures keep their order: the envelope is the same one. */
function envelopeJson({ payload, payloadType, signatures }: Envelope) {
  const signed = signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64(sig) }))
  return { payload: toBase64(payload), payloadType, signatures: signed }
}

function listOf(json: Json | undefined, limit: number, where: string): readonly Json[] {
  if (!Array.isArray(json) || json.length > limit) throw bad(where, `a list of at most ${limit}`, show(json))
  return json
}

function textOf(json: Json | undefined, where: string): string {
  if (typeof json !== 'string') throw bad(where, 'text', show(json))
  return json
}

function countOf(json: Json | undefined, where: string): number {
  if (typeof json !== 'number' || json < 0) throw bad(where, 'a count', show(json))
  return json
}

function hashOf(json: Json, where: string): Uint8Array {
  const hash = typeof json === 'string' ? fromBase64(json) : undefined
  if (hash?.length !== 32) throw bad(where, 'base64 of 32 bytes', show(json))
  return hash
}

function hexOf(json: Json | undefined, where: string): Sha256 {
  const digest = typeof json === 'string' ? sha256(json) : undefined
  if (digest === undefined) throw bad(where, '64 hexadecimal digits', show(json))
  return digest
}

function digestOf(json: Json | undefined, where: string): Sha256 {
  const hex = typeof json === 'string' && json.startsWith('sha256:') ? sha256(json.slice(7)) : undefined
  if (hex === undefined) throw bad(where, 'sha256: and 64 hexadecimal digits', show(json))
  return hex
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'bundle-invalid', where, expected, found })
}
