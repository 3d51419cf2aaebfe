// A vault in memory for tests of sources: keeps what was put, and stages that a "later process" finds again.

import { createHash } from 'node:crypto'
import { concat } from '../../src/base/bytes.ts'
import { type Sha256, sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import type { Offer, Workspace } from '../../src/sources/source.ts'
import type { Chunks, Stage, Stored } from '../../src/storage/contracts.ts'

export type Vault = {
  readonly blobs: Map<Sha256, Uint8Array>
  readonly stages: Map<string, Uint8Array>
  fetchedBytes: number
}

export function openVault(): Vault {
  return { blobs: new Map(), stages: new Map(), fetchedBytes: 0 }
}

export function workspaceOf(vault: Vault, signal: AbortSignal = new AbortController().signal): Workspace {
  return {
    stage: async (key) => stageOf(vault, key),
    put: (chunks, expect) => put(vault, chunks, expect),
    fetched: (bytes) => {
      vault.fetchedBytes += bytes
    },
    signal,
  }
}

/** Takes every file of an offer; path → bytes. */
export async function takeAll(offer: Offer, vault: Vault): Promise<Map<string, Uint8Array>> {
  const taken = new Map<string, Uint8Array>()
  for await (const file of offer.files(workspaceOf(vault))) {
    const stored = await file.take((chunks) => chunks)
    taken.set(file.path, vault.blobs.get(stored.sha256) as Uint8Array)
  }
  return taken
}

export function digestOf(bytes: Uint8Array): Sha256 {
  return sha256(createHash('sha256').update(bytes).digest('hex')) as Sha256
}

async function put(vault: Vault, chunks: Chunks, expect: Partial<Stored> = {}): Promise<Stored> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk.slice())
  const bytes = concat(parts)
  const stored = { sha256: digestOf(bytes), sizeBytes: bytes.length }
  const same =
    (expect.sizeBytes ?? stored.sizeBytes) === stored.sizeBytes &&
    (expect.sha256 ?? stored.sha256) === stored.sha256
  if (!same)
    throw new OwcError({
      code: 'bytes-differ',
      where: 'vault',
      expected: JSON.stringify(expect),
      found: JSON.stringify(stored),
    })
  vault.blobs.set(stored.sha256, bytes)
  return stored
}

function stageOf(vault: Vault, key: string): Stage {
  if (!/^[a-z0-9-]{1,80}$/.test(key)) throw new Error(`stage key ${key}`)
  const bytes = () => vault.stages.get(key) ?? new Uint8Array(0)
  return {
    sizeBytes: async () => bytes().length,
    async write(position, chunks) {
      const parts: Uint8Array[] = []
      try {
        for await (const chunk of chunks) parts.push(chunk.slice())
      } finally {
        const written = concat(parts) // what came before a failure is kept, as in storage/blobs
        const grown = new Uint8Array(Math.max(bytes().length, position + written.length))
        grown.set(bytes())
        grown.set(written, position)
        vault.stages.set(key, grown)
      }
      return parts.reduce((size, part) => size + part.length, 0)
    },
    async *read(range) {
      yield bytes().subarray(range?.start ?? 0, range?.end)
    },
    async commit(expect, through = (chunks) => chunks) {
      const whole = bytes()
      vault.stages.delete(key)
      return put(vault, through(single(whole)), expect)
    },
    async discard() {
      vault.stages.delete(key)
    },
  }
}

async function* single(bytes: Uint8Array): Chunks {
  yield bytes
}
