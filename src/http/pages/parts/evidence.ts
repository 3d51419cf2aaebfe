// Evidence as somebody names it for themselves: a domain, a profile, a register. Shown as declared, since this node has
// not looked; web addresses open.

import type { EvidenceLine } from '../../../node/views/who.ts'
import { type Html, html, link, safeAddress } from '../html.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'

export function evidence(list: readonly EvidenceLine[]): Html {
  return html`<p>${grade('declared', 'As they declare it; this node has not checked it.')}</p>
<ul>${list.map(line)}</ul>`
}

function line({ kind, value, where }: EvidenceLine): Html {
  return html`<li><bdi>${kind}</bdi>: ${outside(value)}${where === undefined ? undefined : html`, ${outside(where)}`}</li>`
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
        { kind: 'domain', value: 'acme.example', where: 'https://acme.example/.well-known/owc' },
      ]),
    },
    {
      name: 'hostile',
      html: evidence([{ kind: '<b>', value: 'javascript:alert(1)', where: 'https://"><script>\u202e' }]),
    },
  ]
}
