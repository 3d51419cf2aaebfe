// The program: the only file that reads the machine (environment, clock, randomness, terminal) and that knows both the
// doors and the commands. Everything below gets what it needs as parameters.

import { getRandomValues } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { enableCompileCache, flushCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import type { OwcError } from './base/errors.ts'
import { dataFolder, stateFolder } from './base/folders.ts'
import type { Connection, UpOptions, World } from './cli/command.ts'
import { run, type Setup } from './cli/run.ts'
import type { Journal, LogFormat, LogLevel } from './http/access-log.ts'
import type { Metrics } from './http/metrics.ts'
import type { Node } from './node/node.ts'

process.env['UV_THREADPOOL_SIZE'] ??= '16' // before anything touches the pool (stack 1)

const machine = { platform: process.platform, home: homedir(), environment: process.env }
const state = stateFolder(machine)
enableCompileCache(join(state, 'compile-cache'))

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort(new DOMException('interrupted', 'AbortError'))
  })
}

const setup: Setup = async ({ data, node, style }) => {
  const folder = data ?? dataFolder(machine)
  const world: World = {
    version: version(),
    folder: process.cwd(),
    dataFolder: folder,
    stateFolder: state,
    environment: process.env,
    signal: interrupt.signal,
    now: () => Math.floor(Date.now() / 1000),
    connect: () => connect(folder, node),
    up: (options) => up(folder, options),
    get input() {
      return process.stdin
    },
    ask: async (question) => {
      const answer = await askText(`${question} [y/N]`, style)
      return answer === undefined ? undefined : /^y(es)?$/i.test(answer)
    },
    askText: (question) => askText(question, style),
  }
  return world
}

/** A defect of the program: its stack goes to the log of the program, never to a client. */
function defect(error: unknown): void {
  process.stderr.write(`owc: defect: ${error instanceof Error ? error.stack : String(error)}\n`)
}

/** The disk did not confirm a write. What is durable is unknown, so nothing more may be signed: end, never retry. */
function fatal(problem: OwcError): never {
  process.stderr.write(`owc: ${problem.message}\n`)
  process.exit(3)
}

function launch(folder: string, flags: Readonly<Record<string, string>>) {
  return {
    version: version(),
    dataFolder: folder,
    stateFolder: state,
    flags,
    environment: process.env,
    platform: process.platform,
    defect,
    fatal,
    clock: () => Math.floor(Date.now() / 1000),
    random: (count: number) => getRandomValues(new Uint8Array(count)),
  }
}

async function connect(folder: string, node: string | undefined): Promise<Connection> {
  const { connect: open } = await import('./client/api.ts')
  if (node !== undefined) {
    const { storedNodeAt } = await import('./cli/node-store.ts')
    const token = process.env['OWC_TOKEN'] ?? (await storedNodeAt(state, node))?.token
    const api = open(token === undefined ? { url: node } : { url: node, token })
    return { api, url: node, close: async () => undefined }
  }
  const { findRunning } = await import('./node/running.ts')
  const running = await findRunning(folder)
  if (running !== undefined) return { api: open(running), url: running.url, close: async () => undefined }
  return await openHere(folder)
}

/** No node runs: this command opens the data itself, behind a door on loopback that lives as long as it does. */
async function openHere(folder: string): Promise<Connection> {
  const [{ openNode }, { serve }, { connect: open }] = await Promise.all([
    import('./node/open.ts'),
    import('./http/serve.ts'),
    import('./client/api.ts'),
  ])
  const node = await openNode(launch(folder, {}))
  await rememberOwn(node)
  const server = await serve(node, { host: '127.0.0.1', port: 0, defects: defect })
  const name = `command-${process.pid}`
  const token = await node.access.issueToken(name, ['operate'], null)
  return {
    api: open({ url: server.url, token }),
    url: server.url,
    passing: true,
    async close() {
      await node.access.revokeToken(name)
      await server.close()
      await rememberOwn(node)
      await node.close()
    },
  }
}

