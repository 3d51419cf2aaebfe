// Sealing (reference README): what is committed to now and opens later. The commitment is
// SHA-256("owc-seal-v1\0" ‖ 32-byte salt ‖ payload); the `seal` statement logs it, the `reveal` statement carries salt
// and payload digest, and the payload has its effect from the reveal's index on.
// Invariant: 32 random bytes of salt, so that nothing can be guessed from the commitment.

import { utf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import type { Crypto } from './crypto.ts'

export const SEAL_SALT_BYTES = 32
const PREFIX = utf8('owc-seal-v1\0')

export function sealCommitment(salt: Uint8Array, payload: Uint8Array, crypto: Crypto): Sha256 {
  if (salt.length !== SEAL_SALT_BYTES) throw new RangeError(`expected ${SEAL_SALT_BYTES} bytes of salt`)
  return crypto.sha256(PREFIX, salt, payload).toHex() as Sha256
}

/** Whether salt and payload open a commitment. */
export function opensSeal(
  commitment: Sha256,
  opened: { readonly salt: Uint8Array; readonly payload: Uint8Array },
  crypto: Crypto,
): boolean {
  if (opened.salt.length !== SEAL_SALT_BYTES) return false
  return sealCommitment(opened.salt, opened.payload, crypto) === commitment
}
