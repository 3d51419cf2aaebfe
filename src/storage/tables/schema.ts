// Tables as data, so that every engine can create them, a rebuild can dump them canonically, and Kysely knows their types.

export type ColumnKind = 'text' | 'text?' | 'integer' | 'integer?' | 'search'
// search: words for full-text search; at most one such column in a table; see search.ts

export type TableSpec = {
  readonly columns: Readonly<Record<string, ColumnKind>>
  readonly indexes?: readonly (readonly string[])[]
}
export type TableSet = Readonly<Record<string, TableSpec>>

type Value<K extends ColumnKind> = K extends 'text' | 'search'
  ? string
  : K extends 'text?'
    ? string | null
    : K extends 'integer'
      ? number
      : number | null

/** Row types of a table set: `type Tables = Rows<typeof tables>`. */
export type Rows<S extends TableSet> = {
  [T in keyof S]: { [C in keyof S[T]['columns']]: Value<S[T]['columns'][C]> }
}

/** The same with the key that the fold adds. */
export type FoldedRows<S extends TableSet> = {
  [T in keyof S]: { [C in keyof S[T]['columns']]: Value<S[T]['columns'][C]> } & {
    origin: string
    idx: number
    ord: number
  }
}
