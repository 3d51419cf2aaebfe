// The restore guard (signing 11.5): a log signs only from a head that is not behind, and does not differ from, what it
// ever published or what this machine has seen of it. A restored backup, a copied machine and a second writer all
// look consistent from within; only what was kept elsewhere tells. There is no way to force it.

import { compareBytes, fromUtf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { LogHead, Objects } from '../storage/contracts.ts'
import type { Marks } from '../storage/marks.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { parseNote } from './note.ts'

export const CHECKPOINT = 'checkpoint' // the one file of a log that changes

export type Seen = {
  readonly size: number
  readonly root: Uint8Array
  readonly note: string
  readonly where: string
}

/** What was seen of a log outside its own head: the published checkpoint, and the mark of this machine. */
export async function seenOf(origin: string, files: Objects, marks: Marks): Promise<Seen[]> {
  const [served, mark] = await Promise.all([files.get(CHECKPOINT), marks.get(origin)])
  const seen: Seen[] = []
  if (served !== undefined) {
    const note = fromUtf8(served) ?? ''
    const where = 'the published checkpoint'
    seen.push({ ...parseCheckpoint(parseNote(note, where).text, where), note, where })
  }
  if (mark !== undefined) seen.push({ ...mark, where: `the high-water mark in ${marks.place}` })
  return seen
}

/** @param rootAt root of the present log at a size up to the head's
 *  @throws OwcError `log-behind` */
export async function assertNotBehind(
  head: Pick<LogHead, 'size' | 'root'>,
  seen: readonly Seen[],
  rootAt: (size: number) => Promise<Uint8Array>,
): Promise<void> {
  for (const one of seen) {
    if (one.size > head.size) throw behind(one, `only ${head.size} entries`)
    const root = one.size === head.size ? head.root : await rootAt(one.size)
    if (compareBytes(root, one.root) !== 0) throw behind(one, `another history at size ${one.size}`)
  }
}

function behind(seen: Seen, found: string): OwcError {
  return new OwcError({
    code: 'log-behind',
    where: 'the log of this node',
    expected: `a log that continues ${seen.where} (size ${seen.size})`,
    found,
    hint:
      'This is what a restored backup, a copied machine or a second running copy looks like; signing on would ' +
      'fork the log for everybody who holds an earlier proof. Bring the newer data folder back, or fetch the ' +
      'missing tiles and bodies from a mirror. If they are lost, start a log with a new origin and name this ' +
      'one in a log-successor statement. Nothing was signed.',
  })
}
