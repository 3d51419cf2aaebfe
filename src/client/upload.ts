// Sends bytes to a node before a release names them: announced, sent from where they end there, finished by their
// manifest. Everything may be cut anywhere and repeated, by another process too. The node hashes what it gets; here
// only sizes are held to what was said, so a file that changed meanwhile is told by whoever read it.

import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Chunks } from '../storage/contracts.ts'
import type { Api } from './api.ts'
import { invalid } from './web.ts'

export type LocalFile = {
  readonly path?: string // in the artifact; absent: bytes that are no file of one
  readonly sha256: Sha256
  readonly sizeBytes: number
  /** The bytes from a position on. */
  open(position: number): Chunks
}

/** `doneBytes` of all files together, also those that were there. */
export type UploadProgress = (state: { readonly label: string; readonly doneBytes: number }) => void

/** `sealed`: they stay out of every answer until their seal opens. */
export type Upload = {
  readonly progress: UploadProgress
  readonly signal: AbortSignal
  readonly to?: 'sealed'
}

type State = {
  readonly sha256: string
  readonly size: number
  readonly held: boolean
  readonly have: number
}

const AT_ONCE = 500 // files in one announcement
const SMALL_BYTES = 4 << 20 // files up to here are sent several at once
const SMALL_WORKERS = 4
const TRIES = 5 // of one file without a new byte
const WAIT_MS = 120_000 // for an answer after the last byte, which waits for the disk

/** Resolves when the node has all bytes. @throws OwcError what the node says, `unreachable` */
export async function uploadAll(api: Api, files: readonly LocalFile[], upload: Upload): Promise<void> {
  const states = new Map<string, State>()
  for (let at = 0; at < files.length; at += AT_ONCE)
    for (const state of await announce(api, files.slice(at, at + AT_ONCE), upload))
      states.set(state.sha256, state)
  const once = [...new Map(files.map((file) => [file.sha256, file])).values()]
  const tally = { done: 0, upload }
  const missing: { readonly file: LocalFile; readonly state: State }[] = []
  for (const file of once) {
    const state = states.get(file.sha256)
    if (state === undefined) throw invalid('uploads', `an answer for ${file.sha256}`, 'none')
    if (state.held) tally.done += file.sizeBytes
    else missing.push({ file, state })
  }
  const small = missing.filter(({ file }) => file.sizeBytes <= SMALL_BYTES)
  const work = async () => {
    for (let next = small.shift(); next !== undefined; next = small.shift())
      await sendFile(api, next.file, next.state, tally)
  }
  const workers = await Promise.allSettled(Array.from({ length: SMALL_WORKERS }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  for (const { file, state } of missing)
    if (file.sizeBytes > SMALL_BYTES) await sendFile(api, file, state, tally)
}

async function announce(
  api: Api,
  files: readonly LocalFile[],
  { to }: Pick<Upload, 'to'>,
): Promise<readonly State[]> {
  const body = files.map(({ sha256, sizeBytes, path }) => ({ sha256, size: sizeBytes, path }))
  const place = to === 'sealed' ? 'commons/v1/sealed-bytes' : 'commons/v1/uploads'
  const answer = await api.post<{ files?: unknown }>(place, { files: body })
  if (!Array.isArray(answer?.files)) throw invalid('uploads', 'a list of files', 'none')
  return answer.files.map((state: Partial<State> | null) => {
    const { sha256, size, held, have } = state ?? {}
    if (typeof sha256 !== 'string' || typeof held !== 'boolean' || !isSize(size) || !isSize(have))
      throw invalid('uploads', 'digest, size, held and have of each file', 'something else')
    return { sha256, size, held, have }
  })
}

type Tally = { done: number; readonly upload: Upload }

/** Goes on after a cut from where the node says that its bytes end. */
async function sendFile(api: Api, file: LocalFile, first: State, tally: Tally): Promise<void> {
  const { signal } = tally.upload
  let state = first
  for (let tries = 1, best = state.have; !state.held && !isFull(file, state); tries++) {
    try {
      state = await sendFrom(api, file, state.have, tally)
    } catch (cause) {
      signal.throwIfAborted()
      if (tries >= TRIES || !isPassing(cause)) throw cause
      await api.line.web.pause(tries, signal)
      state = await whereItEnds(api, file, { state, upload: tally.upload })
    }
    if (state.have > best) {
      ;[tries, best] = [1, state.have]
    }
  }
  tally.done += file.sizeBytes
  tally.upload.progress({ label: labelOf(file), doneBytes: tally.done })
}

/** An empty file is there only when the node says so. */
function isFull(file: LocalFile, state: State): boolean {
  return file.sizeBytes > 0 && state.have === file.sizeBytes
}

/** The node itself may be on its way back: not to be reached counts as no news. */
async function whereItEnds(
  api: Api,
  file: LocalFile,
  { state, upload }: { readonly state: State; readonly upload: Upload },
): Promise<State> {
  try {
    return (await announce(api, [file], upload))[0] ?? state
  } catch (cause) {
    if (isPassing(cause)) return state
    throw cause
  }
}

async function sendFrom(api: Api, file: LocalFile, position: number, tally: Tally): Promise<State> {
  const counted = async function* (): Chunks {
    let at = position
    for await (const chunk of file.open(position)) {
      at += chunk.length
      yield chunk
      tally.upload.progress({ label: labelOf(file), doneBytes: tally.done + at })
    }
  }
  const type = { 'upload-offset': String(position), 'content-type': 'application/octet-stream' }
  const sealed = tally.upload.to === 'sealed'
  const named = { 'upload-digest': file.sha256, 'upload-size': String(file.sizeBytes) }
  return await api.send<State>(sealed ? 'commons/v1/sealed-bytes' : `commons/v1/uploads/${file.sha256}`, {
    method: 'PATCH',
    headers: sealed ? { ...type, ...named } : type,
    body: { chunks: counted(), sizeBytes: file.sizeBytes - position },
    stallMs: WAIT_MS,
    signal: tally.upload.signal,
  })
}

function isPassing(cause: unknown): boolean {
  return cause instanceof OwcError && ['unreachable', 'upload-conflict', 'busy'].includes(cause.problem.code)
}

export type Finished = {
  readonly artifact: Sha256
  readonly hazards: readonly { readonly rule: string; readonly verdict: string; readonly message: string }[]
}

type FinishState =
  | ({ readonly done: true } & Finished)
  | { readonly done: false; readonly file: string; readonly doneBytes: number }

/** Resolves when the node has hashed and inspected all files of the manifest. */
export async function finishUpload(api: Api, artifact: Sha256, upload: Upload): Promise<Finished> {
  for (let tries = 1; ; ) {
    upload.signal.throwIfAborted()
    try {
      const state = await api.post<FinishState>(`commons/v1/uploads/${artifact}/finish`, {})
      if (state.done) return state
      tries = 1
      upload.progress({ label: `checking ${state.file}`, doneBytes: state.doneBytes })
    } catch (cause) {
      if (tries >= TRIES || !isPassing(cause)) throw cause
      await api.line.web.pause(tries++, upload.signal)
    }
  }
}

function labelOf({ path, sha256 }: LocalFile): string {
  return path ?? sha256.slice(0, 12)
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
