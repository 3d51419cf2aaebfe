// What is known of the release that an answer's object belongs to, short, beside the answer: licences as stated, findings
// that warn, advisories, a withdrawal. Each opens to where it stands whole; nothing is added up.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import { DETECTORS } from '../../../commons/standard/findings/catalogue.ts'
import type { ChatModel, Known } from '../../../node/views/chat.ts'
import { checkAddress, releaseAddress, statementAddress } from '../addresses.ts'
import type { Example } from './example.ts'
import { STATUS_WORDS } from './notices.ts'

const MOST = 8 // of each kind; the rest stands with the release

type Of = Pick<ChatModel, 'release'>

export function known({ release }: Of, { licences, findings, advisories, withdrawn }: Known): Html {
  const more = (all: readonly unknown[], address: string) =>
    all.length > MOST ? html`<li><a href="${link(address)}">${all.length - MOST} more</a></li>` : undefined
  return html`${withdrawn === undefined ? undefined : html`<section class="finding serious"><h3>Withdrawn</h3><p>Its publisher withdrew it: <bdi>${withdrawn}</bdi></p></section>`}
<h3>Licence, as stated</h3>${licences.length === 0 ? html`<p>Nobody has stated one.</p>` : html`<ul>${licences.slice(0, MOST).map(({ value, where }) => html`<li><bdi>${value}</bdi> <small>in <bdi>${where}</bdi></small></li>`)}${more(licences, releaseAddress(release))}</ul>`}
${advisories.length === 0 ? undefined : html`<h3>Advisories</h3><ul>${advisories.slice(0, MOST).map(({ id, statement, summary, status }) => html`<li><a href="${link(statementAddress(statement))}">${id}</a>: <bdi>${summary}</bdi> <small>${STATUS_WORDS[status]}</small></li>`)}${more(advisories, releaseAddress(release))}</ul>`}
${findings.length === 0 ? undefined : html`<h3>Findings</h3><ul>${findings.slice(0, MOST).map(({ id, says, answers }) => html`<li><a href="${link(checkAddress(release))}">${titleOf(id)}</a>: <bdi>${says}</bdi>${answers.length === 0 ? '' : ' Answered.'}</li>`)}${more(findings, checkAddress(release))}</ul>`}
<p><a href="${link(checkAddress(release))}">What the release standard finds of it</a></p>`
}

function titleOf(id: string): string {
  return DETECTORS.find((one) => one.id === id)?.title ?? id
}

export function examples(): readonly Example[] {
  const release = 'acme/tern-360m-instruct'
  const none: Known = { licences: [], findings: [], advisories: [] }
  const finding = {
    id: 'OW-1',
    rule: 1,
    severity: 'W',
    says: 'Called open source in README.md <b>.',
    quotes: [],
    clears: '',
    answers: [],
  } as const
  const advisory = {
    id: 'OWC-2026-0007',
    statement: 'd'.repeat(64) as Sha256,
    issuer: 'owcid:x',
    kind: 'safeguard-failure',
    summary: 'Instructs \u202eto send keys <script>',
    published: '2026-11-03T09:00:00Z' as Instant,
    status: 'under_investigation',
    basis: 'declared',
    path: [],
    responses: [],
    evidence: [],
  } as const
  const stated = { key: 'licence', value: 'apache-2.0', where: 'README.md, license' }
  return [
    { name: 'nothing said', html: known({ release }, none) },
    {
      name: 'much said',
      html: known(
        { release },
        {
          licences: Array.from({ length: 12 }, () => stated),
          findings: [finding],
          advisories: [advisory],
          withdrawn: 'error: another file',
        },
      ),
    },
  ]
}
