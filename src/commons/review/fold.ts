// Reviews as rows, one for each digest that they are about.

import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, digestsOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Review, types } from './statements.ts'

export const tables = {
  reviews: {
    columns: {
      about: 'text',
      question: 'text',
      outcome: 'text',
      how: 'text',
      interest: 'text',
      evidence: 'text', // digests that it points to, in JSON
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['about', 'place'], ['statement']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  const { question, outcome, how, interest, evidence, about: named } = bodyOf(logged, Review)
  const { issuer, statement, time, subjects } = logged
  const said = { question, outcome, how, interest, evidence: JSON.stringify(digestsOf(evidence)) }
  const row = { ...said, issuer, statement, time, place: place(logged) }
  const digests = subjects.map(({ digest }) => digest)
  const abouts = new Set(named === undefined ? digests : [hex(named), ...digests])
  return [...abouts].map((about) => ({ table: 'reviews', row: { ...row, about } }))
}

export const review: Subject = { name: 'review', types, tables, fold }
