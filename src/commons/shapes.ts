// Pieces that the schemas of all subjects are made of, and the one place where a checked body gets its type.
// Invariant: a field whose name ends in sha256, Sha256 or Oid holds bare lower-case hex; every other digest is
// `sha256:` + 64 hex; real numbers are decimal strings; times are UTC, whole seconds, ending in Z.
// Source: reference/README.md (vocabulary), signing-and-transparency 6.

import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import type { Sha256 } from '../base/digest.ts'
import { INSTANT_PATTERN } from '../base/time.ts'
import type { Body, Logged } from './subject.ts'

export const MAX_FILES = 4096 // more files are named by a list that is a blob
export const MAX_ITEMS = 1000 // entries of any other list
export const MAX_TEXT = 16_384 // characters of prose
export const MAX_LINE = 2048 // characters of a value, a path, an address

export const Line = Type.String({ minLength: 1, maxLength: MAX_LINE })
export const Value = Type.String({ maxLength: MAX_LINE }) // verbatim, may be empty
export const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT })
export const Hex256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
export const Digest = Type.String({ pattern: '^sha256:[0-9a-f]{64}$' })
export const GitOid = Type.String({ pattern: '^[0-9a-f]{40}$' })
export const Time = Type.String({ pattern: INSTANT_PATTERN })
export const Day = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$' })
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** A real number as a decimal string: "0.7312", "1.1e21". */
export const Decimal = Type.String({ pattern: '^-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?$' })
export const Identity = Type.String({ pattern: '^owcid:[a-z2-7]{52}$' })
export const Ref = Type.String({
  maxLength: 161,
  pattern: '^[a-z0-9]+([-_][a-z0-9]+)*/[a-z0-9]+([._-][a-z0-9]+)*$',
})
export const Version = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}$' })
export const Id = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$' })

export const optional = Type.Optional

/** An object that takes no unknown field. */
export function closed<P extends TProperties>(fields: P): TObject<P> {
  return Type.Object(fields, { additionalProperties: false })
}

export function list<S extends TSchema>(item: S, maxItems: number = MAX_ITEMS) {
  return Type.Array(item, { maxItems })
}

export function oneOf<const L extends readonly string[]>(words: L) {
  return Type.Unsafe<L[number]>(Type.Enum([...words]))
}

/** What an answer, an advisory or a review points to: of any kind, by address or digest. */
export const Pointers = list(closed({ kind: Line, ref: Line, digest: optional(Digest) }), 64)

/** What pointers name by digest; an address alone says where something was, and not what. */
export function digestsOf(pointers: Static<typeof Pointers> = []): readonly Sha256[] {
  const named = pointers.flatMap(({ ref, digest = ref }) => (IS_DIGEST.test(digest) ? [hex(digest)] : []))
  return [...new Set(named)]
}

const IS_DIGEST = /^sha256:[0-9a-f]{64}$/

/** Free keys, such as licence facts or where something was found. */
export function mapOf<S extends TSchema>(value: S, maxProperties = 64) {
  return Type.Record(Type.String(), value, { maxProperties, additionalProperties: false })
}

/** The body under its schema's type. The folding node hands over checked bodies only (fold.ts). */
export function bodyOf<S extends TObject>(logged: Pick<Logged, 'body'>, _schema: S): Static<S> {
  return logged.body as Static<S>
}

/** The same for `line` functions. */
export function typed<S extends TObject>(
  _schema: S,
  say: (body: Static<S>) => string,
): (body: Body) => string {
  return (body) => say(body as Static<S>)
}

/** Bare hex of a digest field that its schema has checked. */
export function hex(digest: string): Sha256 {
  return digest.slice(-64) as Sha256
}

/** Sorts all entries of all logs: log time, then log, then index. Every table that asks for "the newest" has it. */
export function place({ time, origin, index }: Pick<Logged, 'time' | 'origin' | 'index'>): string {
  return `${time} ${origin} ${String(index).padStart(16, '0')}`
}
