// Seals, their openings, and erasures as rows. That an erased entry's rows go is the folding node's work (DESIGN 2):
// here stays only who erased what and why.

import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Erasure, Reveal, Seal, types } from './statements.ts'

export const tables = {
  seals: {
    columns: {
      commitment: 'text',
      hint: 'text?',
      opens: 'text?',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['statement'], ['commitment'], ['opens']],
  },
  reveals: {
    columns: {
      seal: 'text',
      salt: 'text',
      payload: 'text',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['seal', 'place'], ['payload']],
  },
  erasures: {
    columns: {
      erased: 'text',
      reason: 'text',
      said: 'text',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['erased', 'place']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  const { issuer, statement, time } = logged
  const said = { issuer, statement, time, place: place(logged) }
  switch (logged.type) {
    case 'owc:seal/v1': {
      const { commitment, hint, opens } = bodyOf(logged, Seal)
      const row = { ...said, commitment: hex(commitment), hint: hint ?? null, opens: opens ?? null }
      return [{ table: 'seals', row }]
    }
    case 'owc:reveal/v1': {
      const { seal, salt, payload } = bodyOf(logged, Reveal)
      return [{ table: 'reveals', row: { ...said, seal: hex(seal), salt, payload: hex(payload) } }]
    }
    default: {
      const { reason, text } = bodyOf(logged, Erasure)
      return logged.subjects.map(({ digest }) => ({
        table: 'erasures',
        row: { ...said, erased: digest, reason, said: text },
      }))
    }
  }
}

export const sealing: Subject = { name: 'sealing', types, tables, fold }
