// Evidence as somebody names it for themselves: a domain, a profile, a register. Shown as declared, with what others
// found who looked, in their name; it decides nothing. Web addresses open.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link, safeAddress } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { EvidenceLine } from '../../../node/views/who.ts'
import { statementAddress } from '../addresses.ts'
import { somebody } from './digest.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { day } from './when.ts'

type Check = NonNullable<EvidenceLine['checks']>[number]

export function evidence(list: readonly EvidenceLine[]): Html {
  return html`<p>${grade('declared', 'As they declare it. Whoever looked says so beside it, in their own name; it decides nothing.')}</p>
<ul>${list.map(line)}</ul>`
}

const FOUND: Readonly<Record<string, string>> = {
  named: 'it names this identity',
  other: 'it does not name this identity',
  absent: 'no such file is there',
  unreachable: 'it did not answer',
}

function line({ kind, value, where, checks = [] }: EvidenceLine): Html {
  return html`<li><bdi>${kind}</bdi>: ${outside(value)}${where === undefined ? undefined : html`, ${outside(where)}`}
${checks.length === 0 ? html`<br><small>Nobody has looked.</small>` : html`<ul>${checks.map(check)}</ul>`}</li>`
}

function check({ outcome, by, byName, statement, time }: Check): Html {
  return html`<li>${somebody(by, byName)} looked on <a href="${link(statementAddress(statement))}">${day(time)}</a>: ${FOUND[outcome] ?? html`<bdi>${outcome}</bdi>`}.</li>`
}

/** Text from outside that opens when it is an address of the web. */
export function outside(text: string): Html {
  const web = /^https?:\/\//i.test(text) && safeAddress(text)
  return web
    ? html`<a href="${link(text)}" rel="nofollow noreferrer"><bdi>${text}</bdi></a>`
    : html`<bdi>${text}</bdi>`
}

export function examples(): readonly Example[] {
  return [
    {
      name: 'usual',
      html: evidence([
        {
          kind: 'domain',
          value: 'acme.example',
          where: 'https://acme.example/.well-known/owc-identity.json',
          checks: [
            {
              outcome: 'named',
              by: `owcid:${'a'.repeat(52)}`,
              byName: 'Harbour Library',
              statement: 'c'.repeat(64) as Sha256,
              time: '2026-11-03T09:00:00Z' as Instant,
            },
          ],
        },
      ]),
    },
    {
      name: 'hostile',
      html: evidence([{ kind: '<b>', value: 'javascript:alert(1)', where: 'https://"><script>\u202e' }]),
    },
  ]
}
