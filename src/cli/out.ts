// What a command says: text for people on stdout, notes and progress on stderr, one JSON object with --json.

import { styleText } from 'node:util'
import { type OwcError, sentence } from '../base/errors.ts'

export type Streams = {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
}

export type Style = 'json' | 'quiet' | 'text'

export type Out = {
  readonly json: boolean
  /** One line for people; nothing with --json. */
  line(text?: string): void
  /** A piece of a longer text for people, as it comes; nothing with --json. */
  text(piece: string): void
  /** The command's result with --json; nothing otherwise. */
  result(value: unknown): void
  /** One line of a JSON stream with --json. */
  note(text: string): void
  /** Replaces the progress line; `done` of `total` in bytes. */
  progress(state: { readonly label: string; readonly done: number; readonly total?: number }): void
  endProgress(): void
  error(error: OwcError): void
  strong(text: string): string
  soft(text: string): string
}

const REDRAW_MS = 100
const PLAIN_MS = 5_000

export function openOut(streams: Streams, style: Style, clockMs: () => number): Out {
  const { stdout, stderr } = streams
  stdout.on('error', closedPipe)
  const terminal = stderr.isTTY === true && style === 'text'
  let drawnMs = Number.NEGATIVE_INFINITY
  let startedMs: number | undefined
  let shown = false
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[2K')
    shown = false
  }
  const paint = (format: 'bold' | 'dim', text: string): string =>
    style === 'text' ? styleText(format, text, { stream: stdout as NodeJS.WriteStream }) : text
  return {
    json: style === 'json',
    line(text = '') {
      clear()
      if (style !== 'json') stdout.write(`${harmless(text)}\n`)
    },
    text(piece) {
      clear()
      if (style !== 'json') stdout.write(harmless(piece)) // a model's words too are from outside
    },
    result(value) {
      if (style === 'json') stdout.write(`${JSON.stringify(value)}\n`)
    },
    note(text) {
      clear()
      if (style === 'text') stderr.write(`${harmless(text)}\n`)
    },
    progress({ label, done, total }) {
      if (style !== 'text') return
      const now = clockMs()
      startedMs ??= now
      if (now - startedMs < 1_000 || now - drawnMs < (terminal ? REDRAW_MS : PLAIN_MS)) return
      drawnMs = now
      const text = progressText({ label: harmless(label), done, total, seconds: (now - startedMs) / 1000 })
      if (terminal) {
        stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`)
        shown = true
      } else stderr.write(`${text}\n`)
    },
    endProgress() {
      clear()
      startedMs = undefined
    },
    error(error) {
      clear()
      if (style === 'json')
        stdout.write(`${JSON.stringify({ error: { ...error.problem, message: error.message } })}\n`)
      stderr.write(`owc: ${harmless(sentence(error.problem))}\n`)
    },
    strong: (text) => paint('bold', text),
    soft: (text) => paint('dim', text),
  }
}

// Our own bold and dim pass; every other control, and every character that turns the direction of a line or hides in
// it, is shown by its number: a name from outside must not move the cursor or read as another. Joiners pass: scripts
// and emoji are written with them.
const ESCAPE = String.fromCharCode(27)
const OWN_STYLE = `${ESCAPE}\\[(?:1|2|22)m`
const UNSEEN = new RegExp(
  `${OWN_STYLE}|(?![\\t\\n]|\\r\\n)\\p{Cc}|[\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]`,
  'gu',
)

export function harmless(text: string): string {
  return text.replaceAll(UNSEEN, (found) =>
    found.length > 1
      ? found
      : `<U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  )
}

/** A reader that has seen enough (`owc log show | head`) is no failure. */
function closedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

function progressText(state: {
  label: string
  done: number
  total: number | undefined
  seconds: number
}): string {
  const rate = state.done / state.seconds
  const parts = [state.label, size(state.done)]
  if (state.total !== undefined && state.total > 0) {
    const share = Math.min(1, state.done / state.total)
    const filled = Math.round(share * 20)
    parts[1] = `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}] ${size(state.done)} of ${size(state.total)}`
    if (rate > 0) parts.push(`${duration((state.total - state.done) / rate)} left`)
  }
  if (rate > 0) parts.push(`${size(rate)}/s`)
  return parts.join('  ')
}

export function fileCount(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

/** Sizes as the pages print them: GB are 10⁹ bytes. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.ceil(seconds))} s`
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
