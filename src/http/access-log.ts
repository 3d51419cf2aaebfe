// The log of the program, as JSON lines (pino) or as text where a person reads along, and the one line of each request
// in it. A line says which door, which path, what came of it and how long it took. It never holds what somebody searched
// for, a header, a cookie, a body or an address of a person; and whatever looks like a secret is struck out of every
// text before it is written, also out of the stack of a defect.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { traceHeader, traceId } from '../base/trace.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]
export type LogFormat = 'json' | 'text'

type Fields = Readonly<Record<string, string | number | boolean | undefined>>

export type Journal = {
  readonly level: LogLevel
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** What was thrown and is no answer for people: with its stack. */
  defect(error: unknown): void
  /** Everything said so far is written on return. */
  flush(): void
}

export type JournalOptions = {
  readonly level: LogLevel
  readonly format: LogFormat
  readonly clockMs: () => number // since 1970
  /** Takes whole lines; standard error when absent. */
  readonly write?: (line: string) => void
}

const STANDARD_ERROR = 2
const GATHERED_BYTES = 4_096 // lines are written together
const GATHERED_MS = 200 // and wait no longer than this
const MAX_STACK = 8_000
const MAX_PATH = 300

export async function openJournal({ level, format, clockMs, write }: JournalOptions): Promise<Journal> {
  const { default: pino } = await import('pino')
  const file =
    write === undefined
      ? pino.destination({
          fd: STANDARD_ERROR,
          sync: false,
          minLength: GATHERED_BYTES,
          periodicFlush: GATHERED_MS,
        })
      : undefined
  file?.on('error', () => {}) // nobody reads standard error any more: a node goes on without
  const put = write ?? ((line: string) => void file?.write(line))
  const stream =
    format === 'json' ? (file ?? { write: put }) : { write: (line: string) => put(textLine(line)) }
  const options = {
    level,
    base: null,
    timestamp: stamp(clockMs),
    formatters: { level: (label: string) => ({ level: label }) },
    messageKey: 'message',
  }
  const log = pino(options, stream)
  const flush = (): void => {
    try {
      file?.flushSync()
    } catch {
      // nobody reads standard error any more: there is nowhere to say so
    }
  }
  const say =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Fields = {}) =>
      log[name](fields, strike(message))
  return {
    level,
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    defect(error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      log.error({ stack: strike(stack).slice(0, MAX_STACK) }, 'defect')
      flush() // the next line may be the last one of this process
    },
    flush,
  }
}

/** The time as a field; the text of a second is made once in it. */
function stamp(clockMs: () => number): () => string {
  let [second, text] = [-1, '']
  return () => {
    const now = clockMs()
    const rest = now % 1_000
    if (now - rest !== second) {
      second = now - rest
      text = `,"time":"${new Date(second).toISOString().slice(0, 20)}`
    }
    return `${text}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z"`
  }
}

// Tokens of ours, bearer headers, keys of links and sessions, private keys, passwords in addresses.
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\bhf_[A-Za-z0-9]{20,}/g, 'hf_…'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 …'],
  [/([?&#;\s](?:k|key|token|secret|q|owc_session)=)[^\s&#;"']+/gi, '$1…'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*-----|$)/g, '(private key)'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1…@'],
]

const SUSPECT = /hf_|bearer|basic|PRIVATE KEY|[?&#;=@]/i // without one of these no pattern above can match

/** The text without what looks like a secret. */
export function strike(text: string): string {
  if (!SUSPECT.test(text)) return text
  let out = text
  for (const [pattern, put] of SECRETS) out = out.replace(pattern, put)
  return out
}

/** For a person: time, level, message, then the rest as name=value. */
function textLine(line: string): string {
  const { time, level, message, stack, ...rest } = JSON.parse(line) as Record<string, unknown> // our own writing
  const fields = Object.entries(rest).map(([name, value]) => ` ${name}=${String(value)}`)
  const tail = stack === undefined ? '' : `\n${String(stack)}`
  return `owc: ${String(time).slice(11, 19)} ${String(level)} ${String(message)}${fields.join('')}${tail}\n`
}

// ---- requests ----

export type Door = 'pages' | 'commons' | 'log' | 'hub' | 'models' | 'health' | 'static'

/** One request that has ended, in words without names: what counts and metrics use. */
export type Ended = {
  readonly door: Door
  readonly method: string
  readonly status: number // 0: the asker left before the answer began
  readonly seconds: number
  readonly sentBytes: number
}

export type Watch = (request: IncomingMessage, response: ServerResponse) => void

export type WatchOptions = {
  readonly nowMs: () => number
  readonly journal?: Journal
  readonly count?: (ended: Ended) => void
}

const QUIET: readonly Door[] = ['health', 'static'] // asked every few seconds, and told at level debug

/** Called once for each request, before it is answered. */
export function openWatch({ nowMs, journal, count }: WatchOptions): Watch {
  const logged = journal !== undefined && ['debug', 'info'].includes(journal.level)
  return (request, response) => {
    const began = nowMs()
    const { socket } = request
    const before = socket.bytesWritten
    response.once('close', () => {
      const target = request.url ?? ''
      const query = target.indexOf('?')
      const path = query === -1 ? target : target.slice(0, query)
      const door = doorOf(path)
      const status = response.headersSent ? response.statusCode : 0
      const ms = nowMs() - began
      const sentBytes = Math.max(0, socket.bytesWritten - before)
      count?.({ door, method: request.method ?? '', status, seconds: ms / 1000, sentBytes })
      if (!logged || (journal.level === 'info' && QUIET.includes(door))) return
      const header = traceHeader(request.headers['traceparent'])
      const fields: Record<string, string | number | undefined> = {
        method: request.method,
        path: strike(path.length > MAX_PATH ? path.slice(0, MAX_PATH) : path),
        door,
        status,
        ms: Math.round(ms * 10) / 10,
        bytes: sentBytes,
      }
      if (header !== undefined) fields['trace'] = traceId(header)
      if (QUIET.includes(door)) journal.debug('request', fields)
      else journal.info('request', fields)
    })
  }
}

const FIRST: Readonly<Record<string, Door>> = {
  commons: 'commons',
  log: 'log',
  api: 'hub',
  static: 'static',
  healthz: 'health',
  readyz: 'health',
  metrics: 'health',
}

// Addresses of model servers: OpenAI and MCP by their first part, Ollama and LM Studio among those of the hub.
const MODELS =
  /^\/(v1|mcp|props|slots|health|version|completion|infill|(de)?tokenize|tokenizer_info|apply-template)(\/|$)/
const MODELS_API =
  /^\/api\/(v0|v1|version|tags|ps|show|chat|generate|embed|embeddings|create|copy|push|pull|delete|blobs)(\/|$)/
const HUB = /^\/[^/]+\/[^/]+\/(resolve|raw|tree)\//

export function doorOf(path: string): Door {
  const end = path.indexOf('/', 1)
  const first = end === -1 ? path.slice(1) : path.slice(1, end)
  // The page of the log is /log itself; below it stand the files.
  if (first === 'log' && end === -1) return 'pages'
  const known = Object.hasOwn(FIRST, first) ? FIRST[first] : undefined
  if (known === 'hub') return MODELS_API.test(path) ? 'models' : 'hub'
  if (known !== undefined) return known
  if (MODELS.test(path)) return 'models'
  return HUB.test(path) ? 'hub' : 'pages'
}
