// The parent's side of one loaded model: a child process that may die at any time, and requests to it that then fail
// with one sentence. Deadlines: loading, and silence while it works; after them the child is killed, because a hung
// parser or an endless prompt cannot be stopped otherwise. Source: serving-apis 0.2, 6 (limits), 7.1, 7.2.

import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import type { Code } from '../base/codes.ts'
import { OwcError } from '../base/errors.ts'
import { workerUrl } from '../base/worker-url.ts'
import type {
  Failure,
  Finished,
  FromModel,
  GenerateRequest,
  LoadedModel,
  LoadRequest,
  Piece,
  PromptPart,
  Request,
  ScoreRequest,
  TokenScore,
} from './messages.ts'
import { MAX_FILES, type ModelFile, openingOf } from './model-files.ts'

const LOAD_MS = 120_000
const SILENT_MS = 60_000
const MAX_ERROR_TEXT = 4_000

export type StartOptions = Omit<LoadRequest, 'path' | 'files'> & {
  readonly files: readonly ModelFile[] // inherited by the child; the caller closes its own
  readonly where: string // the model, for messages
  readonly loadMs?: number
  readonly silentMs?: number
  readonly script?: URL // tests put one that hangs or dies
  readonly signal?: AbortSignal
}

export type ModelProcess = {
  readonly loaded: LoadedModel
  readonly pid: number
  /** Resolves when the child is gone; says why, when it was not killed on purpose. */
  readonly ended: Promise<OwcError | undefined>
  tokenize(parts: readonly PromptPart[]): Promise<readonly number[]>
  detokenize(tokens: readonly number[], control?: 'with-control'): Promise<string>
  pieces(tokens: readonly number[]): Promise<readonly string[]>
  generate(request: GenerateRequest, signal: AbortSignal, piece: (piece: Piece) => void): Promise<Finished>
  score(request: ScoreRequest, top: number, signal: AbortSignal): Promise<readonly TokenScore[]>
  embed(text: string): Promise<Float32Array>
  kill(): Promise<void>
}

/** @throws OwcError `model-refused`, `bytes-differ`, `memory-short`, `model-lost`, `model-slow` */
export async function startModel(options: StartOptions): Promise<ModelProcess> {
  const { where, loadMs = LOAD_MS, silentMs = SILENT_MS, signal } = options
  signal?.throwIfAborted()
  if (options.files.length > MAX_FILES) throw manyFiles(where, options.files.length)
  const { path, files, close } = await openingOf(options.files)
  const channel = await openChannel(options, silentMs).catch(async (error) => {
    await close()
    throw error
  })
  const { contextSize, sequences, threads, runtime } = options
  const stop = () => channel.kill()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const load: Request = {
      do: 'load',
      load: { path, files, contextSize, sequences, threads, ...(runtime !== undefined && { runtime }) },
    }
    const loaded = (await channel.ask(load, { silentMs: loadMs })) as LoadedModel
    signal?.throwIfAborted()
    return handleOf(channel, loaded)
  } catch (error) {
    await channel.kill()
    throw error instanceof OwcError ? withPlace(error, where) : error
  } finally {
    await close()
    signal?.removeEventListener('abort', stop)
  }
}

function handleOf(channel: Channel, loaded: LoadedModel): ModelProcess {
  return {
    loaded,
    pid: channel.pid,
    ended: channel.ended,
    tokenize: async (parts) => (await channel.ask({ do: 'tokenize', parts })) as number[],
    detokenize: async (tokens, control) =>
      (await channel.ask({ do: 'detokenize', tokens, control: control !== undefined })) as string,
    pieces: async (tokens) => (await channel.ask({ do: 'pieces', tokens })) as string[],
    generate: async (request, signal, piece) =>
      (await channel.ask({ do: 'generate', generate: request }, { signal, piece })) as Finished,
    score: async (request, top, signal) =>
      (await channel.ask({ do: 'score', score: request, top }, { signal })) as TokenScore[],
    embed: async (text) => (await channel.ask({ do: 'embed', text })) as Float32Array,
    kill: channel.kill,
  }
}

type Waiting = {
  resolve(value: unknown): void
  reject(error: OwcError): void
  readonly piece?: (piece: Piece) => void
  begun: boolean // something was heard of it
  readonly timer: NodeJS.Timeout
}

type AskOptions = {
  readonly signal?: AbortSignal
  readonly piece?: (piece: Piece) => void
  readonly silentMs?: number
}

type Channel = {
  readonly pid: number
  readonly ended: Promise<OwcError | undefined>
  ask(request: Request, options?: AskOptions): Promise<unknown>
  kill(): Promise<void>
}

