// The log time of an entry from the log itself: that of the nearest time leaf before it (DESIGN 2). For what the index
// knows no more, such as a statement whose body was erased. Statements of one second lie between two time leaves.

import { type Instant, instant } from '../base/time.ts'
import { parseTimeLeaf } from '../ledger/time-leaf.ts'
import type { LogStore } from '../storage/contracts.ts'

const STEP = 256 // entries that are looked at together, from the entry back to the log's start

export async function logTimeAt(store: Pick<LogStore, 'entries'>, index: number): Promise<Instant> {
  for (let end = index; end > 0; end = Math.max(0, end - STEP)) {
    let seconds: number | undefined
    for await (const { leaf } of store.entries(Math.max(0, end - STEP), end))
      seconds = parseTimeLeaf(leaf) ?? seconds
    if (seconds !== undefined) return instant(seconds)
  }
  return instant(0)
}
