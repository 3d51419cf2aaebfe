// Hash functions as a parameter, so that the parsers import no `node:*` and run in a browser too.
// src/ledger's Crypto fits, and so does node:crypto's createHash.

export type HashStream = { update(bytes: Uint8Array): unknown; digest(): Uint8Array }

export type Hashing = { sha256Stream(): HashStream; sha1Stream(): HashStream }
