// A drafted document leaves this machine: its new keys are stored, then it is posted; or it goes into a file, because
// others must sign as well. What the log refused leaves nothing behind; what was cut waits for `owc key log`.

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import { envelopeBytes } from '../ledger/envelope.ts'
import type { KeyPair } from '../ledger/signer.ts'
import type { Exit } from './command.ts'
import { type Drafted, post } from './key-change.ts'
import { looseBytes } from './key-envelope.ts'
import { addKeyPair, forgetFile, nextDocument, type StoredIdentity, writePrivate } from './key-store.ts'
import type { Out } from './out.ts'

export type Leaving = {
  readonly stored: StoredIdentity
  readonly draft: Drafted
  readonly fresh: readonly { readonly kind: string; readonly pair: KeyPair }[]
  readonly to: string | undefined
  readonly folder: string // relative to which `to` is
}

export async function handOver(out: Out, api: Api, leaving: Leaving): Promise<Exit> {
  const { stored, draft, fresh, to, folder } = leaving
  if (to === undefined && !draft.enough) throw tooFew(stored, draft)
  const files = []
  for (const { kind, pair } of fresh) files.push(await addKeyPair(stored.folder, kind, pair))
  if (to !== undefined) {
    const path = resolve(folder, to)
    await writeFile(path, looseBytes(draft.envelope), { mode: 0o600 })
    out.line(`Written to ${path}, with ${draft.envelope.signatures.length} signatures.`)
    out.line(`Who else must sign runs: owc key sign ${to}\nThen: owc key log ${to}`)
    out.result({ identity: stored.identity, file: path, signatures: draft.envelope.signatures.length })
    return 0
  }
  await writePrivate(nextDocument(stored), envelopeBytes(draft.envelope))
  const { logIndex, statement } = await logged(api, leaving, files)
  await forgetFile(nextDocument(stored))
  out.line(`${draft.body.name}: document ${statement.slice(0, 12)} is logged at index ${logIndex}.`)
  for (const path of files) out.line(`new key   ${path}`)
  if (fresh.some(({ kind }) => kind === 'recovery'))
    out.line('Move the new recovery key to another place; the one before recovers nothing any more.')
  out.result({ identity: stored.identity, statement: `sha256:${statement}`, logIndex, files })
  return 0
}

async function logged(api: Api, { stored, draft }: Leaving, files: readonly string[]) {
  try {
    return await post(api, draft.envelope)
  } catch (error) {
    if (!(error instanceof OwcError)) throw error
    if (error.kind === 'environment') {
      const hint = `It may or may not be logged: owc key log ${stored.name} finds out and goes on.`
      throw new OwcError({ ...error.problem, hint }, error)
    }
    for (const path of [...files, nextDocument(stored)]) await forgetFile(path)
    throw error
  }
}

function tooFew({ folder }: StoredIdentity, { body, envelope }: Drafted): OwcError {
  return new OwcError({
    code: 'signature-invalid',
    where: folder,
    expected: `signatures by enough of the old and of the new keys (from now on ${body.threshold})`,
    found: `${envelope.signatures.length} of keys that are here`,
    hint: '--to FILE writes the document for the others to sign.',
  })
}
