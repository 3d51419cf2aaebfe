// What is refused before a library looks at a signature, so that every verifier gives the same answer.
// Ed25519: points whose y is not reduced or whose order is low, in key and in R, and S not below the group order
// (signing 5: a signer could otherwise make a statement that Go accepts and Node 26 refuses). ECDSA: strict DER.

const P = 2n ** 255n - 19n
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n // L of RFC 8032 5.1

/** y of every point whose order divides 8, sign bit cleared. */
const LOW_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  littleEndian(Uint8Array.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')),
  littleEndian(Uint8Array.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')),
])

/** 32 bytes that may be an Ed25519 public key (or R): reduced, and not of low order. Not: that it is on the curve. */
export function isStrictPoint(point: Uint8Array): boolean {
  if (point.length !== 32) return false
  const y = littleEndian(point) & (2n ** 255n - 1n)
  return y < P && !LOW_ORDER.has(y)
}

export function isStrictEd25519(key: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64 || !isStrictPoint(key) || !isStrictPoint(signature.subarray(0, 32)))
    return false
  return littleEndian(signature.subarray(32)) < GROUP_ORDER
}

/** r ‖ s, each `sizeBytes` long, of a DER signature in its one shortest form; undefined for any other bytes. */
export function ecdsaRaw(der: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  const long = der[1] === 0x81
  const start = long ? 3 : 2
  const length = der[long ? 2 : 1] ?? 0
  if (der[0] !== 0x30 || length >= 0x80 !== long || der.length !== start + length) return undefined
  const r = derInteger(der, start, sizeBytes)
  if (r === undefined) return undefined
  const s = derInteger(der, r.end, sizeBytes)
  if (s === undefined || s.end !== der.length) return undefined
  const raw = new Uint8Array(2 * sizeBytes)
  raw.set(r.value, sizeBytes - r.value.length)
  raw.set(s.value, 2 * sizeBytes - s.value.length)
  return raw
}

function derInteger(der: Uint8Array, start: number, sizeBytes: number) {
  const length = der[start + 1] ?? 0
  const end = start + 2 + length
  if (der[start] !== 0x02 || length === 0 || length >= 0x80 || end > der.length) return undefined
  const digits = der.subarray(start + 2, end)
  const [first, second = 0] = [digits[0] as number, digits[1]]
  if (first >= 0x80) return undefined // negative
  if (first === 0 && (length === 1 || second < 0x80)) return undefined // zero, or not the shortest form
  const value = first === 0 ? digits.subarray(1) : digits
  return value.length <= sizeBytes ? { value, end } : undefined
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toReversed().toHex()}`)
}
