// Whether a browser can check what a node checks. Asked by vectors, not by names: one signature that must hold and one
// that must not. Ed25519 came to WebCrypto in 2024 and 2025; where it is missing every signature would look forged, so
// the page then judges nothing. What libraries judge differently is refused before any of them is asked
// (ledger/strict-signatures.ts), here as on a node. Source: RFC 8032 7.1, test 2.

import type { Crypto } from '../ledger/crypto.ts'

export type Capability = { readonly able: boolean; readonly words: readonly string[] }

const KEY = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'
const SIGNATURE =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'

export async function capabilityOf(crypto: Crypto): Promise<Capability> {
  const subtle: unknown = globalThis.crypto?.subtle
  if (subtle === undefined)
    return { able: false, words: ['This browser offers no WebCrypto for pages that are opened as a file.'] }
  const key = Uint8Array.fromHex(KEY)
  const signature = Uint8Array.fromHex(SIGNATURE)
  const check = (byte: number) =>
    crypto.verify({ algorithm: 'ed25519', key, message: Uint8Array.of(byte), signature })
  if (!(await check(0x72)) || (await check(0x73)))
    return { able: false, words: ['This browser cannot check Ed25519 signatures.'] }
  return (await knowsMlDsa())
    ? { able: true, words: [] }
    : {
        able: true,
        words: [
          'This browser cannot check ML-DSA-44 signatures. What rests on one is shown as not signed; owc verify can check it.',
        ],
      }
}

/** By a key of the right length: a browser without the algorithm refuses its name. */
async function knowsMlDsa(): Promise<boolean> {
  try {
    await globalThis.crypto.subtle.importKey('raw-public', new Uint8Array(1312), 'ML-DSA-44', false, [
      'verify',
    ])
    return true
  } catch {
    return false
  }
}
