// A question of the record's form: title, one sentence, the input, and beside it whatever is wrong with what stands in
// it. Every kind of field of commons/releases/field.ts has its input here; all of them work without script.

import { type Html, html, type Value } from '../../../base/html.ts'
import type { Column, Field, PlainInput } from '../../../commons/releases/field.ts'
import type { RecordProblem } from '../../../commons/releases/record-yaml.ts'
import { QUESTIONS } from '../../../commons/standard/questions/catalogue.ts'
import { cellName, EMPTY_ROWS, fieldName, keyName, noneName, ROWS_AT_MOST } from '../publish-names.ts'
import type { Example } from './example.ts'

type Problems = readonly RecordProblem[]
type Rows = Extract<Field, { readonly columns: readonly Column[] }>

/** @param value as the draft has it, of whatever kind */
export function ask(field: Field, value: unknown, problems: Problems): Html | undefined {
  if (field.input === 'files' || field.input === 'components') return undefined
  const about = problems.filter(({ path }) => isAbout(field, path))
  const head = html`${field.title}${field.minimum === true ? html` <small>asked at a first publication</small>` : undefined}`
  if ('columns' in field)
    return html`<fieldset class="ask"><legend>${head}</legend><p class="small">${field.help}</p>${questions(field)}${wrong(about)}${rows(field, value)}</fieldset>`
  const id = fieldName(field.path)
  return html`<div class="ask"><label for="${id}">${head}</label><p class="small" id="${id}-help">${field.help} For example: <bdi>${field.example}</bdi></p>${wrong(about)}
${one(field, { id, name: id, value })}${none(field, value)}${questions(field)}</div>`
}

/** The questions of the release standard that the field bears on. */
export function questions({ answers = [] }: Pick<Field, 'answers'>): Html | undefined {
  if (answers.length === 0) return undefined
  const asked = QUESTIONS.filter(({ id }) => answers.includes(id))
  return html`<details class="small"><summary>Bears on ${answers.join(', ')}</summary><ul>${asked.map(({ id, asks, looksAt }) => html`<li><strong>${id}</strong> ${asks} <small>${looksAt}</small></li>`)}</ul></details>`
}

