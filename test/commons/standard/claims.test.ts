// The three claims share no input with each other, and the words that a node must not say are nowhere in what it says.

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { check } from '../../../src/commons/standard/check.ts'
import { availability } from '../../../src/commons/standard/claims/availability.ts'
import { openness } from '../../../src/commons/standard/claims/openness.ts'
import { safety } from '../../../src/commons/standard/claims/safety.ts'
import type { Dossier } from '../../../src/commons/standard/dossier.ts'
import { QUESTIONS } from '../../../src/commons/standard/questions/catalogue.ts'
import { ASKED } from '../../../src/commons/standard/stages.ts'
import { AT, made, observed, record } from './findings-made.ts'

const CLAIMS = ['availability', 'openness', 'safety'] as const
const FOLDER = 'src/commons/standard'

function claims({ dossier }: { readonly dossier: Dossier }) {
  const { answers, findings, licences, frameworks } = check(dossier)
  return {
    openness: openness({ kind: dossier.content.kind, licences, frameworks }),
    safety: safety({ dossier, answers, findings }),
  }
}

test('claims: no function of one claim takes another as input, or reads its file', () => {
  for (const name of CLAIMS) {
    const text = code(`${FOLDER}/claims/${name}.ts`)
    for (const other of CLAIMS.filter((one) => one !== name))
      assert.doesNotMatch(
        text,
        new RegExp(`claims?/${other}|'\\./${other}|\\b${other}\\b`, 'i'),
        `${name}: ${other}`,
      )
  }
  for (const file of globSync(`${FOLDER}/**/*.ts`).filter((path) => !path.includes('/claims/')))
    assert.doesNotMatch(code(file), /from '[^']*claims\//, `${file} reads a claim`)
})

function code(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\/.*|\/\*\*[\s\S]*?\*\//g, '')
}

test('claims: what bears on one changes only that one', () => {
  const base = made(record(), {})
  const before = claims(base)
  const licensed = claims(
    made(
      record((body) => {
        body.terms = [{ licence: 'MIT' }]
      }),
      {},
    ),
  )
  assert.notDeepEqual(licensed.openness, before.openness)
  const tested = claims(
    made(
      record((body) => {
        body.evaluations = []
        body.risk = {}
      }),
      {},
    ),
  )
  assert.deepEqual(tested.openness, before.openness)
  assert.notDeepEqual(tested.safety.sentences, before.safety.sentences)
})

test('claims: words that must not be said are not said', () => {
  const all = [record(), observed()].map((content) => claims(made(content, {})))
  const sentences = [
    ...availability({
      files: { total: 2, held: 1 },
      state: 'refused',
      decidedAt: AT,
      holders: [{ name: 'A', since: AT, lapsed: true }],
      withdrawn: { at: AT, knownCopies: 3 },
    }),
    ...all.flatMap((one) => [...one.openness, ...one.safety.sentences]),
  ].join(' ')
  assert.doesNotMatch(sentences, /recall|revoked|removed everywhere|unpublished|\bsafe\b|low risk|exempt|%/i)
  assert.match(sentences, /do not travel with the weights: output-classifier/)
  assert.match(sentences, /not in what this node found/)
})

test('release safety: per requirement present, missing or contradicted; the highest stage offered is information', () => {
  const { safety: found } = claims(made(record(), {}))
  assert.equal(found.stage, 'broad')
  assert.ok(found.requirements.some(({ met }) => met === 'present'))
  assert.ok(found.requirements.some(({ met }) => met === 'missing'))
  for (const { because, says } of found.requirements) assert.ok(because.endsWith('.') && says.length > 3)
  const silent = claims(
    made(
      record((body) => delete body.risk),
      {},
    ),
  )
  assert.equal(silent.safety.highestOffered, 'internal')
})

test('release safety: no step demands of an answer what its rule can never give', () => {
  const grades = new Map(QUESTIONS.map(({ id, grades }) => [id, grades]))
  for (const { questions, needs, says } of ASKED)
    for (const id of questions) {
      const given = grades.get(id) ?? []
      assert.ok(
        given.includes('evidenced') || (needs === 'stated' && given.includes('declared')),
        `${id}: ${says}`,
      )
    }
})

test('release safety: what does not apply is told as not asked, never as present', () => {
  const { safety: found } = claims(
    made(
      record((body) => {
        body.subject.variant = 'embedding'
        delete body.risk
        delete body.evaluations
      }),
      {},
    ),
  )
  const excused = found.requirements.filter((one) => one.excused === true)
  assert.ok(excused.some(({ questions }) => questions.includes('P3.1')))
  for (const { because } of excused) assert.match(because, /^Not applicable/)
  assert.doesNotMatch(found.sentences.join(' '), /present: [^.]*misuse/)
})

test('claims: words that name a family without a version disagree with no licence of it', () => {
  const { licences, frameworks } = check(made(record(), {}).dossier)
  const place = (said: string, id?: string) =>
    ({ where: said, kind: 'package', said, ...(id !== undefined && { id }) }) as const
  const sentences = (...places: ReturnType<typeof place>[]) =>
    openness({ kind: 'observed', licences: { ...licences, places }, frameworks }).join(' ')
  const apache = place('apache-2.0', 'Apache-2.0')
  assert.doesNotMatch(sentences(apache, place('Apache Software License')), /different licences/)
  assert.match(sentences(apache, place('MIT License', 'MIT')), /different licences/)
  assert.match(sentences(apache, place('BSD License')), /different licences/)
})
