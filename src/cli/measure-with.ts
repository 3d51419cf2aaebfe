// A model measured through somebody's own program: its command runs as a process, without a shell, on the file of this
// machine; wall time, most memory of it and its children, and the digest of what it wrote are measured here. Version and
// bytes of the tool are read from the tool; its licence is what the person states, or absent.
// Invariants: the command reads bytes whose digest is known before it starts; it ends by its limit at the latest.

import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { manifestBytes } from '../base/manifest.ts'
import { instant } from '../base/time.ts'
import type { RunReport } from '../commons/tools/statements.ts'
import { outputOf } from '../node/run/measure.ts'
import { loadNow, residentBytes, thisMachine } from '../node/run/measure-machine.ts'
import { decimal, PROBE, type Sheet } from '../node/run/measure-probe.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { Call, Connection } from './command.ts'
import { fillWords, splitWords } from './command-words.ts'
import { hashPath } from './hash-path.ts'
import { toolOf } from './measure-tool.ts'
import { nodeOf } from './node-answers.ts'
import type { Out } from './out.ts'
import { releasePath } from './reference.ts'
import { type Ended, runCommand } from './run-command.ts'

const LIMIT_SECONDS = 600
const MAX_LIMIT_SECONDS = 86_400 // more than a timer counts would be no time at all
const MAX_PROBLEM = 2_000 // characters of what the tool said

type Asked = { readonly ref: string; readonly line: string; readonly out: Out }

/** What is measured, as files of this machine. */
type Bytes = {
  readonly name: string
  readonly object: Sha256
  readonly artifact?: Sha256
  readonly sizeBytes: number
  readonly files: readonly { readonly path: string; readonly file: string }[] // first: the one that is loaded
}

