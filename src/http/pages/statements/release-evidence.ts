// The sections of a release that carry evidence: lineage, safeguards, evaluations, risk, stages. Figures always stand with
// their interval, sample and system; safeguards that live in a service are told not to travel with the weights.

import { type Html, html, type Value } from '../../../base/html.ts'
import type { ReleaseRecord } from '../../../commons/releases/record.ts'
import { countText } from '../figures.ts'
import { anyDigest } from '../parts/digest.ts'
import { bullets, fields, named, prose, reference, texts } from '../parts/fields.ts'
import { grade } from '../parts/grade.ts'
import { longTable } from '../parts/table.ts'

export function lineage({ lineage: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  if (list.length === 0) return html`<p>Trained from random weights.</p>`
  return longTable<(typeof list)[number]>(
    'Lineage',
    [
      { name: 'Made from', cell: ({ parent }) => reference(parent) },
      {
        name: 'How',
        cell: ({ relation, method, scale }) =>
          html`<bdi>${relation}</bdi>${scale && html`, scale ${scale}`}${method && html`<br><small><bdi>${method}</bdi></small>`}`,
      },
      {
        name: 'Digest',
        cell: ({ parentDigest }) =>
          parentDigest === undefined ? 'not pinned' : anyDigest(parentDigest.slice(-64)),
      },
      { name: 'Evidence', cell: ({ evidence }) => grade('declared', evidence ?? 'declared') },
    ],
    list,
  )
}

const LIVES = {
  weights: 'in the weights',
  artifact: 'in a file of the release',
  service: 'in a service: does not travel with the weights',
} as const

export function safeguards({ safeguards: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  if (list.length === 0) return html`<p>None.</p>`
  return longTable<(typeof list)[number]>(
    'Safeguards',
    [
      { name: 'Safeguard', cell: ({ kind }) => html`<bdi>${kind}</bdi>` },
      { name: 'Where it lives', cell: ({ lives }) => LIVES[lives] },
      { name: 'Named', cell: ({ ref, id }) => named(ref ?? id) },
    ],
    list,
  )
}

type Evaluation = NonNullable<ReleaseRecord['evaluations']>[number]

export function evaluations({ evaluations: list, evaluators = {} }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  if (list.length === 0) return html`<p>None.</p>`
  return longTable<Evaluation>(
    'Evaluations',
    [
      { name: 'Suite', cell: suite },
      {
        name: 'What',
        cell: ({ kind, domain }) => [kind, domain].filter((one) => one !== undefined).join(', '),
      },
      { name: 'Result', cell: result },
      { name: 'By', cell: ({ by }) => (by === undefined ? 'not stated' : evaluator(by, evaluators[by])) },
      { name: 'On', cell: ({ on }) => on },
      {
        name: 'Items',
        cell: ({ items, statement }) => html`${items && named(items)} ${statement && named(statement)}`,
      },
    ],
    list,
  )
}

function suite({ id, suite: name, suiteDigest, system }: Evaluation): Html {
  const on = system === undefined ? undefined : html`<br><small>on <bdi>${system}</bdi></small>`
  return html`<bdi>${name}</bdi> ${suiteDigest && anyDigest(suiteDigest.slice(-64))}${on}<br><small>cited as <bdi>${id}</bdi></small>`
}

function result({ metric, value, interval, n, effort, settings, tasks, legacy }: Evaluation): Html {
  const span =
    interval === undefined
      ? html`no interval stated`
      : html`${interval.low} to ${interval.high}, level ${interval.level}${interval.method && html`, <bdi>${interval.method}</bdi>`}`
  const count = n === undefined ? undefined : html`, n = ${countText(n)}`
  return html`<bdi>${metric}</bdi> ${value} <small>(${span}${count}${settings && html`, <bdi>${settings}</bdi>`}${tasks && html`, ${countText(tasks.run)} of ${countText(tasks.of)} tasks${tasks.subset && html`: <bdi>${tasks.subset}</bdi>`}`}${effort && html`, <bdi>${effort}</bdi>`}${legacy === true ? ', taken over from where nobody named the bytes' : ''})</small>`
}

type Evaluator = NonNullable<ReleaseRecord['evaluators']>[string]

function evaluator(id: string, who: Evaluator | undefined): Html {
  if (who === undefined) return html`<bdi>${id}</bdi>`
  const stand =
    who.independent === undefined
      ? undefined
      : html`<br><small>${who.independent ? 'says: independent' : 'says: not independent'}</small>`
  return html`<bdi>${who.name}</bdi>${who.identity && html` ${named(who.identity)}`}${stand}`
}

export function risk({ risk: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { threatProfiles, tested = {}, notTested = {}, thresholds, effectOnRelease } = said
  return (
    fields([
      ['Who could misuse it', bullets(threatProfiles?.map((one) => html`<bdi>${one}</bdi>`))],
      [
        'Tested',
        bullets(
          Object.entries(tested).map(
            ([domain, by]) => html`<bdi>${domain}</bdi>: <bdi>${by.join(', ')}</bdi>`,
          ),
        ),
      ],
      [
        'Not tested',
        bullets(
          Object.entries(notTested).map(([domain, why]) => html`<bdi>${domain}</bdi>: <bdi>${why}</bdi>`),
        ),
      ],
      [
        'Thresholds',
        bullets(
          thresholds?.map(
            ({ domain, max, logged }) =>
              html`<bdi>${domain}</bdi>: at most ${max} ${logged && named(logged)}`,
          ),
        ),
      ],
      ['What followed', prose(effectOnRelease)],
    ]) ?? html`<p>None.</p>`
  )
}

export function stages({ stages: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  return bullets(list.map(stage))
}

type Stage = NonNullable<ReleaseRecord['stages']>[number]

function stage({ stage: name, from, to, who, exit, serving, hosts, accepted, ...given }: Stage): Html {
  const { terms, agreements, evidence } = given
  const rows = fields([
    ['Given to', texts(who)],
    ['Ends when', prose(exit)],
    ['Serving', serving],
    ['Copies may be at', texts(hosts)],
    ['Terms accepted', terms && named(terms)],
    ['Accepted by', accepted === undefined ? undefined : countText(accepted)],
    ['Agreements', texts(agreements)],
    ['Evidence', texts(evidence)],
  ])
  return html`${name}, from ${from}${to === undefined ? undefined : ` to ${to}`}${rows}`
}

export function comparisons({ comparisons: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  if (list.length === 0) return html`<p>None.</p>`
  return longTable<(typeof list)[number]>(
    'Comparisons',
    [
      { name: 'Result', cell: ({ evaluation }) => html`<bdi>${evaluation}</bdi>` },
      {
        name: 'Beside',
        cell: ({ with: other, digest }) => html`${reference(other)} ${digest && named(digest)}`,
      },
      { name: 'Its value', cell: ({ value }) => value },
      {
        name: 'Measured',
        cell: ({ suiteDigest, settings, source }) =>
          html`${suiteDigest && named(suiteDigest)} ${settings && html`<bdi>${settings}</bdi>`} ${source && html`quoted from ${named(source)}`}`,
      },
    ],
    list,
  )
}

const OUTCOMES = { failed: 'failed', dropped: 'was dropped', unfinished: 'was not finished' } as const

export function notShown({ evaluationsNotShown: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  return (
    bullets(
      list.map(
        ({ suite: name, outcome, why, on, statement }) =>
          html`<bdi>${name}</bdi> ${OUTCOMES[outcome]}${on && `, ${on}`}: <bdi>${why}</bdi> ${statement && named(statement)}`,
      ),
    ) ?? html`<p>None, it says.</p>`
  )
}

export function incidents({ incidents: list }: ReleaseRecord): Value {
  if (list === undefined) return undefined
  return (
    bullets(
      list.map(
        ({ what, on, advisory, answer, url }) =>
          html`${on && `${on}: `}<bdi>${what}</bdi> ${advisory && html`advisory ${named(advisory)}`} ${answer === undefined ? 'no answer is named' : html`answered by ${named(answer)}`} ${url && named(url)}`,
      ),
    ) ?? html`<p>None is known, it says.</p>`
  )
}
