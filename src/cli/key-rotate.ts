// owc key rotate: new keys in the place of those on this machine, or another list of keys or threshold; signed by
// enough of the old and of the new. New keys are stored before anything is posted and old ones stay, so that whichever
// document the log took, its keys are here.

import { OwcError } from '../base/errors.ts'
import { spokenName } from '../base/names.ts'
import type { Identity } from '../commons/keys/statements.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { identityKey } from '../ledger/identity.ts'
import type { PublicKey } from '../ledger/keys.ts'
import { type KeyPair, makeKeyPair } from '../ledger/signer.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { Call, Command } from './command.ts'
import { bodyInForce, draftNext, speaks } from './key-change.ts'
import { checkThreshold, RECOVERY_DELAY_HOURS, readThreshold } from './key-make.ts'
import { handOver } from './key-post.ts'
import { readPublicKey } from './key-public.ts'
import { keyPairsIn, storedIdentity } from './key-store.ts'

type Fresh = { readonly kind: string; readonly pair: KeyPair }
type Listed = Identity['keys'][number]

export const command: Command = {
  spec: {
    name: 'key rotate',
    usage: '[NAME] [--keep] [--with FILE]… [--drop KEYID]… [--revoke KEYID]… [--threshold N] [--to FILE]',
    summary:
      'Replaces the keys of an identity that are on this machine by new ones, or changes who else signs and how many must. Signed by enough of the old and of the new keys; takes effect at once.',
    flags: [
      { name: 'keep', meaning: 'Make no new keys; only change the list.' },
      { name: 'with', value: 'FILE', many: true, meaning: 'Public key of somebody who signs too.' },
      { name: 'drop', value: 'KEYID', many: true, meaning: 'Key that speaks no more (8 digits or more).' },
      {
        name: 'revoke',
        value: 'KEYID',
        many: true,
        meaning: 'Key in wrong hands: from --from on its signatures do not count.',
      },
      { name: 'from', value: 'INDEX', meaning: 'Log index for --revoke (default: the log as it is now).' },
      { name: 'threshold', value: 'N', meaning: 'How many of the keys must sign from now on.' },
      { name: 'name', value: 'TEXT', meaning: 'Another name for people.' },
      { name: 'new-recovery', meaning: 'Make another recovery key, too.' },
      {
        name: 'to',
        value: 'FILE',
        meaning: 'Write the document there for others to sign, instead of logging it.',
      },
    ],
    arguments: { least: 0, most: 1 },
    examples: [
      'owc key rotate ada',
      'owc key rotate acme-lab --keep --with eve.pub --threshold 2 --to next.json',
    ],
  },
  async run(call, out) {
    const { args, flag, world } = call
    const stored = await storedIdentity(world.stateFolder, args[0])
    const connection = await world.connect()
    try {
      const { api } = connection
      const view = await api.get<IdentityView>(`/commons/v1/identities/${stored.identity}`)
      const fresh = call.on('keep') ? [] : newKeys(await own(stored.folder, view), call.on('new-recovery'))
      if (call.on('keep') && call.on('new-recovery'))
        fresh.push({ kind: 'recovery', pair: makeKeyPair('ed25519', nodeCrypto) })
      const size = (await api.get<{ size: number }>('/commons/v1/log')).size
      const before = await bodyInForce(api, view)
      const change = await changed(call, { before, view, fresh, size, mine: await own(stored.folder, view) })
      const further = fresh.map(({ pair }) => pair)
      const draft = await draftNext(world, api, { stored, view, change, further })
      return await handOver(out, api, { stored, draft, fresh, to: flag('to'), folder: world.folder })
    } finally {
      await connection.close()
    }
  },
}

/** Keys of the document in force whose private half is here. */
async function own(folder: string, view: IdentityView): Promise<readonly Listed[]> {
  const here = new Set((await keyPairsIn(folder)).map(({ key }) => key.keyid))
  return view.keys.filter(({ keyid }) => here.has(keyid))
}

function newKeys(mine: readonly Listed[], recovery: boolean): Fresh[] {
  const fresh: Fresh[] = []
  if (mine.some(speaks)) fresh.push({ kind: 'key', pair: makeKeyPair('ed25519', nodeCrypto) })
  if (mine.some(({ use }) => use === 'model-signing'))
    fresh.push({ kind: 'model-signing', pair: makeKeyPair('ecdsa-p256-sha256', nodeCrypto) })
  if (recovery) fresh.push({ kind: 'recovery', pair: makeKeyPair('ed25519', nodeCrypto) })
  return fresh
}

type State = {
  readonly before: Identity
  readonly view: IdentityView
  readonly fresh: readonly Fresh[]
  readonly mine: readonly Listed[]
  readonly size: number
}

async function changed(
  { flag, flags, world }: Call,
  { before, fresh, mine, size }: State,
): Promise<Partial<Identity>> {
  const others = await Promise.all(flags('with').map((path) => readPublicKey(world.folder, path)))
  const from = readIndex(flag('from'), size)
  const revoked = flags('revoke').map((text) => ({ ...oneKey(before, text), revokedFrom: from }))
  const replaced = fresh.length === 0 ? [] : mine
  const gone = new Set([
    ...flags('drop').map((text) => oneKey(before, text).keyid),
    ...revoked.map(({ keyid }) => keyid),
    ...replaced.map(({ keyid }) => keyid),
  ])
  const keys = [
    ...before.keys.filter(({ keyid }) => !gone.has(keyid)),
    ...fresh.flatMap(listed),
    ...others.map((key: PublicKey) => identityKey(key)),
    ...revoked,
  ]
  const threshold = readThreshold(flag('threshold')) ?? before.threshold
  checkThreshold(threshold, keys.filter(speaks).length)
  const recovery = fresh.find(({ kind }) => kind === 'recovery')
  const name = flag('name')
  return {
    keys,
    threshold,
    ...(name !== undefined && { name: spokenName(name, '--name') }),
    ...(recovery && {
      recovery: {
        keys: [identityKey(recovery.pair.key)],
        threshold: 1,
        delayHours: before.recovery?.delayHours ?? RECOVERY_DELAY_HOURS,
      },
    }),
  }
}

function listed({ kind, pair }: Fresh): readonly Listed[] {
  if (kind === 'recovery') return []
  return [identityKey(pair.key, kind === 'model-signing' ? 'model-signing' : undefined)]
}

function oneKey({ keys }: Identity, text: string): Listed {
  const found = /^[0-9a-f]{8,64}$/.test(text) ? keys.filter(({ keyid }) => keyid.startsWith(text)) : []
  if (found[0] !== undefined && found.length === 1) return found[0]
  throw new OwcError({
    code: 'usage',
    where: 'key id',
    expected: `8 or more digits of one of ${keys.map(({ keyid }) => keyid.slice(0, 12)).join(', ')}`,
    found: JSON.stringify(text.slice(0, 80)),
    hint: 'owc key show tells them.',
  })
}

function readIndex(text: string | undefined, size: number): number {
  if (text === undefined) return size
  if (/^(0|[1-9]\d{0,14})$/.test(text) && Number(text) <= size) return Number(text)
  throw new OwcError({
    code: 'usage',
    where: '--from',
    expected: `an index of the log, 0 to ${size}`,
    found: JSON.stringify(text.slice(0, 40)),
  })
}