/** @throws OwcError `usage`, `file-missing`, `blob-missing`, `release-missing` */
export async function measureWith(call: Call, connection: Connection, asked: Asked): Promise<Sheet> {
  const words = splitWords(asked.line, '--with')
  const handed = handedBy(asked.line, call.on('stated'))
  const alsoCount = countedBy(call.flag('count'))
  const limitMs = limitOf(call.flag('limit')) * 1_000
  const bytes = await bytesOf(call, connection, asked)
  const tool = await toolOf(call, words)
  const folder = await mkdtemp(join(tmpdir(), 'owc-measure-'))
  try {
    const file = await laidOut(folder, bytes)
    const values = { file, folder, name: bytes.name, prompt: PROBE.prompt, tokens: String(PROBE.tokens) }
    const load = loadNow()
    asked.out.note(asked.out.soft(`Running ${words[0]} …`))
    const ended = await runCommand(fillWords(words, values, '--with'), {
      limitMs,
      signal: call.world.signal,
      ...(alsoCount !== undefined && { alsoCount }),
    })
    const report = reportOf({ ended, tool, words, handed, load, now: call.world.now() }, folder)
    const { name, sizeBytes, object, artifact } = bytes
    return {
      name,
      object: digestText(object),
      ...(artifact !== undefined && { artifact: digestText(artifact) }),
      sizeBytes,
      tool,
      report,
      text: ended.output.toString('utf8'),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function handedBy(line: string, stated: boolean): RunReport['handed'] {
  if (/\{(file|folder)\}/.test(line)) return 'path'
  if (stated) return 'stated'
  throw new OwcError({
    code: 'usage',
    where: '--with',
    expected: '{file} or {folder} in the command, so that the tool is given these very bytes',
    found: 'neither',
    hint: 'Where a tool finds a model by a name of its own, --stated makes it your word that it is this one.',
  })
}

// ---- the bytes ----

async function bytesOf(call: Call, connection: Connection, { ref, out }: Asked): Promise<Bytes> {
  const path = resolve(call.world.folder, ref)
  return existsSync(path) ? await bytesAt(path, call, out) : await bytesHeld(ref, connection)
}

async function bytesAt(path: string, { world }: Call, out: Out): Promise<Bytes> {
  const found = await Array.fromAsync(hashPath(path, { out, signal: world.signal }))
  const sizeBytes = found.reduce((sum, file) => sum + file.sizeBytes, 0)
  const whole = statSync(path).isFile()
  const files = found.map((file) => ({ path: file.path, file: whole ? path : join(path, file.path) }))
  const [one] = found
  if (one === undefined) throw nothing(path)
  const object = found.length === 1 ? one.sha256 : artifactOf(found)
  return { name: basename(path), object, sizeBytes, files }
}

function artifactOf(files: Parameters<typeof manifestBytes>[0]): Sha256 {
  return createHash('sha256').update(manifestBytes(files)).digest('hex') as Sha256
}

/** Held by the node of this machine: its blobs are files that nobody rewrites. */
async function bytesHeld(ref: string, { api }: Connection): Promise<Bytes> {
  const { dataFolder } = await nodeOf(api)
  const view = await api.get<ReleaseView>(releasePath(ref)) // which refuses a tag that it does not have
  const isMeant = ({ tag, digest }: ReleaseView['objects'][number]) =>
    ref.toLowerCase().endsWith(`:${tag.toLowerCase()}`) || ref.endsWith(`sha256:${digest}`)
  const one = view.objects.length === 1 ? view.objects[0] : view.objects.find(isMeant)
  if (one === undefined) throw which(ref, view)
  const listed = [...view.fileList].sort((a, b) => rank(a.path, one.files) - rank(b.path, one.files))
  const files = listed.map(({ path, sha256 }) => ({
    path,
    file: join(dataFolder ?? '', 'blobs', 'sha256', sha256.slice(0, 2), sha256),
  }))
  if (dataFolder === undefined || !existsSync(files[0]?.file ?? '')) throw elsewhere(ref)
  const { digest, sizeBytes } = one
  return { name: `${view.ref}:${one.tag}`, object: digest, artifact: view.artifact, sizeBytes, files }
}

function rank(path: string, files: readonly string[]): number {
  const at = files.indexOf(path)
  return at === -1 ? files.length : at
}

/** Under the names that they have in the release: tools look at endings and at what lies beside. */
async function laidOut(folder: string, { files }: Bytes): Promise<string> {
  for (const { path, file } of files) {
    const place = join(folder, ...path.split('/').filter((part) => part !== '..' && part !== '.'))
    await mkdir(dirname(place), { recursive: true })
    await symlink(file, place)
  }
  return join(folder, files[0]?.path ?? '')
}

// ---- the report ----

type Made = {
  readonly ended: Ended
  readonly tool: Sheet['tool']
  readonly words: readonly string[]
  readonly handed: RunReport['handed']
  readonly load: string
  readonly now: number
}

function reportOf({ ended, tool, words, handed, load, now }: Made, folder: string): RunReport {
  const { output, wallMs, peakBytes, failure } = ended
  const answered = failure === undefined && output.toString('utf8').trim() !== ''
  const problem = failure ?? 'it ended without a word'
  return {
    tool: tool.digest,
    toolName: tool.body.name,
    toolVersion: tool.body.version,
    outcome: answered ? 'answered' : 'failed',
    handed,
    ...(!answered && {
      problem: withoutFolders(problem.replaceAll(folder, '{folder}')).slice(0, MAX_PROBLEM).toWellFormed(),
    }),
    measured: instant(now),
    probe: { ...PROBE },
    ...(answered && { output: outputOf(output) }),
    ...(peakBytes !== undefined && { memory: { peakBytes, covers: ended.covers } }),
    speed: { wallSeconds: decimal(wallMs / 1_000) },
    settings: { command: words.map(withoutFolder).join(' ') },
    hardware: thisMachine(),
    load,
  }
}

/** Where programs and files stand on this machine is nobody's business. Quoted as the person could have. */
function withoutFolder(word: string): string {
  const short = word.replace(/(^|=)(~|[A-Za-z]:)?[\\/](.*[\\/])?/, '$1')
  return /[\s'"]/.test(short) || short === '' ? JSON.stringify(short) : short
}

/** The same in what a program said: of each path only its last part. An address of the web keeps its own. */
function withoutFolders(text: string): string {
  return text.replaceAll(/(?<![\w}./\\~-])(?:~|[A-Za-z]:)?(?:[\\/][^\s\\/"'<>|]+)+[\\/](?=[^\s\\/])/g, '')
}

/** A server that is there: what is said of its memory must be known of it. @throws OwcError `usage` */
function countedBy(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const pid = numberIn(text, '--count')
  if (residentBytes(pid) !== undefined) return pid
  const expected = 'a process of this machine whose memory can be read'
  throw new OwcError({ code: 'usage', where: '--count', expected, found: text })
}

/** @throws OwcError `usage` */
function limitOf(text: string | undefined): number {
  const seconds = text === undefined ? LIMIT_SECONDS : numberIn(text, '--limit')
  if (seconds <= MAX_LIMIT_SECONDS) return seconds
  const expected = `at most ${MAX_LIMIT_SECONDS} seconds`
  throw new OwcError({ code: 'usage', where: '--limit', expected, found: `${seconds}` })
}

function numberIn(text: string, where: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new OwcError({
    code: 'usage',
    where,
    expected: 'a whole number above nought',
    found: JSON.stringify(text),
  })
}

function nothing(where: string): OwcError {
  return new OwcError({ code: 'file-missing', where, expected: 'a file to load', found: 'an empty folder' })
}

function which(ref: string, { objects, ref: name }: ReleaseView): OwcError {
  const names = objects.map(({ tag }) => `${name}:${tag}`)
  const expected =
    names.length === 0 ? 'a release with a file that can be loaded' : `one of ${names.join(', ')}`
  return new OwcError({ code: 'usage', where: ref.slice(0, 200), expected, found: 'another name' })
}

function elsewhere(ref: string): OwcError {
  return new OwcError({
    code: 'blob-missing',
    where: ref.slice(0, 200),
    expected: 'its bytes as files of this machine',
    found: 'none here',
    hint: 'owc pull brings them; then give the file instead of the name.',
  })
}
