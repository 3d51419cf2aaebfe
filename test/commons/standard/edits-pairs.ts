// Edits held against their predictions, alone or in pairs drawn by a seed.

import assert from 'node:assert/strict'
import { constantFrom, assert as holds, property, uniqueArray } from 'fast-check'
import type { Grade } from '../../../src/commons/standard/answer.ts'
import { check } from '../../../src/commons/standard/check.ts'
import type { Dossier } from '../../../src/commons/standard/dossier.ts'
import { base } from './edits-base.ts'
import type { Edit, World } from './edits-kit.ts'
import { EDITS } from './edits-table.ts'

const SEED = 10

type Read = { readonly grades: ReadonlyMap<string, Grade>; readonly findings: ReadonlySet<string> }

function read(dossier: Dossier): Read {
  const { answers, findings } = check(dossier)
  return {
    grades: new Map(answers.map(({ q, grade }) => [q, grade])),
    findings: new Set(findings.map(({ id }) => id)),
  }
}

const { record, dossier } = base()
export const before = read(dossier)

function edited(edits: readonly Edit[]): Dossier {
  const { content: _, ...around } = dossier
  const world: World = { record: structuredClone(record), around: { ...around } }
  for (const { does } of edits) does(world)
  return { ...world.around, content: { kind: 'release', body: world.record } }
}

/** What changed, as the table writes it. */
export function changes(edits: readonly Edit[]): {
  readonly answers: object
  readonly findings: readonly string[]
} {
  const { grades, findings } = read(edited(edits))
  const answers = [...grades].filter(([q, grade]) => before.grades.get(q) !== grade).sort()
  return { answers: Object.fromEntries(answers), findings: [...findings].sort() }
}

export function predicted(edits: readonly Edit[]): ReturnType<typeof changes> {
  const answers = Object.entries(Object.assign({}, ...edits.map((edit) => edit.answers))).sort()
  const findings = new Set(edits.flatMap((edit) => edit.findings ?? []))
  return { answers: Object.fromEntries(answers), findings: [...findings].sort() }
}

/** Two edits say something clear together when their order does not matter, and no answer moves two ways. */
function apart(a: Edit, b: Edit): boolean {
  const theirs = b.answers ?? {}
  if (a.bounds?.some((q) => q in theirs) || b.bounds?.some((q) => q in (a.answers ?? {}))) return false
  if (Object.entries(a.answers ?? {}).some(([q, grade]) => q in theirs && theirs[q] !== grade)) return false
  try {
    return JSON.stringify(edited([a, b])) === JSON.stringify(edited([b, a]))
  } catch {
    return false // one takes away what the other changes
  }
}

/** So many draws of one edit or of two that do not touch each other, each exactly as predicted. */
export function pairsHold(runs: number): void {
  const some = uniqueArray(constantFrom(...EDITS), { minLength: 1, maxLength: 2 }).filter(
    ([a, b]) => a !== undefined && (b === undefined || apart(a, b)),
  )
  const together = property(some, (edits) => {
    assert.deepEqual(changes(edits), predicted(edits), edits.map(({ name }) => name).join(' + '))
  })
  void holds(together, { seed: SEED, numRuns: runs, endOnFailure: true })
}
