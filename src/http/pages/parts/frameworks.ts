// Openness frameworks side by side, each by its own rule from the same list of components, with its date and what its next
// step lacks. They disagree, and that is shown; nothing is made of them together, and none is a verdict of law.

import { type Html, html } from '../../../base/html.ts'
import type { FrameworksView } from '../../../commons/standard/frameworks/all.ts'
import { COMPONENT_NAMES } from '../../../commons/standard/frameworks/component-names.ts'
import type { Eu } from '../../../commons/standard/frameworks/eu.ts'
import type { G7 } from '../../../commons/standard/frameworks/g7.ts'
import { MOF_NAMES, type Mof } from '../../../commons/standard/frameworks/mof.ts'
import { OSAID_WORDS, type Osaid, stands } from '../../../commons/standard/frameworks/osaid.ts'
import type { Lack, Stamp } from '../../../commons/standard/frameworks/result.ts'
import { LICENCE_LIST } from '../../../commons/standard/licences/known.ts'
import type { Example } from './example.ts'
import { type Column, table } from './table.ts'

type Line = { readonly stamp: Stamp; readonly result: Html; readonly lacks: readonly Lack[] }
type Component = FrameworksView['components'][number]

export function frameworks(view: FrameworksView): Html {
  const { g7: g, osaid: o, mof: m, eu: e } = view
  const lines = [g7(g), osaid(o), mof(m), { ...eu(e), result: html`${e.says}${euAtLength(e)}` }]
  return html`${table<Line>('Openness frameworks', COLUMNS, lines)}
<details><summary>The ${view.components.length} components, and what there is of each</summary>${table<Component>('Components', PARTS, view.components)}</details>
<p class="small">Licences by the SPDX list ${view.g7.list.version}. Each framework decides by itself; this is not legal advice.</p>`
}

/** The results alone; what each next step lacks stands on the page of the check. */
export function frameworkResults({ g7: g, osaid: o, mof: m, eu: e }: FrameworksView): Html {
  return table<Line>('Openness frameworks', COLUMNS.slice(0, 2), [g7(g), osaid(o), mof(m), eu(e)])
}

const COLUMNS: readonly Column<Line>[] = [
  { name: 'Framework', cell: ({ stamp }) => html`${stamp.framework}<br><small>${stamp.date}</small>` },
  { name: 'Result', cell: ({ result }) => result },
  { name: 'What the next step lacks', cell: ({ lacks }) => lacking(lacks) },
]

const PARTS: readonly Column<Component>[] = [
  { name: 'Component', cell: ({ c }) => html`${COMPONENT_NAMES[c]}<br><small>${c}</small>` },
  {
    name: 'State',
    cell: ({ state, why, because }) =>
      html`${state}${why === undefined ? undefined : html` (<bdi>${why}</bdi>)`}<br><small><bdi>${because}</bdi></small>`,
  },
  {
    name: 'Licence',
    cell: ({ licence }) => (licence === undefined ? 'not known' : html`<bdi>${licence}</bdi>`),
  },
]

const SHOWN = 3

function lacking(lacks: readonly Lack[]): Html | undefined {
  if (lacks.length === 0) return undefined
  const rest = lacks.slice(SHOWN)
  const item = ({ c, says }: Lack) =>
    html`<li>${c === undefined ? undefined : html`${COMPONENT_NAMES[c]}: `}<bdi>${says}</bdi></li>`
  return html`<ul>${lacks.slice(0, SHOWN).map(item)}</ul>${
    rest.length === 0
      ? undefined
      : html`<details><summary>${rest.length} more</summary><ul>${rest.map(item)}</ul></details>`
  }`
}

function g7(stamp: G7): Line {
  const { label, because, claimed, notJudged, lacks } = stamp
  const said =
    claimed === undefined
      ? undefined
      : html` <small>If everything that is linked is as said: ${claimed.label}.</small>`
  const judged = notJudged.map((one) => html` <small><bdi>${one}</bdi></small>`)
  return {
    stamp,
    result: html`<strong>${label === 'undecided' ? 'Undecided' : label === 'none' ? 'No label' : label}</strong>. <bdi>${because}</bdi>${said}${judged}`,
    lacks,
  }
}

