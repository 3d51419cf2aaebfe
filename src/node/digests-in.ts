// Every digest that a text names, wherever it stands in it: 64 hex digits by themselves, also inside base64 (the payload
// of an envelope, an envelope that is sealed). What a text does not spell out in either form it does not name.

import { fromBase64, fromUtf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'

const HEX = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g
const BASE64 = /[A-Za-z0-9+/]{86,}={0,2}/g // what holds 64 digits is no shorter
const MAX_DEPTH = 3 // a sealed envelope: base64 of JSON with base64 of JSON

export function* digestsIn(text: string, depth = 0): Generator<Sha256> {
  for (const [digest] of text.matchAll(HEX)) yield digest as Sha256
  if (depth === MAX_DEPTH) return
  for (const [run] of text.matchAll(BASE64)) {
    const bytes = fromBase64(run)
    const inner = bytes && fromUtf8(bytes)
    if (inner !== undefined) yield* digestsIn(inner, depth + 1)
  }
}
