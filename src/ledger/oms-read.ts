// The form of model-signing bundles, strictly: protobuf JSON of a sigstore bundle v0.3 around a DSSE envelope around
// an in-toto statement that lists resources. What another method would check is a fault that says so (OmsFault).

import type { Sha256 } from '../base/digest.ts'
import { sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { checkPathSet } from '../base/paths.ts'
import { type Json, parseStrict } from '../base/strict-json.ts'
import { readEnvelope, STATEMENT_PAYLOAD_TYPE } from './envelope.ts'
import { objectOf, show } from './json-fields.ts'

export const OMS_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
export const OMS_PREDICATE = 'https://model_signing/signature/v1.0'
const MAX_PAYLOAD_BYTES = 16 << 20
const MAX_RESOURCES = 100_000
const MAX_IGNORED = 1000

/** A bundle that may well be good, by a method that is not checked here. */
export class OmsFault extends Error {
  readonly method: string
  constructor(method: string, because: string) {
    super(because)
    this.method = method
  }
}

export type OmsEnvelope = {
  readonly payloadType: string
  readonly payload: Uint8Array
  readonly signature: Uint8Array
}

export type OmsSigned = {
  readonly root: string
  readonly resources: readonly { readonly path: string; readonly sha256: Sha256 }[] // in the signed order
  readonly ignored: readonly string[]
}

/** @throws OwcError `oms-invalid`, `envelope-invalid`; OmsFault for another method */
export function readOms(
  json: Json,
  where: string,
): { readonly hint?: string; readonly envelope: OmsEnvelope } {
  const bundle = objectOf(json, where, bad)
  const unknown = Object.keys(bundle).find((key) => !TOP_FIELDS.includes(key))
  if (unknown !== undefined) throw bad(where, 'no other fields than a bundle has', unknown)
  if (bundle['mediaType'] !== OMS_MEDIA_TYPE)
    throw new OmsFault('unknown', `its media type is ${show(bundle['mediaType'])}`)
  const material = objectOf(bundle['verificationMaterial'], `${where}, verificationMaterial`, bad)
  for (const [field, method] of OTHER_METHODS)
    if (field in material) throw new OmsFault(method, `signatures of the ${method} method are not checked`)
  const { hint } = objectOf(material['publicKey'], `${where}, verificationMaterial, publicKey`, bad)
  if (hint !== undefined && typeof hint !== 'string') throw bad(`${where}, hint`, 'text', show(hint))
  const read = readEnvelope(bundle['dsseEnvelope'] ?? null, `${where}, dsseEnvelope`, MAX_PAYLOAD_BYTES)
  const [only, ...more] = read.signatures
  if (only === undefined || more.length > 0)
    throw bad(`${where}, signatures`, 'exactly one', `${read.signatures.length}`)
  if (read.payloadType !== STATEMENT_PAYLOAD_TYPE)
    throw bad(`${where}, payloadType`, STATEMENT_PAYLOAD_TYPE, read.payloadType)
  const envelope = { payloadType: read.payloadType, payload: read.payload, signature: only.sig }
  return hint === undefined || hint === '' ? { envelope } : { hint, envelope }
}

/** Reads the bytes that were verified.
 *  @throws OwcError `oms-invalid`, `json-invalid`; OmsFault for another serialisation */
export function readOmsPayload(payload: Uint8Array, where: string): OmsSigned {
  const statement = objectOf(parseStrict(payload, where), where, bad)
  if (statement['predicateType'] !== OMS_PREDICATE)
    throw bad(`${where}, predicateType`, OMS_PREDICATE, show(statement['predicateType']))
  const predicate = objectOf(statement['predicate'], `${where}, predicate`, bad)
  const serialization = objectOf(predicate['serialization'], `${where}, serialization`, bad)
  const { method, hash_type: hash, ignore_paths: ignored = [] } = serialization
  if (method !== 'files' || hash !== 'sha256')
    throw new OmsFault('key', `serialisation ${show(method)} with ${show(hash)} is not checked`)
  const resources = listOf(predicate['resources'], MAX_RESOURCES, `${where}, resources`).map((one, i) =>
    readResource(one, `${where}, resources[${i}]`),
  )
  if (resources.length === 0) throw bad(`${where}, resources`, 'at least one file', 'none')
  const paths = resources.map(({ path }) => path)
  if (new Set(paths).size !== paths.length) throw bad(`${where}, resources`, 'each name once', 'one twice')
  if (paths.includes('.') && paths.length > 1)
    throw bad(`${where}, resources`, '"." alone', 'it beside others')
  checkPathSet(paths, `${where}, resources`)
  return {
    root: rootOf(statement['subject'], `${where}, subject`),
    resources,
    ignored: listOf(ignored, MAX_IGNORED, `${where}, ignore_paths`).map((one) => readIgnored(one, where)),
  }
}

const TOP_FIELDS: readonly string[] = ['mediaType', 'verificationMaterial', 'dsseEnvelope']
const OTHER_METHODS: readonly (readonly [string, string])[] = [
  ['x509CertificateChain', 'certificate'],
  ['certificate', 'sigstore'],
]

function rootOf(json: Json | undefined, where: string): string {
  const subjects = listOf(json, 1, where)
  const digest = objectOf(objectOf(subjects[0], where, bad)['digest'], where, bad)['sha256']
  if (typeof digest !== 'string' || sha256(digest) === undefined)
    throw bad(where, 'one subject with a sha256', show(digest))
  return digest
}

function readResource(json: Json, where: string) {
  const { name, algorithm, digest } = objectOf(json, where, bad)
  if (algorithm !== 'sha256') throw new OmsFault('key', `resources by ${show(algorithm)} are not checked`)
  const hex = typeof digest === 'string' ? sha256(digest) : undefined
  if (hex === undefined) throw bad(`${where}, digest`, '64 hexadecimal digits', show(digest))
  if (typeof name !== 'string' || (name !== '.' && !isInside(name)))
    throw bad(`${where}, name`, 'a path inside the model', show(name))
  return { path: name, sha256: hex }
}

/** What is ignored is named exactly, inside the model; "." would ignore all of it. */
function readIgnored(json: Json, where: string): string {
  if (typeof json === 'string' && isInside(json) && !/[*?[\]]/.test(json)) return json
  throw bad(`${where}, ignore_paths`, 'paths inside the model', show(json))
}

function isInside(path: string): boolean {
  const parts = path.split('/')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\u0000-\u001f\\]/.test(path) && parts.every((part) => !['', '.', '..'].includes(part))
}

function listOf(json: Json | undefined, limit: number, where: string): readonly Json[] {
  if (!Array.isArray(json) || json.length > limit) throw bad(where, `a list of at most ${limit}`, show(json))
  return json
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'oms-invalid', where, expected, found })
}
