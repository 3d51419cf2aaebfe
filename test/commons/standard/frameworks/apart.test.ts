// The three claims are computed apart: no module of one knows the result of another, by what it imports, however far
// one follows; nor does one framework read another's result (release-standard 0, 1.2).

import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const ROOM = 'src/commons/standard'
const CLAIMS = ['availability', 'openness', 'safety'].map((name) => `${ROOM}/claims/${name}.ts`)
const FRAMEWORKS = ['g7', 'osaid', 'mof', 'eu'].map((name) => `${ROOM}/frameworks/${name}.ts`)

function reached(start: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const walk = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, place] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g))
      walk(join(dirname(file), place ?? ''))
  }
  walk(start)
  return seen
}

function others(all: readonly string[], one: string): readonly string[] {
  return all.filter((file) => file !== one)
}

test('claims: none reaches another, in code or in types', () => {
  for (const claim of CLAIMS) {
    assert.ok(existsSync(claim), claim)
    for (const file of reached(claim))
      assert.ok(!others(CLAIMS, claim).includes(file), `${claim} reaches ${file}`)
  }
})

test('claims: availability reads no framework and no licence; openness reads no question and no finding', () => {
  const rooms = (...names: readonly string[]) => names.flatMap((name) => globSync(`${ROOM}/${name}/*.ts`))
  for (const file of reached(`${ROOM}/claims/availability.ts`))
    assert.ok(!rooms('frameworks', 'licences', 'questions', 'findings').includes(file), file)
  for (const file of reached(`${ROOM}/claims/openness.ts`))
    assert.ok(!rooms('questions', 'findings').includes(file), file)
})

test('frameworks: none reaches another', () => {
  for (const framework of FRAMEWORKS)
    for (const file of reached(framework))
      assert.ok(!others(FRAMEWORKS, framework).includes(file), `${framework} reaches ${file}`)
})

test('frameworks: no result carries a number that could rank it', () => {
  for (const file of FRAMEWORKS) {
    const text = readFileSync(file, 'utf8').replaceAll(/\/\/.*$/gm, '')
    assert.doesNotMatch(text, /\b(score|percent\w*|rank|points)\b/i, file)
  }
})
