// The worker of verify.html: hashes ranges of files that the page hands it, one after another, and tells how far it is.

import { webCrypto } from '../ledger/crypto-web.ts'
import { hashBlob, type Slices } from './hash-blob.ts'

export type HashTask = {
  readonly id: number
  readonly blob: Slices
  readonly start: number
  readonly end: number
}
export type HashNews =
  | { readonly id: number; readonly bytes: number }
  | { readonly id: number; readonly sha256: string }
  | { readonly id: number; readonly failed: string }

type Scope = {
  onmessage: ((event: { readonly data: HashTask }) => void) | null
  postMessage(news: HashNews): void
}

const scope = globalThis as unknown as Scope
let last: Promise<void> = Promise.resolve()

scope.onmessage = ({ data }) => {
  last = last.then(() => answer(data))
}

async function answer({ id, blob, start, end }: HashTask): Promise<void> {
  try {
    const seen = (bytes: number) => scope.postMessage({ id, bytes })
    scope.postMessage({ id, sha256: await hashBlob(blob, { start, end }, webCrypto, seen) })
  } catch (error) {
    scope.postMessage({ id, failed: error instanceof Error ? error.message : String(error) })
  }
}
