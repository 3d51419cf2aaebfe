// Release: what its publisher signed, section by section, in the order of the release standard. A section that the record
// leaves out is "not stated" and named as such at the end; an empty one says none.

import { type Html, html, link, type Value } from '../../../base/html.ts'
import { type ReleaseRecord, ReleaseRecord as Schema } from '../../../commons/releases/record.ts'
import { releaseAddress } from '../addresses.ts'
import { largeText, many, sizeText } from '../figures.ts'
import { anyDigest, digest } from '../parts/digest.ts'
import { outside } from '../parts/evidence.ts'
import { bullets, fields, named, prose, texts } from '../parts/fields.ts'
import { longTable } from '../parts/table.ts'
import { fileTable, objectTable } from './file-table.ts'
import { form } from './form.ts'
import {
  comparisons,
  evaluations,
  incidents,
  lineage,
  notShown,
  risk,
  safeguards,
  stages,
} from './release-evidence.ts'
import { ecosystem, european, evaluators, hardware, supplyChain, systems } from './release-making.ts'
import { training } from './release-training.ts'

type Section = {
  readonly title: string
  readonly of: (record: ReleaseRecord) => Value // undefined: the record does not state it
}

export const release = form(Schema, (record, view) => {
  const { subject, artifacts } = record
  const bytes = artifacts.reduce((sum, file) => sum + file.bytes, 0)
  const artifact = view.subjects[0]?.digest
  const pointer = artifact === undefined ? undefined : { version: subject.version, digest: artifact }
  const stated = SECTIONS.map(({ title, of }) => ({ title, shown: of(record) }))
  const silent = stated.filter(({ shown }) => shown === undefined)
  return html`<p>Releases <a href="${link(releaseAddress(subject.id, pointer))}"><bdi>${subject.display ?? subject.id}</bdi></a>, version <bdi>${subject.version}</bdi>: ${many(artifacts.length, 'file', 'files')}, ${sizeText(bytes)}.</p>
${naming(record)}
<h3>Files</h3>${fileTable(artifacts.map(({ bytes: sizeBytes, ...file }) => ({ ...file, sizeBytes })))}${more(record)}
${stated.map(({ title, shown }) => (shown === undefined ? undefined : html`<h3>${title}</h3>${shown}`))}
${silent.length === 0 ? undefined : html`<p>Not stated: ${silent.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)).join(', ')}.</p>`}`
})

function naming({ subject, releaseType, tensorRoot }: ReleaseRecord): Value {
  const { variant, family, aliases, params, released, commit, publisher } = subject
  const contact = publisher?.contact === undefined ? undefined : html`, ${outside(publisher.contact)}`
  return fields([
    [
      'Kind of release',
      releaseType &&
        [releaseType.word, releaseType.stage].filter((one) => one !== undefined).join(', at stage '),
    ],
    ['Variant', variant],
    ['Family', family && html`<bdi>${family}</bdi>`],
    ['Other names', texts(aliases)],
    ['Parameters', params === undefined ? undefined : largeText(params)],
    ['Released', released],
    ['Publisher', publisher && html`<bdi>${publisher.name}</bdi>${contact}`],
    ['Commit', commit && html`<code class="whole">${commit}</code>`],
    ['Weights root', tensorRoot === undefined ? undefined : digest(tensorRoot)],
  ])
}

function more({ moreFiles }: ReleaseRecord): Html | undefined {
  return moreFiles === undefined ? undefined : html`<p>The whole list of files is ${named(moreFiles)}.</p>`
}

const NONE = html`<p>None.</p>`

const SECTIONS: readonly Section[] = [
  {
    title: 'What can be loaded',
    of: ({ objects }) => objects && (objects.length === 0 ? NONE : objectTable(objects)),
  },
  { title: 'Terms', of: terms },
  { title: 'Components', of: components },
  { title: 'Lineage', of: lineage },
  { title: 'Obligations', of: obligations },
  { title: 'Rationale', of: rationale },
  { title: 'Training', of: training },
  { title: 'Safeguards', of: safeguards },
  { title: 'Systems as tested', of: systems },
  { title: 'Evaluators', of: evaluators },
  { title: 'Evaluations', of: evaluations },
  { title: 'Comparisons', of: comparisons },
  { title: 'Results that are not shown', of: notShown },
  { title: 'Risk', of: risk },
  {
    title: 'Limits',
    of: ({ limits }) => limits && (bullets(limits.map((one) => html`<bdi>${one}</bdi>`)) ?? NONE),
  },
  { title: 'Hardware', of: hardware },
  { title: 'Stages', of: stages },
  { title: 'Supply chain', of: supplyChain },
  { title: 'Ecosystem', of: ecosystem },
  { title: 'Incidents', of: incidents },
  { title: 'What the European Union asks besides', of: european },
  { title: 'Claims', of: claims },
  {
    title: 'Changes',
    of: ({ changes }) =>
      changes &&
      (bullets(
        changes.map(
          ({ on, what, safety }) =>
            html`${on}: <bdi>${what}</bdi>${safety && html`; in safety: <bdi>${safety}</bdi>`}`,
        ),
      ) ??
        NONE),
  },
]

