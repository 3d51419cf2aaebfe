// Can this be sealed, so that it can be opened on its day? Everything that would be refused then is refused now.

import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import { statementTypes } from '../commons/subjects.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { opensSeal, SEAL_SALT_BYTES } from '../ledger/seal.ts'
import type { Statement } from '../ledger/statement.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Who } from './access.ts'
import { writerOf } from './drafts.ts'
import { wasSent } from './sealed-bytes.ts'
import type { SealedFile } from './sealed-vault.ts'

/** What the seal says in public. */
export type Terms = {
  readonly opens?: Instant // absent: by hand
  readonly hint?: string // type of what is sealed
  readonly because?: string
}

export type ToSeal = {
  readonly envelope: Uint8Array // of what is sealed, signed for this log
  readonly seal: Uint8Array // of the seal statement, signed by the same
  readonly salt: Uint8Array
  readonly files: readonly SealedFile[] // bytes that open with it
}

export type Judging = {
  readonly storage: Pick<Storage, 'blobs' | 'sealed' | 'sealedBlobs' | 'logStore'>
  readonly foresee: (envelope: Uint8Array, who: Who) => Promise<Statement>
}

const NEVER_SEALED: readonly string[] = ['owc:seal/v1', 'owc:reveal/v1', 'owc:erasure/v1']
const MAX_FILES = 20_001 // of an artifact, and its manifest

/** The seal's statement. @throws OwcError `seal-invalid`, `blob-missing`, and whatever admission would refuse */
export async function checkSealable(
  { storage, foresee }: Judging,
  toSeal: ToSeal,
  who: Who,
): Promise<Statement> {
  const { salt, files } = toSeal
  const inner = await foresee(toSeal.envelope, who)
  const seal = await foresee(toSeal.seal, who)
  if (seal.type !== 'owc:seal/v1') throw invalid('owc:seal/v1', seal.type)
  if (NEVER_SEALED.includes(inner.type) || statementTypes.get(inner.type)?.ordered === true)
    throw invalid(
      'a type without a place in a stream',
      `${inner.type}: its place is only known when it is said`,
    )
  if (seal.header.issuer !== inner.header.issuer)
    throw invalid(`a seal by ${inner.header.issuer}, who says what is sealed`, `one by ${seal.header.issuer}`)
  if (salt.length !== SEAL_SALT_BYTES) throw invalid(`${SEAL_SALT_BYTES} bytes of salt`, `${salt.length}`)
  const commitment = String(seal.body['commitment']).slice('sha256:'.length) as Sha256 // checked by the schema
  const { payload } = parseEnvelope(toSeal.envelope, 'sealed envelope')
  if (!opensSeal(commitment, { salt, payload }, nodeCrypto))
    throw invalid('a commitment to this salt and this statement', `sha256:${commitment}`)
  if ((await storage.logStore.find(inner.id)).length > 0)
    throw invalid('a statement that is not yet public', `${digestText(inner.id)}, which stands in the log`)
  if (files.length > MAX_FILES) throw invalid(`at most ${MAX_FILES} files`, `${files.length}`)
  for (const file of files) await checkFile(storage, file, who)
  return seal
}

/** What somebody else sent is as good as not there: else a seal would tell of it, and its opening open it. */
async function checkFile(storage: Judging['storage'], file: SealedFile, who: Who): Promise<void> {
  const { blobs, sealedBlobs } = storage
  const { sha256, sizeBytes, path } = file
  const own = who.operator || (await wasSent(storage, writerOf(who), sha256))
  const sealed = own ? await sealedBlobs.stat(sha256) : undefined
  if (sealed?.sizeBytes === sizeBytes || (own && (await blobs.stat(sha256))?.sizeBytes === sizeBytes)) return
  throw new OwcError({
    code: 'blob-missing',
    where: path ?? digestText(sha256),
    expected: `${sizeBytes} bytes that were sent to be sealed`,
    found: sealed === undefined ? 'none' : `${sealed.sizeBytes}`,
  })
}

function invalid(expected: string, found: string): OwcError {
  return new OwcError({ code: 'seal-invalid', where: 'seal', expected, found })
}
