// What was read from the files of a release before anybody said anything about it, and how a value's place is named.

import type { Sha256 } from '../../base/digest.ts'
import type { Fact, InspectedFile, SetInspection } from '../../weights/inspection.ts'
import { hiddenIn } from './record-yaml.ts'
import { roleOf } from './words.ts'

export const MAX_HEAD_BYTES = 512 * 1024 // of a text
export const MAX_HEADS = 64 // texts of one release
const MAX_FILLED = 300 // characters of a value that is taken over

/** The files that are published, as they are now, in the order of the manifest. */
export type Found = {
  readonly artifact: Sha256
  readonly files: readonly InspectedFile[]
  readonly set: SetInspection
}

export type FoundFiles = Found & {
  /** First bytes of texts that people write, by path: whole up to MAX_HEAD_BYTES. */
  readonly heads: ReadonlyMap<string, string>
}

/** Texts that a record may quote, and whose titles are looked at. */
export function isWritten(path: string): boolean {
  return ['licence-text', 'notice', 'card', 'template'].includes(roleOf(path) ?? '')
}

/** What is shown beside a draft and refuses nothing. */
export type DraftFinding = { readonly code: string; readonly where: string; readonly says: string }

export function factsOf({ inspection }: InspectedFile, pattern: RegExp): readonly Fact[] {
  return inspection.facts.filter(({ key, value }) => pattern.test(key) && value !== '')
}

/** May the value stand in a record as it is? What cannot be seen whole is only shown. */
export function fillable({ value }: Fact): boolean {
  return value.length <= MAX_FILLED && hiddenIn(value) === undefined
}

/** "README.md, byte 12, license" */
export function placeOf({ path }: InspectedFile, { key, offset }: Fact): string {
  return `${path}, byte ${offset}, ${key}`
}
