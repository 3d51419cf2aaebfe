// state.db and facts.db: what is not said in public, and what was read from bytes. Plain tables, not folded.

import type { Rows, TableSet } from '../storage/tables/schema.ts'

export const stateTables = {
  token: {
    columns: {
      hash: 'text',
      name: 'text',
      scopes: 'text',
      created: 'text',
      expires: 'text?',
      last_used: 'text?',
    },
    indexes: [['hash'], ['name']],
  },
  session: { columns: { hash: 'text', expires: 'integer' }, indexes: [['hash']] },
  link: { columns: { hash: 'text', expires: 'integer' }, indexes: [['hash']] },
} as const satisfies TableSet
export type StateTables = Rows<typeof stateTables>

export const factsTables = {
  fact: { columns: { sha256: 'text', inspection: 'text' }, indexes: [['sha256']] },
  // under which shape of tables the index was folded; another shape is folded again at start
  folded: { columns: { name: 'text', shape: 'text' }, indexes: [['name']] },
} as const satisfies TableSet
export type FactsTables = Rows<typeof factsTables>
