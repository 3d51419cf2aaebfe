// The index held against a fold made afresh beside it, row by row in the order of the canonical dump. A running node
// goes on folding meanwhile: rows of entries beyond the checked size are passed over.

import type { Tables } from '../storage/contracts.ts'
import { dumpTables } from '../storage/tables/fold.ts'
import { createIndex, type Folding, foldTo, indexTables } from './fold.ts'
import type { Checking } from './fsck.ts'
import type { CheckedLog } from './fsck-log.ts'
import { rebuild } from './rebuild.ts'

const MAX_SHOWN = 300 // characters of a row
const BREATHE_ROWS = 2_000

export async function checkIndex(checking: Checking, { origin, size }: CheckedLog): Promise<void> {
  const { storage, subjects, crypto } = checking
  const folding: Folding = { origin, store: storage.logStore, subjects, set: indexTables(subjects), crypto }
  await createIndex(storage.index, subjects) // a lost index is an empty one
  checking.tell({ phase: 'index', done: 0 })
  const difference = await storage.scratchIndex(async (fresh) => {
    await createIndex(fresh, subjects)
    await foldTo(folding, fresh, size)
    return await firstDifference(checking, folding, { fresh, size })
  })
  if (difference === undefined) return
  const hint = 'owc fsck --repair, or owc rebuild, folds the log again.'
  const mend = async () => {
    if (checking.refold !== undefined) await checking.refold()
    else await rebuild(folding, storage, { checkpoint: () => ({ size }) })
  }
  await checking.add({ code: 'index-differs', where: 'index.db', ...difference, hint, repair: 'index' }, mend)
}

type Against = { readonly fresh: Tables; readonly size: number }
type Difference = { readonly expected: string; readonly found: string }

async function firstDifference(
  checking: Checking,
  { origin, set }: Folding,
  { fresh, size }: Against,
): Promise<Difference | undefined> {
  const made = dumpTables(fresh.db, set)[Symbol.asyncIterator]()
  const present = upTo(dumpTables(checking.storage.index.db, set), origin, size)[Symbol.asyncIterator]()
  for (;;) {
    const [right, here] = [await made.next(), await present.next()]
    if (right.done === true && here.done === true) return undefined
    if (right.value !== here.value) return shown(right, here)
    if (++checking.checked.rows % BREATHE_ROWS === 0) await checking.breathe()
  }
}

/** The table and place of each row, and the text around the first letter that differs. */
function shown(right: IteratorResult<string>, here: IteratorResult<string>): Difference {
  const [expected, found] = [right, here].map(({ done, value }) => (done === true ? '' : String(value)))
  const [a, b] = [expected ?? '', found ?? '']
  let at = 0
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++
  const start = Math.max(0, at - MAX_SHOWN / 4)
  const text = (row: string) => {
    if (row === '') return 'no further row'
    const place = /^\["[^"]*","[^"]*",\d+/.exec(row)?.[0] ?? ''
    const part = start === 0 ? row.slice(0, MAX_SHOWN) : `${place} … ${row.slice(start, start + MAX_SHOWN)}`
    return `row ${part.toWellFormed()}`
  }
  return { expected: text(a), found: text(b) }
}

/** Without what was folded after the check began. A dumped row begins with table, origin, index. */
async function* upTo(lines: AsyncIterable<string>, origin: string, size: number): AsyncIterable<string> {
  for await (const line of lines) {
    const [, whose, index] = /^\["[^"]*","([^"]*)",(\d+),/.exec(line) ?? []
    if (whose !== origin || Number(index) < size) yield line
  }
}
