// The eight points of the release standard, each a group of questions with a grade. Grades stand beside each other and are
// never added up; every question opens where it stands with its evidence: on the page of the check, and nowhere twice.
// How it was made (T) stands beside the eight and is not one of them. Source: release-standard 5; design/release.html.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import { GRADES, type Grade } from '../../../commons/standard/answer.ts'
import type { CheckLine } from '../../../node/views/check.ts'
import { many } from '../figures.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { type About, proof } from './proof.ts'

const POINTS: readonly (readonly [group: string, title: string])[] = [
  ['P1', 'Name the release type'],
  ['P2', 'Say why the weights are public'],
  ['P3', 'Evaluate dangerous capabilities'],
  ['P4', 'Stage access when evidence is weak'],
  ['P5', 'Document downstream obligations'],
  ['P6', 'Preserve auditability'],
  ['P7', 'Secure the artifact supply chain'],
  ['P8', 'Fund what openness creates'],
]

const WORDS: Readonly<Record<Grade, string>> = {
  evidenced: 'evidenced',
  declared: 'declared',
  absent: 'absent',
  contradicted: 'contradicted',
  'not-applicable': 'not applicable',
}

/** Whose answers they are; `at`: the page that has them with their evidence, undefined on that page itself. */
export type Of = { readonly about: About; readonly observed: boolean; readonly at?: string }
type Row = { readonly group: string; readonly title: string; readonly ordinal: string }

export function points(answers: readonly CheckLine[], of: Of): Html {
  const rows = POINTS.map(([group, title], index) =>
    point({ group, title, ordinal: String(index + 1) }, answers, of),
  )
  return html`<ol class="points">${rows}</ol>
<p class="small">${GRADES.map((kind) => html`${grade(kind, gradeWords(kind, of.observed))} `)}<br>Nothing is added up.</p>`
}

/** Transparency of making: shown beside the eight points, not as one of them. */
export function making(answers: readonly CheckLine[], of: Of): Html | undefined {
  if (!answers.some(({ group }) => group === 'T')) return undefined
  return html`<ol class="points">${point({ group: 'T', title: 'Data, work, compute, failures', ordinal: '+' }, answers, of)}</ol>`
}

function point({ group, title, ordinal }: Row, answers: readonly CheckLine[], of: Of): Html | undefined {
  const own = answers.filter((one) => one.group === group)
  if (own.length === 0) return undefined
  return html`<li><span class="ordinal">${ordinal}</span><strong>${title}</strong><span><span class="grades" aria-hidden="true">${own.map((one) => html`<span class="grade ${one.grade}" title="${one.id}"></span>`)}</span><small>${inWords(own, of)}</small></span>
${questions(own, of)}</li>`
}

/** Of a point about which nothing is known, the questions stay folded: there is nothing to read in them yet. */
function questions(own: readonly CheckLine[], of: Of): Html {
  const summary = html`<summary>${many(own.length, 'question', 'questions')}</summary>`
  if (of.at !== undefined)
    return html`<details>${summary}<ul class="questions">${own.map((one) => html`<li>${grade(one.grade, gradeWords(one.grade, of.observed))} ${opens(one, of)} ${one.asks}</li>`)}</ul></details>`
  const known = own.some(({ grade: kind }) => kind !== 'absent')
  return html`<details${known ? html` open` : undefined}>${summary}<dl class="questions">${own.map((one) => question(one, of))}</dl></details>`
}

function opens({ id }: Pick<CheckLine, 'id'>, { at = '' }: Of): Html {
  return html`<a href="${link(`${at}#${id}`)}">${id.replace(/^P/, '')}</a>`
}

/** "Evidenced: 1.1, 1.3. Absent: 1.7." */
function inWords(answers: readonly CheckLine[], of: Of): Html {
  return html`${GRADES.map((kind) => {
    const those = answers.filter((one) => one.grade === kind)
    if (those.length === 0) return undefined
    const words = gradeWords(kind, of.observed)
    const ids = those.map((one, index) => html`${index === 0 ? undefined : ', '}${opens(one, of)}`)
    return html`${words[0]?.toUpperCase()}${words.slice(1)}: ${ids}. `
  })}`
}

function gradeWords(kind: Grade, observed: boolean): string {
  return kind === 'absent' && observed ? 'not in what this node found' : WORDS[kind]
}

function question({ id, asks, ...answer }: CheckLine, { about, observed }: Of): Html {
  const against =
    answer.against.length === 0
      ? undefined
      : html`<p class="small">The other side:</p>${proof(answer.against, about)}`
  return html`<dt id="${id}">${grade(answer.grade, gradeWords(answer.grade, observed))} <small>${id}</small> ${asks}</dt>
<dd>${answer.because.map((sentence) => html`<p><bdi>${sentence}</bdi></p>`)}${proof(answer.evidence, about)}${against}</dd>`
}

export function examples(): readonly Example[] {
  const about = { ref: 'acme/tern', commit: 'c'.repeat(40), statement: 'd'.repeat(64) as Sha256 }
  const line = (group: string, id: string, kind: Grade): CheckLine => ({
    id,
    group,
    asks: 'Is each released digest held?',
    grade: kind,
    because: ['The record says so, <b>and</b> nobody else does.'],
    evidence: [{ kind: 'record', field: 'rationale.why', quote: { text: '<script>\u202e' } }],
    against: kind === 'contradicted' ? [{ kind: 'link', url: 'https://git.example/t' }] : [],
    rule: 1,
  })
  const lines = GRADES.map((kind, index) => line(`P${index + 1}`, `P${index + 1}.1`, kind))
  const made = GRADES.map((kind, index) => line('T', `T.${index + 1}`, kind))
  return [
    { name: 'each grade', html: points(lines, { about, observed: false }) },
    { name: 'observed', html: points(lines, { about, observed: true }) },
    { name: 'shortly', html: points(lines, { about, observed: true, at: '/r/acme/tern/check' }) },
    { name: 'making', html: html`${making(made, { about, observed: false })}` },
  ]
}