function osaid(stamp: Osaid): Line {
  const { parameters, code, data, says, claimed } = stamp
  const word = (part: Osaid['code']) => OSAID_WORDS[stands(part)]
  const parts = html`Parameters ${word(parameters)}, code ${word(code)}, data information ${word(data)}.`
  const said = claimed === undefined ? undefined : html` <small>As said: <bdi>${claimed.says}</bdi></small>`
  const lacks = [...parameters.lacks, ...code.lacks, ...data.lacks]
  return { stamp, result: html`${says} ${parts}${said}`, lacks }
}

function mof(stamp: Mof): Line {
  const { class: reached, claimed, next, lacks, conditional } = stamp
  const name = reached === null ? 'No class' : MOF_NAMES[reached]
  const said =
    claimed === reached
      ? undefined
      : html` <small>As said, not as met: ${claimed === null ? 'no class' : MOF_NAMES[claimed]}.</small>`
  const open =
    conditional.length === 0
      ? undefined
      : html` <small>Under an open licence that was not made for this kind of thing: ${conditional.map(({ c, says }) => (c === undefined ? says : COMPONENT_NAMES[c])).join(', ')}.</small>`
  const up = next === null ? undefined : html` <small>Next: ${MOF_NAMES[next]}.</small>`
  return { stamp, result: html`<strong>${name}</strong>.${said}${open}${up}`, lacks }
}

function eu(stamp: Eu): Line {
  return {
    stamp,
    result: html`${stamp.says}`,
    lacks: stamp.answers
      .filter(({ answer }) => answer !== 'yes')
      .map(({ asks, answer }) => ({ says: `${asks} ${answer === 'no' ? 'No.' : 'Not known here.'}` })),
  }
}

function euAtLength(stamp: Eu): Html {
  const answers = stamp.answers.map(
    ({ asks, answer, because }) =>
      html`<li>${asks} <strong>${answer}</strong>. <small><bdi>${because}</bdi></small></li>`,
  )
  const law = stamp.law.map(
    ({ says, source, asOf }) => html`<li>${says} <small>${source}, as of ${asOf}</small></li>`,
  )
  return html`<details><summary>The five conditions</summary><ul>${answers}</ul><p>Monetisation as declared: <bdi>${stamp.monetisation}</bdi></p></details><details><summary>The law, line by line</summary><ul>${law}</ul></details>`
}

export function examples(): readonly Example[] {
  const hostile = '<script>alert(1)</script>\u202e'
  const stamp: Stamp = {
    framework: 'A framework',
    date: '2026-05-29',
    source: 'somebody',
    list: LICENCE_LIST,
  }
  const lacks: readonly Lack[] = Array.from({ length: 5 }, () => ({ c: 'data-card', says: hostile }))
  const part = { present: false, lacks }
  const view: FrameworksView = {
    components: [
      {
        c: 'weights-final',
        state: 'withheld',
        have: 'no',
        because: hostile,
        licence: hostile,
        verdict: 'unknown',
        why: hostile,
      },
    ],
    g7: { ...stamp, label: 'undecided', because: hostile, lacks, notJudged: [hostile] },
    osaid: {
      ...stamp,
      parameters: part,
      code: part,
      data: part,
      says: 'Not all of its parts are present.',
    },
    mof: { ...stamp, class: null, claimed: 'III', next: 'III', lacks, conditional: lacks },
    eu: {
      ...stamp,
      answers: [{ asks: 'Are the weights public?', answer: 'unknown', because: hostile }],
      monetisation: hostile,
      law: [],
      says: 'Five conditions.',
    },
  }
  return [
    { name: 'hostile', html: frameworks(view) },
    { name: 'results', html: frameworkResults(view) },
  ]
}
