// Answers and corrections as rows, one per thing that they are about.

import type { Sha256 } from '../../base/digest.ts'
import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Correction, Response, types } from './statements.ts'

export const tables = {
  answers: {
    columns: {
      about: 'text',
      kind: 'text', // kind of a response, or correction
      said: 'text',
      finding: 'text?',
      replaced_by: 'text?',
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
  const { issuer, statement, time } = logged
  const said = { issuer, statement, time, place: place(logged) }
  if (logged.type === 'owc:correction/v1') {
    const { corrects, text, replacedBy } = bodyOf(logged, Correction)
    const replaced_by = replacedBy === undefined ? null : hex(replacedBy)
    return abouts(logged, corrects).map((about) => ({
      table: 'answers',
      row: { ...said, about, kind: 'correction', said: text, finding: null, replaced_by },
    }))
  }
  const { kind, text, about: named, finding } = bodyOf(logged, Response)
  return abouts(logged, named).map((about) => ({
    table: 'answers',
    row: { ...said, about, kind, said: text, finding: finding ?? null, replaced_by: null },
  }))
}

function abouts({ subjects }: Logged, named: string | undefined): readonly Sha256[] {
  const digests = subjects.map(({ digest }) => digest)
  return [...new Set(named === undefined ? digests : [hex(named), ...digests])]
}

export const advisories: Subject = { name: 'advisories', types, tables, fold }
