// What stands against a statement that is well formed and rightly signed: its body was erased here, or it is an erasure,
// a seal or an opening that could not be what it says. Everything else is for views.

import { fromHex } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import { identitiesOfKey } from '../commons/keys/query.ts'
import { revealOf, type SealView, sealsOf } from '../commons/sealing/query.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { opensSeal } from '../ledger/seal.ts'
import { readStatement, type Statement } from '../ledger/statement.ts'
import { checkErasure, ERASURE, type Looking } from './erasable.ts'

/** @param keyid of the node: its erasures alone have effect
 *  @throws OwcError `body-erased`, `erasure-refused`, `not-found`, `seal-invalid`, `reveal-refused` */
export async function mayEnter(looking: Looking, keyid: string, statement: Statement): Promise<void> {
  await checkNotErased(looking, statement)
  switch (statement.type) {
    case ERASURE: {
      const own = await identitiesOfKey(looking.index, keyid)
      return own.includes(statement.header.issuer) ? await checkErasure(looking, statement) : undefined
    }
    case 'owc:seal/v1':
      return checkSeal(looking, statement)
    case 'owc:reveal/v1':
      return await checkReveal(looking, statement)
    default:
  }
}

/** An erased body does not come back by being sent again. */
async function checkNotErased({ store }: Looking, { id }: Statement): Promise<void> {
  const body = await store.body(id)
  if (body === undefined || !('erased' in body)) return
  throw new OwcError({
    code: 'body-erased',
    where: digestText(id),
    expected: 'a statement that was not erased here',
    found: `an erasure: ${digestText(body.erased)}`,
  })
}

function checkSeal({ log }: Looking, { body }: Statement): void {
  const opens = body['opens']
  const now = instant(log.timeSeconds())
  if (typeof opens !== 'string' || opens > now) return // the schema has checked its form
  throw new OwcError({
    code: 'seal-invalid',
    where: 'seal, opens',
    expected: `a day after the time of this log, ${now}`,
    found: opens,
  })
}

/** A reveal is by the seal's issuer, or from the seal's day on by anybody; and what it names is what was sealed. */
async function checkReveal(looking: Looking, { header, body }: Statement): Promise<void> {
  const { index, log } = looking
  const [seal, payload] = [digitsOf(body['seal']), digitsOf(body['payload'])]
  const [row] = await sealsOf(index, [seal])
  if (row === undefined) throw refused(seal, 'a seal of this log', 'none')
  const known = await revealOf(index, seal)
  if (known !== undefined) throw refused(seal, 'a seal that waits', `one that was opened at ${known.time}`)
  const now = instant(log.timeSeconds())
  if (row.issuer !== header.issuer && (row.opens === null || row.opens > now))
    throw refused(
      seal,
      `its issuer, ${row.issuer}${row.opens === null ? '' : `, until ${row.opens}`}`,
      header.issuer,
    )
  await checkOpens(looking, row, { payload, salt: fromHex(String(body['salt'])) ?? new Uint8Array() })
}

type Opens = { readonly payload: Sha256; readonly salt: Uint8Array }

async function checkOpens({ store }: Looking, row: SealView, { payload, salt }: Opens): Promise<void> {
  const logged = await store.body(payload)
  if (logged === undefined || 'erased' in logged)
    throw refused(row.statement, 'a statement that stands in this log', digestText(payload))
  const { payload: bytes } = parseEnvelope(logged.envelope, 'log')
  if (!opensSeal(row.commitment, { salt, payload: bytes }, nodeCrypto))
    throw refused(row.statement, 'salt and statement that give its commitment', 'others')
  const { issuer } = readStatement(bytes, 'log', nodeCrypto).header
  if (issuer !== row.issuer) throw refused(row.statement, `a statement by ${row.issuer}`, `one by ${issuer}`)
}

function digitsOf(digest: unknown): Sha256 {
  return String(digest).slice('sha256:'.length) as Sha256 // the schema has checked its form
}

function refused(seal: Sha256, expected: string, found: string): OwcError {
  return new OwcError({ code: 'reveal-refused', where: `seal ${digestText(seal)}`, expected, found })
}
