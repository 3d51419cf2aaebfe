// The clerk alone turns views into statements (DESIGN 2): at each new log time it says what has fallen due, once per
// case, in the node's own name. Log time moves when statements come; while something waits for a date, the clerk asks
// the log once a minute for a time leaf (one every ten minutes comes of it), and never when nothing waits.
// At the same beat it lets others begin what goes on beside it and never makes it wait, such as looking at peers.

import type { Log } from '../ledger/log.ts'
import type { Seals } from './sealing.ts'

const LOOK_MS = 60_000

export type Clerk = { work(): Promise<number>; close(): Promise<void> }

export type Beside = { readonly begin: () => void; readonly defect: (error: unknown) => void }

export function startClerk(seals: Seals, log: Log, { begin, defect }: Beside): Clerk {
  let busy: Promise<number> = Promise.resolve(0)
  const work = (): Promise<number> => {
    busy = busy.catch(() => 0).then(() => duties(seals, log))
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

async function duties(seals: Seals, log: Log): Promise<number> {
  if (await seals.waits()) await log.tick()
  return await seals.openDue()
}
