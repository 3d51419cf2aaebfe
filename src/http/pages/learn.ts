// What a node is, in words; the few words that mean something exact here; and the method: every rule that bytes are
// held against, from the one table of the inspector.

import { type Html, html } from '../../base/html.ts'
import { GRADES, type Grade } from '../../commons/standard/answer.ts'
import { type Frame, page } from './page.ts'
import { grade } from './parts/grade.ts'
import { VERDICTS } from './parts/hazards.ts'
import { table } from './parts/table.ts'
import { type HazardRule, hazardRules } from './rules-of-bytes.ts'

export type LearnView = { readonly rules: readonly HazardRule[] }

export const learn = {
  read: async (): Promise<LearnView> => ({ rules: hazardRules() }),
  show,
}

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ['Blob', 'Bytes, named by their SHA-256. Nothing about a blob can change without its name changing.'],
  [
    'Artifact',
    'A set of files with their paths, named by the digest of its manifest. This is what a release hands over.',
  ],
  [
    'Object',
    'What is loaded and measured: one file, or several that belong together. One artifact may hold several.',
  ],
  [
    'Statement',
    'Somebody, known by a key, says something about some digests, and signs it. It is never edited; it is answered.',
  ],
]

const MEANINGS: Readonly<Record<Grade, string>> = {
  evidenced: 'something that anyone can verify stands behind it',
  declared: 'its publisher says so; nothing here shows it',
  absent: 'nothing was stated, or not in what this node found',
  contradicted: 'two sources disagree; both are shown',
  'not-applicable': 'the question does not arise, for a reason that is given',
}

function show(view: LearnView, frame: Frame): Html {
  return page(
    { title: 'Learn', address: '/learn', part: 'learn' },
    frame,
    html`<h1>What this is</h1>
<p>A node of a commons of open-weight models. It takes in weight files, reads what is in them, and keeps a public log of who said what about exactly which bytes. Then it serves the files to the tools that people already use, so that anyone can check a copy without asking this node.</p>
<p>Three claims are kept apart everywhere: whether the bytes can be had (<strong>availability</strong>), what one may do with them and what is known of their making (<strong>openness</strong>), and what was done to keep people from harm (<strong>release safety</strong>). None follows from another, and nothing is ever added up to a score.</p>
<h2>Four words</h2>
<dl>${WORDS.map(([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`)}</dl>
<h2>Held, hosted, refused</h2>
<p>An import is only <strong>held</strong>: this machine keeps, reads and runs it. <strong>Hosted</strong> means that it is offered to others; that is asked for, decided and logged. <strong>Refused</strong> means that it was asked for and the answer was no, with reasons.</p>
<h2>How well something is shown</h2>
<ul class="legend">${GRADES.map((kind) => html`<li>${grade(kind, kind.replace('-', ' '))}: ${MEANINGS[kind]}</li>`)}</ul>
<h2>The face of a digest</h2>
<p>The small wheel beside a digest has sixteen strokes. Their lengths are the first sixteen digits of the digest, clockwise from the top, so the same bytes always look the same. It helps the eye; only the digits prove anything.</p>
<h2>What a licence asks</h2>
<p>Of whoever uses a model, passes it on, changes it or offers it as a service, and what flows down to what is made from it: <a href="/licences">licences that are known here</a>. A text is recognised word for word, never by likeness.</p>
<h2>What a finding is</h2>
<p>A failure mode that a fixed rule detected in what is said of a release, with the words at their place and what clears it: <a href="/findings">findings here, and every rule with how it errs</a>. Nobody is accused of intent.</p>
<h2>How to check this node</h2>
<p>Every statement has a page with its signatures, its place in the log and the proof of it; the <a href="/log">log</a> shows the checkpoint and the key. <code>npx owc verify</code> checks a copy with the network unplugged. Every page has a twin with the same content as JSON; the foot of the page leads to it.</p>
<h2 id="rules">The rules that bytes are held against</h2>
${rules(view.rules)}`,
  )
}

function rules(list: readonly HazardRule[]): Html {
  return html`<p>Weight files are read by strict parsers, before anything else opens them. Each rule that a file breaks is shown with its place. A rule says what stands in the bytes, never why; that none fired does not make a file safe.</p>
${table(
  'Rules',
  [
    { name: 'Rule', cell: ({ rule }) => html`<code>${rule}</code>` },
    { name: 'Verdict', cell: ({ verdict }) => VERDICTS[verdict].title },
    { name: 'What it looks for', cell: ({ sentence }) => sentence },
  ],
  list,
)}`
}
