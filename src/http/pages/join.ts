// The page behind an invitation's link: what is offered, what to run, what then happens, and which log and identity
// should be shown in the terminal. The secret after `#` never reaches the node; one in `?k=` does, and is looked up.

import { OwcError } from '../../base/errors.ts'
import { type Html, html } from '../../base/html.ts'
import type { Invitation } from '../../node/invitations.ts'
import type { DoorContext } from '../door.ts'
import type { Asks } from './asks.ts'
import { type Frame, page } from './page.ts'
import { command, shellWord } from './parts/command.ts'
import { moment } from './parts/when.ts'

export type JoinView = {
  readonly address: string // of this page without a secret
  readonly secret?: string // as sent
  readonly offer?: Pick<Invitation, 'namespace' | 'expires'>
  readonly problem?: string // why the secret opens nothing
}

const MAX_SECRET = 200

export const join = {
  async read(asks: Asks, c: DoorContext): Promise<JoinView> {
    const address = `${new URL(c.req.url).origin}/join`
    const secret = c.req.query('k')?.slice(0, MAX_SECRET)
    if (secret === undefined) return { address }
    try {
      const { namespace, expires } = await asks.invitation(secret)
      return { address, secret, offer: { namespace, expires } }
    } catch (error) {
      if (!(error instanceof OwcError)) throw error
      return { address, problem: error.message }
    }
  },
  show,
}

function show(view: JoinView, frame: Frame): Html {
  const { node } = frame
  return page(
    {
      title: 'Join',
      address: view.secret === undefined ? '/join' : `/join?k=${encodeURIComponent(view.secret)}`,
    },
    frame,
    html`<h1>Join ${node.name}</h1>
${offered(view)}
${command(`npx owc join ${link(view)}`, 'Join by this invitation')}
<p>This makes keys on your machine, which never leave it; logs an identity that claims the namespace; and stores a token with which your commands may publish there. It shows the node below and asks before it believes it: compare what it shows with what you see here, and with what the one who invited you says.</p>
<dl><dt>Identity of this node</dt><dd><code data-copy>${node.identity}</code></dd>
<dt>Key of its log</dt><dd><code data-copy>${node.log.verifierKey}</code></dd></dl>
<p>Then <code>npx owc publish DIR --as ${view.offer?.namespace ?? 'namespace'}/name@version --node ${frame.origin}</code> publishes a folder.</p>`,
  )
}

function offered({ offer, problem }: JoinView): Html {
  if (problem !== undefined)
    return html`<p class="key" role="status"><strong>This link opens nothing.</strong> ${problem}</p>`
  if (offer !== undefined)
    return html`<p>Whoever runs this node invites you to publish here as <strong>${offer.namespace}</strong>. The link works once, until ${moment(offer.expires)}.</p>`
  return html`<p>Whoever runs this node invites you to publish here. The secret of the link stands after the <code>#</code> in the address of this page and was not sent to the node: copy the whole address, with it, into the command.</p>`
}

function link({ address, secret }: JoinView): string {
  return secret === undefined ? `'${address}#…'` : shellWord(`${address}#${secret}`)
}
