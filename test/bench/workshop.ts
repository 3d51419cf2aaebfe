// Where benchmarks work: one folder that is removed at the end, and the costly things in it, each made once for all
// rows. BENCH_FOLDER names a folder that is kept, so that a second run finds what the first one made.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Workshop = {
  readonly folder: string
  /** The folder of that name, filled by `make` once. A folder whose making was cut is made again. */
  once(name: string, make: (folder: string) => Promise<void>): Promise<string>
  /** Runs at the end, newest first, also after a failure. */
  later(end: () => Promise<void> | void): void
  close(): Promise<void>
}

export function openWorkshop(kept: string | undefined): Workshop {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'owc-bench-'))
  mkdirSync(folder, { recursive: true })
  const ends: (() => Promise<void> | void)[] = []
  return {
    folder,
    async once(name, make) {
      const place = join(folder, name)
      const mark = `${place}.made`
      if (existsSync(mark)) return place
      rmSync(place, { recursive: true, force: true })
      mkdirSync(place, { recursive: true })
      await make(place)
      writeFileSync(mark, '')
      return place
    },
    later: (end) => void ends.unshift(end),
    async close() {
      for (const end of ends.splice(0)) await end()
      if (kept === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
