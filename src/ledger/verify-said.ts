// One statement that travels by itself, with the identity documents that show who may speak: signed, but perhaps in no
// log. The same offline bundle as a record's (bundle.ts), judged by the same rules; nothing is asked of a network.
// What it does not show: when it was signed, unless a log holds it, and that its keys were not revoked since.

import { OwcError, type Problem } from '../base/errors.ts'
import { parseBundle } from './bundle.ts'
import type { Crypto } from './crypto.ts'
import type { Statement } from './statement.ts'
import type { Trust } from './trust.ts'
import { logReader, readTimes } from './verify-log.ts'
import { readIdentities, readStatements, speaks } from './verify-record.ts'

export type SaidReport = {
  readonly ok: boolean // signed by enough keys of its issuer, by the documents that came along
  readonly statement?: Statement
  readonly name?: string // that the issuer gives itself
  readonly pinned: boolean // the verifier trusts this identity
  readonly signers: readonly string[]
  readonly problems: readonly Problem[]
}

/** A report, also for hostile input. */
export async function verifySaid(bytes: Uint8Array, trust: Trust, crypto: Crypto): Promise<SaidReport> {
  try {
    const bundle = parseBundle(bytes, 'file')
    const reader = logReader(trust.policy, crypto)
    const times = await readTimes(reader, bundle)
    const all = await readStatements(bundle, { reader, times }, crypto)
    const one = all.find(({ statement }) => statement.id === bundle.subject)
    if (one === undefined) return none([missing()])
    const identities = await readIdentities(all, crypto)
    const spoken = await speaks(one, identities, crypto)
    const { statement } = one
    const pinned = trust.identities.some(({ id }) => id === statement.header.issuer)
    if (!spoken.ok) return { ok: false, statement, pinned, signers: [], problems: [spoken.problem] }
    const { name } = spoken.document.body
    return { ok: true, statement, name, pinned, signers: spoken.signers, problems: [] }
  } catch (error) {
    if (error instanceof OwcError) return none([error.problem])
    throw error
  }
}

function none(problems: readonly Problem[]): SaidReport {
  return { ok: false, pinned: false, signers: [], problems }
}

function missing(): Problem {
  const expected = 'the statement that the file is about'
  return { code: 'bundle-invalid', where: 'file, statements', expected, found: 'others' }
}
