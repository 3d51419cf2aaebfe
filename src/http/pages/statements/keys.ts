// Identity documents and checkpoints of other logs. Whether a document counts is decided by the chain that it stands in,
// so its form tells what it says and leads to the identity's page.

import { type Html, html, link } from '../../../base/html.ts'
import { EvidenceCheck, Identity, PeerCheckpoint } from '../../../commons/keys/statements.ts'
import { hex } from '../../../commons/shapes.ts'
import { evidenceAddress, whoAddress } from '../addresses.ts'
import { countText, many } from '../figures.ts'
import { command } from '../parts/command.ts'
import { digest, identity as who } from '../parts/digest.ts'
import { outside } from '../parts/evidence.ts'
import { bullets, fields } from '../parts/fields.ts'
import { longTable } from '../parts/table.ts'
import { form } from './form.ts'

type Key = Identity['keys'][number]

export const identity = form(Identity, (body, view) => {
  const { id, name, kinds, threshold, recovery, namespaces = [], evidence: list = [] } = body
  const pointed = bullets(
    list.map(
      ({ kind, value, where }) =>
        html`<bdi>${kind}</bdi>: ${outside(value)}${where === undefined ? undefined : html`, ${outside(where)}`}`,
    ),
  )
  const page = html`<a href="${link(whoAddress(view.issuer))}">The identity’s page</a>`
  const first =
    id === null
      ? html`The first document of <bdi>${name}</bdi>: its digest is the identity.`
      : html`A further document of <bdi>${name}</bdi>.`
  return html`<p>${first} ${page} tells whether it counts, and what counts now.</p>
${fields([
  ['Calls itself', html`<bdi>${name}</bdi>`],
  ['As', kinds.join(', ')],
  ['Home log', html`<bdi>${body.homeLog}</bdi>`],
  ['Signatures needed', String(threshold)],
  [
    'Namespaces',
    bullets(namespaces.map((one) => html`<a href="${link(whoAddress(one))}"><bdi>${one}</bdi></a>`)),
  ],
])}
<h3>Keys</h3>${keyTable('Keys', body.keys)}
${recovery === undefined ? html`<p>No recovery key is named.</p>` : html`<h3>Recovery</h3><p>${many(recovery.threshold, 'of these keys', 'of these keys')} can name new ones, with effect after ${countText(recovery.delayHours)} hours.</p>${keyTable('Recovery keys', recovery.keys)}`}
${pointed === undefined ? undefined : html`<h3>What they point to</h3>${pointed}`}`
})

function keyTable(caption: string, list: readonly Key[]): Html {
  return longTable<Key>(
    caption,
    [
      {
        name: 'Key',
        cell: ({ keyid, label }) =>
          html`<code class="whole">${keyid}</code>${label === undefined ? undefined : html`<br><small><bdi>${label}</bdi></small>`}`,
      },
      { name: 'Algorithm', cell: ({ alg }) => alg },
      {
        name: 'Use',
        cell: ({ use }) => (use === 'model-signing' ? 'signs models only' : 'signs statements'),
      },
      {
        name: 'Revoked',
        cell: ({ revokedFrom }) =>
          revokedFrom === undefined ? undefined : `from entry ${countText(revokedFrom)} on`,
      },
    ],
    list,
  )
}

const DIFFERENCES: Readonly<Record<string, string>> = {
  split: 'Two signed checkpoints of this log exclude each other.',
  'rolled-back': 'The log showed fewer entries than before.',
  'key-changed': 'The log’s key is another one than before.',
  unproven: 'The log did not show that the one it has now goes on from the one before.',
}

export const peerCheckpoint = form(PeerCheckpoint, (body, view) => {
  const { log, size, root, note, url, verifierKey, checked, folded, differs } = body
  const seen = checked === true ? ' The log’s signature was checked.' : ''
  return html`<p>The log <bdi>${log}</bdi> had ${many(size, 'entry', 'entries')}, as ${view.issuerName === undefined ? 'its issuer' : html`<bdi>${view.issuerName}</bdi>`} saw it.${seen}${folded === true ? ' Its entries below are read here.' : ''}</p>
${
  differs === undefined
    ? undefined
    : html`<section class="finding serious"><h3>It differs from what it showed before</h3><p>${DIFFERENCES[differs.kind] ?? differs.kind}</p><p>Both notes are kept as evidence: <a href="${link(evidenceAddress(hex(differs.evidence)))}">the evidence</a></p><pre tabindex="0" role="group" aria-label="What it showed before"><code>${differs.known}</code></pre></section>`
}
${fields([
  ['Root', digest(root)],
  ['Seen at', url === undefined ? undefined : outside(url)],
])}
<pre tabindex="0" role="group" aria-label="Checkpoint"><code data-copy>${note}</code></pre>
${verifierKey === undefined ? undefined : html`<p>The key that verifies it:</p>${command(verifierKey, 'Verifier key of that log')}`}`
})

const FOUND: Readonly<Record<EvidenceCheck['outcome'], string>> = {
  named: 'The file there names the identity.',
  other: 'A file is there and does not name the identity.',
  absent: 'No such file is there.',
  unreachable: 'It did not answer.',
}

export const evidenceCheck = form(
  EvidenceCheck,
  ({
    identity: about,
    kind,
    value,
    url,
    outcome,
  }) => html`<p>Looked at the ${kind} <bdi>${value}</bdi>, which ${who(about)} points to. ${FOUND[outcome]} It is the issuer’s word and decides nothing.</p>
${fields([['Looked at', outside(url)]])}`,
)
