// What waits to be opened, held against its seals: the content that is kept opens the commitment that was logged, its
// bytes are there, and no seal of this node itself is without content before it was opened.

import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { newestSeals, revealOf, sealsOf } from '../commons/sealing/query.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { opensSeal } from '../ledger/seal.ts'
import type { Checking } from './fsck.ts'
import { type Held, openVault } from './sealed-vault.ts'

const MAX_OWN = 10_000 // newest seals that are looked at
const FROM_BACKUP = 'It cannot be made again: bring sealed/ back from a backup, or it will never open.'

export async function checkSealed(checking: Checking, identities: readonly string[]): Promise<void> {
  const { storage, checked } = checking
  const vault = openVault(storage.sealed)
  const kept = new Set(await vault.seals())
  for (const seal of kept) {
    checked.sealed++
    const [logged] = await sealsOf(storage.index.db, [seal])
    if (logged === undefined) continue // kept before its seal is logged: a sealing that was cut, or is under way
    await checkHeld(checking, { seal, commitment: logged.commitment }, await heldOf(() => vault.held(seal)))
  }
  for (const { statement, issuer } of await newestSeals(storage.index.db, MAX_OWN)) {
    if (kept.has(statement) || !identities.includes(issuer)) continue
    if ((await revealOf(storage.index.db, statement)) !== undefined) continue
    await tell(checking, statement, 'its content among the sealed', 'nothing')
  }
}

type Logged = { readonly seal: Sha256; readonly commitment: Sha256 }

async function checkHeld(
  checking: Checking,
  { seal, commitment }: Logged,
  held: Held | undefined,
): Promise<void> {
  const { sealedBlobs, blobs } = checking.storage
  if (!opens(checking, commitment, held))
    return await tell(checking, seal, 'content that opens its commitment', 'something else')
  for (const { sha256, sizeBytes } of held?.files ?? []) {
    const stat = (await sealedBlobs.stat(sha256)) ?? (await blobs.stat(sha256))
    if (stat?.sizeBytes === sizeBytes) continue
    await tell(
      checking,
      seal,
      `a sealed file of ${sizeBytes} bytes`,
      stat === undefined ? 'nothing' : 'another size',
    )
  }
}

function opens({ crypto }: Checking, commitment: Sha256, held: Held | undefined): boolean {
  if (held === undefined) return false
  try {
    const { payload } = parseEnvelope(held.envelope, 'sealed envelope')
    return opensSeal(commitment, { salt: held.salt, payload }, crypto)
  } catch (error) {
    if (error instanceof OwcError) return false
    throw error
  }
}

/** A file that is no JSON any more holds nothing. */
async function heldOf(read: () => Promise<Held | undefined>): Promise<Held | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The place names the seal only: what is sealed is named by nobody before its day. */
async function tell(checking: Checking, seal: Sha256, expected: string, found: string): Promise<void> {
  const where = `seal ${digestText(seal)}`
  await checking.add({ code: 'sealed-missing', where, expected, found, hint: FROM_BACKUP })
}