async function up(folder: string, options: UpOptions): Promise<void> {
  const [{ openNode }, { serve }, { readAddresses }, { removeRunning, writeRunning }] = await Promise.all([
    import('./node/open.ts'),
    import('./http/serve.ts'),
    import('./http/listen.ts'),
    import('./node/running.ts'),
  ])
  const ears = openEars()
  const started = launch(folder, options.flags)
  const opening = await openAhead(folder, options.flags)
  const node = await openNode({
    ...started,
    defect: ears.defect,
    fatal: ears.fatal,
    appended: ears.appended,
  }).finally(() => opening?.close())
  try {
    const { watch, metrics, journal } = await ears.listen(node)
    await rememberOwn(node)
    const { host, port, listen } = node.settings.value
    const also = readAddresses(listen)
    const server = await serve(node, { host, port, also, defects: ears.defect, watch, metrics })
    const token = await node.access.issueToken('running-node', ['operate'], null)
    await writeRunning(folder, { pid: process.pid, url: server.url, token })
    options.ready(`${server.url}/?k=${await node.access.issueLink()}`, folder, server.also)
    journal.info('ready', { url: server.url, version: node.version, log: node.log.checkpoint().size })
    flushCompileCache() // an end by kill -9 would lose it, and the next start would be slow again
    await stopped()
    journal.info('stopping')
    await removeRunning(folder)
    await server.close()
    await rememberOwn(node)
  } finally {
    await node.close()
    ears.close()
  }
}

/** The door that says "not yet"; settings that cannot be read are told by whoever opens the node. */
async function openAhead(folder: string, flags: Readonly<Record<string, string>>) {
  const [{ loadSettings }, { openingDoor }, { readFile }] = await Promise.all([
    import('./base/settings-load.ts'),
    import('./http/opening.ts'),
    import('node:fs/promises'),
  ])
  try {
    const yaml = await readFile(join(folder, 'settings.yaml'), 'utf8').catch(() => undefined)
    const input = { yaml, environment: process.env, flags, dataFolder: folder }
    return await openingDoor(loadSettings(input).value)
  } catch {
    return undefined
  }
}

/** What a running node tells: to standard error until its settings are known, then to its log and its figures. */
function openEars() {
  let [journal, metrics]: [Journal | undefined, Metrics | undefined] = [undefined, undefined]
  return {
    defect: (error: unknown) => (journal === undefined ? defect(error) : journal.defect(error)),
    fatal: (problem: OwcError): never => {
      journal?.flush()
      return fatal(problem)
    },
    appended: (seconds: number) => metrics?.appended(seconds),
    async listen(node: Node) {
      const [{ openJournal, openWatch }, { openMetrics }] = await Promise.all([
        import('./http/access-log.ts'),
        import('./http/metrics.ts'),
      ])
      const { logLevel, logFormat } = node.settings.value
      const terminal = process.stderr.isTTY === true
      const level = (logLevel || (terminal ? 'warn' : 'info')) as LogLevel // of the setting's choices
      const format = (logFormat || (terminal ? 'text' : 'json')) as LogFormat
      const nowMs = () => performance.now()
      const [lines, figures] = await Promise.all([
        openJournal({ level, format, clockMs: Date.now }),
        openMetrics(node, nowMs),
      ])
      journal = lines
      metrics = figures
      return {
        journal: lines,
        metrics: figures,
        watch: openWatch({ nowMs, journal: lines, count: figures.count }),
      }
    },
    close: () => journal?.flush(),
  }
}

/** This user's own node is believed by this user: its log, its identity, and how far its log has come. */
async function rememberOwn({ log, identity, name }: Node): Promise<void> {
  const { addTrust } = await import('./cli/trust-store.ts')
  const { origin, verifierKey } = log
  await addTrust(state, {
    origin,
    verifierKey,
    identity,
    name,
    note: log.checkpoint().note,
    seconds: log.timeSeconds(),
  })
}

function stopped(): Promise<void> {
  const { signal } = interrupt
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

async function askText(question: string, style: 'json' | 'quiet' | 'text'): Promise<string | undefined> {
  if (style === 'json' || !process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(`${question} `, { signal: interrupt.signal })).trim()
  } finally {
    terminal.close()
  }
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}

process.exitCode = await run(process.argv.slice(2), process, setup)
if (interrupt.signal.aborted && process.exitCode === 0 && process.argv[2] !== 'up') process.exitCode = 130
