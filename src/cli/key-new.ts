// owc key new NAME: keys for a person, with a recovery key made in advance, and the identity document that certifies
// itself, logged on the node.

import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toBase64 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { namePart } from '../base/names.ts'
import { instant } from '../base/time.ts'
import type { Api } from '../client/api.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../ledger/envelope.ts'
import { type KeyPair, makeKeyPair } from '../ledger/signer.ts'
import { IDENTITY_TYPE, identityId, makeStatement, NONCE_BYTES, nonceText } from '../ledger/statement.ts'
import type { NodeView } from '../node/views/statement.ts'
import type { Command, World } from './command.ts'
import { keysFolder, storeIdentity } from './key-store.ts'

const RECOVERY_DELAY_HOURS = 72

export const command: Command = {
  spec: {
    name: 'key new',
    usage: 'NAME [--kind KIND]',
    summary:
      'Makes a key, a recovery key and an identity for a person or organisation, and logs the identity on the node.',
    flags: [
      {
        name: 'kind',
        value: 'KIND',
        meaning: 'person, organisation, publisher, host, evaluator or steward (default person).',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc key new "Ada Lovelace"', 'owc key new "Acme Lab" --kind publisher'],
  },
  async run({ args, flag, world }, out) {
    const name = args[0] as string
    const folder = join(keysFolder(world.stateFolder), namePart(name, 'me'))
    if (existsSync(folder)) {
      throw new OwcError({
        code: 'usage',
        where: folder,
        expected: 'a name without keys yet',
        found: 'keys',
        hint: 'owc key list shows them.',
      })
    }
    const connection = await world.connect()
    try {
      const { log } = await connection.api.get<NodeView>('/commons/v1/node')
      const made = await makeIdentity({ name, kind: flag('kind') ?? 'person', home: log.origin }, world)
      await storeIdentity(folder, made)
      const receipt = await logOrForget(connection.api, folder, made.envelope)
      out.line(
        `${out.strong(name)}\nidentity  ${made.identity}\nlogged    at index ${receipt.logIndex} of ${log.origin}`,
      )
      out.line(
        `keys      ${folder}\nMove recovery.pem to another place: it replaces a lost key after ${RECOVERY_DELAY_HOURS} hours.`,
      )
      out.result({ name, identity: made.identity, folder, logIndex: receipt.logIndex })
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** A log that says no has not heard of the identity: its keys, made a moment ago, are worth nothing and would only
 *  block the name. After a cut connection they stay, because the log may have taken it. */
async function logOrForget(
  api: Api,
  folder: string,
  envelope: Uint8Array,
): Promise<{ readonly logIndex: number }> {
  try {
    return await api.post<{ logIndex: number }>(
      '/commons/v1/statements',
      JSON.parse(new TextDecoder().decode(envelope)),
    )
  } catch (error) {
    if (error instanceof OwcError && error.kind !== 'environment')
      await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function makeIdentity(
  { name, kind, home }: { name: string; kind: string; home: string },
  world: World,
) {
  const key = makeKeyPair('ed25519', nodeCrypto)
  const recovery = makeKeyPair('ed25519', nodeCrypto)
  const listed = (pair: KeyPair) => ({
    keyid: pair.key.keyid,
    alg: pair.key.algorithm,
    pub: toBase64(pair.key.raw),
  })
  const body = {
    id: null,
    homeLog: home,
    name,
    kinds: [kind],
    keys: [listed(key)],
    threshold: 1,
    recovery: { keys: [listed(recovery)], threshold: 1, delayHours: RECOVERY_DELAY_HOURS },
  }
  const nonce = nonceText(makeNonce())
  const header = { issuer: null, home, nonce, issued: instant(world.now()), seq: 0, prev: null }
  const payload = makeStatement({ type: IDENTITY_TYPE, subjects: [], header, body }, nodeCrypto)
  const envelope = envelopeBytes(await signEnvelope(payload, [key]))
  return { key, recovery, envelope, identity: identityId(payload, nodeCrypto) }
}

function makeNonce(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
}
