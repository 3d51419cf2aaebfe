// The trace that a request belongs to (W3C Trace Context, `traceparent`): taken over from whoever asks, written into the
// log, and handed on with the requests that follow from it. Nothing is traced here, and none is made up.

import { AsyncLocalStorage } from 'node:async_hooks'

const HEADER = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
const present = new AsyncLocalStorage<string>()

/** Undefined unless it is a well-formed header of version 00. */
export function traceHeader(value: unknown): string | undefined {
  return typeof value === 'string' && HEADER.test(value) ? value : undefined
}

export function traceId(header: string): string {
  return header.slice(3, 35)
}

export function withTrace<R>(header: string, work: () => R): R {
  return present.run(header, work)
}

/** The header for requests that follow from the present one. */
export function presentTrace(): string | undefined {
  return present.getStore()
}
