// OpenSSF Model Signing bundles (`model.sig`), key method over `files` + `sha256` with P-256, P-384 or P-521:
// https://github.com/ossf/model-signing-spec and model_signing 1.1.1, with the gaps closed that its verifier leaves
// open (signing 2): names are bound, ignored paths are told, nothing is doubled, nothing is covered by an empty list.
// Other methods are reported as not checked. Never used as an identity of content: its root does not cover names.

import { compareBytes, concat, utf8 } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import type { Sha256 } from '../base/digest.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { parseStrict } from '../base/strict-json.ts'
import type { Crypto } from './crypto.ts'
import { envelopeBytes, pae, STATEMENT_PAYLOAD_TYPE, signEnvelope } from './envelope.ts'
import { encodeSpki, type Signer, spkiPem } from './keys.ts'
import { hintOf, type OmsKey } from './oms-key.ts'
import {
  OMS_MEDIA_TYPE,
  OMS_PREDICATE,
  OmsFault,
  type OmsSigned,
  readOms,
  readOmsPayload,
} from './oms-read.ts'
import type { OmsFacts } from './report.ts'

export type OmsFile = { readonly path: string; readonly sha256: Sha256 }

export type OmsAnswer = { readonly facts: OmsFacts; readonly problems: readonly Problem[] }

/** At the root of a model; the reference tool neither signs nor checks them. */
const GIT_PATHS: readonly string[] = ['.git', '.gitattributes', '.github', '.gitignore']

/** What travels along with a copy and belongs to no artifact: the reference tool would call it an extra file. */
const BESIDE: readonly string[] = ['.owc']

/** `model.sig` text for the files of a release. Root-level git files stay out, as the reference tool has it.
 *  @param model.name base name of the folder, informational
 *  @param model.beside further paths that may lie beside the files and are none of them */
export async function signOms(
  model: {
    readonly name: string
    readonly files: readonly OmsFile[]
    readonly beside?: readonly string[]
  },
  signer: Signer,
  crypto: Crypto,
): Promise<string> {
  if (signer.key.algorithm !== 'ecdsa-p256-sha256') throw new TypeError('expected a P-256 key')
  const files = referenceOrder(model.files.filter(({ path }) => !isUnder(path, GIT_PATHS)))
  if (files.length === 0) throw refused('files', 'at least one file to sign', 'none')
  const payload = canonicalBytes({
    _type: 'https://in-toto.io/Statement/v1',
    predicate: {
      resources: files.map(({ path, sha256 }) => ({ algorithm: 'sha256', digest: sha256, name: path })),
      serialization: {
        allow_symlinks: false,
        hash_type: 'sha256',
        ignore_paths: [...BESIDE, ...(model.beside ?? [])],
        method: 'files',
      },
    },
    predicateType: OMS_PREDICATE,
    subject: [{ digest: { sha256: omsRoot(files, crypto) }, name: model.name }],
  })
  const { signatures } = await signEnvelope(payload, [signer])
  const unnamed = signatures.map(({ sig }) => ({ keyid: '', sig }))
  const envelope = envelopeBytes({ payload, payloadType: STATEMENT_PAYLOAD_TYPE, signatures: unnamed })
  const hint = hintOf(spkiPem(encodeSpki(signer.key)), crypto)
  return JSON.stringify({
    mediaType: OMS_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint }, tlogEntries: [] },
    dsseEnvelope: parseStrict(envelope, 'envelope'),
  })
}

/** SHA-256 over the raw digests in the order given; it covers no names. */
export function omsRoot(files: readonly Pick<OmsFile, 'sha256'>[], crypto: Crypto): Sha256 {
  return crypto.sha256(concat(files.map(({ sha256 }) => Uint8Array.fromHex(sha256)))).toHex() as Sha256
}

/** By lists of path segments, each by code points: `a/b.bin` before `a-b`. */
export function referenceOrder<F extends { readonly path: string }>(files: readonly F[]): readonly F[] {
  return files
    .map((file) => ({ file, parts: file.path.split('/').map(utf8) }))
    .sort((a, b) => compareParts(a.parts, b.parts))
    .map(({ file }) => file)
}

