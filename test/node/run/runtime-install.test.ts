// Fetching the runtime with an npm of the test's own: exactly the carried lock, for this machine alone; whole or not at
// all; once, however many ask.

import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { runtimeLock } from '../../../runtime-lock.ts'
import type { Code } from '../../../src/base/codes.ts'
import { OwcError } from '../../../src/base/errors.ts'
import { type Carried, forMachine, openRuntime } from '../../../src/node/run/runtime-install.ts'
import { nativePackage } from '../../../src/runtime/installed.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-runtime-'))
after(() => rmSync(place, { recursive: true, force: true }))

const carried = runtimeLock('.') as unknown as Carried
const MACHINE = `${process.platform}-${process.arch}`
const NATIVE = nativePackage(MACHINE) ?? 'none'
const MAKES = `
for p in node_modules/node-llama-cpp/llama node_modules/@node-llama-cpp/${NATIVE}/bins; do mkdir -p $p; done
echo '{"version":"3.21.1"}' > node_modules/node-llama-cpp/package.json
echo '{"release":"v0"}' > node_modules/node-llama-cpp/llama/binariesGithubRelease.json`

let count = 0
function runtimeWith(script: string) {
  const folder = join(place, String(count++))
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const npm = join(folder, 'bin', 'npm')
  writeFileSync(npm, `#!/bin/sh\necho "$@" >> ${folder}/calls\n${script}\n`)
  chmodSync(npm, 0o755)
  const state = join(folder, 'state')
  const runtime = openRuntime({
    stateFolder: state,
    environment: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
    carried,
    beside: pathToFileURL(join(folder, 'program.js')).href,
  })
  const calls = () => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '')
  const kept = () => (existsSync(join(state, 'runtime')) ? readdirSync(join(state, 'runtime')) : [])
  return { runtime, state, calls, kept }
}

const never = new AbortController().signal
const told: unknown[] = []
const tell = (progress: unknown) => void told.push(progress)

function refuses(code: Code, found: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof OwcError)
    assert.equal(error.problem.code, code)
    assert.match(`${error.problem.expected} ${error.problem.found}`, found)
    return true
  }
}

test('runtime lock: every package with its exact version and hash, no address of a registry, no graphics builds', () => {
  const packages = carried.lock.packages as Readonly<
    Record<string, { version?: string; integrity?: string; resolved?: string }>
  >
  const { '': own, ...others } = packages
  assert.deepEqual((own as { dependencies?: unknown }).dependencies, { 'node-llama-cpp': '3.21.1' })
  assert.ok(Object.keys(others).length > 50)
  for (const [path, { version, integrity, resolved }] of Object.entries(others)) {
    assert.match(version ?? '', /^\d+\.\d+\.\d+/, path)
    assert.match(integrity ?? '', /^sha512-/, path)
    assert.equal(resolved, undefined, path)
  }
  assert.ok(carried.about.sizeBytes > 50e6 && carried.about.sizeBytes < 200e6, `${carried.about.sizeBytes}`)
})

test('runtime lock: native files for this machine alone, the others are the empty package', () => {
  const { manifest, lock } = forMachine(carried, MACHINE)
  const native = Object.entries(lock.packages).filter(([path]) =>
    path.startsWith('node_modules/@node-llama-cpp/'),
  )
  const real = native.filter(([, entry]) => (entry as { name?: string }).name !== 'empty-npm-package')
  assert.deepEqual(
    real.map(([path]) => path),
    [`node_modules/@node-llama-cpp/${NATIVE}`],
  )
  assert.equal(Object.keys(manifest.overrides).length, native.length - 1)
})

test('runtime: fetched once, whole, without scripts, and then there', async () => {
  const { runtime, calls, kept } = runtimeWith(MAKES)
  assert.deepEqual([runtime.view().installed, runtime.view().version], [false, '3.21.1'])
  const all = await Promise.all([runtime.install(tell, never), runtime.install(tell, never)])
  assert.deepEqual(
    all.map(({ installed }) => installed),
    [true, true],
  )
  assert.equal(calls().trim().split('\n').length, 1)
  assert.match(calls(), /^ci --ignore-scripts --include=optional /)
  assert.equal(kept().length, 1)
  assert.equal(runtime.view().installed, true)
  await runtime.install(tell, never)
  assert.equal(calls().trim().split('\n').length, 1)
})

const FAILS: readonly { name: string; script: string; code: Code; found: RegExp }[] = [
  {
    name: 'npm that ends with an error',
    script: 'echo no luck >&2; exit 1',
    code: 'runtime-unfetched',
    found: /code 1; no luck/,
  },
  {
    name: 'no native files for this machine',
    script: `${MAKES}\nrm -r node_modules/@node-llama-cpp`,
    code: 'runtime-missing',
    found: /a build for/,
  },
]
for (const { name, script, code, found } of FAILS)
  test(`runtime: ${name} leaves nothing`, async () => {
    const { runtime, kept } = runtimeWith(script)
    await assert.rejects(runtime.install(tell, never), refuses(code, found))
    assert.deepEqual(kept(), [])
    assert.equal(runtime.view().installed, false)
  })

test('runtime: without npm in PATH, and without a lock, it says what is missing', async () => {
  const none = openRuntime({
    stateFolder: join(place, 'none'),
    environment: { PATH: join(place, 'nowhere') },
    carried,
    beside: pathToFileURL(join(place, 'x.js')).href,
  })
  await assert.rejects(none.install(tell, never), refuses('runtime-unfetched', /ENOENT/))
  await assert.rejects(
    openRuntime({
      stateFolder: place,
      environment: {},
      carried: undefined,
      beside: pathToFileURL(join(place, 'x.js')).href,
    }).install(tell, never),
    refuses('runtime-missing', /beside it/),
  )
})

test('runtime: who leaves ends the fetching; what a kill left goes after a day, and not before', async () => {
  const { runtime, state, kept } = runtimeWith('exec sleep 60')
  const leaving = AbortSignal.timeout(100)
  await assert.rejects(runtime.install(tell, leaving), /abort|timeout/i)
  assert.deepEqual(kept(), [])
  const [old, fresh] = [join(state, 'runtime', '.new-old'), join(state, 'runtime', '.new-fresh')]
  for (const folder of [old, fresh]) mkdirSync(folder)
  utimesSync(old, 1, 1)
  await assert.rejects(runtime.install(tell, AbortSignal.timeout(100)), /abort|timeout/i)
  assert.deepEqual(kept(), ['.new-fresh'])
})
