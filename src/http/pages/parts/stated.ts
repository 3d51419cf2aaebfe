// What the files, the package and the record say about themselves, verbatim, each with its place. Several may
// disagree; they stand side by side and are never merged. Licences come first, with whether they agree.

import { type Html, html, type Value } from '../../../base/html.ts'
import type { Grade } from '../../../commons/standard/answer.ts'
import type { ReleaseView, Stated } from '../../../node/views/release.ts'
import { RECORD } from '../../../node/views/stated.ts'
import { countText, many } from '../figures.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'

const LONGEST = 400 // characters of one value shown open
const MOST = 12 // keys shown open

const AGREEMENT: Readonly<
  Record<ReleaseView['licenceAgreement'], { readonly grade: Grade; readonly words: string }>
> = {
  agree: { grade: 'declared', words: 'Every place that names a licence names the same one.' },
  single: { grade: 'declared', words: 'One place names a licence.' },
  conflict: {
    grade: 'contradicted',
    words: 'Places disagree about the licence. Both are shown; this node picks none.',
  },
  silent: { grade: 'absent', words: 'No file, package or record that this node read names a licence.' },
}

export function licences(agreement: ReleaseView['licenceAgreement'], stated: readonly Stated[]): Html {
  const { grade: kind, words } = AGREEMENT[agreement]
  const rows = stated.filter(({ key }) => key === 'licence')
  const own = agreement === 'single' && rows.length > 0 && rows.every(({ where }) => where === RECORD)
  const said = own ? `The record names ${many(rows.length, 'licence', 'licences')}.` : words
  return html`<p class="verdict">${grade(kind, said)}</p>${rows.length === 0 ? undefined : list(rows)}`
}

/** Everything else than licences. */
export function itself(stated: readonly Stated[]): Html | undefined {
  const rows = stated.filter(({ key }) => key !== 'licence')
  if (rows.length === 0) return undefined
  const rest = rows.slice(MOST)
  return html`${list(rows.slice(0, MOST))}
${rest.length === 0 ? undefined : html`<details><summary>${countText(rest.length)} more</summary>${list(rest)}</details>`}`
}

function list(rows: readonly Stated[]): Html {
  return html`<dl class="stated">${rows.map(({ key, value, where }) => html`<div><dt>${key}</dt><dd>${text(value)} <small>in <bdi>${place(key, where)}</bdi></small></dd></div>`)}</dl>`
}

/** A place that ends in the key itself would say it twice. */
function place(key: string, where: string): string {
  return where.endsWith(`, ${key}`) ? where.slice(0, -key.length - 2) : where
}

function text(value: string): Value {
  if (value.length <= LONGEST) return html`<bdi>${value}</bdi>`
  return html`<details><summary><bdi>${value.slice(0, 80)}</bdi> … (${countText(value.length)} characters)</summary><pre tabindex="0"><bdi>${value}</bdi></pre></details>`
}

export function examples(): readonly Example[] {
  const stated: readonly Stated[] = [
    { key: 'licence', value: 'apache-2.0', where: 'SmolLM2-135M-Instruct.Q4_1.gguf, general.license' },
    { key: 'licence', value: 'Apache-2.0', where: 'METADATA of the package' },
    { key: 'name', value: 'Smollm2 135M 8k Lc100K Mix1 Ep2', where: 'general.name' },
  ]
  const hostile: readonly Stated[] = [
    { key: 'licence', value: '<script>alert(1)</script>', where: '"\u202e' },
    { key: 'template', value: `{% x %}${'\u200b<b>'.repeat(200)}`, where: 'tokenizer_config.json' },
  ]
  return [
    { name: 'agree', html: html`${licences('agree', stated)}${itself(stated)}` },
    { name: 'conflict', html: licences('conflict', stated) },
    { name: 'silent', html: html`${licences('silent', [])}${itself([])}` },
    { name: 'hostile', html: html`${licences('single', hostile)}${itself(hostile)}` },
  ]
}
