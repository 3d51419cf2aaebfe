// The rules of the house as tests: floors, rooms, headers, sizes, banned words, codes that are thrown and documented.

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { codes } from '../src/base/codes.ts'
import { subjects } from '../src/commons/subjects.ts'

/** Lowest first. ledger, weights and runtime share a floor and do not know each other; nor do client and audit, nor http and cli. */
const FLOORS: readonly (readonly string[])[] = [
  ['base'],
  ['storage'],
  ['ledger', 'weights', 'runtime'],
  ['client', 'audit'],
  ['sources'],
  ['commons'],
  ['node'],
  ['http', 'cli'],
  ['main.ts'],
]
const MAX_LINES = 400
const BROWSER_SAFE = [
  'src/ledger/verify.ts',
  'src/weights/inspect.ts',
  'src/audit/page.ts',
  'src/audit/hashing.ts',
]

const files = globSync('src/**/*.ts').sort()
const text = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))

function room(file: string): string {
  return relative('src', file).split('/')[0] as string
}

function floor(name: string): number {
  const index = FLOORS.findIndex((rooms) => rooms.includes(name))
  assert.notEqual(index, -1, `src/${name} stands on no floor`)
  return index
}

function imports(file: string): string[] {
  const found = (text.get(file) as string).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)
  return [...found].map((match) => match[1] as string)
}

test('house: a file imports from its own room and from lower floors only', () => {
  const wrong: string[] = []
  for (const file of files) {
    for (const specifier of imports(file)) {
      if (!specifier.startsWith('.')) continue
      const target = relative('.', join(dirname(file), specifier))
      if (!target.startsWith('src/')) wrong.push(`${file} imports ${specifier}`)
      else if (room(target) !== room(file) && floor(room(target)) >= floor(room(file)))
        wrong.push(`${file} imports ${specifier}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('house: a subject queries earlier subjects only, through query.ts and their closed lists of words.ts', () => {
  const order = subjects.map((subject) => subject.name)
  order.splice(order.indexOf('governance'), 0, 'standard') // rules over what the earlier ones say; it has no statements
  const wrong: string[] = []
  for (const file of files.filter((path) => path.startsWith('src/commons/') && path.split('/').length > 3)) {
    const own = file.split('/')[2] as string
    for (const specifier of imports(file)) {
      const target = relative('src/commons', join(dirname(file), specifier)).split('/')
      const [other, part] = target
      if (target.length !== 2 || other === own || other === '..') continue
      const earlier = order.indexOf(other as string) < order.indexOf(own)
      if (!earlier || (part !== 'query.ts' && part !== 'words.ts')) wrong.push(`${file} imports ${specifier}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('house: every subject has the same rooms', () => {
  for (const { name } of subjects) {
    for (const part of ['statements.ts', 'fold.ts'])
      assert.ok(files.includes(`src/commons/${name}/${part}`), `src/commons/${name}/${part}`)
  }
})

test('house: files open with what they hold and stay short', () => {
  for (const [file, content] of text) {
    assert.match(content, /^(#![^\n]*\n)?\/\/ \S/, `${file} has no header comment`)
    assert.ok(content.split('\n').length <= MAX_LINES + 1, `${file} is longer than ${MAX_LINES} lines`)
  }
})

test('house: nothing that the house bans', () => {
  const banned: readonly [RegExp, string][] = [
    [/\bexport default\b/, 'default export'],
    [/\b(TODO|FIXME|XXX|HACK)\b/, 'a comment with a task in it'],
    [/\bexport \* from\b/, 'barrel'],
    [/\bas any\b|: any\b(?!.*biome-ignore)/, 'any'],
    [/\b(subtle\.digest)\b/, 'subtle.digest for trees'],
    [/process\.env\b/, 'environment read outside src/main.ts'],
  ]
  const allowed = new Map([['src/main.ts', 'environment read outside src/main.ts']])
  for (const [file, content] of text) {
    for (const [pattern, name] of banned) {
      if (allowed.get(file) === name) continue
      assert.doesNotMatch(content.replaceAll(/\/\/.*$/gm, ''), pattern, `${file}: ${name}`)
    }
  }
  for (const name of ['utils', 'common', 'helpers'])
    assert.ok(!files.some((file) => file.endsWith(`/${name}.ts`)), `${name}.ts`)
})

test('house: no test is skipped', () => {
  for (const file of globSync('test/**/*.ts')) {
    if (file.endsWith('house.test.ts')) continue
    assert.doesNotMatch(readFileSync(file, 'utf8'), /skip: *true|\.(skip|only|todo)\(/, file)
  }
})

test('house: every error code is thrown somewhere, and only codes of the table are', () => {
  const others = [...text]
    .filter(([file]) => !file.startsWith('src/base/codes'))
    .map(([, content]) => content)
  for (const code of Object.keys(codes)) {
    assert.ok(
      others.some((content) => content.includes(`'${code}'`)),
      `code ${code} stands in the table and nowhere else`,
    )
  }
})

test('house: what a browser must run later imports no node module and no storage', () => {
  for (const start of BROWSER_SAFE.filter((file) => files.includes(file))) {
    const seen = new Set<string>()
    const walk = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const specifier of imports(file)) {
        assert.ok(!specifier.startsWith('node:'), `${start} reaches ${specifier} through ${file}`)
        if (!specifier.startsWith('.')) continue
        const target = relative('.', join(dirname(file), specifier))
        assert.ok(!target.startsWith('src/storage/'), `${start} reaches ${target} through ${file}`)
        walk(target)
      }
    }
    walk(start)
    assert.ok(seen.size > 1)
  }
})
