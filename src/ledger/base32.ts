// Base32 (RFC 4648 6), lower case, without padding: the text of identity ids.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff // at most 4 left over bits and 8 new ones
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >> bits) & 31]
    }
  }
  return bits === 0 ? text : text + ALPHABET[(value << (5 - bits)) & 31]
}
