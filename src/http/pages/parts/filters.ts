// Search and filters of the list of releases: a plain form, so addresses can be kept and passed on.

import { type Html, html, link } from '../../../base/html.ts'
import type { ReleaseFilter } from '../../../node/views/release.ts'
import type { Example } from './example.ts'
import { weightFormats } from './formats.ts'

export type Choices = { readonly formats: readonly string[]; readonly licences: readonly string[] }

export type Option = readonly [value: string, name: string]

const STATES = [
  ['held', 'held'],
  ['hosted', 'hosted'],
  ['refused', 'refused'],
] as const
const KINDS = [
  ['release', 'by its publisher'],
  ['observed', 'observed'],
] as const

export function filters(filter: Partial<ReleaseFilter>, choices: Choices): Html {
  return html`<form class="filters" action="/releases" aria-label="Filter releases">
<label>Words <input name="q" type="search" value="${filter.words ?? ''}" maxlength="200"></label>
${select({ name: 'format', label: 'Format', now: filter.format, options: weightFormats(choices.formats).map(same) })}
${select({ name: 'licence', label: 'Licence', now: filter.licence, options: choices.licences.map(same) })}
${select({ name: 'state', label: 'State', now: filter.state, options: STATES })}
${select({ name: 'kind', label: 'Record', now: filter.kind, options: KINDS })}
${filter.namespace === undefined ? undefined : html`<label>Namespace <input name="namespace" value="${filter.namespace}" maxlength="80"></label>`}
${filter.sort === undefined ? undefined : html`<input type="hidden" name="sort" value="${filter.sort}">`}
<button>Show</button> <a class="button quiet" href="${link('/releases')}">Show all</a></form>`
}

export type Select = {
  readonly name: string
  readonly label: string
  readonly now: string | undefined // one that is not among the options stays choosable
  readonly options: readonly Option[]
  readonly none?: string // what no choice means
}

export function select({ name, label, now, options, none = 'any' }: Select): Html {
  const known = now === undefined || now === '' || options.some(([value]) => value === now)
  const all: readonly Option[] = known ? options : [...options, [now, now]]
  const option = ([value, text]: Option) =>
    value === now
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`
  return html`<label>${label} <select name="${name}"><option value="">${none}</option>${all.map(option)}</select></label>`
}

function same(value: string): Option {
  return [value, value]
}

export function examples(): readonly Example[] {
  const choices: Choices = { formats: ['gguf', 'safetensors'], licences: ['apache-2.0', 'mit'] }
  return [
    { name: 'none', html: filters({}, choices) },
    {
      name: 'hostile',
      html: filters({ words: '"><script>', licence: "'><b>", format: 'gguf', sort: 'name' }, choices),
    },
  ]
}
