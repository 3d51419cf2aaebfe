// The founding document of an identity and the keys that it is made with: one for statements, one for recovery that
// belongs elsewhere, and a P-256 companion that signs models (OpenSSF) and no statement.

import { OwcError } from '../base/errors.ts'
import { spokenName } from '../base/names.ts'
import { instant } from '../base/time.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type Envelope, signEnvelope } from '../ledger/envelope.ts'
import { identityKey } from '../ledger/identity.ts'
import type { PublicKey } from '../ledger/keys.ts'
import { type KeyPair, makeKeyPair } from '../ledger/signer.ts'
import { IDENTITY_TYPE, identityId, makeStatement, NONCE_BYTES, nonceText } from '../ledger/statement.ts'
import type { World } from './command.ts'

export const RECOVERY_DELAY_HOURS = 72

export type Wanted = {
  readonly name: string
  readonly kind: string
  readonly home: string // origin of the log that it will be at home in
  readonly namespaces: readonly string[]
  readonly others?: readonly PublicKey[] // of people who sign too
  readonly threshold?: number
}

export type Made = {
  readonly identity: string
  readonly keys: readonly { readonly file: string; readonly pair: KeyPair }[]
  readonly envelope: Envelope
  readonly missing: number // signatures of others without which no log takes it
}

export async function makeIdentity(wanted: Wanted, world: Pick<World, 'now'>): Promise<Made> {
  const { name, kind, home, namespaces, others = [], threshold = 1 } = wanted
  const key = makeKeyPair('ed25519', nodeCrypto)
  const recovery = makeKeyPair('ed25519', nodeCrypto)
  const companion = makeKeyPair('ecdsa-p256-sha256', nodeCrypto)
  checkThreshold(threshold, others.length + 1)
  const body = {
    id: null,
    homeLog: home,
    name: spokenName(name, 'name'),
    kinds: [kind],
    keys: [
      identityKey(key.key),
      ...others.map((one) => identityKey(one)),
      identityKey(companion.key, 'model-signing'),
    ],
    threshold,
    recovery: { keys: [identityKey(recovery.key)], threshold: 1, delayHours: RECOVERY_DELAY_HOURS },
    ...(namespaces.length > 0 && { namespaces }),
  }
  const header = { issuer: null, home, nonce: newNonce(), issued: instant(world.now()), seq: 0, prev: null }
  const payload = makeStatement({ type: IDENTITY_TYPE, subjects: [], header, body }, nodeCrypto)
  return {
    identity: identityId(payload, nodeCrypto),
    keys: [
      { file: 'key.pem', pair: key },
      { file: 'recovery.pem', pair: recovery },
      { file: 'model-signing.pem', pair: companion },
    ],
    envelope: await signEnvelope(payload, [key]),
    missing: threshold - 1,
  }
}

/** @throws OwcError `identity-invalid` */
export function checkThreshold(threshold: number, keys: number): void {
  if (Number.isInteger(threshold) && threshold >= 1 && threshold <= keys) return
  throw new OwcError({
    code: 'identity-invalid',
    where: 'threshold',
    expected: `1 to ${keys}, as many as there are keys for statements`,
    found: String(threshold),
  })
}

/** A whole number of a flag. @throws OwcError `usage` */
export function readThreshold(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw new OwcError({
    code: 'usage',
    where: '--threshold',
    expected: 'a whole number from 1',
    found: JSON.stringify(text.slice(0, 20)),
  })
}

export function newNonce(): string {
  return nonceText(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)))
}
