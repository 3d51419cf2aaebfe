// A record as it would be signed, in the very form that a signed release has on its page.

import type { Sha256 } from '../../base/digest.ts'
import { type Html, html } from '../../base/html.ts'
import type { ReleaseRecord } from '../../commons/releases/record.ts'
import type { StatementView } from '../../node/views/statement.ts'
import { release } from './statements/release.ts'

const RELEASE = 'owc:release/v1'

export function recordPreview(record: ReleaseRecord, artifact: Sha256): Html {
  const view: StatementView = {
    statement: artifact, // none so far; the form of a release shows no digest of its own
    type: RELEASE,
    title: 'Release',
    summary: '',
    known: true,
    issuer: '',
    issued: '',
    subjects: [{ name: record.subject.id, digest: artifact }],
    body: record,
    signatures: [],
    entries: [],
    answers: [],
    envelopeBytes: 0,
  }
  return html`<section class="preview">${release(record, view)}</section>`
}
