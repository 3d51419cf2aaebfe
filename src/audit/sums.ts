// SHA256SUMS as GNU coreutils writes and checks it: digest, two blanks, path, one file a line. Paths of ours hold
// neither line feeds nor backslashes (base/paths.ts), so no line needs the escaped form. It is no proof: who can change
// a file can change its line.

import { compareBytes, fromUtf8, utf8 } from '../base/bytes.ts'
import { type Sha256, sha256 } from '../base/digest.ts'
import type { Problem } from '../base/errors.ts'
import { SUMS_FILE } from './folder.ts'

export const MAX_SUMS_BYTES = 64 << 20
const MAX_LINES = 100_100 // the files of an artifact, and those beside them
const MAX_TOLD = 100 // bad lines that are told

export type Sum = { readonly path: string; readonly sha256: Sha256; readonly line: number }
export type Sums = { readonly rows: readonly Sum[]; readonly problems: readonly Problem[] }

export function sumsText(files: readonly Pick<Sum, 'path' | 'sha256'>[]): string {
  const sorted = [...files].sort((a, b) => compareBytes(utf8(a.path), utf8(b.path)))
  return sorted.map(({ path, sha256: digest }) => `${digest}  ${path}\n`).join('')
}

/** Lines of another form are told and passed over; of two lines about one path the second is told. */
export function readSums(bytes: Uint8Array): Sums {
  const lines = fromUtf8(bytes)?.split('\n')
  if (lines === undefined) return { rows: [], problems: [bad(SUMS_FILE, 'text in UTF-8', 'other bytes')] }
  if (lines.at(-1) === '') lines.pop()
  if (lines.length > MAX_LINES)
    return { rows: [], problems: [bad(SUMS_FILE, `at most ${MAX_LINES} lines`, `${lines.length}`)] }
  const rows = new Map<string, Sum>()
  const problems: Problem[] = []
  for (const [i, text] of lines.entries()) {
    const where = `${SUMS_FILE}, line ${i + 1}`
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(text)
    const digest = sha256(match?.[1] ?? '')
    const path = match?.[2]
    if (digest === undefined || path === undefined)
      problems.push(
        bad(where, '64 hexadecimal digits, two blanks and a path', JSON.stringify(text.slice(0, 120))),
      )
    else if (rows.has(path)) problems.push(bad(where, 'each path once', JSON.stringify(path.slice(0, 120))))
    else rows.set(path, { path, sha256: digest, line: i + 1 })
  }
  if (lines.length === 0) problems.push(bad(SUMS_FILE, 'a line for each file', 'no line'))
  return { rows: [...rows.values()], problems: problems.slice(0, MAX_TOLD) }
}

function bad(where: string, expected: string, found: string): Problem {
  return { code: 'sums-differ', where, expected, found }
}
