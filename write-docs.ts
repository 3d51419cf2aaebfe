// Writes docs/reference/ from the code: commands, settings, error codes, statement types, hazards, routes.
// `--check` writes nothing and fails when a page differs; test/docs.test.ts does the same in the fast suite.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { pages } from './test/docs/pages.ts'

const FOLDER = 'docs/reference'

const wrong: string[] = []
mkdirSync(FOLDER, { recursive: true })
for (const [name, text] of Object.entries(await pages())) {
  const path = `${FOLDER}/${name}`
  if (process.argv.includes('--check')) {
    if (read(path) !== text) wrong.push(path)
  } else writeFileSync(path, text)
}
if (wrong.length > 0) {
  process.stderr.write(`differ from the code: ${wrong.join(', ')}; npm run docs writes them\n`)
  process.exit(1)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
