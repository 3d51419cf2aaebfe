// The clerk alone turns views into statements (DESIGN 2): at each new log time it says what has fallen due, once per
// case, in the node's own name. Log time moves when statements come; while something waits for a date, the clerk asks
// the log once a minute for a time leaf (one every ten minutes comes of it), and never when nothing waits.
// At the same beat it lets others begin what goes on beside it and never makes it wait, such as looking at peers.

import { seals } from '../commons/sealing/query.ts'
import type { Log } from '../ledger/log.ts'
import { openDue, type Sealing } from './sealing.ts'

const LOOK_MS = 60_000

export type Clerk = { work(): Promise<number>; close(): Promise<void> }

export type Beside = { readonly begin: () => void; readonly defect: (error: unknown) => void }

export function startClerk(sealing: Sealing, log: Log, { begin, defect }: Beside): Clerk {
  let busy: Promise<number> = Promise.resolve(0)
  const work = (): Promise<number> => {
    busy = busy.catch(() => 0).then(() => duties(sealing, log))
    return busy
  }
  const beat = (): void => {
    begin()
    void work().catch(defect)
  }
  const timer = setInterval(beat, LOOK_MS)
  timer.unref()
  return {
    work,
    async close() {
      clearInterval(timer)
      await busy.catch(() => 0) // told already
    },
  }
}

async function duties(sealing: Sealing, log: Log): Promise<number> {
  const waiting = await seals(sealing.index, sealing.identity)
  if (waiting.length === 0) return 0
  await log.tick()
  return await openDue(sealing)
}
