// Parts of a card by their headings, where a publisher wrote what the record does not repeat. A heading shows that
// something is said there, nothing more: such an answer is declared at most.

import { utf8 } from '../../../base/bytes.ts'
import type { Evidence } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { fileAt } from './grading.ts'
import { withRole } from './looked-up.ts'

const MAX_LINES = 20_000 // of one card
const MAX_HEADING = 300 // characters
const HEADING = /^(?:#{1,6}\s+\S|\*\*\S.*\*\*\s*:?\s*$)/

/** The first heading of a card that matches, quoted at its offset. */
export function headingIn(dossier: Pick<Dossier, 'files'>, pattern: RegExp): Evidence | undefined {
  for (const file of withRole(dossier, 'card')) {
    if (file.text === undefined) continue
    let at = 0 // in characters
    for (const line of file.text.split('\n', MAX_LINES)) {
      const text = line.trim()
      if (line.length <= MAX_HEADING && HEADING.test(text) && pattern.test(text)) {
        const start = at + line.indexOf(text)
        return fileAt(file, { text, offset: utf8(file.text.slice(0, start)).length })
      }
      at += line.length + 1
    }
  }
  return undefined
}
