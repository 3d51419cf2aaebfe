// The runtime that answers, for programs that were installed without it: fetched once, when somebody who may says yes, by
// the user's own npm with its own settings, exactly the versions and hashes of the lock that the program carries, without
// running a script of any package, into a folder of the user's state. Invariants: a folder of that name is whole; a
// runtime beside the program comes first and nothing is then fetched. Source: stack-and-performance 1 (setting up).

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { assetUrl } from '../../base/asset-url.ts'
import { OwcError } from '../../base/errors.ts'
import {
  nativeFolder,
  nativePackage,
  RUNTIME_PACKAGE,
  runtimeFacts,
  runtimeFolder,
} from '../../runtime/installed.ts'
import type { Progress } from '../backup.ts'

const MACHINE = `${process.platform}-${process.arch}`
const INSTALL_MS = 900_000
const LOOK_MS = 1_000
const LEFT_MS = 86_400_000 // a folder of an install that was killed goes after a day
const MAX_TOLD = 2_000 // characters of what npm says
const NPM = [
  'ci',
  '--ignore-scripts',
  '--include=optional',
  '--global=false',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
]

export type RuntimeView = {
  readonly name: string
  readonly version: string | null // null: nothing is known of it here
  readonly installed: boolean
  readonly sizeBytes?: number // about, of what would be fetched; absent: it is beside the program
}

export type Runtime = {
  /** Folder of the user where it stands, or would stand; undefined: only what is beside the program counts. */
  readonly place: string | undefined
  view(): RuntimeView
  /** Does nothing when it is there. @throws OwcError `runtime-missing`, `runtime-unfetched` */
  install(tell: Progress, signal: AbortSignal): Promise<RuntimeView>
}

export type RuntimeParts = {
  readonly stateFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly carried?: Carried | undefined // the lock; read from the package when not given
  readonly beside?: string // `import.meta.url` of what it may stand beside; this program when not given
}

/** Written by build.ts (runtime-lock.ts). */
export type Carried = {
  readonly manifest: Readonly<Record<string, unknown>> & {
    readonly overrides: Readonly<Record<string, string>>
  }
  readonly lock: Readonly<Record<string, unknown>> & { readonly packages: Readonly<Record<string, unknown>> }
  readonly about: { readonly name: string; readonly version: string; readonly sizeBytes: number }
}

export function openRuntime(parts: RuntimeParts): Runtime {
  const carried = 'carried' in parts ? parts.carried : readCarried()
  const place = carried && join(parts.stateFolder, 'runtime', folderName(carried, MACHINE))
  let atWork: Promise<RuntimeView> | undefined
  const view = () => viewOf(parts.beside ?? import.meta.url, carried, place)
  return {
    place,
    view,
    async install(tell, signal) {
      if (view().installed) return view()
      if (carried === undefined || place === undefined) throw notCarried()
      atWork ??= install({ ...parts, carried, place }, tell, signal)
        .then(view)
        .finally(() => {
          atWork = undefined
        })
      return await atWork
    },
  }
}

function viewOf(beside: string, carried: Carried | undefined, place: string | undefined): RuntimeView {
  const folder = runtimeFolder(beside, place)
  const version = folder === undefined ? (carried?.about.version ?? null) : runtimeFacts(folder).version
  return {
    name: RUNTIME_PACKAGE,
    version,
    installed: folder !== undefined,
    ...(carried && { sizeBytes: carried.about.sizeBytes }),
  }
}

function readCarried(): Carried | undefined {
  const url = assetUrl(import.meta.url, 'runtime/runtime-lock.json')
  if (!existsSync(url)) return undefined // a checkout, which has the runtime itself
  return JSON.parse(readFileSync(url, 'utf8')) as Carried // of our own package
}

function folderName({ lock, about }: Carried, machine: string): string {
  const digest = createHash('sha256').update(JSON.stringify(lock)).digest('hex')
  return `${about.name}-${about.version}-${machine}-${digest.slice(0, 12)}`
}

type Work = RuntimeParts & { readonly carried: Carried; readonly place: string }

