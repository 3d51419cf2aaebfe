// Pulls a release of a node into a folder: verified while it is written, continued by a later process, visible only
// when whole. Everything waits in a folder beside the goal, which is renamed at the end:
//   .NAME.<12 digits>.part/parts/<sha256>   bytes on their way in
//   .NAME.<12 digits>.part/files/<path>     files that were verified and are durable
// A kill may leave a hole where two writes were under way, so a part goes on from that far before its end.

import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { ManifestFile } from '../base/manifest.ts'
import type { Api } from './api.ts'
import { refusal } from './fill.ts'
import { BUFFER_BYTES, pull } from './pull.ts'
import { BUNDLE_PATH, filePath, type PeerRelease } from './release.ts'
import { type Answer, invalid, readSmall, type Web } from './web.ts'

export type PullRequest = {
  readonly api: Api
  readonly release: PeerRelease
  readonly folder: string
  readonly only?: (path: string) => boolean // some of the files
  readonly progress: (progress: { readonly path: string; readonly bytes: number }) => void
  readonly signal: AbortSignal
}

export type Pulled = {
  readonly folder: string
  readonly files: readonly ManifestFile[]
  readonly bundle: boolean
}

const TRIES = 5 // of one file without a new byte
const HOLE_BYTES = 3 * BUFFER_BYTES
const READ_BYTES = 1 << 20
const MAX_BUNDLE_BYTES = 256 << 20

/** @throws OwcError `folder-in-use`, `bytes-differ`, `unreachable`, `answer-invalid`, `disk-full` */
export async function pullRelease(request: PullRequest): Promise<Pulled> {
  const goal = resolve(request.folder)
  await checkGoal(goal)
  const { release } = request
  const work = join(dirname(goal), `.${basename(goal)}.${release.artifact.slice(0, 12)}.part`)
  const [files, parts] = [join(work, 'files'), join(work, 'parts')]
  const wanted = release.files.filter((file) => request.only?.(file.path) ?? true)
  try {
    await mkdir(files, { recursive: true })
    await mkdir(parts, { recursive: true })
    for (const file of wanted) await pullFile(request, file, { files, parts })
    const bundle = await pullBundle(request, files)
    await syncFolder(files)
    await rmdir(goal).catch(ignoreAbsent)
    await rename(files, goal)
    await syncFolder(dirname(goal))
    await rm(work, { recursive: true, force: true })
    return { folder: goal, files: wanted, bundle }
  } catch (cause) {
    throw diskFull(cause, goal)
  }
}

/** Nothing that is there is touched: only an absent or empty folder will do. */
async function checkGoal(goal: string): Promise<void> {
  const found = await readdir(goal).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    return ['a file']
  })
  if (found.length > 0)
    throw new OwcError({
      code: 'folder-in-use',
      where: goal,
      expected: 'a new or empty folder',
      found: 'something there',
      hint: 'Name another folder, or move away what is there.',
    })
}

type Places = { readonly files: string; readonly parts: string }

async function pullFile(request: PullRequest, file: ManifestFile, { files, parts }: Places): Promise<void> {
  const [done, part] = [join(files, ...file.path.split('/')), join(parts, file.sha256)]
  const there = await stat(done).catch(ignoreAbsent)
  if (there?.isFile() && there.size === file.sizeBytes) {
    request.progress({ path: file.path, bytes: file.sizeBytes })
    return
  }
  await mkdir(dirname(done), { recursive: true })
  const handle = await open(part, 'a+').then(async (created) => {
    await created.close()
    return open(part, 'r+')
  })
  try {
    await fillFile(request, file, handle)
    await handle.sync()
  } catch (cause) {
    if (cause instanceof OwcError && cause.problem.code === 'bytes-differ') await rm(part, { force: true })
    throw cause
  } finally {
    await handle.close()
  }
  await rename(part, done)
  await syncFolder(dirname(done))
}

async function fillFile(request: PullRequest, file: ManifestFile, handle: FileHandle): Promise<void> {
  let keepBytes = file.sizeBytes // of what is there; 0 once the server has shown that it ignores ranges
  for (let tries = 1, best = -1; ; tries++) {
    const hash = createHash('sha256')
    const start = await hashBefore(handle, { ...file, keepBytes }, hash)
    if (best === -1) request.progress({ path: file.path, bytes: start })
    if (start > best) {
      ;[tries, best] = [1, start]
    }
    try {
      if (start < file.sizeBytes && (await receive(request, { file, handle, hash, start })) === 'from 0') {
        keepBytes = 0
        continue
      }
      checkDigest(file, hash)
      return
    } catch (cause) {
      request.signal.throwIfAborted()
      const passing = cause instanceof OwcError && cause.problem.code === 'unreachable'
      if (!passing || tries >= TRIES) throw cause
      await request.api.line.web.pause(tries, request.signal)
    }
  }
}

