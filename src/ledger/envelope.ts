// DSSE envelopes (protocol 1.0.2): bytes, what they are, and who signed that. A signature covers PAE(type, payload).
// Who reads on reads the very payload bytes that were verified; an envelope is never encoded again for that.
// `keyid` only chooses which key to try: a threshold counts keys that verified, each once.

import { concat, toBase64, utf8 } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { type Json, parseStrict } from '../base/strict-json.ts'
import { fromAnyBase64 } from './base64.ts'
import type { Crypto } from './crypto.ts'
import { objectOf, show } from './json-fields.ts'
import type { PublicKey, Signer } from './keys.ts'
import { verifySshSignature } from './sshsig.ts'

export const STATEMENT_PAYLOAD_TYPE = 'application/vnd.in-toto+json'
export const MAX_PAYLOAD_BYTES = 1 << 20
export const MAX_ENVELOPE_BYTES = 2 << 20 // base64 of the largest payload, 16 ML-DSA signatures, and some air
export const MAX_SIGNATURES = 16
const MAX_SIGNATURE_BYTES = 4096
const MAX_KEYS = 256 // that may be tried for one signature without keyid

export type Signature = {
  readonly keyid: string // as claimed; '' when the envelope names none
  readonly sig: Uint8Array // of an SSH key: the SSHSIG blob (ledger/sshsig.ts)
}

export type Envelope = {
  readonly payloadType: string
  readonly payload: Uint8Array
  readonly signatures: readonly Signature[]
}

export type Verdict =
  | { readonly ok: true; readonly payload: Uint8Array; readonly signers: readonly string[] }
  | { readonly ok: false; readonly signers: readonly string[]; readonly problem: Problem }

/** Pre-authentication encoding: what is signed. */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType)
  return concat([utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload])
}

export async function signEnvelope(
  payload: Uint8Array,
  signers: readonly Signer[],
  payloadType = STATEMENT_PAYLOAD_TYPE,
): Promise<Envelope> {
  const message = pae(payloadType, payload)
  const signatures = await Promise.all(
    signers.map(async ({ key, sign }) => ({ keyid: key.keyid, sig: await sign(message) })),
  )
  return { payloadType, payload, signatures }
}

/** The envelope as JSON text, fields and signatures in a fixed order. */
export function envelopeBytes({ payload, payloadType, signatures }: Envelope): Uint8Array {
  const sorted = [...signatures].sort((a, b) => (a.keyid < b.keyid ? -1 : 1))
  return canonicalBytes({
    payload: toBase64(payload),
    payloadType,
    signatures: sorted.map(({ keyid, sig }) => ({ keyid, sig: toBase64(sig) })),
  })
}

/** @throws OwcError `envelope-invalid` or `json-invalid`; unknown fields are ignored, as DSSE asks */
export function parseEnvelope(bytes: Uint8Array, where: string): Envelope {
  if (bytes.length > MAX_ENVELOPE_BYTES)
    throw bad(where, `at most ${MAX_ENVELOPE_BYTES} bytes of envelope`, `${bytes.length}`)
  return readEnvelope(parseStrict(bytes, where), where)
}

/** The same of JSON that a strict parser has read already (bundles carry envelopes inside). */
export function readEnvelope(json: Json, where: string, maxPayloadBytes = MAX_PAYLOAD_BYTES): Envelope {
  const { payload, payloadType, signatures } = objectOf(json, where, bad)
  if (typeof payloadType !== 'string' || !/^[!-~]{1,256}$/.test(payloadType))
    throw bad(`${where}, payloadType`, '1 to 256 visible ASCII characters', show(payloadType))
  const body = typeof payload === 'string' ? fromAnyBase64(payload) : undefined
  if (body === undefined) throw bad(`${where}, payload`, 'base64 text', show(payload))
  if (body.length > maxPayloadBytes)
    throw bad(`${where}, payload`, `at most ${maxPayloadBytes} bytes`, `${body.length}`)
  if (!Array.isArray(signatures) || signatures.length === 0 || signatures.length > MAX_SIGNATURES)
    throw bad(`${where}, signatures`, `a list of 1 to ${MAX_SIGNATURES}`, show(signatures))
  const read = signatures.map((one: Json, i) => readSignature(one, `${where}, signatures[${i}]`))
  return { payloadType, payload: body, signatures: read }
}

function readSignature(json: Json, where: string): Signature {
  const { keyid = '', sig } = objectOf(json, where, bad)
  if (typeof keyid !== 'string' || keyid.length > 256)
    throw bad(`${where}, keyid`, 'text of at most 256 characters', show(keyid))
  const raw = typeof sig === 'string' ? fromAnyBase64(sig) : undefined
  if (raw === undefined || raw.length === 0 || raw.length > MAX_SIGNATURE_BYTES)
    throw bad(`${where}, sig`, `base64 of 1 to ${MAX_SIGNATURE_BYTES} bytes`, show(sig))
  return { keyid, sig: raw }
}

/** Which of `keys` have signed, each once, and whether they are `threshold` of them.
 *  The payload is handed out only when they are. */
export async function verifyEnvelope(
  envelope: Envelope,
  keys: readonly PublicKey[],
  threshold: number,
  crypto: Crypto,
): Promise<Verdict> {
  if (!Number.isSafeInteger(threshold) || threshold < 1 || keys.length > MAX_KEYS)
    throw new RangeError(`expected a threshold from 1 and at most ${MAX_KEYS} keys`)
  const message = pae(envelope.payloadType, envelope.payload)
  const valid = new Set<string>()
  for (const signature of envelope.signatures) {
    for (const key of keys) {
      if (signature.keyid !== '' && signature.keyid !== key.keyid) continue
      if (valid.has(key.keyid)) continue
      if (await verifySignature(key, message, signature.sig, crypto)) valid.add(key.keyid)
    }
  }
  const signers = [...valid].sort()
  if (signers.length >= threshold) return { ok: true, payload: envelope.payload, signers }
  const problem = {
    code: 'signature-invalid',
    where: 'signatures',
    expected: `good signatures of ${threshold} of ${keys.length} keys`,
    found: `${signers.length}, by claim of ${claimed(envelope)}`,
  } as const
  return { ok: false, signers, problem }
}

/** One signature by one key; how it is read follows from the key's algorithm, never from the envelope. */
export async function verifySignature(
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
  crypto: Crypto,
): Promise<boolean> {
  const { algorithm } = key
  if (algorithm === 'ssh-ed25519' || algorithm === 'sk-ssh-ed25519@openssh.com')
    return verifySshSignature({ key, message, signature }, crypto)
  return crypto.verify({ algorithm, key: key.raw, message, signature })
}

function claimed({ signatures }: Envelope): string {
  return signatures.map(({ keyid }) => (keyid === '' ? 'no named key' : keyid.slice(0, 12))).join(', ')
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'envelope-invalid', where, expected, found })
}