async function openChannel({ files, script }: StartOptions, silentMs: number): Promise<Channel> {
  const fds = files.map(({ fd }) => fd)
  const child = forkChild(script ?? workerUrl(import.meta.url, 'runtime/model-child'), fds)
  const waiting = new Map<number, Waiting>()
  let [next, killed] = [1, false]
  let reason: OwcError | undefined
  const errors = tail(child)
  const { promise: ended, resolve: end } = Promise.withResolvers<OwcError | undefined>()
  const stopAll = (problem: OwcError) => {
    for (const one of waiting.values()) one.reject(problem)
    waiting.clear()
  }
  const over = (problem: OwcError) => {
    stopAll(problem)
    end(killed && reason === undefined ? undefined : problem)
  }
  child.once('exit', (code, signal) => over(reason ?? lost(signal ?? `code ${code}`, errors())))
  // A child that was never there has no exit; one that is there can fail to take a message, more than once.
  child.on('error', (cause) => {
    reason ??= lost(cause.message, errors())
    if (child.pid === undefined) over(reason)
    else if (!killed) void kill()
  })
  child.on('message', (message: FromModel) => {
    refresh(waiting, message.id)
    hear(waiting, message)
  })
  const kill = async () => {
    killed = true
    child.kill('SIGKILL')
    await ended
  }
  return {
    pid: child.pid ?? 0,
    ended,
    kill,
    ask(request, options = {}) {
      const id = next++
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const abort = () => void (child.connected && child.send({ id, abort: true }))
      const done = () => {
        options.signal?.removeEventListener('abort', abort)
        clearTimeout(timer)
        waiting.delete(id)
      }
      const limit = options.silentMs ?? silentMs
      const timer = setTimeout(() => {
        reason ??= slow(request.do, limit)
        void kill()
      }, limit)
      waiting.set(id, {
        resolve,
        reject,
        timer,
        begun: false,
        ...(options.piece && { piece: options.piece }),
      })
      if (child.connected) child.send({ id, request })
      else reject(reason ?? lost('a closed channel', errors()))
      options.signal?.addEventListener('abort', abort, { once: true })
      if (options.signal?.aborted) abort()
      return promise.finally(done)
    },
  }
}

/** A request that is at work must give signs of its own; one that waits in the process lives as long as others do. */
function refresh(waiting: ReadonlyMap<number, Waiting>, id: number): void {
  for (const [other, one] of waiting) {
    if (other === id) one.begun = true
    if (other === id || !one.begun) one.timer.refresh()
  }
}

/** The child inherits the open files and nothing else of ours: no secrets in its environment, no terminal. It is told
 *  where this program keeps compiled code: the runtime is some 570 files, which it reads in one process and, to try its
 *  native code, in another; without this a third of what a small model takes to load is their compilation. */
function forkChild(script: URL, fds: readonly number[]): ChildProcess {
  try {
    return fork(script, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...fds],
      execArgv: [],
      env: compiledHere(getCompileCacheDir()),
    })
  } catch (cause) {
    throw lost(cause instanceof Error ? cause.message : String(cause), '')
  }
}

function compiledHere(folder: string | undefined): Record<string, string> {
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) } // which is given a folder for this Node
}

function hear(waiting: ReadonlyMap<number, Waiting>, message: FromModel): void {
  const one = waiting.get(message.id)
  if (one === undefined) return
  if ('piece' in message) one.piece?.(message.piece)
  else if ('failed' in message) one.reject(refusal(message.failed))
  else if ('done' in message) one.resolve(message.done)
}

/** The last lines that the child wrote before it died. */
function tail({ stderr }: ChildProcess): () => string {
  let text = ''
  stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-MAX_ERROR_TEXT)
  })
  return () => text.trim().split('\n').slice(-3).join('; ')
}

const CODES: Readonly<Record<Failure['kind'], Code>> = {
  overflow: 'context-overflow',
  memory: 'memory-short',
  refused: 'model-refused',
  grammar: 'schema-unsupported',
  differs: 'bytes-differ',
  missing: 'runtime-missing',
  defect: 'model-lost',
}

function refusal({ kind, expected, found }: Failure): OwcError {
  return new OwcError({ code: CODES[kind], where: 'the runtime', expected, found })
}

function lost(how: string, said: string): OwcError {
  return new OwcError({
    code: 'model-lost',
    where: 'the process of the model',
    expected: 'an answer',
    found: `its end by ${how}${said === '' ? '' : `: ${said}`}`,
    hint: 'Nothing of the node is lost; ask again.',
  })
}

function manyFiles(where: string, count: number): OwcError {
  return new OwcError({
    code: 'model-refused',
    where,
    expected: `at most ${MAX_FILES} files`,
    found: `${count}`,
  })
}

function slow(what: string, limitMs: number): OwcError {
  return new OwcError({
    code: 'model-slow',
    where: `the process of the model, ${what}`,
    expected: `a sign of work within ${limitMs / 1000} s`,
    found: 'none; the process was ended',
  })
}

function withPlace(error: OwcError, where: string): OwcError {
  const { problem } = error
  return problem.where === 'the runtime' ? new OwcError({ ...problem, where }, error) : error
}