/** Is a problem at this path one of this field? */
export function isAbout({ path: own }: Pick<Field, 'path'>, path: string): boolean {
  return path === own || (path.startsWith(own) && /^[.[]/.test(path.slice(own.length)))
}

/** What is wrong with what stands in a field. */
export function wrong(problems: Problems): Html | undefined {
  if (problems.length === 0) return undefined
  return html`<ul class="wrong">${problems.map(
    ({ path, expected, found, hint }) =>
      html`<li><bdi>${path}</bdi>: expected ${expected}, found <bdi>${found}</bdi>.${hint === undefined ? '' : ` ${hint}`}</li>`,
  )}</ul>`
}

/** An empty list is a statement of its own. */
function none(field: Field, value: unknown): Html | undefined {
  const words = 'none' in field ? field.none : field.input === 'lines' ? 'None' : undefined
  if (words === undefined) return undefined
  const name = noneName(field.path)
  const empty = Array.isArray(value) && value.length === 0
  return html`<p><label><input type="checkbox" name="${name}" value="yes"${empty ? html` checked` : undefined}> ${words}</label></p>`
}

function rows(field: Rows, value: unknown): Html {
  const entries = entriesOf(field, value)
  const count = field.input === 'one' ? 1 : Math.min(entries.length + EMPTY_ROWS, ROWS_AT_MOST)
  const all = Array.from({ length: count }, (_, at) => row(field, at, entries[at]))
  return html`${all}${field.input === 'one' ? undefined : html`<p class="small">${entries.length > ROWS_AT_MOST ? `${entries.length - ROWS_AT_MOST} more are not shown here and stay as they are; they are edited as YAML.` : 'After saving there is room for one more.'}</p>`}${none(field, value)}`
}

type Entry = { readonly key?: string; readonly value: unknown }

function entriesOf({ input }: Rows, value: unknown): readonly Entry[] {
  if (input === 'map')
    return isObject(value) ? Object.entries(value).map(([key, one]) => ({ key, value: one })) : []
  if (input === 'one') return value === undefined ? [] : [{ value }]
  return Array.isArray(value) ? value.map((one: unknown) => ({ value: one })) : []
}

function row(field: Rows, at: number, entry: Entry | undefined): Html {
  const { path, columns } = field
  const title = entry === undefined ? `${field.title}: new` : `${field.title} ${at + 1}`
  const key = 'key' in field && field.key !== undefined ? field.key : undefined
  const inner = html`${key === undefined ? undefined : cell({ name: '#', title: key, input: 'line' }, { id: keyName(path, at), value: entry?.key })}${columns.map(
    (column) =>
      cell(column, { id: cellName(path, at, column.name), value: inside(entry?.value, column.name) }),
  )}`
  if (field.input === 'one') return html`<div class="row">${inner}</div>`
  return html`<details class="row"${entry === undefined ? undefined : html` open`}><summary>${title}</summary>${inner}</details>`
}

function cell(column: Column, { id, value }: { readonly id: string; readonly value: unknown }): Html {
  const mark = column.needed === true ? html` <small>needed</small>` : undefined
  return html`<p><label for="${id}">${column.title}${mark}</label>${one(column, { id, name: id, value })}</p>`
}

type Input = { readonly id: string; readonly name: string; readonly value: unknown }

function one({ input, choices }: PlainInput, { id, name, value }: Input): Html {
  switch (input) {
    case 'choice':
      return select({ id, name, value }, choices ?? [])
    case 'yes-no':
      return select({ id, name, value: value === true ? 'yes' : value === false ? 'no' : value }, [
        'yes',
        'no',
      ])
    case 'text':
      return html`<textarea id="${id}" name="${name}" rows="3">${shown(value)}</textarea>`
    case 'lines': {
      const lines = Array.isArray(value) ? value.map(shown).join('\n') : shown(value)
      return html`<textarea id="${id}" name="${name}" rows="3" placeholder="one on each line">${lines}</textarea>`
    }
    default:
      return html`<input id="${id}" name="${name}" value="${shown(value)}" autocomplete="off" spellcheck="false"${input === 'number' ? html` inputmode="decimal"` : undefined}${input === 'day' ? html` placeholder="2026-11-03"` : undefined}>`
  }
}

/** A word that is no choice stays to be seen. */
export function select({ id, name, value }: Input, choices: readonly string[]): Html {
  const now = shown(value)
  const odd = now !== '' && !choices.includes(now) ? [now] : []
  const option = (word: string): Value =>
    html`<option value="${word}"${word === now ? html` selected` : undefined}>${word}</option>`
  return html`<select id="${id}" name="${name}"><option value="">not stated</option>${[...odd, ...choices].map(option)}</select>`
}

/** Only values that are no text of a person are written otherwise. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function inside(value: unknown, name: string): unknown {
  if (name === '') return value
  let at = value
  for (const part of name.split('.')) at = isObject(at) ? at[part] : undefined
  return at
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function examples(): readonly Example[] {
  const base = { title: 'Family', help: 'The line of models.', example: 'tern' }
  const columns: readonly Column[] = [
    { name: 'licence', title: 'Licence', input: 'line', needed: true },
    { name: 'covers', title: 'Files', input: 'lines' },
  ]
  const terms: Field = { ...base, path: 'terms', input: 'rows', columns, none: 'None' }
  const hostile = '"><script>alert(1)</script>\u202e'
  const problem: RecordProblem = {
    code: 'record-invalid',
    where: 'x',
    path: 'a.b',
    expected: 'a word',
    found: hostile,
  }
  return [
    {
      name: 'line',
      html: html`<form>${ask({ ...base, path: 'a.line', input: 'line', minimum: true }, 'tern', [])}</form>`,
    },
    {
      name: 'choice',
      html: html`<form>${ask({ ...base, path: 'a.choice', input: 'choice', choices: ['x'] }, 'odd', [])}</form>`,
    },
    { name: 'rows', html: html`<form>${ask(terms, [{ licence: 'MIT', covers: ['w'] }], [])}</form>` },
    { name: 'none', html: html`<form>${ask({ ...terms, path: 'more.terms' }, [], [])}</form>` },
    {
      name: 'hostile',
      html: html`<form>${ask({ ...base, path: 'a.b', input: 'text' }, hostile, [problem])}</form>`,
    },
  ]
}
