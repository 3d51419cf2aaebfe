// What a subject folder gives to the house: its statement types, its tables and its fold. A new subject is a new
// folder plus one line in subjects.ts; nothing else names it.

import type { TObject } from 'typebox'
import type { Sha256 } from '../base/digest.ts'
import type { Instant } from '../base/time.ts'
import type { TableSet } from '../storage/tables/schema.ts'
import type { Misfit } from './misfit.ts'

export type Body = Readonly<Record<string, unknown>>

export type StatementType = {
  readonly type: string // owc:custody/v1
  readonly title: string // "Custody"
  readonly summary: string // one sentence for readers
  readonly schema: TObject // of the body: the predicate without the header fields
  readonly example: Body // one true body
  readonly ordered: boolean // carries seq and prev (DESIGN 5)
  /** One body in a few plain words, after "who" and before "when": "holds these bytes until 2027-11-03". */
  readonly line?: (body: Body) => string
  /** What no schema says: asked of a body that fits its schema; what it returns refuses the body. */
  readonly rule?: (body: Body) => readonly Misfit[]
}

/** One admitted, logged statement, as folds see it. */
export type Logged = {
  readonly origin: string // of the log that it stands in
  readonly index: number
  readonly time: Instant // log time
  readonly statement: Sha256 // payload digest
  readonly type: string
  readonly issuer: string // owcid:…
  readonly signers: readonly string[] // key ids whose signatures were checked
  readonly issued: Instant
  readonly order?: { readonly seq: number; readonly prev: Sha256 | null } // header of ordered types
  readonly subjects: readonly { readonly name?: string; readonly digest: Sha256 }[]
  readonly body: Body // checked against the schema
}

/** A row to insert. The folding node adds its key: origin, idx (log index) and ord (position in the returned list). */
export type Put = { readonly table: string; readonly row: Readonly<Record<string, string | number | null>> }

/** What is about to be said, before a header and a signature are put on it. */
export type Draft = {
  readonly type: string
  readonly subjects: readonly { readonly name?: string; readonly digest: Sha256 }[]
  readonly body: Body
}

export type Subject = {
  readonly name: string
  readonly types: readonly StatementType[]
  readonly tables: TableSet
  /** Pure and deterministic; reads no table, no clock, no bytes. Sees statements of its own types only. */
  fold(logged: Logged): readonly Put[]
}
