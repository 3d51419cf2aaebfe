// Packs the program for strangers: built, and staged without what only a checkout needs. The runtime that answers is left
// out, because an override holds only in a checkout and graphics builds would come along; the package carries its lock
// instead (runtime-lock.ts) and fetches it at the first `owc run`, after asking.
// Usage: node bin/node26 pack.ts [FOLDER]: writes FOLDER/open-weights-commons-VERSION.tgz and prints its name.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'

const ONLY_CHECKOUT = ['dependencies', 'devDependencies', 'overrides', 'scripts', 'allowScripts']

const target = resolve(process.argv[2] ?? '.')
execFileSync(process.execPath, ['build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] })
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>
const staging = mkdtempSync(join(tmpdir(), 'owc-stage-'))
try {
  for (const name of manifest['files'] as readonly string[]) cpSync(name, join(staging, name), { recursive: true })
  for (const key of ONLY_CHECKOUT) delete manifest[key]
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  mkdirSync(target, { recursive: true })
  const args = ['pack', '--silent', '--pack-destination', target]
  const name = execFileSync('npm', args, { cwd: staging, encoding: 'utf8' }).trim()
  process.stdout.write(`${join(target, name)}\n`)
} finally {
  rmSync(staging, { recursive: true, force: true })
}
