// Runs the tests. `fast`: everything that needs nothing but npm, in one process. `all`: also what needs peers
// (Python clients, Go, Chromium, PostgreSQL), one process a file; it installs nothing, a missing peer fails with the
// one line that installs it. A pattern that matches no file is a failure: node --test would exit 0.

import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import process from 'node:process'

const SLOW = ['package', 'interop', 'fault', 'fuzz', 'browser', 'postgres'] // folders of test/ that are not in the fast suite

const AT_ONCE: Readonly<Record<string, number>> = { interop: 2, fuzz: 2 } // the rest measure, kill or share a port

function files(folder: string): string[] {
  return globSync(`test/${folder}/**/*.test.ts`).sort()
}

async function run(name: string, args: string[], paths: string[]): Promise<boolean> {
  if (paths.length === 0) {
    process.stderr.write(`test: expected test files for ${name}, found none\n`)
    return false
  }
  const started = Date.now()
  const child = spawn(process.execPath, [...args, ...paths], { stdio: ['ignore', 'pipe', 'inherit'] })
  const parts: Buffer[] = []
  child.stdout.on('data', (part) => parts.push(part))
  const status = await new Promise((resolve) => child.once('close', resolve))
  process.stdout.write(Buffer.concat(parts)) // whole, so that two suites at once do not mix
  process.stderr.write(`test: ${name} took ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
  return status === 0
}

const [what = 'fast', ...only] = process.argv.slice(2)
const fast = globSync('test/**/*.test.ts')
  .filter((path) => !SLOW.some((folder) => path.startsWith(`test/${folder}/`)))
  .sort()
const server = fast.filter((path) => path.startsWith('test/http/') || path.startsWith('test/cli/'))
const pure = fast.filter((path) => !server.includes(path))

const results: boolean[] = []
if (what === 'fast' || what === 'all') {
  const dots = ['--test', '--test-reporter=dot']
  const both = [
    run('fast', [...dots, '--test-isolation=none'], pure),
    run('doors', [...dots, '--test-concurrency=1'], server),
  ]
  results.push(...(await Promise.all(both)))
}
if (what === 'all' || what === 'slow') {
  for (const folder of only.length > 0 ? only : SLOW) {
    const flags = ['--test', '--test-reporter=spec', `--test-concurrency=${AT_ONCE[folder] ?? 1}`]
    results.push(await run(folder, flags, files(folder)))
  }
}
process.exit(results.every((passed) => passed) ? 0 : 1)
