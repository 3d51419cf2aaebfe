// Detected failure modes of a release: what is shown, the words that it quotes at their place, what would clear it, and
// what whoever is spoken about answered. Nobody is accused of intent; the words are those of release-standard 6.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Finding, Severity } from '../../../commons/standard/answer.ts'
import { DETECTORS } from '../../../commons/standard/findings/catalogue.ts'
import { methodAddress, statementAddress } from '../addresses.ts'
import { countText } from '../figures.ts'
import { command } from './command.ts'
import type { Example } from './example.ts'
import { type About, proof } from './proof.ts'

const CLASSES: Readonly<Record<Severity, string>> = {
  B: 'finding serious',
  W: 'finding',
  N: 'finding note',
}
const ORDER: readonly Severity[] = ['B', 'W', 'N']

/** Gravest first; notes stand under one <details>, because they ask and do not warn. */
export function failures(findings: readonly Finding[], about: About): Html {
  const of = (severity: Severity) => findings.filter((one) => one.severity === severity)
  const notes = of('N')
  return html`${ORDER.slice(0, 2).flatMap((severity) => of(severity).map((one) => failure(one, about)))}${
    notes.length === 0
      ? undefined
      : html`<details><summary>${countText(notes.length)} ${notes.length === 1 ? 'note' : 'notes'}</summary>${notes.map((one) => failure(one, about))}</details>`
  }`
}

function failure({ id, severity, says, quotes, clears, answers }: Finding, about: About): Html {
  const title = DETECTORS.find((one) => one.id === id)?.title ?? id
  const replies = answers.map(
    ({ text, statement, time }) =>
      html`<p>Answered on <a href="${link(statementAddress(statement))}">${time.slice(0, 10)}</a>: <bdi>${text}</bdi></p>`,
  )
  return html`<section class="${CLASSES[severity]}"><h3>${title}</h3>${says === `${title}.` ? undefined : html`<p><bdi>${says}</bdi></p>`}${proof(quotes, about)}${replies}
<p class="small">Clears with: ${clears} · <a href="${link(methodAddress(id))}">How ${id} is found, and how it errs</a></p>
<details><summary>Answer this</summary><p>Whoever is spoken about can answer; the answer is signed, logged and shown here.</p>${command(`npx owc respond sha256:${about.statement} --finding ${id} --text '…'`, 'Answer this finding')}</details></section>`
}

export function examples(): readonly Example[] {
  const about = { ref: 'acme/tern', commit: 'c'.repeat(40), statement: 'd'.repeat(64) as Sha256 }
  const finding = (severity: Severity): Finding => ({
    id: 'OW-1',
    rule: 1,
    severity,
    says: 'Called open source in README.md. G7 label: Open Weights AI. Missing: training-code.',
    quotes: [
      {
        kind: 'file',
        path: 'README.md',
        digest: `sha256:${'a'.repeat(64)}`,
        quote: { text: 'our open-source model <b>', offset: 17 },
      },
    ],
    clears: 'the claim gone in a new card, or the components',
    answers: [],
  })
  return [
    { name: 'each severity', html: failures([finding('N'), finding('B'), finding('W')], about) },
    { name: 'none', html: failures([], about) },
  ]
}
