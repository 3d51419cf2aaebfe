// Responses and corrections: what somebody answers, or says was wrong. Both stand beside what they are about; nothing
// that was said before is changed.

import { type Html, html } from '../../../base/html.ts'
import { Correction, Response } from '../../../commons/advisories/statements.ts'
import { hex } from '../../../commons/shapes.ts'
import { statementDigest } from '../parts/digest.ts'
import { bullets, fields, named, prose, reference } from '../parts/fields.ts'
import { form } from './form.ts'

const KINDS: Readonly<Record<Response['kind'], string>> = {
  answer: 'An answer',
  comment: 'A comment',
  objection: 'An objection',
  'undeclared-interest': 'Says that an interest was not declared',
}

export const response = form(Response, ({ kind, text, about, finding, evidence }) => {
  const to = about === undefined ? undefined : html` to ${named(about)}`
  return html`<p>${KINDS[kind]}${to}:</p>${prose(text)}
${fields([
  ['About finding', finding && html`<bdi>${finding}</bdi>`],
  ['Evidence', evidenceList(evidence)],
])}`
})

export const correction = form(Correction, (body) => {
  const { corrects, field, was, is, text, replacedBy, evidence } = body
  return html`<p>Corrects ${statementDigest(hex(corrects))}${field === undefined ? undefined : html`, <bdi>${field}</bdi>`}:</p>${prose(text)}
${fields([
  ['It said', was === undefined ? undefined : html`<del><bdi>${was}</bdi></del>`],
  ['It should say', is === undefined ? undefined : html`<ins><bdi>${is}</bdi></ins>`],
  ['Said right in', replacedBy === undefined ? undefined : statementDigest(hex(replacedBy))],
  ['Evidence', evidenceList(evidence)],
])}
<p>The statement that it corrects stays as it was signed.</p>`
})

type Evidence = Response['evidence']

function evidenceList(list: Evidence): Html | undefined {
  return bullets(
    list?.map(
      ({ kind, ref, digest }) =>
        html`<bdi>${kind}</bdi>: ${reference(ref)}${digest === undefined ? undefined : html`, ${named(digest)}`}`,
    ),
  )
}
