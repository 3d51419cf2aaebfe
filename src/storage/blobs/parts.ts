// Which bytes of a stage are durable: pairs [start, end), merged, ascending, as text in the account file.

import type { Range } from '../../base/range.ts'

export const MAX_PARTS = 4096 // of one account; parallel ranges merge as they meet

/** Ranges that touch or overlap become one; empty ones vanish. */
export function mergeParts(parts: readonly Range[]): Range[] {
  const merged: Range[] = []
  for (const part of parts.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last !== undefined && part.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, part.end) }
    else merged.push(part)
  }
  return merged
}

/** Bytes from the start without a hole. */
export function prefixBytes(parts: readonly Range[]): number {
  const first = parts[0]
  return first?.start === 0 ? first.end : 0
}

export function partsText(parts: readonly Range[]): string {
  return JSON.stringify(parts.map(({ start, end }) => [start, end]))
}

/** An account that cannot be read promises nothing: the bytes are fetched again. */
export function parseParts(text: string | undefined): Range[] {
  if (text === undefined || !/^\[(\[\d{1,16},\d{1,16}\](,(?=\[)|(?=\])))*\]$/.test(text)) return []
  const pairs = JSON.parse(text) as [number, number][]
  const parts = pairs.map(([start, end]) => ({ start, end }))
  const sound =
    parts.length <= MAX_PARTS && parts.every(({ start, end }) => start < end && Number.isSafeInteger(end))
  return sound ? mergeParts(parts) : []
}
