// Where something stands that anybody can look up: a file and the byte, a field of the record, a statement, an address.
// What is quoted is verbatim and marked as a quotation, so that nobody takes it for this node's words.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Evidence } from '../../../commons/standard/answer.ts'
import { digestAddress, fileAddress, statementAddress } from '../addresses.ts'
import { countText } from '../figures.ts'
import { outside } from './evidence.ts'
import type { Example } from './example.ts'

/** The release that evidence is about: its files are read at its commit, its fields stand in its record. */
export type About = { readonly ref: string; readonly commit: string; readonly statement: Sha256 }

const MOST = 6 // shown open; the rest stand under <details>
const LONGEST = 300 // characters of a quotation

export function proof(evidence: readonly Evidence[], about: About): Html | undefined {
  if (evidence.length === 0) return undefined
  const rest = evidence.slice(MOST)
  return html`<ul class="small">${evidence.slice(0, MOST).map((one) => item(one, about))}</ul>${
    rest.length === 0
      ? undefined
      : html`<details><summary>${countText(rest.length)} more</summary><ul class="small">${rest.map((one) => item(one, about))}</ul></details>`
  }`
}

function item(evidence: Evidence, about: About): Html {
  switch (evidence.kind) {
    case 'file': {
      const { path, quote } = evidence
      const at = quote === undefined ? undefined : html`, byte ${countText(quote.offset)}`
      return html`<li>${quoted(quote?.text)}<a href="${link(fileAddress(about.ref, about.commit, path))}"><code><bdi>${path}</bdi></code></a>${at}</li>`
    }
    case 'record':
      return html`<li>${quoted(evidence.quote?.text)}<a href="${link(statementAddress(about.statement))}">the record</a>, <code><bdi>${evidence.field}</bdi></code></li>`
    case 'statement':
      return html`<li><a href="${link(statementOr(evidence.digest))}"><bdi>${evidence.says}</bdi></a></li>`
    default:
      return html`<li>${outside(evidence.url)}${evidence.seen === undefined ? ' (not seen by this node)' : html`, seen ${evidence.seen.slice(0, 10)}`}</li>`
  }
}

function statementOr(digest: string): string {
  return digestAddress(digest.slice(-64))
}

function quoted(text: string | undefined): Html | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const cut = text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()} …`
  return html`<q><bdi>${cut}</bdi></q> `
}

export function examples(): readonly Example[] {
  const about = { ref: 'acme/tern', commit: 'c'.repeat(40), statement: 'd'.repeat(64) as Sha256 }
  const digest = `sha256:${'a'.repeat(64)}`
  const each: readonly Evidence[] = [
    { kind: 'file', path: 'README.md', digest, quote: { text: 'We open-source the model.', offset: 1207 } },
    { kind: 'record', field: 'rationale.why', quote: { text: 'Teachers asked for it.' } },
    { kind: 'statement', digest, says: 'Review by Ada: confirmed' },
    { kind: 'link', url: 'https://git.example/t' },
  ]
  return [
    { name: 'each kind', html: html`${proof(each, about)}` },
    { name: 'many', html: html`${proof([...each, ...each], about)}` },
    {
      name: 'hostile',
      html: html`${proof(
        [
          { kind: 'file', path: '"><script>', digest, quote: { text: '\u202e<img src=x>', offset: -1 } },
          { kind: 'link', url: 'javascript:alert(1)' },
        ],
        about,
      )}`,
    },
  ]
}
