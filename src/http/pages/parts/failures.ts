// Detected failure modes of a release: what is shown, the words that it quotes at their place, what would clear it, and
// what was answered, and by whom. Nobody is accused of intent; the words are those of release-standard 6.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { Finding, Severity } from '../../../commons/standard/answer.ts'
import { DETECTORS } from '../../../commons/standard/findings/catalogue.ts'
import { methodAddress, statementAddress } from '../addresses.ts'
import { countText, many } from '../figures.ts'
import { command } from './command.ts'
import { somebody } from './digest.ts'
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
  const others = answers.filter(({ byPublisher }) => !byPublisher).map(reply)
  const replies = html`${answers.filter(({ byPublisher }) => byPublisher).map(reply)}${
    others.length === 0
      ? undefined
      : html`<details><summary>${many(others.length, 'answer', 'answers')} by others</summary>${others}</details>`
  }`
  return html`<section class="${CLASSES[severity]}"><h3>${title}</h3>${says === `${title}.` ? undefined : html`<p><bdi>${says}</bdi></p>`}${proof(quotes, about)}${replies}
<p class="small">Clears with: ${clears} · <a href="${link(methodAddress(id))}">How ${id} is found, and how it errs</a></p>
<details><summary>Answer this</summary><p>Whoever is spoken about can answer; the answer is signed, logged and shown here.</p>${command(`npx owc respond sha256:${about.statement} --finding ${id} --text '…'`, 'Answer this finding')}</details></section>`
}

/** In whose name comes before the words, so that nobody takes a stranger's for the publisher's. */
function reply({ text, statement, time, issuer, byPublisher }: Finding['answers'][number]): Html {
  const who = byPublisher ? html`its publisher, ${somebody(issuer)},` : somebody(issuer)
  return html`<p>Answered by ${who} on <a href="${link(statementAddress(statement))}">${time.slice(0, 10)}</a>: <bdi>${text}</bdi></p>`
}

export function examples(): readonly Example[] {
  const about = { ref: 'acme/tern', commit: 'c'.repeat(40), statement: 'd'.repeat(64) as Sha256 }
  const answered = {
    statement: 'e'.repeat(64) as Sha256,
    issuer: `owcid:${'a'.repeat(52)}`,
    time: '2026-11-05T00:00:00Z' as Instant,
    kind: 'answer',
    finding: 'OW-1',
    text: 'The <b>card</b> is another now.\u202e',
  }
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
    answers: [{ ...answered, byPublisher: true }, answered],
  })
  return [
    { name: 'each severity', html: failures([finding('N'), finding('B'), finding('W')], about) },
    { name: 'none', html: failures([], about) },
  ]
}
