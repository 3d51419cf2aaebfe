// Search and filters of the list of releases: a plain form, so addresses can be kept and passed on.

import type { ReleaseFilter } from '../../../node/views/release.ts'
import { type Html, html, link } from '../html.ts'
import type { Example } from './example.ts'
import { weightFormats } from './formats.ts'

export type Choices = { readonly formats: readonly string[]; readonly licences: readonly string[] }

type Option = readonly [value: string, name: string]

export function filters(filter: Partial<ReleaseFilter>, choices: Choices): Html {
  return html`<form class="filters" action="/releases" aria-label="Filter releases">
<label>Words <input name="q" type="search" value="${filter.words ?? ''}" maxlength="200"></label>
${select('format', 'Format', filter.format, weightFormats(choices.formats).map(same))}
${select('licence', 'Licence', filter.licence, choices.licences.map(same))}
${select('state', 'State', filter.state, [
  ['held', 'held'],
  ['hosted', 'hosted'],
  ['refused', 'refused'],
])}
${select('kind', 'Record', filter.kind, [
  ['release', 'by its publisher'],
  ['observed', 'observed'],
])}
${filter.sort === undefined ? undefined : html`<input type="hidden" name="sort" value="${filter.sort}">`}
<button>Show</button> <a class="button quiet" href="${link('/releases')}">Show all</a></form>`
}

function select(name: string, label: string, now: string | undefined, options: readonly Option[]): Html {
  const known = now === undefined || now === '' || options.some(([value]) => value === now)
  const all: readonly Option[] = known ? options : [...options, [now, now]]
  const option = ([value, text]: Option) =>
    value === now
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`
  return html`<label>${label} <select name="${name}"><option value="">any</option>${all.map(option)}</select></label>`
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