async function install(work: Work, tell: Progress, signal: AbortSignal): Promise<void> {
  const above = join(work.stateFolder, 'runtime')
  await mkdir(above, { recursive: true, mode: 0o700 })
  await removeLeft(above)
  const folder = await mkdtemp(join(above, '.new-')) // 0700
  try {
    const { manifest, lock } = forMachine(work.carried, MACHINE)
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock))
    await fetched(work, folder, { tell, signal })
    if (nativeFolder(join(folder, 'node_modules', RUNTIME_PACKAGE), MACHINE) === undefined)
      throw noBuild(MACHINE)
    await rename(folder, work.place).catch((error: NodeJS.ErrnoException) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error // another process was first
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Native files for other machines are left out: their packages become the empty one that stands for graphics cards. */
export function forMachine({ manifest, lock }: Carried, machine: string): Pick<Carried, 'manifest' | 'lock'> {
  const [empty] = Object.entries(manifest.overrides)
  const emptyEntry = empty && lock.packages[`node_modules/${empty[0]}`]
  if (empty === undefined || emptyEntry === undefined) return { manifest, lock }
  const scope = `node_modules/@${RUNTIME_PACKAGE}/`
  const own = nativePackage(machine)
  const foreign = Object.keys(lock.packages).filter((path) => path.startsWith(scope) && path !== scope + own)
  const names = foreign.map((path) => path.slice('node_modules/'.length))
  return {
    manifest: { ...manifest, overrides: Object.fromEntries(names.map((name) => [name, empty[1]])) },
    lock: {
      ...lock,
      packages: { ...lock.packages, ...Object.fromEntries(foreign.map((path) => [path, emptyEntry])) },
    },
  }
}

async function fetched(
  { environment, carried }: Work,
  folder: string,
  { tell, signal }: { readonly tell: Progress; readonly signal: AbortSignal },
): Promise<void> {
  const windows = environment['OS'] === 'Windows_NT'
  const limit = AbortSignal.any([signal, AbortSignal.timeout(INSTALL_MS)])
  const child = spawn(windows ? 'npm.cmd' : 'npm', NPM, {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: windows, // a .cmd is not started otherwise; every word is ours
    signal: limit,
  })
  let told = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    told = (told + chunk.toString('utf8')).slice(-MAX_TOLD)
  })
  let look: Promise<void> = Promise.resolve() // one at a time, and none after the end
  const timer = setInterval(() => {
    look = look.then(() => tellSize(folder, carried, tell))
  }, LOOK_MS)
  try {
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, by) => resolve(code === 0 ? undefined : `its end by ${by ?? `code ${code}`}`))
    const failure = await promise
    signal.throwIfAborted()
    if (failure !== undefined) throw unfetched(failure, told)
  } finally {
    clearInterval(timer)
    await look
  }
}

async function tellSize(folder: string, { about }: Carried, tell: Progress): Promise<void> {
  let done = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    if (entry.isFile())
      done += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      )
  tell({ phase: `installing ${about.name}`, done: Math.min(done, about.sizeBytes), total: about.sizeBytes })
}

async function removeLeft(above: string): Promise<void> {
  for (const name of await readdir(above)) {
    const folder = join(above, name)
    if (!name.startsWith('.new-')) continue
    const age = await stat(folder).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > LEFT_MS) await rm(folder, { recursive: true, force: true })
  }
}

function unfetched(how: string, told: string): OwcError {
  const lines = told
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
  return new OwcError({
    code: 'runtime-unfetched',
    where: 'npm ci',
    expected: `${RUNTIME_PACKAGE} from your npm registry`,
    found: [how, ...lines.slice(0, 3)].join('; '),
    hint: 'Nothing was installed. npm ≥ 10 must be in PATH and reach its registry; its own settings count.',
  })
}

function noBuild(machine: string): OwcError {
  return new OwcError({
    code: 'runtime-missing',
    where: RUNTIME_PACKAGE,
    expected: `a build for ${machine}`,
    found: 'none in the packages of this version',
    hint: 'Everything but running models works; another program can be pointed at the files.',
  })
}

function notCarried(): OwcError {
  return new OwcError({
    code: 'runtime-missing',
    where: 'this program',
    expected: `${RUNTIME_PACKAGE} beside it`,
    found: 'none, and no lock to fetch it by',
    hint: 'npm ci in the checkout installs it.',
  })
}
