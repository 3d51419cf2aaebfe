// owc key recover: keys were lost or stolen and the recovery key was elsewhere. New keys, signed for by the recovery
// key; they count after the delay that the identity set, unless the old keys speak in the log before.

import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { namePart } from '../base/names.ts'
import { instant } from '../base/time.ts'
import type { Api } from '../client/api.ts'
import type { Identity } from '../commons/keys/statements.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { envelopeBytes } from '../ledger/envelope.ts'
import { identityKey } from '../ledger/identity.ts'
import { type KeyPair, loadKeyPair, makeKeyPair } from '../ledger/signer.ts'
import { isIdentityId } from '../ledger/statement.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { Command, World } from './command.ts'
import { bodyInForce, draftNext, envelopeOf } from './key-change.ts'
import { RECOVERY_DELAY_HOURS } from './key-make.ts'
import { handOver } from './key-post.ts'
import { isCalled, keysFolder, type StoredIdentity, storedIdentities } from './key-store.ts'

const NEW_KEYS = [
  ['key', 'ed25519'],
  ['model-signing', 'ecdsa-p256-sha256'],
  ['recovery', 'ed25519'],
] as const

export const command: Command = {
  spec: {
    name: 'key recover',
    usage: 'NAME|IDENTITY --recovery FILE… [--to FILE]',
    summary:
      'Gives an identity new keys by its recovery key. They count after the delay that the identity set (72 hours unless it set more), and not at all if the old keys speak in the log before.',
    flags: [
      {
        name: 'recovery',
        value: 'FILE',
        many: true,
        meaning: 'The recovery key: recovery.pem, from where it was kept.',
      },
      {
        name: 'to',
        value: 'FILE',
        meaning: 'Write the document there for others to sign, instead of logging it.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc key recover ada --recovery /media/stick/recovery.pem',
      'owc key recover owcid:… --recovery recovery.pem --node https://commons.library.example',
    ],
  },
  async run({ args, flag, flags, world }, out) {
    const paths = flags('recovery').map((path) => resolve(world.folder, path))
    if (paths.length === 0)
      throw new OwcError({
        code: 'usage',
        where: 'owc key recover',
        expected: '--recovery FILE',
        found: 'none',
        hint: 'Without the recovery key only the node’s operator can help: owc namespace release frees the namespace for a new identity.',
      })
    const recovery = await Promise.all(paths.map((path) => loadKeyPair(path, nodeCrypto)))
    const connection = await world.connect()
    try {
      const { api } = connection
      const stored = await whose(world, api, args[0] as string)
      const view = await api.get<IdentityView>(`/commons/v1/identities/${stored.identity}`)
      const before = await bodyInForce(api, view)
      checkRecovery(before, recovery)
      const fresh = NEW_KEYS.map(([kind, algorithm]) => ({ kind, pair: makeKeyPair(algorithm, nodeCrypto) }))
      const further = [...recovery, ...fresh.slice(0, 1).map(({ pair }) => pair)]
      const change = changeBy(before, fresh)
      const draft = await draftNext(world, api, { stored, view, change, further, by: 'recovery' })
      const to = flag('to')
      const exit = await handOver(out, api, { stored, draft, fresh, to, folder: world.folder })
      const hours = before.recovery?.delayHours ?? RECOVERY_DELAY_HOURS
      out.line(
        `The new keys count from about ${instant(world.now() + hours * 3600)} on: ${hours} hours of log time.`,
      )
      out.line('Until then the old keys speak, and whoever has them can still object by another document.')
      return exit
    } finally {
      await connection.close()
    }
  },
}

/** Recovery replaces every key: which of the old ones are in wrong hands, nobody knows. */
function changeBy(
  before: Identity,
  fresh: readonly { readonly kind: string; readonly pair: KeyPair }[],
): Partial<Identity> {
  const of = (kind: string) => fresh.filter((one) => one.kind === kind).map(({ pair }) => pair.key)
  return {
    keys: [
      ...of('key').map((key) => identityKey(key)),
      ...of('model-signing').map((key) => identityKey(key, 'model-signing')),
    ],
    threshold: 1,
    recovery: {
      keys: of('recovery').map((key) => identityKey(key)),
      threshold: 1,
      delayHours: before.recovery?.delayHours ?? RECOVERY_DELAY_HOURS,
    },
  }
}

function checkRecovery({ recovery, name }: Identity, pairs: readonly KeyPair[]): void {
  const listed = recovery?.keys.map(({ keyid }) => keyid) ?? []
  const wrong = pairs.find(({ key }) => !listed.includes(key.keyid))
  if (wrong === undefined) return
  const expected =
    listed.length === 0
      ? `a recovery key named by ${name} (none is)`
      : `the recovery key ${listed.map((keyid) => keyid.slice(0, 12)).join(', ')} of ${name}`
  throw new OwcError({
    code: 'key-invalid',
    where: '--recovery',
    expected,
    found: wrong.key.keyid.slice(0, 12),
  })
}

/** An identity of this machine; or one whose keys are all gone, which is set up here again. */
async function whose(world: World, api: Api, word: string): Promise<StoredIdentity> {
  const all = await storedIdentities(world.stateFolder)
  const known = all.find((one) => isCalled(one, word))
  if (known !== undefined) return known
  if (!isIdentityId(word))
    throw new OwcError({
      code: 'identity-missing',
      where: 'identities on this machine',
      expected: 'the name of one, or an identity as owcid:…',
      found: JSON.stringify(word.slice(0, 80)),
    })
  const { name, homeLog, documents } = await api.get<IdentityView>(`/commons/v1/identities/${word}`)
  const folder = freshFolder(world.stateFolder, name)
  const founding = await envelopeOf(api, documents[0]?.statement ?? '')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'identity.json'), envelopeBytes(founding), { flag: 'wx', mode: 0o600 })
  return { name: namePart(name, 'me'), identity: word, folder, home: homeLog }
}

function freshFolder(stateFolder: string, name: string): string {
  const plain = join(keysFolder(stateFolder), namePart(name, 'me'))
  return existsSync(plain) ? `${plain}-recovered` : plain
}
