// owc publish --seal-until DAY: the release is signed now and opens on its day. Bytes go where nothing serves them, the
// log holds a commitment, and the node takes the files in and logs the record when the day has come.

import { digestText } from '../base/digest.ts'
import { uploadAll } from '../client/upload.ts'
import type { Draft } from '../commons/subject.ts'
import type { Receipt } from '../node/node.ts'
import type { Call, Connection } from './command.ts'
import type { Out } from './out.ts'
import type { PublishFolder } from './publish-folder.ts'
import { openingDay, sealAs } from './sealing.ts'
import type { Voice } from './voice.ts'

export type Sealing = {
  readonly connection: Connection
  readonly voice: Voice
  readonly folder: PublishFolder
  readonly draft: Draft
  readonly ref: string
}

/** @throws OwcError `seal-invalid` for a day that has passed, `usage` */
export async function publishSealed(
  { world }: Call,
  { connection, voice, folder, draft, ref }: Sealing,
  { out, until }: { readonly out: Out; readonly until: string },
): Promise<Receipt> {
  const opens = openingDay(until, '--seal-until', world.now())
  const { local } = folder
  const total = local.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  await uploadAll(connection.api, local, {
    to: 'sealed',
    signal: world.signal,
    progress: ({ label, doneBytes }) => out.progress({ label, done: doneBytes, total }),
  })
  out.endProgress()
  await folder.checkUnchanged()
  const files = local.map(({ sha256, sizeBytes, path }) => ({
    sha256,
    size: sizeBytes,
    ...(path !== undefined && { path }),
  }))
  const receipt = await sealAs(world, { connection, voice }, draft, { terms: { opens }, files })
  const seal = digestText(receipt.statement)
  out.line(`${out.strong(ref)}  sealed as ${seal.slice(0, 19)} at index ${receipt.logIndex}; opens ${opens}`)
  out.line(out.soft(`Until then nobody reads it. owc reveal ${seal} opens it sooner.`))
  out.result({ ref, sealed: seal, logIndex: receipt.logIndex, opens })
  return receipt
}
