// A throw-away PostgreSQL for the tests: a cluster in a temporary folder, on a free loopback port, without fsync.
// It refuses to run as root, so then it runs as the user that Debian's package makes.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

export type PostgresServer = {
  /** A fresh, empty database. */
  database(): Promise<string>
  stop(): Promise<void>
}

const FOLDERS = [18, 17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin`)
const READY_MS = 30_000

export async function startPostgres(): Promise<PostgresServer> {
  const programs = FOLDERS.find((folder) => existsSync(path.join(folder, 'postgres')))
  if (programs === undefined) throw new Error('PostgreSQL is absent: apt-get install postgresql')
  const folder = await mkdtemp(path.join(tmpdir(), 'owc-postgres-'))
  const user = asRoot() ? postgresUser() : undefined
  if (user !== undefined) await chown(folder, user.uid, user.gid)
  const run = { cwd: folder, ...user, stdio: 'pipe' } as const
  const init = ['-D', 'data', '-U', 'owc', '--auth=trust', '--no-sync', '--locale=C', '--encoding=UTF8']
  execFileSync(path.join(programs, 'initdb'), init, run)
  const port = await freePort()
  const settings = [
    'fsync=off',
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
  ]
  const args = ['-D', 'data', ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(path.join(programs, 'postgres'), args, { ...run, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const stop = async () => {
    server.kill('SIGINT') // "fast": sessions are cut
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const url = `postgres://owc@127.0.0.1:${port}`
  try {
    await ready(`${url}/postgres`)
  } catch (cause) {
    await stop()
    throw cause
  }
  let made = 0
  return {
    database: async () => {
      const name = `test_${++made}`
      await query(`${url}/postgres`, `create database ${name}`)
      return `${url}/${name}`
    },
    stop,
  }
}

export async function query(url: string, text: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

async function ready(url: string): Promise<void> {
  for (const started = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      return await query(url, 'select 1')
    } catch (cause) {
      if (Date.now() - started > READY_MS) throw new Error('PostgreSQL did not start', { cause })
    }
  }
}

function asRoot(): boolean {
  return process.getuid?.() === 0
}

function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
