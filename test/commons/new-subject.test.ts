// A new subject is a new folder and its line in subjects.ts, and nothing else: shown on a copy of the source, where the
// house test, a rebuild and a page pass with it.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

const STATEMENTS = `// Gardens say which herbs grow where.

import type { Static } from 'typebox'
import { closed, Line, typed } from '../shapes.ts'
import type { StatementType } from '../subject.ts'

export const Garden = closed({ herb: Line })
export type Garden = Static<typeof Garden>

export const types: readonly StatementType[] = [
  {
    type: 'owc:garden/v1',
    title: 'Garden',
    summary: 'Which herb grows here.',
    schema: Garden,
    ordered: false,
    example: { herb: 'thyme' } satisfies Garden,
    line: typed(Garden, ({ herb }) => \`grows \${herb}\`),
  },
]
`
const FOLD = `// Herbs as rows.

import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Garden, types } from './statements.ts'

export const tables = { herbs: { columns: { herb: 'text' }, indexes: [['herb']] } } as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  return [{ table: 'herbs', row: { herb: bodyOf(logged, Garden).herb } }]
}

export const gardens: Subject = { name: 'gardens', types, tables, fold }
`
const QUERY = `// Which herbs grow.

import type { Kysely } from 'kysely'
import type { Tables } from './fold.ts'

export async function herbs(db: Kysely<Tables>): Promise<readonly string[]> {
  return (await db.selectFrom('herbs').select('herb').execute()).map(({ herb }) => herb)
}
`
const ROUND = `
import assert from 'node:assert/strict'
import { openNode } from './src/node/open.ts'
import { serve } from './src/http/serve.ts'
import { herbs } from './src/commons/gardens/query.ts'

const node = await openNode({
  version: '0.0.0-test', dataFolder: 'data', stateFolder: 'state', flags: { name: 'test' }, environment: {},
  platform: process.platform, clock: () => Math.floor(Date.now() / 1000),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)), defect: (error) => { throw error },
})
await assert.rejects(node.say({ type: 'owc:garden/v1', subjects: [], body: { herbs: 'x' } }), /herb/)
const { statement } = await node.say({ type: 'owc:garden/v1', subjects: [], body: { herb: 'thyme' } })
assert.deepEqual(await herbs(node.index), ['thyme'])
const first = await node.rebuild()
assert.deepEqual(await herbs(node.index), ['thyme'])
assert.deepEqual(await node.rebuild(), first)
const serving = await serve(node, { host: '127.0.0.1', port: 0, defects: (error) => { throw error } })
const page = await fetch(serving.url + '/s/' + statement)
const text = await page.text()
assert.equal(page.status, 200, text)
assert.match(text, /<h1>Garden<\\/h1>/)
assert.match(text, /thyme/)
await serving.close()
await node.close()
console.log('garden grows')
`

/** The rules of the house that a subject can break; the others are about the rest of the program. */
const ABOUT_SUBJECTS =
  '--test-name-pattern=a file imports|a subject queries|every subject has|files open with'

async function copyWithGarden(folder: string): Promise<void> {
  const away = (name: string) => join(folder, name)
  await cp('src', away('src'), { recursive: true })
  await mkdir(away('test'))
  for (const file of ['test/house.test.ts', 'package.json']) await cp(file, away(file))
  await cp('docs', away('docs'), { recursive: true })
  await symlink(resolve('node_modules'), away('node_modules'))
  await mkdir(away('src/commons/gardens'))
  await writeFile(away('src/commons/gardens/statements.ts'), STATEMENTS)
  await writeFile(away('src/commons/gardens/fold.ts'), FOLD)
  await writeFile(away('src/commons/gardens/query.ts'), QUERY)
  const subjects = await readFile('src/commons/subjects.ts', 'utf8')
  const line = "import { gardens } from './gardens/fold.ts'\n"
  const listed = subjects.replace('  governance,\n]', '  governance,\n  gardens,\n]')
  assert.notEqual(listed, subjects)
  await writeFile(
    away('src/commons/subjects.ts'),
    listed.replace('import { governance }', `${line}import { governance }`),
  )
  await writeFile(away('round.ts'), ROUND)
}

test('new subject: a folder and its line are enough for house, rebuild and page', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'owc-subject-'))
  try {
    await copyWithGarden(folder)
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
    const house = run(
      process.execPath,
      ['--test', '--test-reporter=tap', ABOUT_SUBJECTS, 'test/house.test.ts'],
      {
        cwd: folder,
        env,
      },
    )
    const round = run(process.execPath, ['round.ts'], { cwd: folder, env })
    const [{ stdout: tap }, { stdout }] = await Promise.all([house, round])
    assert.match(tap, /^# pass 4$/m) // a pattern that matches nothing would pass too
    assert.equal(stdout.trim(), 'garden grows')
  } finally {
    await rm(folder, { recursive: true })
  }
})
