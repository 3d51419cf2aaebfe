// owc key show: an identity as the node knows it: its documents and which of them count, keys with what is here of
// them, thresholds, recovery. --public prints the public keys of this machine for others to list.

import { isIdentityId } from '../ledger/statement.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { Command, World } from './command.ts'
import { keyOf, pemOf, sshLine } from './key-public.ts'
import { keyPairsIn, type StoredIdentity, storedIdentities, storedIdentity } from './key-store.ts'
import type { Out } from './out.ts'

type Shown = IdentityView['keys'][number] & {
  readonly here: boolean
  readonly ssh?: string
  readonly pem: string
}

export const command: Command = {
  spec: {
    name: 'key show',
    usage: '[NAME|IDENTITY] [--public]',
    summary:
      'Shows an identity: its documents, which keys may speak now and how many must, recovery, namespaces, and what of it is on this machine.',
    flags: [
      {
        name: 'public',
        meaning: 'Print only the public keys for statements that are here, in PEM, for others to list.',
      },
    ],
    arguments: { least: 0, most: 1 },
    examples: ['owc key show ada', 'owc key show bob --public > bob.pub'],
  },
  async run({ args, on, world }, out) {
    if (on('public')) return await showPublic(world, args[0], out)
    const connection = await world.connect()
    try {
      const stored = await known(world, args[0])
      const id = stored?.identity ?? (args[0] as string)
      const view = await connection.api.get<IdentityView>(`/commons/v1/identities/${id}`)
      const here = stored === undefined ? [] : (await keyPairsIn(stored.folder)).map(({ key }) => key.keyid)
      const keys = view.keys.map((key) => shownKey(key, view.name, here))
      tell(out, view, keys)
      if (stored !== undefined) out.line(`folder     ${stored.folder}`)
      out.result({ ...view, keys, ...(stored && { folder: stored.folder }) })
      return 0
    } finally {
      await connection.close()
    }
  },
}

async function known(world: World, word: string | undefined): Promise<StoredIdentity | undefined> {
  if (word === undefined || !isIdentityId(word)) return await storedIdentity(world.stateFolder, word)
  return (await storedIdentities(world.stateFolder)).find(({ identity }) => identity === word)
}

/** From the files alone: nobody is asked. Recovery and companion keys speak for nobody and are left out. */
async function showPublic(world: World, word: string | undefined, out: Out): Promise<0> {
  const stored = await storedIdentity(world.stateFolder, word)
  const pairs = (await keyPairsIn(stored.folder, (file) => file.startsWith('key'))).map(({ key }) => key)
  for (const key of pairs) out.line(pemOf(key).trimEnd())
  out.result({
    identity: stored.identity,
    keys: pairs.map((key) => ({ keyid: key.keyid, pem: pemOf(key), ssh: sshLine(key, stored.name) })),
  })
  return 0
}

function shownKey(key: IdentityView['keys'][number], name: string, here: readonly string[]): Shown {
  const read = keyOf(key)
  const ssh = sshLine(read, name)
  return { ...key, here: here.includes(key.keyid), pem: pemOf(read), ...(ssh !== undefined && { ssh }) }
}

function tell(out: Out, view: IdentityView, keys: readonly Shown[]): void {
  out.line(
    `${out.strong(view.name)}  ${view.kinds.join(', ')}\nidentity   ${view.identity}\nhome log   ${view.homeLog}`,
  )
  if (view.frozen)
    out.line('frozen     two documents of one number exist: it cannot speak until people have ruled')
  out.line(`signs with ${view.threshold} of ${keys.filter(({ use }) => use !== 'model-signing').length} keys`)
  for (const { keyid, alg, use, here, ssh } of keys) {
    const role = use === 'model-signing' ? 'model signatures only' : 'statements'
    out.line(`  ${keyid.slice(0, 12)}  ${alg}  ${role}${here ? ', private half is here' : ''}`)
    if (ssh !== undefined) out.line(`    ${out.soft(ssh)}`)
  }
  const { recovery } = view
  out.line(
    recovery === undefined
      ? 'recovery   none: lost keys stay lost'
      : `recovery   ${recovery.threshold} of ${recovery.keys.map(({ keyid }) => keyid.slice(0, 12)).join(', ')}, after ${recovery.delayHours} hours`,
  )
  if (view.namespaces.length > 0) {
    const claims = view.namespaces.map((one) => (view.held.includes(one) ? one : `${one} (not held)`))
    out.line(`claims     ${claims.join(', ')}`)
  }
  for (const { kind, value } of view.evidence) {
    out.line(`evidence   ${kind} ${value}, as it says itself`)
    for (const check of view.checks.filter((one) => one.kind === kind && one.value === value))
      out.line(`           ${check.time} ${check.by}: ${check.outcome}`)
  }
  out.line('documents')
  for (const { seq, statement, logIndex, logTime, from, counts } of view.documents) {
    const effect = counts ? (from === logTime ? '' : `, counts from ${from}`) : ', without effect'
    out.line(`  ${seq}  ${statement.slice(7, 19)}  index ${logIndex}  ${logTime}${effect}`)
  }
}
