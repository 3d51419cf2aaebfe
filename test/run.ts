// Runs the tests. `fast`: everything that needs nothing but npm, in two processes. `all`: also what needs peers
// (Python clients, Go, Chromium, PostgreSQL), one process a file; it installs nothing, a missing peer fails with the
// one line that installs it. A pattern that matches no file is a failure: node --test would exit 0.

import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import process from 'node:process'

// Folders of test/ that are not in the fast suite, and `long`: files named *.long.test.ts, which stand beside what they
// test and take seconds each. Those that measure go first and alone; the two lanes run side by side.
const ALONE = ['package']
const LANES = [
  ['interop', 'browser'],
  ['fault', 'postgres', 'fuzz', 'long'],
]
const SLOW = [...ALONE, ...LANES.flat()]

const LONG = '.long.test.ts'
const MOST_MINUTES = { fast: 8, slow: 40 } // a suite that waits for ever is ended and failed

function files(folder: string): string[] {
  if (folder === 'long') return globSync(`test/**/*${LONG}`).sort()
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
  const slow = SLOW.includes(name)
  const most = slow ? MOST_MINUTES.slow : MOST_MINUTES.fast
  const patience = setTimeout(() => {
    process.stderr.write(`test: ${name} did not end within ${most} minutes; ended\n`)
    child.kill('SIGKILL')
  }, most * 60_000)
  child.stdout.on('data', (part) => (slow ? process.stdout.write(part) : parts.push(part)))
  const status = await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(patience)
  process.stdout.write(Buffer.concat(parts)) // the dots of two suites at once would mix
  process.stderr.write(`test: ${name} took ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
  return status === 0
}

async function lane(folders: readonly string[]): Promise<boolean[]> {
  const results: boolean[] = []
  for (const folder of folders) {
    results.push(await run(folder, ['--test', '--test-reporter=spec', '--test-concurrency=1'], files(folder)))
  }
  return results
}

const [what = 'fast', ...only] = process.argv.slice(2)
const fast = globSync('test/**/*.test.ts')
  .filter((path) => !path.endsWith(LONG) && !SLOW.some((folder) => path.startsWith(`test/${folder}/`)))
  .sort()
// Two processes, because a machine has two cores: what talks over sockets, and the rest.
const WIRE = ['http', 'cli', 'client', 'sources']
const wire = fast.filter((path) => WIRE.includes(path.split('/')[1] as string))
const rest = fast.filter((path) => !wire.includes(path))

const results: boolean[] = []
if (what === 'fast' || what === 'all') {
  const dots = ['--test-reporter=dot', '--test-reporter-destination=stdout']
  const told = ['--test-reporter=./test/failed.ts', '--test-reporter-destination=stderr']
  const flags = ['--test', ...dots, ...told, '--test-isolation=none']
  const both = [run('fast, on sockets', flags, wire), run('fast, the rest', flags, rest)]
  results.push(...(await Promise.all(both)))
}
if (what === 'all' || what === 'slow') {
  const chosen = (folders: readonly string[]) =>
    folders.filter((folder) => only.length === 0 || only.includes(folder))
  results.push(...(await lane(chosen(ALONE))))
  results.push(...(await Promise.all(LANES.map((folders) => lane(chosen(folders))))).flat())
}
process.exit(results.every((passed) => passed) ? 0 : 1)
