// npm run check: types, lint and format, dead code, reference pages. Each prints its own findings.

import { spawnSync } from 'node:child_process'
import process from 'node:process'

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=none']],
  ['dead code', ['node_modules/knip/bin/knip.js']],
  ['reference pages', ['write-docs.ts', '--check']],
]

let failed = 0
for (const [name, args] of steps) {
  const { status } = spawnSync(process.execPath, [...args], { stdio: 'inherit' })
  process.stderr.write(`check: ${name} ${status === 0 ? 'passed' : 'FAILED'}\n`)
  if (status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
