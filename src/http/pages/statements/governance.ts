// Charters and decisions: who decides what by which rules, and what was decided on which ground, with the whole statement
// of reasons. Whether a decision has effect is a view of the charter in force; its form tells what it says.

import { type Html, html, link, type Value } from '../../../base/html.ts'
import { Charter, Decision } from '../../../commons/governance/statements.ts'
import { hex } from '../../../commons/shapes.ts'
import { blobAddress } from '../addresses.ts'
import { countText, many } from '../figures.ts'
import { identity, somebody } from '../parts/digest.ts'
import { bullets, digests, fields, named, prose, texts } from '../parts/fields.ts'
import { longTable } from '../parts/table.ts'
import { day } from '../parts/when.ts'
import { form } from './form.ts'

type CharterBody = Charter
type DecisionBody = Decision

export const charter = form(Charter, (body) => {
  const { version, name, purpose, funders, emergency, recusal, appeal, recall, limits, exit } = body
  const seats = body.bodies.reduce((sum, { seats: own }) => sum + own, 0)
  return html`<p>Charter ${countText(version)} of <bdi>${name}</bdi>: ${seats === 1 ? 'one person decides' : `${many(seats, 'seat', 'seats')} decide`}.</p>${prose(purpose)}
<h3>Who decides</h3>${bodies(body.bodies)}
<h3>What, and how</h3>${matters(body.matters)}
<h3>What it cannot do</h3>${bullets(limits.map((one) => html`<bdi>${one}</bdi>`)) ?? html`<p>No limit is written down.</p>`}
${fields([
  [
    'Funders',
    bullets(
      funders?.map(
        ({ who, share, until }) =>
          html`<bdi>${who}</bdi>, ${share}${until === undefined ? undefined : html`, until <bdi>${until}</bdi>`}`,
      ),
    ),
  ],
  [
    'In an emergency',
    emergency &&
      html`${many(emergency.seats, 'seat', 'seats')} of <bdi>${emergency.by}</bdi>: ${emergency.what.join(', ')}; lapses after ${emergency.expires} unless <bdi>${emergency.ratifiedBy}</bdi> ratifies it`,
  ],
  ['Who must stand aside', texts(recusal)],
  [
    'Appeal',
    appeal &&
      html`within ${appeal.window}, by ${appeal.who.join(', ')}${appeal.body === undefined ? undefined : html`, heard by <bdi>${appeal.body}</bdi>`}`,
  ],
  ['Recall', recall && html`by <bdi>${recall.by}</bdi> with ${recall.threshold}`],
])}
<h3>Leaving</h3>${prose(exit)}`
})

function bodies(list: CharterBody['bodies']): Html {
  return longTable<CharterBody['bodies'][number]>(
    'Bodies',
    [
      { name: 'Body', cell: ({ id }) => html`<bdi>${id}</bdi>` },
      { name: 'Seats', kind: 'number', cell: ({ seats }) => countText(seats) },
      {
        name: 'Who sits',
        cell: ({ holders }) => bullets(holders.map((one) => identity(one))) ?? 'nobody yet',
      },
      { name: 'Term', cell: ({ term }) => term },
      { name: 'Filled by', cell: ({ filledBy }) => filledBy && html`<bdi>${filledBy}</bdi>` },
    ],
    list,
  )
}

const MODES = {
  'one-seat': 'one seat decides',
  lazy: 'passes unless somebody objects',
  vote: 'a vote',
} as const

function matters(list: CharterBody['matters']): Html {
  return longTable<CharterBody['matters'][number]>(
    'Matters',
    [
      { name: 'Matter', cell: ({ id }) => html`<bdi>${id}</bdi>` },
      { name: 'Decided by', cell: ({ body }) => html`<bdi>${body}</bdi>` },
      { name: 'How', cell: ({ mode }) => MODES[mode] },
      { name: 'Quorum', cell: ({ quorum }) => quorum },
      { name: 'Threshold', cell: ({ threshold }) => threshold },
      {
        name: 'Time',
        cell: ({ window, discuss, open }) =>
          [window, discuss, open].filter((one) => one !== undefined).join(', '),
      },
    ],
    list,
  )
}

export const decision = form(Decision, (body, view) => {
  const { matter, outcome, ground, reasons, facts, automated, appeal, from, until, remaining, changes } = body
  const kind = body.kind === undefined || body.kind === 'ordinary' ? undefined : html`, ${body.kind}`
  return html`<p>${somebody(view.issuer, view.issuerName)} decided <strong>${matter}</strong>: <strong>${outcome}</strong>${kind}. ${automated ? 'It was decided automatically.' : 'A person decided it.'}</p>
<h3>Reasons</h3>${bullets(reasons.map((one) => html`<bdi>${one}</bdi>`)) ?? html`<p>None were given.</p>`}
${fields([
  [
    'Ground',
    html`${ground.kind}${ground.jurisdiction === undefined ? undefined : html`, <bdi>${ground.jurisdiction}</bdi>`}`,
  ],
  ['Rests on', ground.statement === undefined ? undefined : named(ground.statement)],
  ['In words', prose(ground.text)],
  [
    'What was judged',
    body.view === undefined
      ? undefined
      : html`<a class="digest" href="${link(blobAddress(hex(body.view)))}">${hex(body.view).slice(0, 12)}</a> <small>the view that was judged; anyone can judge it again</small>`,
  ],
  ['From', from === undefined ? undefined : day(from)],
  ['Until', until === undefined ? undefined : day(until)],
  ['Facts', bullets(facts?.map(({ key, value }) => html`<bdi>${key}</bdi>: ${named(value)}`))],
  ['Changes', bullets(changes?.map(({ what, to }) => html`<bdi>${what}</bdi> → <bdi>${to}</bdi>`))],
])}
${traced(body)}${tally(body)}
<h3>How to object</h3>${prose(appeal)}
${remaining === undefined ? undefined : html`<p>Known copies elsewhere: ${countText(remaining.known.length)}, as of ${day(remaining.asOf)}. Unknown copies may exist.</p>${texts(remaining.known)}`}`
})

function traced({ trace = [] }: DecisionBody): Value {
  if (trace.length === 0) return undefined
  return html`<h3>Rule by rule</h3>${longTable<(typeof trace)[number]>(
    'Trace',
    [
      { name: 'Rule', cell: ({ rule }) => html`<bdi>${rule}</bdi>` },
      { name: 'Gave', cell: ({ value }) => html`<bdi>${value}</bdi>` },
      { name: 'On', cell: ({ evidence }) => texts(evidence) },
    ],
    trace,
  )}`
}

function tally({ tally: votes }: DecisionBody): Value {
  if (votes === undefined) return undefined
  return html`<h3>Votes</h3>${fields([
    ['For', digests(votes.for) ?? 'nobody'],
    ['Against', digests(votes.against) ?? 'nobody'],
    ['Abstained', digests(votes.abstain)],
    [
      'Stood aside',
      bullets(votes.recused.map(({ who, cause }) => html`${identity(who)}: <bdi>${cause}</bdi>`)),
    ],
    ['May vote', countText(votes.eligible.length)],
    ['Quorum', votes.quorum],
    ['Threshold', votes.threshold],
  ])}`
}
