// SHA-256 digests as text: 64 lower-case hex digits inside the program, `sha256:` before them in JSON and print.

import { OwcError } from './errors.ts'

declare const brand: unique symbol
export type Sha256 = string & { readonly [brand]: 'sha256' } // 64 lower-case hex digits

export function sha256(text: string): Sha256 | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (text as Sha256) : undefined
}

/** Takes `sha256:` + hex or bare hex. */
export function parseDigest(text: string, where: string): Sha256 {
  const digest = sha256(text.startsWith('sha256:') ? text.slice(7) : text)
  if (digest !== undefined) return digest
  throw new OwcError({
    code: 'digest-invalid',
    where,
    expected: 'sha256: and 64 hexadecimal digits',
    found: JSON.stringify(text.slice(0, 80)),
  })
}

/** `sha256:` + 64 hex, the form of JSON and print. */
export function digestText(digest: Sha256): string {
  return `sha256:${digest}`
}

/** First 12 digits, for people. */
export function shortDigest(digest: Sha256): string {
  return digest.slice(0, 12)
}
