// Sealing: a statement that is fixed now and opens later. The commitment is logged; salt and envelope wait in sealed/,
// which nothing serves. Opening logs the envelope as a statement of its own, then the reveal that names it.

import { fromBase64, fromHex, fromUtf8, toBase64, toHex } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import type { Instant } from '../base/time.ts'
import { dueSeals, revealOf, type SealView } from '../commons/sealing/query.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { opensSeal, SEAL_SALT_BYTES, sealCommitment } from '../ledger/seal.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Node, Receipt } from './node.ts'

const MAX_DUE = 100 // opened at one time; the rest at the next

export type Sealing = Pick<Node, 'index' | 'say' | 'admit' | 'identity' | 'logTime'> & {
  readonly storage: Storage
  readonly random: (count: number) => Uint8Array
}

/** Seals an envelope that was signed for this log. Durable in sealed/ before the commitment is logged. */
export async function sealUp(sealing: Sealing, envelope: Uint8Array, opens: Instant): Promise<Receipt> {
  const { payload } = parseEnvelope(envelope, 'sealed envelope')
  const salt = sealing.random(SEAL_SALT_BYTES)
  const commitment = sealCommitment(salt, payload, nodeCrypto)
  await sealing.storage.sealed.create(
    `${commitment}.json`,
    canonicalBytes({ envelope: toBase64(envelope), salt: toHex(salt) }),
  )
  const body = { commitment: digestText(commitment), opens }
  return await sealing.say({
    type: 'owc:seal/v1',
    subjects: [{ name: 'commitment', digest: commitment }],
    body,
  })
}

/** Opens what is due and waits here; returns how many were opened. */
export async function openDue(sealing: Sealing): Promise<number> {
  const due = await dueSeals(sealing.index, sealing.logTime(), MAX_DUE)
  let opened = 0
  for (const seal of due) {
    if (seal.issuer !== sealing.identity || (await revealOf(sealing.index, seal.statement)) !== undefined)
      continue
    if (await openOne(sealing, seal)) opened++
  }
  return opened
}

async function openOne(sealing: Sealing, seal: SealView): Promise<boolean> {
  const held = await readSealed(sealing.storage, seal.commitment)
  if (held === undefined) return false
  const { payload } = parseEnvelope(held.envelope, 'sealed envelope')
  if (!opensSeal(seal.commitment, { salt: held.salt, payload }, nodeCrypto)) return false
  const clerk = { name: 'the clerk', scopes: ['operate'], operator: true } as const
  const { statement } = await sealing.admit(held.envelope, clerk)
  await sealing.say({
    type: 'owc:reveal/v1',
    subjects: [
      { name: 'seal', digest: seal.statement },
      { name: 'statement', digest: statement },
    ],
    body: { seal: digestText(seal.statement), salt: toHex(held.salt), payload: digestText(statement) },
  })
  return true
}

async function readSealed(
  storage: Storage,
  commitment: Sha256,
): Promise<{ envelope: Uint8Array; salt: Uint8Array } | undefined> {
  const bytes = await storage.sealed.get(`${commitment}.json`)
  if (bytes === undefined) return undefined
  const { envelope, salt } = JSON.parse(fromUtf8(bytes) ?? '{}') as { envelope: string; salt: string } // our own writing
  const [envelopeBytes, saltBytes] = [fromBase64(envelope), fromHex(salt)]
  return envelopeBytes === undefined || saltBytes === undefined
    ? undefined
    : { envelope: envelopeBytes, salt: saltBytes }
}
