// A fresh clone with only git, npm and Node 20 in PATH: both README lines, how large and how long they are, and
// README's five commands in a second shell.

import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { peer } from '../interop/peers.ts'

const MAX_INSTALL_MB = 650
const MAX_INSTALL_MS = 60_000
const MAX_READY_MS = 5_000

const place = mkdtempSync(join(tmpdir(), 'owc-setup-'))
const clone = join(place, 'clone')
const bin = join(place, 'bin')
const environment: Record<string, string> = {
  ...(process.env as Record<string, string>),
  PATH: `${bin}:/usr/bin:/bin`,
  OWC_DATA: join(place, 'data'),
  OWC_STATE: join(place, 'state'),
  npm_config_cache: join(place, 'npm-cache'),
}
let child: ChildProcess | undefined

before(() => {
  execFileSync('mkdir', ['-p', bin])
  for (const program of ['node', 'npm', 'npx']) symlinkSync(systemProgram(program), join(bin, program))
  execFileSync('git', ['clone', '--quiet', process.cwd(), clone])
})
after(() => {
  if (child?.pid !== undefined) process.kill(-child.pid, 'SIGTERM') // npm does not pass a signal on: its whole group
  rmSync(place, { recursive: true, force: true })
})

/** The machine's own Node, not the one that this test runs on. */
function systemProgram(program: string): string {
  const folders = (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.startsWith(dirname(process.execPath)) && !folder.includes('node_modules'))
  for (const folder of folders) {
    const path = join(folder, program)
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path
  }
  throw new Error(`${program} is not in PATH`)
}

function megabytes(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size
  }
  return bytes / 1e6
}

test('npm ci: small and quick enough', { timeout: 300_000 }, (t) => {
  const started = Date.now()
  const { status, stderr } = spawnSync('npm', ['ci'], { cwd: clone, env: environment, encoding: 'utf8' })
  const tookMs = Date.now() - started
  assert.equal(status, 0, stderr)
  const size = megabytes(join(clone, 'node_modules'))
  t.diagnostic(
    `npm ci: ${(tookMs / 1000).toFixed(1)} s, ${size.toFixed(0)} MB, Node ${execFileSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' }).trim()}`,
  )
  assert.ok(size <= MAX_INSTALL_MB, `${size} MB`)
  assert.ok(tookMs <= MAX_INSTALL_MS, `${tookMs} ms`)
})

test('npm start: the ready line within five seconds', { timeout: 60_000 }, async (t) => {
  const started = Date.now()
  const running = spawn('npm', ['start', '--silent'], {
    cwd: clone,
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  child = running
  const line = await new Promise<string>((resolve) => {
    let text = ''
    running.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.split('\n')[0] as string)
    })
  })
  const tookMs = Date.now() - started
  t.diagnostic(`ready after ${tookMs} ms: ${line.replace(/k=.*/, 'k=…')}`)
  assert.match(line, /^http:\/\/127\.0\.0\.1:8500\/\?k=/)
  assert.ok(tookMs <= MAX_READY_MS, `${tookMs} ms`)
})

test('README’s five commands in a second shell', { timeout: 300_000 }, () => {
  const [, round = ''] = readFileSync(join(clone, 'README.md'), 'utf8').split(/^With the node running.*$/m)
  const commands = round.split('```')[1]?.match(/^(npx owc|HF_ENDPOINT=).*$/gm) ?? []
  assert.equal(commands.length, 5)
  const hub = dirname(peer('hub', 'hf'))
  for (const command of commands) {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command.replace(/ +#.*$/, '')], {
      cwd: clone,
      env: { ...environment, PATH: `${environment['PATH']}:${hub}`, HF_HOME: join(place, 'hf') },
      encoding: 'utf8',
    })
    assert.equal(status, 0, `${command}\n${stdout}\n${stderr}`)
  }
})
