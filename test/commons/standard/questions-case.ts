// What the cases of questions are made with: changes of the example record and facts around it.

import type { Sha256 } from '../../../src/base/digest.ts'
import type { Instant } from '../../../src/base/time.ts'
import type { Grade } from '../../../src/commons/standard/answer.ts'
import type { AdvisoryFact, Dossier, EarlierRecord } from '../../../src/commons/standard/dossier.ts'
import { ancestor, fileOf, record } from './findings-made.ts'
import { AT, type Change, release, SOMEBODY, sha } from './questions-made.ts'

export type QuestionCase = readonly [q: string, grade: Grade, when: string, of: () => Dossier]

export const d = (pair: string): string => pair.repeat(32)
export const digest = (pair: string): string => `sha256:${d(pair)}`
export const LATE = '2026-11-10T00:00:00Z' as Instant

export const embedding: Change = (body) => {
  body.subject.variant = 'embedding'
}
export const base: Change = (body) => {
  body.subject.variant = 'base'
  body.training = { stages: ['pretraining'] }
  body.evaluations = (body.evaluations ?? []).filter(({ domain }) => domain !== 'safeguard-removal')
}

/** Every misuse result of the example is of other bytes. */
export const otherBytes: Change = (body) => {
  for (const system of Object.values(body.systems ?? {})) system.artifacts = [digest('99')]
}
export const unnamedSystem: Change = (body) => {
  for (const one of body.evaluations ?? []) delete one.system
}
export const statements: Change = (body) => {
  for (const [n, one] of (body.evaluations ?? []).entries()) one.statement = digest(`5${n}`)
}
export const eight = [
  'cyber',
  'bio',
  'fraud',
  'impersonation',
  'weaponisation',
  'surveillance',
  'agent',
  'safeguard-removal',
]
export const allTested: Change = (body) => {
  const [, , , model] = body.evaluations ?? []
  if (model === undefined) return
  body.risk = { ...body.risk, notTested: {}, tested: {} }
  body.evaluations = eight.map((domain, n) => ({ ...model, id: `e${n}`, domain, effort: '1 GPU-h' }))
  body.rationale = { ...body.rationale, risks: [{ what: 'phishing', evals: ['e2'] }] }
}

export function earlier(more: Partial<EarlierRecord>): EarlierRecord {
  return {
    statement: sha('before'),
    artifact: sha('other artifact'),
    version: '0.9.0',
    kind: 'release',
    time: '2026-06-01T00:00:00Z' as Instant,
    held: true,
    ...more,
  }
}

/** A parent whose record and files are here. */
export function withParent(
  files: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
  change?: Change,
) {
  const parent = ancestor(
    record((body) => {
      body.subject.id = 'acme/tern-360m-base'
    }),
    files,
    { name: 'acme/tern-360m-base@1.0.0', path: ['acme/tern-360m-base@1.0.0'] },
  )
  return release(change, own, { ancestors: [parent] })
}

export const run = (leastMemoryBytes: number) => ({
  statement: sha('run'),
  issuer: SOMEBODY,
  time: AT,
  object: sha('object'),
  tool: 'node-llama-cpp 3.21.1',
  leastMemoryBytes,
})
export const advisory = (responses: readonly string[]): AdvisoryFact => ({
  id: 'OWC-2026-0001',
  statement: sha('advisory'),
  issuer: SOMEBODY,
  kind: 'incident',
  summary: 'It leaks its prompt.',
  published: AT,
  status: 'affected',
  basis: 'named',
  path: [],
  responses,
  evidence: [],
})
export const holder = (who: string) => ({ holder: who, since: AT, lapsed: false, at: [] })
export const staged =
  (stage: 'research' | 'gated' | 'broad', more: object = {}): Change =>
  (body) => {
    body.releaseType = { word: 'open-weights', stage }
    body.stages = [{ stage, from: '2026-11-01', ...more }]
  }
export const lacking =
  (...keys: readonly string[]): Change =>
  (body) => {
    for (const key of keys) delete (body as Record<string, unknown>)[key]
  }
export const both =
  (...changes: readonly Change[]): Change =>
  (body) => {
    for (const change of changes) change(body)
  }
export const component = (body: Parameters<Change>[0], id: string) =>
  body.components?.find(({ c }) => c === id)

/** Root of the one tensor in WEIGHTS. */
export const rootOf = (bytes: Uint8Array): Sha256 =>
  fileOf('model.safetensors', bytes).inspection?.tensorRoot as Sha256

export const MISUSE = [
  'P3.1',
  'P3.2',
  'P3.3',
  'P3.4',
  'P3.5',
  'P3.6',
  'P3.7',
  'P3.8',
  'P3.9',
  'P3.10',
  'P4.3',
]
