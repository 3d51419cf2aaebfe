// How to cite: the sentence, and the forms that programs read, each to be copied or fetched. Works without script.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Citation } from '../../../node/views/citation.ts'
import { type CitationForm, citationText, publicAddress } from '../../../node/views/citation-forms.ts'
import { releaseAddress } from '../addresses.ts'
import { command } from './command.ts'
import type { Example } from './example.ts'

const TITLES: Readonly<Record<Exclude<CitationForm, 'text'>, string>> = {
  bibtex: 'BibTeX',
  csl: 'CSL-JSON',
  cff: 'CITATION.cff',
}

/** @param origin address of this node as the reader reaches it */
export function cite(citation: Citation, artifact: Sha256, origin: string): Html {
  const address = publicAddress(origin, releaseAddress(citation.ref, { version: null, digest: artifact }))
  const shown = (form: CitationForm, label: string) =>
    command(citationText(citation, form, address).trimEnd(), label)
  return html`<p>A name can come to mean other bytes; a citation names the digest.</p>
${shown('text', 'Citation')}
<details><summary>For programs: BibTeX, CSL-JSON, CITATION.cff</summary>
${Object.entries(TITLES).map(([form, title]) => html`<h3>${title}</h3>${shown(form as CitationForm, title)}<p class="small"><a href="${link(`/commons/v1/artifacts/${artifact}/cite?as=${form}`)}">As a file</a></p>`)}</details>`
}

export function examples(): readonly Example[] {
  const digits = '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256
  const observed: Citation = {
    name: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    ref: 'huggingfacetb/smollm2-135m-instruct',
    version: null,
    date: '2026-11-01',
    dateIs: 'recorded',
    kind: 'observed',
    issuer: 'owcid:svrejxfgiuykou2xqmlq4ad4tkavwdodn7ww2576c7w6444xrkia',
    licences: ['apache-2.0'],
    card: { path: 'README.md', sha256: digits },
    artifact: `sha256:${digits}`,
    statement: `sha256:${digits}`,
    withdrawn: false,
    host: {
      name: 'Harbour Library',
      identity: 'owcid:svrejxfgiuykou2xqmlq4ad4tkavwdodn7ww2576c7w6444xrkia',
      log: 'owc-log/2fc0b2db5c7c871b',
    },
  }
  const hostile = { name: '}} \\input{/etc/passwd} <script>\u202e', publisher: '%{', licences: [] }
  return [
    { name: 'observed', html: cite(observed, digits, 'https://commons.library.example') },
    { name: 'hostile', html: cite({ ...observed, ...hostile }, digits, 'http://127.0.0.1:8500') },
  ]
}
