// What a field of the record is to a person who fills it in: a title, one sentence, an example, and how it is asked.
// Columns are the fields of one row where a field holds several.

export type Input = 'line' | 'text' | 'lines' | 'number' | 'day' | 'choice' | 'yes-no'

export type Column = {
  readonly name: string // of the row's field; `source.kind` is a field inside it; '': the row is the value itself
  readonly title: string
  readonly input: Input
  readonly choices?: readonly string[]
  readonly needed?: true // a row without it is none
  readonly none?: true // of lines: a row that leaves it empty says none
}

/** Asked by one input. */
export type PlainInput = { readonly input: Input; readonly choices?: readonly string[] }

export type Field = {
  readonly path: string // subject.publisher.name
  readonly title: string
  readonly help: string // one sentence
  readonly example: string // YAML of a value
  readonly minimum?: true // what a first publication asks
  readonly answers?: readonly string[] // questions of the standard that it bears on (field-questions.ts)
} & (
  | PlainInput
  | { readonly input: 'files' }
  | { readonly input: 'components' }
  | {
      readonly input: 'rows' // of a list
      readonly columns: readonly Column[]
      readonly none?: string // what an empty list says
    }
  | { readonly input: 'map' | 'one'; readonly columns: readonly Column[]; readonly key?: string } // rows by a name; a single row
)

export type Section = { readonly id: string; readonly title: string; readonly fields: readonly Field[] }

export function field(input: Input): (path: string, title: string, help: string, example: string) => Field {
  return (path, title, help, example) => ({ path, title, help, example, input })
}

export const line = field('line')
export const text = field('text')
export const lines = field('lines')
export const number = field('number')
export const day = field('day')
export const yesNo = field('yes-no')

export function choice(
  choices: readonly string[],
  asked: Pick<Field, 'path' | 'title' | 'help' | 'example'>,
): Field {
  return { ...asked, input: 'choice', choices }
}

export function least(asked: Field): Field {
  return { ...asked, minimum: true }
}

export function column(name: string, title: string, input: Input = 'line'): Column {
  return { name, title, input }
}

export function needed(name: string, title: string, input: Input = 'line'): Column {
  return { name, title, input, needed: true }
}

export function picked(name: string, title: string, choices: readonly string[]): Column {
  return { name, title, input: 'choice', choices }
}
