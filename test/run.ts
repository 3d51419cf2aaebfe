// Runs the tests. `fast`: everything that needs nothing but npm, in one process. `all`: also what needs peers
// (Python clients, Go, Chromium, PostgreSQL), one process a file; it installs nothing, a missing peer fails with the
// one line that installs it. A pattern that matches no file is a failure: node --test would exit 0.

import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import process from 'node:process'

const SLOW = ['package', 'interop', 'fault', 'fuzz', 'browser', 'postgres'] // folders of test/ that are not in the fast suite

function files(folder: string): string[] {
  return globSync(`test/${folder}/**/*.test.ts`).sort()
}

function run(name: string, args: string[], paths: string[]): boolean {
  if (paths.length === 0) {
    process.stderr.write(`test: expected test files for ${name}, found none\n`)
    return false
  }
  const started = Date.now()
  const result = spawnSync(process.execPath, [...args, ...paths], {
    stdio: 'inherit',
    env: { ...process.env, OWC_TEST: '1' },
  })
  process.stderr.write(`test: ${name} took ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
  return result.status === 0
}

const [what = 'fast', ...only] = process.argv.slice(2)
const fast = globSync('test/**/*.test.ts')
  .filter((path) => !SLOW.some((folder) => path.startsWith(`test/${folder}/`)))
  .sort()
const server = fast.filter((path) => path.startsWith('test/http/') || path.startsWith('test/cli/'))
const pure = fast.filter((path) => !server.includes(path))

let passed = true
if (what === 'fast' || what === 'all') {
  passed = run('fast', ['--test', '--test-reporter=dot', '--test-isolation=none'], pure) && passed
  if (server.length > 0)
    passed = run('doors', ['--test', '--test-reporter=dot', '--test-concurrency=2'], server) && passed
}
if (what === 'all' || what === 'slow') {
  for (const folder of only.length > 0 ? only : SLOW) {
    if (files(folder).length > 0)
      passed =
        run(folder, ['--test', '--test-reporter=spec', '--test-concurrency=1'], files(folder)) && passed
  }
}
process.exit(passed ? 0 : 1)
