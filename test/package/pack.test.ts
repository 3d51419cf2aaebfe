// The package as strangers get it: packed, installed into an empty folder elsewhere, run. The model runtime is left out.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { buildAuditPage } from '../../src/audit/build-page.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-pack-'))
after(() => rmSync(place, { recursive: true, force: true }))

test('package: packs, installs into an empty folder elsewhere, and runs', { timeout: 300_000 }, async () => {
  execFileSync(process.execPath, ['build.ts'], { stdio: 'pipe' })
  const staging = join(place, 'staging')
  cpSync('.', staging, {
    recursive: true,
    filter: (path) => !/(^|\/)(node_modules|\.git|src|test|coverage)(\/|$)/.test(path),
  })
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  const checkout = await buildAuditPage(manifest.version)
  for (const key of ['dependencies', 'devDependencies', 'overrides', 'scripts']) delete manifest[key]
  writeFileSync(join(staging, 'package.json'), JSON.stringify(manifest, undefined, 2))
  execFileSync('npm', ['pack', '--silent'], { cwd: staging, stdio: 'pipe' })
  const [packed] = readdirSync(staging).filter((name) => name.endsWith('.tgz'))
  assert.ok(packed)
  const home = join(place, 'elsewhere')
  cpSync(join(staging, packed), join(home, packed))
  writeFileSync(join(home, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${packed}`], {
    cwd: home,
    stdio: 'pipe',
  })
  const owc = join(home, 'node_modules', '.bin', 'owc')
  assert.equal(execFileSync(owc, ['--version'], { encoding: 'utf8' }).trim(), `owc ${manifest.version}`)
  assert.ok(!existsSync(join(home, 'node_modules', 'node-llama-cpp')))
  const environment = { ...process.env, OWC_DATA: join(place, 'data'), OWC_STATE: join(place, 'state') }
  const status = spawnSync(owc, ['status', '--json'], { cwd: home, encoding: 'utf8', env: environment })
  assert.equal(status.status, 0, status.stderr)
  assert.match(JSON.parse(status.stdout).identity, /^owcid:/)
  writeFileSync(join(place, 'x.txt'), 'hello')
  const imported = spawnSync(owc, ['import', join(place, 'x.txt'), '--json'], {
    cwd: home,
    encoding: 'utf8',
    env: environment,
  })
  assert.equal(imported.status, 0, imported.stderr)
  const page = JSON.parse(imported.stdout)
  assert.equal(page.files[0].sha256, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
  const audit = spawnSync(
    owc,
    ['export', page.ref, '--as', 'audit', '--to', join(place, 'audit'), '--json'],
    {
      cwd: home,
      encoding: 'utf8',
      env: environment,
    },
  )
  assert.equal(audit.status, 0, audit.stderr)
  const carried = readFileSync(join(place, 'audit', 'verify.html'), 'utf8')
  assert.equal(carried, checkout, 'the package and its checkout write the same verify.html')
})