function terms({ terms: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  if (list.length === 0) return NONE
  return longTable<(typeof list)[number]>(
    'Terms',
    [
      { name: 'Licence', cell: ({ licence }) => html`<bdi>${licence}</bdi>` },
      {
        name: 'Text',
        cell: ({ text, url, sha256 }) =>
          html`${text && named(text)} ${url && outside(url)} ${sha256 && anyDigest(sha256)}`,
      },
      {
        name: 'Covers',
        cell: ({ covers }) => covers?.map((one, i) => html`${i === 0 ? '' : ', '}${named(one)}`),
      },
      {
        name: 'Who may change it',
        cell: ({ mayChange, permission }) =>
          html`${mayChange && html`<bdi>${mayChange}</bdi>`}${permission && html`<br><small>permission of <bdi>${permission.from}</bdi>: <bdi>${permission.for}</bdi> ${permission.sha256 && anyDigest(permission.sha256)}</small>`}`,
      },
      {
        name: 'Where and when',
        cell: ({ jurisdiction, asOf }) => [jurisdiction, asOf].filter((one) => one !== undefined).join(', '),
      },
    ],
    list,
  )
}

function components({ components: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  if (list.length === 0) return NONE
  return longTable<(typeof list)[number]>(
    'Components',
    [
      { name: 'Component', cell: ({ c }) => c },
      {
        name: 'State',
        cell: ({ state, why }) => (why === undefined ? state : html`${state}, <bdi>${why}</bdi>`),
      },
      { name: 'Licence', cell: ({ licence }) => licence && html`<bdi>${licence}</bdi>` },
      {
        name: 'Where',
        cell: ({ ref = [], url, sha256 }) =>
          html`${ref.map((one, i) => html`${i === 0 ? '' : ', '}${named(one)}`)} ${url && outside(url)} ${sha256 && anyDigest(sha256)}`,
      },
      {
        name: 'Notes',
        cell: ({ notes, extra = {} }) =>
          html`${Object.entries(extra).map(([key, value]) => html`${key}: <bdi>${value}</bdi><br>`)}${notes && html`<bdi>${notes}</bdi>`}`,
      },
    ],
    list,
  )
}

function obligations({ obligations: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const lines = (list: readonly string[] | undefined) => bullets(list?.map((one) => html`<bdi>${one}</bdi>`))
  return (
    fields([
      ['Meant for', lines(said.intended)],
      ['Not meant for', lines(said.outOfScope)],
      ['Deployment', prose(said.deploy)],
      ['Monitoring', prose(said.monitoring)],
      ['Report problems to', said.reportTo === undefined ? undefined : outside(said.reportTo)],
      ['Derivatives keep', lines(said.derivatives?.keep)],
      ['Notice', said.derivatives?.notice && html`<bdi>${said.derivatives.notice}</bdi>`],
    ]) ?? NONE
  )
}

function rationale({ rationale: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { why, benefits, risks, alternatives, comparedWith, decided } = said
  return (
    fields([
      ['Why', prose(why)],
      [
        'Benefits',
        bullets(benefits?.map(({ what, sha256 }) => html`<bdi>${what}</bdi> ${sha256 && anyDigest(sha256)}`)),
      ],
      [
        'Risks',
        bullets(
          risks?.map(
            ({ what, evals, notTested }) =>
              html`<bdi>${what}</bdi>${evals && html`, measured by <bdi>${evals.join(', ')}</bdi>`}${notTested && html`, not tested: <bdi>${notTested}</bdi>`}`,
          ),
        ),
      ],
      [
        'Rejected',
        bullets(alternatives?.map(({ path, rejected }) => html`<bdi>${path}</bdi>: <bdi>${rejected}</bdi>`)),
      ],
      ['Compared with', prose(comparedWith)],
      ['Decided', decided && html`${decided.on}, by <bdi>${decided.by}</bdi>`],
    ]) ?? NONE
  )
}

function claims({ claims: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  if (list.length === 0) return NONE
  return longTable<(typeof list)[number]>(
    'Claims',
    [
      {
        name: 'Claim',
        cell: ({ id, says, about, scope }) =>
          html`<bdi>${says}</bdi><br><small><bdi>${id}</bdi>${about && html`, about ${named(about)}`}${scope && html`, <bdi>${scope}</bdi>`}</small>`,
      },
      { name: 'Kind', cell: ({ type, by }) => [type, by].filter((one) => one !== undefined).join(' by ') },
      {
        name: 'Source',
        cell: ({ source }) =>
          source &&
          html`<bdi>${source.kind}</bdi> ${source.url && outside(source.url)} ${source.sha256 && anyDigest(source.sha256)} ${source.ref && named(source.ref)} ${source.quote && html`<q><bdi>${source.quote}</bdi></q>`}${source.retrieved && html` <small>read ${source.retrieved}</small>`}`,
      },
      {
        name: 'Where and when',
        cell: ({ jurisdiction, asOf }) => [jurisdiction, asOf].filter((one) => one !== undefined).join(', '),
      },
    ],
    list,
  )
}
