// The seam to cryptography, so that verifying code imports no `node:*` and also runs in a browser.
// Two implementations: ledger/crypto-node.ts (node:crypto) and ledger/crypto-web.ts (@noble/hashes and WebCrypto).
// Both answer alike: what two libraries would judge differently is refused first (ledger/strict-signatures.ts).

export const ALGORITHMS = [
  'ed25519',
  'ssh-ed25519',
  'sk-ssh-ed25519@openssh.com',
  'ecdsa-p256-sha256',
  'ml-dsa-44',
] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** What `verify` computes. P-384 and P-521 occur in model signing (ledger/oms.ts) only. */
export type PlainAlgorithm =
  | 'ed25519'
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'ecdsa-p521-sha512'
  | 'ml-dsa-44'

export type SignatureCheck = {
  readonly algorithm: PlainAlgorithm
  readonly key: Uint8Array // raw: 32 bytes Ed25519, uncompressed SEC1 point ECDSA, 1312 bytes ML-DSA-44
  readonly message: Uint8Array
  readonly signature: Uint8Array // ECDSA: DER
}

export type IncrementalHash = { update(bytes: Uint8Array): void; digest(): Uint8Array }

export type Crypto = {
  /** SHA-256 of the parts, one after another; synchronous, because trees are hashed with it. 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array
  sha512(bytes: Uint8Array): Uint8Array
  sha256Stream(): IncrementalHash
  /** False for anything but a good signature, also for a key that is none and an algorithm that is not there. */
  verify(check: SignatureCheck): Promise<boolean>
}