/** A `model.sig` against files that were hashed. `files` are all that are there, without the signature file itself. */
export async function verifyOms(
  text: Uint8Array,
  given: { readonly files: readonly OmsFile[]; readonly keys: readonly OmsKey[]; readonly where: string },
  crypto: Crypto,
): Promise<OmsAnswer> {
  try {
    return await verify(text, given, crypto)
  } catch (error) {
    if (error instanceof OmsFault) return notChecked(error.method, error.message)
    if (!(error instanceof OwcError)) throw error
    const { where, expected, found } = error.problem
    return bad('key', [{ code: 'oms-invalid', where, expected, found }])
  }
}

/** Whether a key-method signature is about other bytes than these, whoever made it. What cannot be read is not. */
export function signsOtherBytes(text: Uint8Array, files: readonly OmsFile[], crypto: Crypto): boolean {
  try {
    const { envelope } = readOms(parseStrict(text, 'model signature'), 'model signature')
    const signed = readOmsPayload(envelope.payload, 'model signature, payload')
    return compare(signed, files, { where: 'model signature', crypto }).problems.length > 0
  } catch (error) {
    if (error instanceof OmsFault || error instanceof OwcError) return false
    throw error
  }
}

async function verify(
  text: Uint8Array,
  { files, keys, where }: { files: readonly OmsFile[]; keys: readonly OmsKey[]; where: string },
  crypto: Crypto,
): Promise<OmsAnswer> {
  const { hint, envelope } = readOms(parseStrict(text, where), where)
  const tried = keys.filter((key) => hint === undefined || hint === key.hint)
  if (tried.length === 0)
    return notChecked('key', `its key ${hint?.slice(0, 12) ?? 'is not named and'} is not known here`)
  const message = pae(envelope.payloadType, envelope.payload)
  let signed = false
  for (const { algorithm, point } of tried)
    signed ||= await crypto.verify({ algorithm, key: point, message, signature: envelope.signature })
  if (!signed)
    return bad('key', [problem(where, 'a signature by the key that it names', 'one that does not verify')])
  return compare(readOmsPayload(envelope.payload, `${where}, payload`), files, { where, crypto })
}

/** Coverage: what is signed is there and the same, and what is there is signed or told. */
function compare(
  { resources, ignored, root }: OmsSigned,
  files: readonly OmsFile[],
  { where, crypto }: { readonly where: string; readonly crypto: Crypto },
): OmsAnswer {
  const problems: Problem[] = []
  const computed = omsRoot(resources, crypto)
  if (computed !== root) problems.push(problem(`${where}, subject`, `root ${computed}`, root))
  const single = resources.length === 1 && resources[0]?.path === '.'
  const signed = new Map(resources.map(({ path, sha256 }) => [single ? files[0]?.path : path, sha256]))
  const here = new Map(files.map(({ path, sha256 }) => [path, sha256]))
  const unsigned: string[] = []
  for (const { path, sha256 } of files) {
    const wanted = signed.get(path)
    if (wanted === sha256) continue
    if (wanted !== undefined) problems.push(problem(`${where}, ${path}`, `sha256 ${wanted}`, sha256))
    else if (isUnder(path, GIT_PATHS) || isUnder(path, ignored)) unsigned.push(path)
    else
      problems.push(problem(`${where}, ${path}`, 'a file that the signature covers', 'one that it does not'))
  }
  for (const path of signed.keys())
    if (path === undefined || !here.has(path))
      problems.push(problem(`${where}, ${path ?? '.'}`, 'a file that was signed', 'no file'))
  if (problems.length > 0) return bad('key', problems, unsigned)
  const because = unsigned.length === 0 ? 'covers every file' : `says nothing about ${unsigned.join(', ')}`
  return { facts: { verdict: 'good', method: 'key', because, unsigned }, problems: [] }
}

function compareParts(a: readonly Uint8Array[], b: readonly Uint8Array[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i]
    if (other === undefined) return 1
    const difference = compareBytes(part, other)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function isUnder(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(`${root}/`))
}

function notChecked(method: string, because: string): OmsAnswer {
  return { facts: { verdict: 'not checked', method, because, unsigned: [] }, problems: [] }
}

function bad(method: string, problems: readonly Problem[], unsigned: readonly string[] = []): OmsAnswer {
  const [first] = problems
  const because = first === undefined ? '' : `expected ${first.expected}, found ${first.found}`
  return { facts: { verdict: 'bad', method, because, unsigned }, problems }
}

function problem(where: string, expected: string, found: string): Problem {
  return { code: 'oms-invalid', where, expected, found }
}

function refused(where: string, expected: string, found: string): OwcError {
  return new OwcError(problem(where, expected, found))
}
