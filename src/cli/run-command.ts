// A program run to its end and watched: what it wrote, how long it took, how much memory it and its children had at most.
// It gets no input, ends by its limit or with the person's patience, and its children with it; one that left the group of
// its parents is no longer listened to. Memory is looked at many times a second; of each process the system keeps its own
// high-water mark, so that of a single process nothing is missed.

import { spawn } from 'node:child_process'
import process from 'node:process'
import { familyOf, peakBytes, residentBytes } from '../node/run/measure-machine.ts'

const LOOK_MS = 20
const MAX_OUTPUT = 4 << 20
const MAX_ERRORS = 64 << 10 // characters, the last ones

export type Ended = {
  readonly output: Buffer // what it wrote to standard output, cut at a limit
  readonly errors: string // the end of what it wrote to standard error
  readonly wallMs: number
  readonly peakBytes?: number
  readonly covers: string // whose memory that is
  readonly failure?: string // why it counts as failed
}

export type RunOptions = {
  readonly limitMs: number
  readonly signal: AbortSignal
  readonly alsoCount?: number // a process that does the work and was there before
}

/** Never rejects for what the program does. @throws AbortError when the person leaves */
export async function runCommand(words: readonly string[], options: RunOptions): Promise<Ended> {
  const { limitMs, signal, alsoCount } = options
  signal.throwIfAborted()
  const started = performance.now()
  const [program = '', ...args] = words
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const output = kept(child.stdout, MAX_OUTPUT)
  const errors = lastOf(child.stderr)
  const pid = child.pid
  let late = false
  const endAll = () => {
    endGroup(pid)
    child.stdout.destroy() // or a child that left the group would keep them open, and this would wait for it
    child.stderr.destroy()
  }
  const timer = setTimeout(() => {
    late = true
    endAll()
  }, limitMs)
  signal.addEventListener('abort', endAll, { once: true })
  const memory = watched(pid, alsoCount)
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  child.once('error', (error) => resolve(error.message))
  child.once('close', (code, by) => resolve(code === 0 ? undefined : `it ended by ${by ?? `code ${code}`}`))
  const ended = await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', endAll)
  endAll() // children that it left behind
  const wallMs = performance.now() - started
  const most = memory.end()
  signal.throwIfAborted()
  const said = errors().trim().split('\n').slice(-5).join('\n')
  const why = late ? `it did not end within ${limitMs / 1_000} s` : (ended ?? output.tooMuch())
  const covers =
    alsoCount === undefined ? 'the command and its children' : 'the command and a server beside it'
  return {
    output: output.bytes(),
    errors: errors(),
    wallMs,
    covers,
    ...(most > 0 && { peakBytes: most }),
    ...(why !== undefined && { failure: [why, said].filter((one) => one !== '').join(': ') }),
  }
}

/** The most that the family had together at one look, or one of them alone at any time. */
function watched(pid: number | undefined, alsoCount: number | undefined): { end(): number } {
  let most = 0
  const look = () => {
    if (pid === undefined) return
    const family = familyOf(pid)
    const beside = alsoCount === undefined ? [] : familyOf(alsoCount)
    const together = [...family, ...beside].reduce((sum, one) => sum + (residentBytes(one) ?? 0), 0)
    most = Math.max(most, together, ...family.map((one) => peakBytes(one) ?? 0))
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    end() {
      clearInterval(timer)
      return most
    },
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // all of them have ended
  }
}

type Kept = { bytes(): Buffer; tooMuch(): string | undefined }

function kept(stream: NodeJS.ReadableStream, most: number): Kept {
  const parts: Buffer[] = []
  let size = 0
  stream.on('data', (part: Buffer) => {
    if (size < most) parts.push(part.subarray(0, most - size))
    size += part.length
  })
  return {
    bytes: () => Buffer.concat(parts),
    tooMuch: () => (size > most ? `it wrote ${size} bytes, and at most ${most} are an answer` : undefined),
  }
}

function lastOf(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.on('data', (part: Buffer) => {
    text = (text + part.toString('utf8')).slice(-MAX_ERRORS)
  })
  return () => text
}
