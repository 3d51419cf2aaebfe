// What bytes were expected to be, against what they are.

import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Stored } from '../contracts.ts'

/** @throws OwcError `bytes-differ` */
export function checkExpected(expect: Partial<Stored>, found: Stored): void {
  if (expect.sizeBytes !== undefined && expect.sizeBytes !== found.sizeBytes)
    throw differs(expect, { expected: `${expect.sizeBytes} bytes`, found: `${found.sizeBytes}` })
  if (expect.sha256 !== undefined && expect.sha256 !== found.sha256)
    throw differs(expect, { expected: digestText(expect.sha256), found: digestText(found.sha256) })
}

/** @throws OwcError `bytes-differ` as soon as a stream is longer than expected */
export function checkRoom(expect: Partial<Stored>, sizeBytes: number): void {
  if (expect.sizeBytes !== undefined && sizeBytes > expect.sizeBytes)
    throw differs(expect, { expected: `${expect.sizeBytes} bytes`, found: 'more' })
}

function differs({ sha256 }: Partial<Stored>, words: { expected: string; found: string }): OwcError {
  return new OwcError({
    code: 'bytes-differ',
    where: sha256 === undefined ? 'bytes on their way in' : digestText(sha256),
    ...words,
    hint: 'Nothing was kept: the source gave other bytes than it promised, or they changed on the way.',
  })
}
