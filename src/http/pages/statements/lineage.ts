// Derivation: what these bytes were made from, by which method, and whether that is declared or was found in the weights.

import { type Html, html } from '../../../base/html.ts'
import { Derivation } from '../../../commons/lineage/statements.ts'
import { anyDigest } from '../parts/digest.ts'
import { bullets, fields, named, prose, reference } from '../parts/fields.ts'
import { grade } from '../parts/grade.ts'
import { longTable } from '../parts/table.ts'
import { form } from './form.ts'

type Parent = Derivation['parents'][number]

export const derivation = form(Derivation, (body) => {
  const { relation, evidence, grade: strength, method, measured, kept, changed } = body
  const how =
    evidence === 'measured'
      ? grade('evidenced', `found in the weights${strength === undefined ? '' : `, ${strength}`}`)
      : grade('declared', 'declared')
  return html`<p>These bytes are a ${relation} of what stands below: ${how}.</p>
${parents(body.parents)}
${fields([
  [
    'Method',
    method === undefined ? undefined : html`<bdi>${[method.name, method.version].join(' ').trim()}</bdi>`,
  ],
  [
    'Parameters',
    bullets(
      Object.entries(method?.parameters ?? {}).map(
        ([key, value]) => html`<bdi>${key}</bdi> = <bdi>${value}</bdi>`,
      ),
    ),
  ],
  ['How it was done', prose(method?.text)],
  ['Comparison', measured === undefined ? undefined : named(measured)],
  ['Carried over', bullets(kept?.map((one) => html`<bdi>${one}</bdi>`))],
  ['Changed', bullets(changed?.map((one) => html`<bdi>${one}</bdi>`))],
])}`
})

function parents(list: readonly Parent[]): Html {
  if (list.length === 0) return html`<p>No parent is named.</p>`
  return longTable<Parent>(
    'Made from',
    [
      { name: 'Made from', cell: ({ name }) => (name === undefined ? 'not named' : reference(name)) },
      {
        name: 'Digest',
        cell: ({ digest }) => (digest === undefined ? 'not pinned' : anyDigest(digest.slice(-64))),
      },
      { name: 'Revision', cell: ({ revision }) => revision && html`<bdi>${revision}</bdi>` },
      { name: 'Weight', kind: 'number', cell: ({ weight }) => weight },
    ],
    list,
  )
}
