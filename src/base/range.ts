// Byte ranges, half open, and the HTTP Range header (RFC 9110 14.1.2) for bodies of known size.

export type Range = { readonly start: number; readonly end: number } // bytes [start, end)

/** What a Range header asks of a body: a part, the whole (absent or several ranges), or nothing that exists. */
export type Asked = Range | 'whole' | 'unsatisfiable'

export function askedRange(header: string | undefined, size: number): Asked {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (match === null) return 'whole'
  const [first, last] = [match[1] as string, match[2] as string]
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return 'whole'
  return start >= size ? 'unsatisfiable' : { start, end }
}
