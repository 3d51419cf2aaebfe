// Page tokens: the key of the last row, opaque to whoever passes it on, checked when it comes back.

import { fromHex, fromUtf8, toHex, utf8 } from '../../base/bytes.ts'
import { OwcError } from '../../base/errors.ts'

export function writeToken(key: readonly (string | number)[]): string {
  return toHex(utf8(JSON.stringify(key)))
}

/** @param kinds what each part of the key must be
 *  @throws OwcError `usage` for a token that no page gave out */
export function readToken(token: string, kinds: readonly ('string' | 'number')[]): readonly unknown[] {
  const text = fromUtf8(fromHex(token) ?? new Uint8Array())
  const value = text === undefined ? undefined : parsed(text)
  if (Array.isArray(value) && value.length === kinds.length && value.every((part, i) => is(part, kinds[i])))
    return value
  throw new OwcError({
    code: 'usage',
    where: 'after',
    expected: 'a page token of this list, in the same order',
    found: JSON.stringify(token.slice(0, 80)),
    hint: 'Begin again with the first page.',
  })
}

function is(part: unknown, kind: 'string' | 'number' | undefined): boolean {
  return kind === 'number' ? Number.isSafeInteger(part) : typeof part === kind
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a token that is no JSON is answered like any other foreign one
  }
}
