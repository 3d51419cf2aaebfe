// The eight points of the release standard, each a group of questions with a grade and its evidence. Grades stand beside
// each other and are never added up; the one line of each point names the questions, so that every word of it opens.
// How it was made (T) stands beside the eight and is not one of them. Source: release-standard 5; design/release.html.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html } from '../../../base/html.ts'
import type { Grade } from '../../../commons/standard/answer.ts'
import type { CheckLine } from '../../../node/views/check.ts'
import type { Example } from './example.ts'
import { GRADES, grade } from './grade.ts'
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

/** @param observed nobody speaks for the publisher: what is absent was only not found */
export function points(answers: readonly CheckLine[], { about, observed }: Of): Html {
  const rows = POINTS.map(([group, title], index) =>
    point({ group, title, ordinal: String(index + 1) }, { answers, about, observed }),
  )
  return html`<ol class="points">${rows}</ol>
<p class="small">${GRADES.map((kind) => html`${grade(kind, gradeWords(kind, observed))} `)}<br>Nothing is added up.</p>`
}

/** Transparency of making: shown beside the eight points, not as one of them. */
export function making(answers: readonly CheckLine[], { about, observed }: Of): Html | undefined {
  if (!answers.some(({ group }) => group === 'T')) return undefined
  return html`<ol class="points">${point({ group: 'T', title: 'How it was made', ordinal: '+' }, { answers, about, observed })}</ol>`
}

export type Of = { readonly about: About; readonly observed: boolean }
type Row = { readonly group: string; readonly title: string; readonly ordinal: string }

function point(
  { group, title, ordinal }: Row,
  { answers, about, observed }: Of & { readonly answers: readonly CheckLine[] },
): Html | undefined {
  const own = answers.filter((one) => one.group === group)
  if (own.length === 0) return undefined
  return html`<li><span class="ordinal">${ordinal}</span><strong>${title}</strong><span><span class="grades" aria-hidden="true">${own.map((one) => html`<span class="grade ${one.grade}" title="${one.id}"></span>`)}</span><small>${inWords(own, observed)}</small></span>
<details><summary>${own.length} questions</summary><dl class="questions">${own.map((one) => question(one, about, observed))}</dl></details></li>`
}

/** "Evidenced: 1.1, 1.3. Absent: 1.7." */
function inWords(answers: readonly CheckLine[], observed: boolean): string {
  return GRADES.flatMap((kind) => {
    const those = answers.filter((one) => one.grade === kind).map(({ id }) => id.replace(/^P/, ''))
    if (those.length === 0) return []
    const words = gradeWords(kind, observed)
    return [`${words[0]?.toUpperCase()}${words.slice(1)}: ${those.join(', ')}.`]
  }).join(' ')
}

function gradeWords(kind: Grade, observed: boolean): string {
  return kind === 'absent' && observed ? 'not in what this node found' : WORDS[kind]
}

function question({ id, asks, ...answer }: CheckLine, about: About, observed: boolean): Html {
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
    { name: 'making', html: html`${making(made, { about, observed: false })}` },
  ]
}
