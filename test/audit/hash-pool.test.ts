// The page's hashing where workers are missing or end: slower, never another answer.

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Picked } from '../../src/audit/dom.ts'
import { openPool } from '../../src/audit/hash-pool.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { sha } from '../ledger/signing-doubles.ts'

const BYTES = new Uint8Array(1000).fill(3)
const SPAN = { start: 0, end: BYTES.length }
const scope = globalThis as { Worker?: unknown }

afterEach(() => {
  delete scope.Worker
})

function picked(read: () => Promise<ArrayBuffer>): Picked {
  return { name: 'x', webkitRelativePath: '', size: BYTES.length, slice: () => ({ arrayBuffer: read }) }
}
const good = picked(async () => BYTES.slice().buffer)

type Task = { readonly id: number; readonly end: number }
type Handler = ((event: { readonly data: unknown }) => void) | null

/** A worker that answers each task as told. */
function workers(answer: (task: Task, worker: { onmessage: Handler; onerror: Handler }) => void): void {
  scope.Worker = class {
    onmessage: Handler = null
    onerror: Handler = null
    postMessage(task: Task): void {
      queueMicrotask(() => answer(task, this))
    }
    terminate(): void {
      this.onmessage = null
    }
  }
}

test('hash pool: without workers the page hashes by itself', async () => {
  let seen = 0
  const pool = openPool('', nodeCrypto, (bytes) => {
    seen += bytes
  })
  assert.equal(await pool.hash('x', good, SPAN), sha(BYTES))
  assert.equal(seen, BYTES.length)
  pool.close()
})

test('hash pool: what a worker says counts, with its progress', async () => {
  workers(({ id, end }, worker) => {
    worker.onmessage?.({ data: { id, bytes: end } })
    worker.onmessage?.({ data: { id, sha256: sha(BYTES) } })
  })
  let seen = 0
  const pool = openPool('', nodeCrypto, (bytes) => {
    seen += bytes
  })
  const both = await Promise.all([pool.hash('x', good, SPAN), pool.hash('y', good, SPAN)])
  assert.deepEqual(both, [sha(BYTES), sha(BYTES)])
  assert.equal(seen, 2 * BYTES.length)
  pool.close()
})

test('hash pool: workers that end leave the rest to the page', async () => {
  workers((_task, worker) => worker.onerror?.({ data: undefined }))
  const pool = openPool('', nodeCrypto, () => undefined)
  assert.equal(await pool.hash('x', good, SPAN), sha(BYTES))
  assert.equal(await pool.hash('y', good, SPAN), sha(BYTES))
  pool.close()
})

test('hash pool: a file that cannot be read is told with its path, by a worker and by the page', async () => {
  const unreadable = picked(() =>
    Promise.reject(new DOMException('changed since it was chosen', 'NotReadableError')),
  )
  const told = (error: unknown) =>
    error instanceof OwcError && error.problem.code === 'file-unusable' && error.problem.where === 'a/b'
  const here = openPool('', nodeCrypto, () => undefined)
  await assert.rejects(here.hash('a/b', unreadable, SPAN), told)
  workers(({ id }, worker) => worker.onmessage?.({ data: { id, failed: 'changed since it was chosen' } }))
  const beside = openPool('', nodeCrypto, () => undefined)
  await assert.rejects(beside.hash('a/b', unreadable, SPAN), told)
})
