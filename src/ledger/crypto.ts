// The seam to cryptography, so that verifying code imports no `node:*` and also runs in a browser.
// Two implementations: ledger/crypto-node.ts (node:crypto) and ledger/crypto-web.ts (@noble/hashes and WebCrypto).

export const ALGORITHMS = [
  'ed25519',
  'ssh-ed25519',
  'sk-ssh-ed25519@openssh.com',
  'ecdsa-p256-sha256',
  'ml-dsa-44',
] as const
export type Algorithm = (typeof ALGORITHMS)[number]

export type IncrementalHash = { update(bytes: Uint8Array): void; digest(): Uint8Array }

export type Crypto = {
  /** SHA-256 of the parts, one after another; synchronous, because trees are hashed with it. 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array
  sha512(bytes: Uint8Array): Uint8Array
  sha256Stream(): IncrementalHash
  /** Plain verification of one signature; strictness beyond the library's is in ledger/keys.ts.
   *  `key`: raw public key (32 bytes Ed25519, uncompressed or compressed SEC1 point P-256, 1312 bytes ML-DSA-44). */
  verify(check: {
    readonly algorithm: 'ed25519' | 'ecdsa-p256-sha256' | 'ml-dsa-44'
    readonly key: Uint8Array
    readonly message: Uint8Array
    readonly signature: Uint8Array
  }): Promise<boolean>
}
