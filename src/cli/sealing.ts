// Signs what is sealed and its seal on this machine, so that the node keeps what it cannot alter; for owc seal and
// owc publish --seal-until.

import { toBase64, toHex } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { type Instant, instant, parseInstant } from '../base/time.ts'
import type { Draft } from '../commons/subject.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { SEAL_SALT_BYTES, sealCommitment } from '../ledger/seal.ts'
import type { Receipt } from '../node/node.ts'
import type { Connection, World } from './command.ts'
import { nodeOf } from './node-answers.ts'
import { storeSeal } from './seal-store.ts'
import type { Voice } from './voice.ts'

export type SealTerms = {
  readonly opens?: Instant // absent: by hand
  readonly hint?: true // tells the type in public
  readonly because?: string
}

/** Bytes that open with it; they were sent by uploadSealed before. */
export type SealedUpload = { readonly sha256: Sha256; readonly size: number; readonly path?: string }

export type Speaking = { readonly connection: Connection; readonly voice: Voice }
export type SealedHow = { readonly terms: SealTerms; readonly files?: readonly SealedUpload[] }

/** With keys of this machine, or by the node in its own name. */
export async function sealAs(
  world: World,
  speaking: Speaking,
  draft: Draft,
  how: SealedHow,
): Promise<Receipt> {
  if (speaking.voice.keys.statements.length > 0) return await sealWith(world, speaking, draft, how)
  return await speaking.connection.api.post<Receipt>('/commons/v1/seals/own', {
    type: draft.type,
    subjects: draft.subjects.map((one) => ({ ...one, digest: digestText(one.digest) })),
    body: draft.body,
    files: how.files ?? [],
    ...how.terms,
  })
}

/** What opens it by hand is kept here before the seal is logged. */
async function sealWith(
  world: World,
  { connection, voice }: Speaking,
  draft: Draft,
  { terms, files = [] }: SealedHow,
): Promise<Receipt> {
  const envelope = await voice.sign(draft)
  const { payload } = parseEnvelope(envelope, 'sealed statement')
  const salt = crypto.getRandomValues(new Uint8Array(SEAL_SALT_BYTES))
  const commitment = sealCommitment(salt, payload, nodeCrypto)
  const seal = await voice.sign({
    type: 'owc:seal/v1',
    subjects: [{ name: 'commitment', digest: commitment }],
    body: {
      commitment: digestText(commitment),
      opens: terms.opens,
      hint: terms.hint === true ? draft.type : undefined,
      because: terms.because,
    },
  })
  await storeSeal(world.stateFolder, {
    seal: idOf(seal),
    salt: toHex(salt),
    payload: nodeCrypto.sha256(payload).toHex() as Sha256,
    type: draft.type,
    origin: (await nodeOf(connection.api)).log.origin,
    identity: voice.identity,
    ...(terms.opens !== undefined && { opens: terms.opens }),
  })
  return await connection.api.post<Receipt>('/commons/v1/seals', {
    envelope: toBase64(envelope),
    seal: toBase64(seal),
    salt: toHex(salt),
    files,
  })
}

function idOf(envelope: Uint8Array): Sha256 {
  return nodeCrypto.sha256(parseEnvelope(envelope, 'seal').payload).toHex() as Sha256
}

/** `2026-12-01` is its first second, UTC. @throws OwcError `usage`, `seal-invalid` for a day that has passed */
export function openingDay(text: string, where: string, nowSeconds: number): Instant {
  const opens = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? parseInstant(`${text}T00:00:00Z`, where)
    : parseInstant(text, where)
  if (opens > instant(nowSeconds)) return opens
  throw new OwcError({ code: 'seal-invalid', where, expected: 'a day to come', found: opens })
}
