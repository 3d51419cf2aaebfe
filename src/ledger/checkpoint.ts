// The text of a checkpoint (c2sp.org/tlog-checkpoint): origin, size, root, each on a line. Extension lines are read
// and never written. The signed form is a note (note.ts) whose key name is the origin.

import { fromBase64, toBase64 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { HASH_BYTES } from './merkle.ts'

export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array }

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** @throws OwcError `checkpoint-invalid` */
export function parseCheckpoint(text: string, where: string): Checkpoint {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n')
  if (origin === '') throw bad(where, 'an origin on the first line', 'an empty line')
  const size = parseSize(sizeText)
  if (size === undefined) throw bad(where, 'a tree size on the second line', sizeText)
  const root = fromBase64(rootText)
  if (root?.length !== HASH_BYTES) throw bad(where, '32 bytes in base64 on the third line', rootText)
  if (rest.pop() !== '' || rest.includes('')) throw bad(where, 'lines that are not empty', text.slice(-40))
  return { origin, size, root }
}

/** Decimal without leading zeros, at most 2^53 − 1; undefined otherwise. */
export function parseSize(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined
  const size = Number(text)
  return Number.isSafeInteger(size) ? size : undefined
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({
    code: 'checkpoint-invalid',
    where,
    expected,
    found: JSON.stringify(found.slice(0, 80)),
  })
}
