// Seals, their openings, and erasures. What a seal holds and whether it opened stands beside it (parts/sealed.ts); here is
// what its issuer said.

import { html } from '../../../base/html.ts'
import { Erasure, Reveal, Seal } from '../../../commons/sealing/statements.ts'
import { hex } from '../../../commons/shapes.ts'
import { digest, statementDigest } from '../parts/digest.ts'
import { fields, prose } from '../parts/fields.ts'
import { moment } from '../parts/when.ts'
import { form } from './form.ts'

export const seal = form(Seal, ({ commitment, hint, opens, because }) => {
  const what = hint === undefined ? html`Something` : html`A statement of type <bdi>${hint}</bdi>`
  return html`<p>${what} is fixed by this commitment and can be read later.</p>${prose(because)}
${fields([
  ['Commitment', digest(hex(commitment))],
  ['Opens', opens === undefined ? 'when its issuer opens it' : moment(opens)],
])}`
})

export const reveal = form(
  Reveal,
  ({
    seal: sealed,
    salt,
    payload,
  }) => html`<p>Opens the seal ${statementDigest(hex(sealed))}. It held ${statementDigest(hex(payload))}, which has effect from here on.</p>
${fields([['Salt', html`<code class="whole">${salt}</code>`]])}
<p>The commitment of the seal is the SHA-256 of this salt and the bytes of what it held; anyone can compute it.</p>`,
)

const REASONS: Readonly<Record<Erasure['reason'], string>> = {
  'personal-data': 'personal data',
  law: 'a law',
  'court-order': 'an order of a court',
  safety: 'safety',
  other: 'another reason',
}

export const erasure = form(
  Erasure,
  ({
    reason,
    text,
    controller,
    jurisdiction,
  }) => html`<p>The words of the statements named below are deleted on the node that logs this. Reason: ${REASONS[reason]}. Their place in the log and its proof stay.</p>${prose(text)}
${fields([
  ['Who answers for it', controller && html`<bdi>${controller}</bdi>`],
  ['Jurisdiction', jurisdiction && html`<bdi>${jurisdiction}</bdi>`],
])}`,
)
