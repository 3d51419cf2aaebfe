// Instants: UTC, whole seconds, ending in Z, so that text order is time order.

import { OwcError } from './errors.ts'

declare const brand: unique symbol
export type Instant = string & { readonly [brand]: 'instant' } // 2026-11-03T09:00:00Z

export const INSTANT_PATTERN =
  '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$'
const pattern = new RegExp(INSTANT_PATTERN)

/** Seconds since 1970. A parameter everywhere; only the entry of the program reads the machine's clock. */
export type Clock = () => number

export function instant(seconds: number): Instant {
  return new Date(seconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z') as Instant
}

export function parseInstant(text: string, where: string): Instant {
  if (pattern.test(text) && new Date(text).toISOString().startsWith(text.slice(0, 19))) return text as Instant
  throw new OwcError({
    code: 'usage',
    where,
    expected: 'a UTC time such as 2026-11-03T09:00:00Z',
    found: JSON.stringify(text.slice(0, 80)),
  })
}

export function seconds(time: Instant): number {
  return Date.parse(time) / 1000
}