function checkDigest({ path, sha256 }: ManifestFile, hash: Hash): void {
  const found = hash.digest('hex')
  if (found === sha256) return
  throw new OwcError({
    code: 'bytes-differ',
    where: path,
    expected: `sha256:${sha256}`,
    found: `sha256:${found}`,
  })
}

type Kept = { readonly sizeBytes: number; readonly keepBytes: number }

/** Hashes what an earlier try left, without what may be a hole, and cuts the file there. */
async function hashBefore(handle: FileHandle, file: Kept, hash: Hash): Promise<number> {
  const { size } = await handle.stat()
  const sure = size === file.sizeBytes ? size : Math.max(0, Math.min(size, file.sizeBytes) - HOLE_BYTES)
  const keep = Math.min(sure, file.keepBytes)
  if (keep !== size) await handle.truncate(keep)
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  for (let at = 0; at < keep; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(READ_BYTES, keep - at), at)
    if (bytesRead === 0) throw new Error('the part became shorter while it was read')
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
  return keep
}

type Receiving = {
  readonly file: ManifestFile
  readonly handle: FileHandle
  readonly hash: Hash
  readonly start: number
}

async function receive(
  request: PullRequest,
  { file, handle, hash, start }: Receiving,
): Promise<'done' | 'from 0'> {
  const { api, release, signal, progress } = request
  const { web, base, headers } = api.line
  const url = new URL(filePath(release.name, release.commit, file.path), base)
  const arrived = (bytes: number) => progress({ path: file.path, bytes })
  const common = { url, where: file.path, headers, start, signal }
  if (web.direct !== undefined) {
    const { direct } = web
    const how = await pull({ ...common, sizeBytes: file.sizeBytes, file: handle, hash, direct, arrived })
    if (how === 'done') return how
  }
  const answer = await plainAnswer(web, common)
  if (answer === 'from 0') return answer
  let at = start
  for await (const chunk of answer.body()) {
    if (at + chunk.length > file.sizeBytes) throw invalid(file.path, `${file.sizeBytes} bytes`, 'more')
    hash.update(chunk)
    for (let written = 0; written < chunk.length; )
      written += (await handle.write(chunk, written, chunk.length - written, at + written)).bytesWritten
    at += chunk.length
    arrived(chunk.length)
  }
  if (at !== file.sizeBytes) throw invalid(file.path, `${file.sizeBytes} bytes`, `${at} bytes`)
  return 'done'
}

type Common = {
  readonly url: URL
  readonly where: string
  readonly headers: Readonly<Record<string, string>>
  readonly start: number
  readonly signal: AbortSignal
}

/** For answers that the fast way declines: redirects, chunked bodies, errors, and servers that ignore ranges. */
async function plainAnswer(web: Web, common: Common): Promise<Answer | 'from 0'> {
  const { url, where, headers, start, signal } = common
  const range = start === 0 ? {} : { range: `bytes=${start}-` }
  const answer = await web.send({ url, where, headers: { ...headers, ...range }, signal })
  const stated = answer.headers['content-range'] ?? ''
  if (start === 0 && answer.status === 200) return answer
  if (start > 0 && answer.status === 206 && stated.startsWith(`bytes ${start}-`)) return answer
  answer.close()
  if (answer.status === 200) return 'from 0'
  if (answer.status === 206) throw invalid(where, `the bytes from ${start} on`, JSON.stringify(stated))
  throw refusal(answer, where)
}

/** The record and its proofs; an answer that a node does not have them is a fact, not a failure. */
async function pullBundle(request: PullRequest, files: string): Promise<boolean> {
  const { api, release, signal } = request
  const { web, base, headers } = api.line
  const url = new URL(filePath(release.name, release.commit, BUNDLE_PATH), base)
  const answer = await web.send({ url, where: BUNDLE_PATH, headers, signal })
  if (answer.status === 404) {
    answer.close()
    return false
  }
  if (answer.status !== 200) {
    answer.close()
    throw refusal(answer, BUNDLE_PATH)
  }
  const bytes = await readSmall(answer, BUNDLE_PATH, MAX_BUNDLE_BYTES)
  await mkdir(join(files, '.owc'), { recursive: true })
  const handle = await open(join(files, ...BUNDLE_PATH.split('/')), 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return true
}

/** So that a rename survives a power cut; Windows cannot open folders and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EISDIR' || cause.code === 'EPERM' || cause.code === 'EACCES') return undefined
    throw cause
  })
  try {
    await handle?.sync()
  } finally {
    await handle?.close()
  }
}

function ignoreAbsent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
  throw cause
}

function diskFull(cause: unknown, where: string): unknown {
  const code = (cause as NodeJS.ErrnoException | null)?.code
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return cause
  return new OwcError(
    {
      code: 'disk-full',
      where,
      expected: 'room on the disk',
      found: 'none',
      hint: 'Make room and run it again; it goes on where it stopped.',
    },
    cause,
  )
}
