// What the largest releases cost that may come in: the work grows with what stands in them and never with its square, so
// that a check on the main thread keeps nobody waiting. Processor time is measured, with room for a slow machine.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { misfitsOf } from '../../../src/commons/explain.ts'
import { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import { check } from '../../../src/commons/standard/check.ts'
import { type Dossier, type DossierFile, MAX_FILE_TEXT } from '../../../src/commons/standard/dossier.ts'
import { MAX_PAYLOAD_BYTES } from '../../../src/ledger/envelope.ts'
import { fileOf, made, observed, record, sha } from './findings-made.ts'

const FILES = 4096
const MOST_SECONDS = 4 // of the processor; without the rules' tables each of these took a minute and more

function weights(n: number): DossierFile {
  return {
    path: `model-${n}.safetensors`,
    role: 'weights',
    sizeBytes: 1000,
    sha256: sha(`w${n}`),
    held: true,
  }
}

const many = Array.from({ length: FILES }, (_, n) => weights(n))
const some = (most: number, name: (n: number) => string) => Array.from({ length: most }, (_, n) => name(n))

function busy(dossier: Dossier): ReturnType<typeof check> {
  const before = process.cpuUsage()
  const checked = check(dossier)
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  assert.ok(seconds < MOST_SECONDS, `${seconds} seconds of the processor`)
  return checked
}

test('check: a thousand results of a system of a thousand among four thousand files', () => {
  const content = record((body) => {
    const [result] = body.evaluations ?? []
    const [system] = Object.values(body.systems ?? {})
    assert.ok(result !== undefined && system !== undefined)
    body.artifacts = many.map(({ path, sha256 }, n) => ({
      id: `a${n}`,
      path,
      bytes: 1000,
      sha256,
      role: 'weights',
    }))
    const names = some(1000, (n) => `a${FILES - 1 - n}`)
    body.systems = { all: { ...system, artifacts: names, safeguards: some(64, (n) => `s${n}`) } }
    body.safeguards = some(64, (n) => `s${n}`).map((id) => ({ id, kind: 'filter', lives: 'service' }))
    body.evaluations = some(1000, (n) => `e${n}`).map((id) => ({
      id,
      kind: 'misuse',
      suite: 'own',
      metric: 'refused',
      value: '0.5',
      system: 'all',
    }))
    body.components = [
      { c: 'weights-final', state: 'released', ref: names },
      { c: 'evaluation-results', state: 'released', ref: some(1000, (n) => `e${n}`) },
    ]
    body.terms = some(20, (n) => `LicenseRef-${n}`).map((licence) => ({ licence, covers: names }))
  })
  assert.equal(content.kind, 'release')
  assert.deepEqual(misfitsOf(ReleaseRecord, content.body), [])
  assert.ok(JSON.stringify(content.body).length < MAX_PAYLOAD_BYTES)
  const { findings, answers } = busy({ ...made(content, {}).dossier, files: many })
  assert.ok(findings.some(({ id }) => id === 'SW-1'))
  assert.equal(answers.find(({ q }) => q === 'P3.2')?.grade, 'evidenced')
})

test('check: four cards of nothing but claims, each quoted where it stands', () => {
  const claim = 'Ä: we open-source this model. '
  const text = claim.repeat(Math.floor(MAX_FILE_TEXT / Buffer.byteLength(claim)))
  const cards = ['README.md', 'README_de.md', 'README_en.md', 'README_fr.md'].map((path) =>
    fileOf(path, text),
  )
  const { findings } = busy({
    ...made(observed(), {}).dossier,
    files: [...cards, ...many.slice(cards.length)],
  })
  const quotes = findings.find(({ id }) => id === 'OW-1')?.quotes ?? []
  assert.equal(quotes.length, 20)
  for (const [n, one] of quotes.entries())
    assert.ok(one.kind === 'file' && one.quote?.offset === n * Buffer.byteLength(claim))
})

test('check: weights that are named and not here, and a thousand values that an importer wrote down', () => {
  const content = observed()
  assert.equal(content.kind, 'observed')
  const read = many
    .slice(0, 1000)
    .map(({ path: file }, n) => ({ key: 'base_model', value: `a/b${n}`, file, offset: 0 }))
  const dossier: Dossier = {
    ...made(content, {}).dossier,
    content: { ...content, body: { ...content.body, read } } as Dossier['content'],
    files: many,
    objects: many.map(({ path, sha256: digest }, n) => ({
      tag: `Q4_${n}`,
      files: [`other/${path}`],
      digest,
      format: 'gguf',
      sizeBytes: 1000,
    })),
  }
  assert.ok(busy(dossier).findings.some(({ id }) => id === 'LD-9'))
})
