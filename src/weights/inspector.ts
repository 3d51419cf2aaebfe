// Inspects a file while it passes by on its way into the vault: chunks go on unchanged, a copy is parsed in another
// thread. The node's own thread never parses foreign bytes (DESIGN 11).

import type { Inspection } from './inspection.ts'
import { InspectorPool, type Outcome, type Thread } from './inspector-pool.ts'
import { RULES } from './rules.ts'

export type Inspector = {
  /** Passes every chunk on. Waits for a thread before it asks for the first one. Called again, it starts again. */
  through(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  /** Never rejects: what could not be inspected has the hazard `inspect.failed`. Call it after the pass. */
  result(): Promise<Inspection>
}

export type InspectorOptions = { readonly sizeBytes?: number; readonly pool?: InspectorPool }

// Threads are dear and belong to the process, as its cores do: one pool for all who name none.
const shared = new InspectorPool()

/** Ends what threads of the common pool stand idle; what another node of this process inspects goes on. */
export function closeInspectors(): void {
  shared.endIdle()
}

/** @param path within the artifact: says what the file is meant to be, and is opened by nobody */
export function openInspector(path: string, options: InspectorOptions = {}): Inspector {
  const pool = options.pool ?? shared
  let run: Run = { answer: Promise.resolve({ failed: 'no bytes came by' }), sizeBytes: 0 }

  async function* through(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const thread = await pool.take()
    const mine: Run = { answer: thread.open(path, options.sizeBytes), sizeBytes: 0 }
    run = mine
    let whole = false
    try {
      for await (const chunk of chunks) {
        mine.sizeBytes += chunk.length
        await thread.write(chunk)
        yield chunk
      }
      whole = true
    } finally {
      leave(thread, whole)
      void mine.answer.then(() => pool.give(thread))
    }
  }

  async function result(): Promise<Inspection> {
    const mine = run
    const outcome = await mine.answer
    return 'failed' in outcome ? failed(outcome.failed, mine.sizeBytes) : outcome.inspection
  }

  return { through, result }
}

type Run = { readonly answer: Promise<Outcome>; sizeBytes: number }

function leave(thread: Thread, whole: boolean): void {
  if (whole) thread.finish()
  else thread.abandon()
}

function failed(reason: string, sizeBytes: number): Inspection {
  const [verdict] = RULES['inspect.failed']
  return {
    version: 1,
    format: 'other',
    sizeBytes,
    tensors: [],
    facts: [],
    hazards: [
      {
        rule: 'inspect.failed',
        verdict,
        offset: 0,
        message: `expected a whole inspection, found: ${reason}`,
      },
    ],
    templates: [],
  }
}
