// What is sealed: that it waits, or what it held and since when that was fixed.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { SealPart } from '../../../node/views/statement.ts'
import { statementDigest } from './digest.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { moment } from './when.ts'

export function sealed(part: SealPart): Html {
  switch (part.kind) {
    case 'waits': {
      const what = part.hint === undefined ? 'a statement' : html`a statement of type <bdi>${part.hint}</bdi>`
      const when =
        part.opens === undefined
          ? html`It opens when its issuer opens it.`
          : html`Its node opens it at ${moment(part.opens)} by the time of the log; its issuer may open it before.`
      return html`<p>This fixes ${what} whose words nobody can read yet. ${when} Until then it has no effect.</p>`
    }
    case 'opened': {
      const held =
        part.holds === undefined
          ? 'The words it held were erased, so that nobody can check them here.'
          : part.holds
            ? grade('evidenced', 'salt and words give what was fixed')
            : grade('contradicted', 'salt and words do not give what was fixed')
      return html`<p>Opened ${moment(part.time)} by ${statementDigest(part.reveal)}: it held ${statementDigest(part.statement)}. ${held}</p>`
    }
    default:
      return html`<p>Its words were fixed ${moment(part.time)} by the seal ${statementDigest(part.seal)}, which was opened ${moment(part.openedAt)}. It has effect from then on.</p>`
  }
}

export function examples(): readonly Example[] {
  const statement = '8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f' as Sha256
  const [time, openedAt] = ['2026-11-03T09:00:00Z' as Instant, '2026-12-01T00:00:00Z' as Instant]
  return [
    { name: 'waits', html: sealed({ kind: 'waits', opens: openedAt, hint: 'owc:plan/v1' }) },
    { name: 'by hand, hostile', html: sealed({ kind: 'waits', hint: '<script>\u202e' }) },
    { name: 'opened', html: sealed({ kind: 'opened', statement, reveal: statement, time, holds: true }) },
    {
      name: 'opened wrongly',
      html: sealed({ kind: 'opened', statement, reveal: statement, time, holds: false }),
    },
    { name: 'opened, then erased', html: sealed({ kind: 'opened', statement, reveal: statement, time }) },
    { name: 'what was sealed', html: sealed({ kind: 'was-sealed', seal: statement, time, openedAt }) },
  ]
}
