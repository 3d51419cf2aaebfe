// Work that takes its time, as JSON lines: {"progress":…} at most five times a second, then {"result":…} or
// {"problem":…}. The status is sent before the work begins, so a problem after that stands in the last line. The work
// goes on when its asker leaves: a backup that is half done is worth finishing.

import { utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { House } from './door.ts'
import { problemOf } from './problem.ts'

const TELL_MS = 200

export type Tell = (progress: {
  readonly phase: string
  readonly done: number
  readonly total?: number
}) => void

export function workResponse(house: House, work: (tell: Tell) => Promise<unknown>): Response {
  let told = Number.NEGATIVE_INFINITY
  let left = false
  const lines = new ReadableStream<Uint8Array>({
    async start(controller) {
      const line = (value: unknown) => {
        if (!left) controller.enqueue(utf8(`${JSON.stringify(value)}\n`))
      }
      const tell: Tell = (progress) => {
        const now = performance.now()
        if (now - told < TELL_MS) return
        told = now
        line({ progress })
      }
      try {
        line({ result: await work(tell) })
      } catch (error) {
        line({ problem: error instanceof OwcError ? error.problem : defectOf(house, error) })
      }
      if (!left) controller.close()
      left = true // a word about progress that comes late is for nobody
    },
    cancel() {
      left = true
    },
  })
  const headers = { 'Content-Type': 'application/jsonl; charset=utf-8', 'Cache-Control': 'no-store' }
  return new Response(lines, { headers })
}

function defectOf(house: House, error: unknown) {
  const { code, detail } = problemOf(error, house.defects)
  return { code, where: 'this node', expected: 'work that ends', found: detail }
}
