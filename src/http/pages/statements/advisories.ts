// Advisories, responses and corrections: notice of a danger, what somebody answers, or says was wrong. They stand beside
// what they are about; nothing that was said before is changed. Words of release-standard 7.3.

import { html, type Value } from '../../../base/html.ts'
import { Advisory } from '../../../commons/advisories/advisory.ts'
import { Correction, Response } from '../../../commons/advisories/statements.ts'
import { hex } from '../../../commons/shapes.ts'
import type { ReachLine } from '../../../node/views/advisory-descendants.ts'
import type { StatementView } from '../../../node/views/statement.ts'
import { statementDigest } from '../parts/digest.ts'
import { bullets, fields, named, pointers, prose, reference, texts } from '../parts/fields.ts'
import { longTable } from '../parts/table.ts'
import { form } from './form.ts'

const KINDS: Readonly<Record<Response['kind'], string>> = {
  answer: 'An answer',
  comment: 'A comment',
  objection: 'An objection',
  'undeclared-interest': 'Says that an interest was not declared',
}

export const response = form(Response, ({ kind, text, about, finding, evidence, vex }) => {
  const to = about === undefined ? undefined : html` to ${named(about)}`
  return html`<p>${KINDS[kind]}${to}:</p>${prose(text)}${vexPart(vex)}
${fields([
  ['About finding', finding && html`<bdi>${finding}</bdi>`],
  ['Evidence', pointers(evidence)],
])}`
})

export const correction = form(Correction, (body) => {
  const { corrects, field, was, is, text, replacedBy, evidence } = body
  return html`<p>Corrects ${statementDigest(hex(corrects))}${field === undefined ? undefined : html`, <bdi>${field}</bdi>`}:</p>${prose(text)}
${fields([
  ['It said', was === undefined ? undefined : html`<del><bdi>${was}</bdi></del>`],
  ['It should say', is === undefined ? undefined : html`<ins><bdi>${is}</bdi></ins>`],
  ['Said right in', replacedBy === undefined ? undefined : statementDigest(hex(replacedBy))],
  ['Evidence', pointers(evidence)],
])}
<p>The statement that it corrects stays as it was signed.</p>`
})

const VEX_WORDS: Readonly<Record<NonNullable<Response['vex']>['status'], string>> = {
  not_affected: 'not affected',
  affected: 'affected',
  fixed: 'fixed',
  under_investigation: 'under investigation',
}

function vexPart(vex: Response['vex']): Value {
  if (vex === undefined) return undefined
  const { advisory: about, product, status, justification, impact, action, fixedIn } = vex
  return html`<p>Of ${named(product)} it says about the advisory ${statementDigest(hex(about))}: <strong>${VEX_WORDS[status]}</strong>.</p>
${fields([
  ['Reason', justification && html`<bdi>${justification.replaceAll('_', ' ')}</bdi>`],
  ['In words', prose(impact)],
  ['What to do', prose(action)],
  ['Fixed in', fixedIn && reference(fixedIn)],
])}`
}

const DONE: Readonly<Record<NonNullable<Advisory['response']>[number], string>> = {
  'advisory-only': 'This notice was given, and nothing else was done.',
  'serving-paused': 'Serving was paused on the issuer’s side.',
  'mirrors-asked': 'Mirrors were asked to stop.',
  'safeguard-published': 'A safeguard was published.',
  'new-version': 'A new version was published; the old bytes still run.',
  'service-off': 'The service was switched off.',
  'authority-informed': 'An authority was informed.',
}

export const advisory = form(Advisory, (body, view) => {
  const { id, kind, summary, details, discovered, published, modified, affected, response, legal } = body
  return html`<p><strong>${id}</strong>, ${kind.replaceAll('-', ' ')}: <bdi>${summary}</bdi></p>${prose(details)}
<h3>Affected, as its issuer says</h3>${bullets(
    affected.map((one) =>
      'sha256' in one
        ? html`bytes ${named(one.sha256)}${one.why && html`: <bdi>${one.why}</bdi>`}`
        : html`tensors ${named(one.tensorRoot)}, in any wrapping${one.why && html`: <bdi>${one.why}</bdi>`}`,
    ),
  )}${reached(body)}${reachHere(view.reach)}
${fields([
  ['Discovered', discovered],
  ['Published', published],
  ['Modified', modified],
  ['Not to be published before', body.embargoUntil],
  [
    'Severity',
    bullets(
      body.severity?.map(
        ({ scheme, value, by }) => html`<bdi>${value}</bdi> by <bdi>${scheme}</bdi>, says <bdi>${by}</bdi>`,
      ),
    ),
  ],
  ['Evidence', pointers(body.evidence)],
  ['Thanks to', texts(body.credit)],
  ['What was done', bullets(response?.map((one) => DONE[one]))],
  ['What remains', remaining(body.remainingCopies)],
  ['Until there is more', prose(body.workaround)],
  ['References', texts(body.references)],
  [
    'In law',
    legal && html`<bdi>${legal.instrument}</bdi>, <bdi>${legal.jurisdiction}</bdi>, as of ${legal.asOf}`,
  ],
])}
<p>Nothing that was published can be called back: who has these bytes can go on running them.</p>`
})

function reached({ reach }: Advisory): Value {
  if (reach === undefined || reach.length === 0) return undefined
  return html`<h3>Reached, as its issuer says</h3>${bullets(
    reach.map(
      ({ descendant, path = [], basis, status, by }) =>
        html`${named(descendant)}: ${VEX_WORDS[status]}, says <bdi>${by}</bdi> (${basis === 'tensor' ? 'by its tensors' : 'by declared lineage'}${path.length > 0 ? html`, by way of <bdi>${path.join(' → ')}</bdi>` : undefined})`,
    ),
  )}`
}

const WAYS: Readonly<Record<ReachLine['basis'], string>> = {
  named: 'named by its digest',
  tensors: 'the same tensors',
  declared: 'made from it, as somebody says',
}

function reachHere(reach: StatementView['reach']): Value {
  if (reach === undefined) return undefined
  const { lines, more } = reach
  const words = html`<h3>What it bears on, of what this node knows</h3>`
  if (lines.length === 0) return html`${words}<p>None of these bytes is known here.</p>`
  return html`${words}${longTable<ReachLine>(
    'Reached',
    [
      {
        name: 'What',
        cell: ({ name, artifact }) => html`${name && reference(name)} ${named(artifact)}`,
      },
      {
        name: 'How',
        cell: ({ basis, relation, path, pinned }) =>
          html`${WAYS[basis]}${relation && html`: <bdi>${relation}</bdi>`}${path.length === 0 ? undefined : html`<br><small>by way of <bdi>${path.join(' → ')}</bdi>${pinned ? undefined : ', named without a digest'}</small>`}`,
      },
      {
        name: 'Status',
        cell: ({ status, answer }) =>
          html`${VEX_WORDS[status]} ${answer === undefined ? html`<small>${status === 'under_investigation' ? 'its maker has not answered' : 'its issuer says'}</small>` : html`<small>its maker says in ${statementDigest(answer)}</small>`}`,
      },
    ],
    lines,
  )}${more ? html`<p>There is more than is shown.</p>` : undefined}`
}

function remaining(copies: Advisory['remainingCopies']): Value {
  if (copies === undefined) return undefined
  const { known, asOf } = copies
  return html`<p>Known copies elsewhere: ${known.length}, as of ${asOf}. Unknown copies may exist.</p>${texts(known)}`
}
