// The reader in C, compiled when it is first needed: a client in JavaScript would be slower than what it measures.

import { join } from 'node:path'
import type { Workshop } from '../workshop.ts'
import { need, output } from './peers.ts'

export type Read = { readonly url: URL; readonly streams: number; readonly bytes: number }

/** @returns a function that reads and says how many seconds that took */
export async function openReader(shop: Workshop): Promise<(read: Read) => Promise<number>> {
  need('gcc')
  const source = new URL('./reader.c', import.meta.url).pathname
  const folder = await shop.once('reader', async (place) => {
    await output('gcc', ['-O2', '-Wall', '-pthread', '-o', join(place, 'reader'), source])
  })
  return async ({ url, streams, bytes }) => {
    const args = [url.hostname, url.port, url.pathname, String(streams), String(bytes)]
    return Number(await output(join(folder, 'reader'), args))
  }
}
