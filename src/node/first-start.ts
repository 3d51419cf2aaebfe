// A node's first start: keys made unattended, an identity that certifies itself, and a charter with one seat that says
// so. Each step looks whether it was done, so that a first start cut short is finished by the next.

import { toBase64 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { type Clock, instant } from '../base/time.ts'
import { newestSaid } from '../commons/all-statements.ts'
import type { Crypto } from '../ledger/crypto.ts'
import { envelopeBytes, signEnvelope } from '../ledger/envelope.ts'
import { type KeyPair, keyPairFromPem, makeKeyPair, type SigningAlgorithm } from '../ledger/signer.ts'
import { IDENTITY_TYPE, identityId, makeStatement, NONCE_BYTES, nonceText } from '../ledger/statement.ts'
import type { Storage } from '../storage/contracts.ts'
import { type Admission, admit } from './admit.ts'
import { speak, type Voice } from './speak.ts'

export type NodeKeys = {
  readonly log: KeyPair // signs checkpoints
  readonly node: KeyPair // signs statements
  readonly recovery?: KeyPair // absent once it was moved elsewhere; may replace the node's key after a delay; move it elsewhere
  readonly modelSigning: KeyPair // P-256 companion for OpenSSF model signatures
}

const FILES: readonly (readonly [keyof NodeKeys, string, SigningAlgorithm])[] = [
  ['log', 'log.pem', 'ed25519'],
  ['node', 'node.pem', 'ed25519'],
  ['recovery', 'node-recovery.pem', 'ed25519'],
  ['modelSigning', 'model-signing.pem', 'ecdsa-p256-sha256'],
]
export const KEY_FILES: readonly string[] = FILES.map(([, file]) => file)
const RECOVERY_DELAY_HOURS = 72

/** @throws OwcError `key-missing` when a log is there whose keys are not */
export async function openKeys(storage: Storage, crypto: Crypto): Promise<NodeKeys> {
  const used = (await storage.logStore.head()) !== undefined
  const keys: Partial<Record<keyof NodeKeys, KeyPair>> = {}
  for (const [role, file, algorithm] of FILES) {
    const pem = await storage.secrets.get(file)
    if (pem === undefined && used) {
      if (role !== 'recovery') throw lost(file)
      continue // it was moved elsewhere, as it should be: another one would recover nothing
    }
    const pair =
      pem === undefined
        ? makeKeyPair(algorithm, crypto)
        : keyPairFromPem(new TextDecoder().decode(pem), file, crypto)
    if (pem === undefined) await storage.secrets.create(file, new TextEncoder().encode(pair.pem))
    keys[role] = pair
  }
  return keys as NodeKeys
}

/** Origin of a log: names no host, because a node may have none, and cannot be taken by another. */
export function originOf({ log }: NodeKeys): string {
  return `owc-log/${log.key.keyid.slice(0, 16)}`
}

export type FirstStart = {
  readonly admission: Admission
  readonly keys: NodeKeys
  readonly name: string
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
}

/** The node's identity; logs it and the one-seat charter when they are not there yet. */
export async function introduce(start: FirstStart): Promise<string> {
  const identity = (await knownIdentity(start)) ?? (await foundIdentity(start))
  const [charter] = await newestSaid(start.admission.index.db, {
    type: 'owc:charter/v1',
    issuer: identity,
    limit: 1,
  })
  if (charter === undefined) await logCharter(start, identity)
  return identity
}

async function knownIdentity({ admission, keys }: FirstStart): Promise<string | undefined> {
  const { identitiesOfKey } = await import('../commons/keys/query.ts')
  const [identity] = await identitiesOfKey(admission.index.db, keys.node.key.keyid)
  return identity
}

async function foundIdentity({ admission, keys, name, clock, random }: FirstStart): Promise<string> {
  const { log, crypto } = admission
  const listed = ({ key }: KeyPair) => ({ keyid: key.keyid, alg: key.algorithm, pub: toBase64(key.raw) })
  const body = {
    id: null,
    homeLog: log.origin,
    name,
    kinds: ['node'],
    keys: [listed(keys.node), { ...listed(keys.modelSigning), use: 'model-signing' }],
    threshold: 1,
    ...(keys.recovery && {
      recovery: { keys: [listed(keys.recovery)], threshold: 1, delayHours: RECOVERY_DELAY_HOURS },
    }),
  }
  const header = {
    issuer: null,
    home: log.origin,
    nonce: nonceText(random(NONCE_BYTES)),
    issued: instant(clock()),
    seq: 0,
    prev: null,
  }
  const payload = makeStatement({ type: IDENTITY_TYPE, subjects: [], header, body }, crypto)
  const envelope = await signEnvelope(payload, [keys.node])
  await admit(admission, envelopeBytes(envelope), {
    name: 'first start',
    scopes: ['operate'],
    operator: true,
  })
  return identityId(payload, crypto)
}

async function logCharter(
  { admission, keys, name, clock, random }: FirstStart,
  identity: string,
): Promise<void> {
  const voice: Voice = { admission, identity, signer: keys.node, clock, random }
  await speak(voice, {
    type: 'owc:charter/v1',
    subjects: [],
    body: {
      version: 1,
      name,
      purpose: 'Hold, check, serve and run open-weight models on this machine.',
      bodies: [{ id: 'operator', seats: 1, holders: [identity] }],
      matters: [{ id: 'hosting', body: 'operator', mode: 'one-seat' }],
      limits: [
        'One person decides everything here: whoever operates this node.',
        'Nobody else can hear an appeal.',
      ],
      exit: 'Everything needed to fork this node, its log and its bytes, can be downloaded by anybody it serves.',
    },
  })
}

function lost(file: string): OwcError {
  return new OwcError({
    code: 'key-missing',
    where: `keys/${file}`,
    expected: 'the key that this log was begun with',
    found: 'nothing',
    hint: 'Bring the file back from a backup; without it this log cannot go on.',
  })
}
