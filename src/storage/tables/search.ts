// Full text. Words are normalised here, for both engines alike: compatibility forms and accents folded, lower case,
// split at everything that is neither letter nor digit. So what a user types never reaches an engine's query syntax.
// Words of a row stand, each once, in the side table <table>_search, whose `at` grows with each row folded.

import type { Tables } from '../contracts.ts'
import { newestCondition } from './engine.ts'
import type { FoldKey } from './schema.ts'

const MAX_QUERY_WORDS = 16
const MAX_QUERY_CHARACTERS = 1000
const MAX_STORED_WORDS = 4000 // PostgreSQL: a tsvector is under 1 MiB
const MAX_STORED_CHARACTERS = 1_000_000
const MAX_WORD_CHARACTERS = 64 // PostgreSQL: a lexeme is under 2 KiB
const MAX_HITS = 1000

/** `at` is the place to go on from: pass it as `before` for the next, older ones. */
export type Hit = FoldKey & { at: number }

export type Search = {
  readonly words: string // as the user typed them
  readonly limit: number
  readonly before?: number
}

/** Keys of rows that hold all words, the last one as the beginning of a word; newest first. No words: no rows. */
export async function searchKeys({ db, engine }: Tables, table: string, search: Search): Promise<Hit[]> {
  const words = queryWords(search.words)
  if (words.length === 0) return []
  const limit = Math.min(search.limit, MAX_HITS)
  const before = search.before ?? Number.MAX_SAFE_INTEGER
  const rows = await db
    .selectFrom(`${table}_search`)
    .select(['origin', 'idx', 'ord', 'at'])
    .where(newestCondition(engine, table, { words, limit, before }))
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
  return rows as Hit[]
}

export function queryWords(text: string): string[] {
  return split(text.slice(0, MAX_QUERY_CHARACTERS)).slice(0, MAX_QUERY_WORDS)
}

/** Each word once, in the order of first use, separated by spaces. */
export function wordsToStore(text: string): string {
  return [...new Set(split(text.slice(0, MAX_STORED_CHARACTERS)))].slice(0, MAX_STORED_WORDS).join(' ')
}

function split(text: string): string[] {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => [...word].slice(0, MAX_WORD_CHARACTERS).join(''))
}
