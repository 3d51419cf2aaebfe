// What answers something, beside it: in whose name comes before the words, so that nobody takes anyone's answer for that
// of the one spoken about. A correction by the issuer is told first, as such.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { AnswerView } from '../../../node/views/answers.ts'
import { statementAddress } from '../addresses.ts'
import { somebody, statementDigest } from './digest.ts'
import type { Example } from './example.ts'
import { day } from './when.ts'

const LONGEST = 600 // characters beside a line of a list; the whole stands on the answer's own page

/** In the order of the log, as they were given. */
export function answerList(answers: readonly AnswerView[]): Html {
  return html`<ol class="trail">${answers.map((one) => html`<li>${day(one.time)}<span>${wording(one)}<br><bdi>${one.text}</bdi>${rest(one)}</span></li>`)}</ol>`
}

/** The same beside a line of a list. */
export function answersBeside(answers: readonly AnswerView[]): Html {
  return html`<ul class="beside">${answers.map((one) => html`<li>${wording(one)} <small>${day(one.time)}</small><br><bdi>${cut(one.text)}</bdi></li>`)}</ul>`
}

/** What the issuer itself corrected, above everything else that is shown of the statement. */
export function corrections(answers: readonly AnswerView[]): Html | undefined {
  const own = answers.filter(({ kind, role }) => kind === 'correction' && role === 'issuer')
  if (own.length === 0) return undefined
  return html`<section class="finding"><h2>Its issuer has corrected this</h2>${own.map((one) => html`<p>${day(one.time)}: <bdi>${one.text}</bdi>${rest(one)} <a href="${link(statementAddress(one.statement))}">The correction</a></p>`)}<p>The statement stays as it was signed.</p></section>`
}

function wording(one: AnswerView): Html {
  return html`<a href="${link(statementAddress(one.statement))}">${title(one)}</a> by ${somebody(one.by, one.byName)}${WHO[one.role]}`
}

const WHO: Readonly<Record<AnswerView['role'], string>> = {
  issuer: ', who said what is answered',
  'spoken-about': ', of whom it speaks',
  other: ', of whom it does not speak',
}

function title({ kind, role }: AnswerView): string {
  if (kind === 'correction') return role === 'issuer' ? 'Correction' : 'A correction that somebody proposes'
  return TITLES[kind] ?? 'Response'
}

const TITLES: Readonly<Record<string, string>> = {
  answer: 'Answer',
  comment: 'Comment',
  objection: 'Objection',
  'undeclared-interest': 'An interest that was not declared',
}

function rest({ finding, replacedBy }: AnswerView): Html | undefined {
  const about = finding === undefined ? undefined : html` <small>about finding <bdi>${finding}</bdi></small>`
  const right =
    replacedBy === undefined ? undefined : html` <small>said right in ${statementDigest(replacedBy)}</small>`
  return about === undefined && right === undefined ? undefined : html`${about}${right}`
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()} …`
}

export function examples(): readonly Example[] {
  const statement = '8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f' as Sha256
  const one: AnswerView = {
    statement,
    about: '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256,
    kind: 'answer',
    role: 'spoken-about',
    text: 'The base model is named in README.md since revision 3.',
    by: 'owcid:a51c8e07b3a4f2d19c5e7a6b8d0f1e2ca51c8e07b3a4f2d19c5e7a6b8d0f1e2c',
    byName: 'Harbour Library',
    time: '2026-11-01T10:20:30Z' as Instant,
    logIndex: 1284,
  }
  const corrected: AnswerView = { ...one, kind: 'correction', role: 'issuer', replacedBy: statement }
  const hostile: AnswerView = {
    ...one,
    role: 'other',
    byName: '<img src=x>',
    text: '\u202e<script>"\u2066onload',
  }
  return [
    { name: 'list', html: answerList([one, { ...one, kind: 'objection', role: 'other', finding: 'LD-3' }]) },
    { name: 'beside', html: answersBeside([one, corrected]) },
    { name: 'corrected', html: html`${corrections([corrected])}` },
    { name: 'hostile', html: html`${answerList([hostile])}${answersBeside([hostile])}` },
  ]
}
