// Inspects a file while it passes by on its way into the vault: chunks go on unchanged, a copy is parsed in another
// thread. The node's own thread never parses foreign bytes (DESIGN 11).

import type { Inspection } from './inspection.ts'
import { InspectorPool, type Thread } from './inspector-pool.ts'
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

/** Ends the threads of the common pool. */
export function closeInspectors(): void {
  shared.close()
}

/** @param path within the artifact: says what the file is meant to be, and is opened by nobody */
export function openInspector(path: string, options: InspectorOptions = {}): Inspector {
  const pool = options.pool ?? shared
  let outcome: Promise<Inspection> = Promise.resolve(failed('no bytes came by', 0))

  async function* through(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const thread = await pool.take()
    let sizeBytes = 0
    let whole = false
    const answer = thread.open(path, options.sizeBytes)
    const mine = answer.then((result) =>
      'failed' in result ? failed(result.failed, sizeBytes) : result.inspection,
    )
    outcome = mine
    try {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length
        await thread.write(chunk)
        yield chunk
      }
      whole = true
    } finally {
      leave(thread, whole)
      void mine.then(() => pool.give(thread))
    }
  }

  return { through, result: () => outcome }
}

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
