// Hashing beside the page: two workers from a blob URL, because a page that was opened as a file has no other address to
// start one from. Where a browser allows none, the page hashes by itself, slice by slice, and stays usable.

import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Crypto } from '../ledger/crypto.ts'
import { browser, type Picked, type WorkerHandle } from './dom.ts'
import { hashBlob } from './hash-blob.ts'
import type { HashNews } from './hashing.ts'

const WORKERS = 2 // disks and sticks gain nothing from more

export type Span = { readonly start: number; readonly end: number }

export type HashPool = {
  /** @throws OwcError `file-unusable` when the file cannot be read to its end */
  hash(path: string, file: Picked, span: Span): Promise<Sha256>
  close(): void
}

type Waiting = { done(sha256: Sha256): void; failed(cause: Error): void }

export function openPool(script: string, crypto: Crypto, seen: (bytes: number) => void): HashPool {
  const waiting = new Map<number, Waiting>()
  let broken = false
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const workers = startWorkers(address, {
    hear(news) {
      const one = waiting.get(news.id)
      if ('bytes' in news) seen(news.bytes)
      else if ('sha256' in news) one?.done(news.sha256 as Sha256)
      else one?.failed(new Error(news.failed))
    },
    end() {
      broken = true
      for (const one of waiting.values()) one.failed(new Error('the worker ended'))
    },
  })
  let count = 0
  const beside = (file: Picked, { start, end }: Span): Promise<Sha256> => {
    const id = count++
    return new Promise<Sha256>((done, failed) => {
      waiting.set(id, { done, failed })
      workers[id % workers.length]?.postMessage({ id, blob: file, start, end })
    }).finally(() => waiting.delete(id))
  }
  return {
    async hash(path, file, span) {
      const here = () => hashBlob(file, span, crypto, seen)
      try {
        if (broken || workers.length === 0) return await here()
        return await beside(file, span).catch((cause: unknown) => {
          if (broken) return here()
          throw cause
        })
      } catch (cause) {
        const found = cause instanceof Error ? cause.message : 'an error'
        const expected = 'a file that can be read to its end'
        throw new OwcError({ code: 'file-unusable', where: path, expected, found }, cause)
      }
    },
    close() {
      for (const worker of workers) worker.terminate()
      URL.revokeObjectURL(address)
    },
  }
}

type Ears = { hear(news: HashNews): void; end(): void }

function startWorkers(address: string, { hear, end }: Ears): readonly WorkerHandle[] {
  try {
    return Array.from({ length: WORKERS }, () => {
      const worker = new browser.Worker(address)
      worker.onmessage = ({ data }) => hear(data as HashNews)
      worker.onerror = end
      return worker
    })
  } catch {
    return [] // some browsers refuse workers to pages that were opened as a file
  }
}
