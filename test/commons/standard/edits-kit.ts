// What an edit of the example record is, and the small changes that edits are made of.

import type { Sha256 } from '../../../src/base/digest.ts'
import type { Instant } from '../../../src/base/time.ts'
import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import type { Grade } from '../../../src/commons/standard/answer.ts'
import type { AdvisoryFact, Dossier, ReviewFact } from '../../../src/commons/standard/dossier.ts'
import { sha } from './findings-made.ts'

/** What an edit may touch: a record, and the node's knowledge around it. */
export type World = { record: ReleaseRecord; around: Writable<Omit<Dossier, 'content'>> }
type Writable<T> = { -readonly [K in keyof T]: T[K] }

export type Predicted = Readonly<Record<string, Grade>>

export type Edit = {
  readonly name: string
  readonly does: (world: World) => void
  readonly answers?: Predicted
  readonly findings?: readonly string[] // ids that appear
  readonly bounds?: readonly string[] // questions that ask less after it: beside it nothing clear moves them
}

type Part<K extends keyof ReleaseRecord> = NonNullable<ReleaseRecord[K]>

/** Parts that the example has; an edit that does not find one is a mistake of the table. */
export function has<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the example has no such part')
  return value
}

export const component = ({ record }: World, id: string) => has(record.components?.find(({ c }) => c === id))
export const evaluation = ({ record }: World, id: string) =>
  has(record.evaluations?.find((one) => one.id === id))
export const system = ({ record }: World, id: string) => has(record.systems?.[id])

/** A field goes. */
export function without<K extends keyof ReleaseRecord>(part: K, ...fields: (keyof Part<K>)[]): Edit['does'] {
  return ({ record }) => {
    if (fields.length === 0) delete record[part]
    for (const field of fields) delete (record[part] as Part<K>)[field]
  }
}

export function dropComponents(...ids: string[]): Edit['does'] {
  return ({ record }) => {
    record.components = has(record.components).filter(({ c }) => !ids.includes(c))
  }
}

export function textOf(path: string, change: (text: string) => string): Edit['does'] {
  return ({ around }) => {
    around.files = around.files.map((file) =>
      file.path === path ? { ...file, text: change(file.text ?? '') } : file,
    )
  }
}

export function unseen(pair: string): Edit['does'] {
  return ({ around }) => {
    around.seen = around.seen.filter(({ sha256 }) => sha256 !== pair.repeat(32))
  }
}

export const OTHER = `sha256:${sha('other weights')}`

export function advisory(change: Partial<AdvisoryFact>): Edit['does'] {
  return ({ around }) => {
    const one: AdvisoryFact = {
      id: 'OWC-2026-0007',
      statement: sha('advisory'),
      issuer: 'owcid:lab',
      kind: 'safeguard-failure',
      summary: 'Its prompt can be turned off.',
      published: '2026-11-05T00:00:00Z' as Instant,
      status: 'under_investigation',
      basis: 'declared',
      path: ['acme/tern-360m-base'],
      responses: [],
      evidence: [],
    }
    around.advisories = [{ ...one, ...change }]
  }
}

/** Bytes that the node holds and that the record does not ask for a second time. */
const LOOKED = '23'.repeat(32) as Sha256

export function reviewed(question: string, change: Partial<ReviewFact> = {}): Edit['does'] {
  return ({ around }) => {
    const one: ReviewFact = {
      statement: sha(`review ${question}`),
      issuer: 'owcid:ada',
      name: 'Ada',
      time: '2026-11-15T00:00:00Z' as Instant,
      question,
      outcome: 'confirmed',
      how: 'Read and compared.',
      interest: 'none',
      evidence: [LOOKED],
      independent: true,
    }
    around.reviews = [...around.reviews, { ...one, ...change }]
  }
}

export const all = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, 'absent' as const]))
export const lost = (id: string): Predicted => ({ [id]: 'absent' })
export const against = (id: string, ...more: string[]): Predicted =>
  Object.fromEntries([id, ...more].map((one) => [one, 'contradicted' as const]))
