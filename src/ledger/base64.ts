// Base64 of either alphabet, read strictly: DSSE verifiers must accept both (protocol 1.0.2), and one text has one
// meaning: no mixing, no blanks, no stray bits; padding is required as `toBase64` writes it.

/** Undefined for anything but well-formed standard or URL-safe base64 with padding. */
export function fromAnyBase64(text: string): Uint8Array | undefined {
  const alphabet = /[-_]/.test(text) ? 'base64url' : 'base64'
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return undefined
  try {
    return Uint8Array.fromBase64(text, { alphabet, lastChunkHandling: 'strict' })
  } catch {
    return undefined
  }
}
