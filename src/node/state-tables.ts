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
  // the same for whoever has a token: no more than the token may, and no longer than it lives
  token_link: {
    columns: { hash: 'text', token: 'text', expires: 'integer' },
    indexes: [['hash'], ['token']],
  },
  token_session: {
    columns: { hash: 'text', token: 'text', expires: 'integer' },
    indexes: [['hash'], ['token']],
  },
  // records that are being written on the pages (drafts.ts), and what they were before the last saves
  draft: {
    columns: {
      id: 'text',
      owner: 'text',
      artifact: 'text?',
      revision: 'integer',
      body: 'text', // YAML
      made: 'integer',
      touched: 'integer',
    },
    indexes: [['id'], ['owner']],
  },
  draft_past: { columns: { id: 'text', revision: 'integer', body: 'text' }, indexes: [['id', 'revision']] },
  invitation: {
    columns: {
      hash: 'text',
      namespace: 'text',
      made: 'integer',
      expires: 'integer',
      claim: 'text?', // hash of what the one who joins made up, so that only they may ask again
      identity: 'text?', // who joined
      used: 'integer?',
    },
    indexes: [['hash'], ['namespace']],
  },
  // erasures after which the database files are not yet written anew (erase.ts)
  unscrubbed: { columns: { erasure: 'text' }, indexes: [['erasure']] },
  // what was announced, so that nobody clears away bytes whose release is not yet said (uploads.ts)
  upload: {
    columns: {
      owner: 'text',
      sha256: 'text',
      size_bytes: 'integer',
      path: 'text?', // absent: bytes that nobody inspects, such as a manifest
      held: 'integer', // 1: the owner has sent them whole, or may read them here
      artifact: 'text?', // on the row of its manifest: it was finished
      touched: 'integer',
    },
    indexes: [['owner', 'sha256'], ['sha256'], ['artifact']],
  },
  chore: { columns: { name: 'text', time: 'text', told: 'text' }, indexes: [['name']] }, // the newest of each kind
  receipt: { columns: { id: 'text', started: 'text', receipt: 'text' }, indexes: [['id'], ['started']] }, // run/receipts.ts
  peer_look: { columns: { url: 'text', looked: 'integer', told: 'text' }, indexes: [['url']] }, // the last of each
} as const satisfies TableSet
export type StateTables = Rows<typeof stateTables>

export const factsTables = {
  fact: { columns: { sha256: 'text', inspection: 'text' }, indexes: [['sha256']] },
  // under which shape of tables the index was folded; another shape is folded again at start
  folded: { columns: { name: 'text', shape: 'text' }, indexes: [['name']] },
} as const satisfies TableSet
export type FactsTables = Rows<typeof factsTables>
