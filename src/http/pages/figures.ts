// How figures, times and digests are written for people. Sizes in powers of ten, times in UTC, one minus sign of space.
// Source: design/README.md, rule 10.

import type { Instant } from '../../base/time.ts'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** 98362432 → "98.4 MB". Foreign numbers may be anything: what is no size reads "unknown size". */
export function sizeText(bytes: number): string {
  if (!Number.isSafeInteger(Math.round(bytes)) || bytes < 0) return 'unknown size'
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}

/** 1284 → "1,284". */
export function countText(count: number): string {
  return Number.isFinite(count) ? Math.round(count).toLocaleString('en-US') : 'unknown'
}

/** 134515008 → "135 million"; small numbers stay as they are. */
export function largeText(count: number): string {
  if (!Number.isFinite(count) || count < 0) return 'unknown'
  if (count >= 999.5e6) return `${trim(count / 1e9)} billion`
  if (count >= 999.5e3) return `${trim(count / 1e6)} million`
  return countText(count)
}

/** "one file", "3 files". */
export function many(count: number, one: string, more: string): string {
  return count === 1 ? `1 ${one}` : `${countText(count)} ${more}`
}

/** 2026-11-03T09:00:00Z → "3 Nov 2026". */
export function dateText(time: Instant | string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})T/.exec(time)
  const month = match === null ? undefined : MONTHS[Number(match[2]) - 1]
  return match === null || month === undefined ? time : `${Number(match[3])} ${month} ${match[1]}`
}

/** 2026-11-03T09:00:00Z → "2026-11-03 09:00:00 UTC". */
export function momentText(time: Instant | string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(time)
    ? `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`
    : time
}

/** Age of something, coarse: "just now", "2 min ago". Clocks that disagree give "just now", never a future. */
export function ageText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${many(Math.floor(seconds / 86_400), 'day', 'days')} ago`
}

/** How long something still takes: "7 s", "3 min", "2 h 5 min". */
export function durationText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  if (whole < 90) return `${whole} s`
  if (whole < 5400) return `${Math.round(whole / 60)} min`
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`
}

function trim(value: number): string {
  return value >= 99.95 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '')
}
