// Who said to hold what. A later statement of the same holder about the same bytes counts instead of the earlier one.

import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Custody, types } from './statements.ts'

export const tables = {
  custody: {
    columns: {
      artifact: 'text',
      holder: 'text',
      since: 'text',
      until: 'text?',
      ended: 'text?',
      source: 'text?',
      extent: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [
      ['artifact', 'holder', 'place'],
      ['holder', 'place'],
    ],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  const { since, until, ended, from, extent } = bodyOf(logged, Custody)
  const row = {
    holder: logged.issuer,
    since,
    until: until ?? null,
    ended: ended ?? null,
    source: from ?? null,
    extent: extent ?? 'whole',
    statement: logged.statement,
    time: logged.time,
    place: place(logged),
  }
  return logged.subjects.map(({ digest }) => ({ table: 'custody', row: { ...row, artifact: digest } }))
}

export const custody: Subject = { name: 'custody', types, tables, fold }
