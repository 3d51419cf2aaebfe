// An envelope on its way between people: the same JSON as everywhere, and its list of signatures may still be empty.
// What is signed is its payload as it stands; a signature that is added is checked before it is written.

import { fromBase64, toBase64 } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { OwcError } from '../base/errors.ts'
import { type JsonObject, parseStrict } from '../base/strict-json.ts'
import {
  type Envelope,
  envelopeBytes,
  MAX_ENVELOPE_BYTES,
  readEnvelope,
  STATEMENT_PAYLOAD_TYPE,
} from '../ledger/envelope.ts'

/** @throws OwcError `envelope-invalid`, `json-invalid` */
export function readLoose(bytes: Uint8Array, where: string): Envelope {
  if (bytes.length > MAX_ENVELOPE_BYTES)
    throw bad(where, `at most ${MAX_ENVELOPE_BYTES} bytes of envelope`, `${bytes.length}`)
  const json = parseStrict(bytes, where)
  const unsigned = unsignedPayload(json as JsonObject | null)
  return unsigned ?? readEnvelope(json, where)
}

function unsignedPayload(json: JsonObject | null): Envelope | undefined {
  const { payload, payloadType, signatures } = json ?? {}
  if (!Array.isArray(signatures) || signatures.length > 0 || payloadType !== STATEMENT_PAYLOAD_TYPE)
    return undefined
  const bytes = typeof payload === 'string' ? fromBase64(payload) : undefined
  return bytes && { payload: bytes, payloadType, signatures: [] }
}

export function looseBytes(envelope: Envelope): Uint8Array {
  if (envelope.signatures.length > 0) return envelopeBytes(envelope)
  const { payload, payloadType } = envelope
  return canonicalBytes({ payload: toBase64(payload), payloadType, signatures: [] })
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'envelope-invalid', where, expected, found })
}
