// The thread that inspects: reads a file's bytes from a shared ring, slot by slot, and answers with the inspection.
// One file at a time. Whatever goes wrong here ends this thread or this inspection, never the node.

import { createHash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import type { Hashing } from './hashing.ts'
import { type InspectStream, inspectStream } from './inspect-stream.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'
import { SLOT_BYTES } from './worker-messages.ts'

const hashing: Hashing = {
  sha256Stream: () => createHash('sha256'),
  sha1Stream: () => createHash('sha1'),
}

type Job = { readonly id: number; readonly stream: InspectStream; readonly ring: Uint8Array }

let job: Job | undefined

function answer(message: FromWorker): void {
  parentPort?.postMessage(message)
}

function handle(message: ToWorker): void {
  if (message.kind === 'open') {
    const { path, sizeBytes } = message
    const size = sizeBytes === undefined ? {} : { sizeBytes }
    job = {
      id: message.id,
      stream: inspectStream({ path, hashing, ...size }),
      ring: new Uint8Array(message.ring),
    }
    return
  }
  if (job === undefined || job.id !== message.id) return // of a job that was given up
  if (message.kind === 'slot') {
    const from = message.slot * SLOT_BYTES
    job.stream.write(job.ring.subarray(from, from + message.length))
    answer({ kind: 'free', id: job.id, slot: message.slot })
  } else if (message.kind === 'end') {
    answer({ kind: 'done', id: job.id, inspection: job.stream.end() })
    job = undefined
  } else job = undefined
}

parentPort?.on('message', (message: ToWorker) => {
  const { id } = message
  try {
    handle(message)
  } catch (cause) {
    job = undefined
    answer({
      kind: 'failed',
      id,
      reason: cause instanceof Error ? `${cause.name}: ${cause.message}` : 'another value was thrown',
    })
  }
})
