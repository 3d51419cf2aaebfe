// Edges from a child to each parent that somebody named. Nothing is merged: two declarations are two edges.

import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Derivation, types } from './statements.ts'

export const tables = {
  derivations: {
    columns: {
      child: 'text',
      relation: 'text',
      parent_name: 'text?',
      parent: 'text?', // digest
      evidence: 'text',
      grade: 'text?',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['child', 'place'], ['parent', 'place'], ['parent_name', 'place'], ['statement']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  const { relation, parents, evidence, grade } = bodyOf(logged, Derivation)
  const { issuer, statement, time } = logged
  const said = { relation, evidence, grade: grade ?? null, issuer, statement, time, place: place(logged) }
  return logged.subjects.flatMap(({ digest: child }) =>
    parents.map(({ name, digest }) => ({
      table: 'derivations',
      row: { ...said, child, parent_name: name ?? null, parent: digest === undefined ? null : hex(digest) },
    })),
  )
}

export const lineage: Subject = { name: 'lineage', types, tables, fold }
