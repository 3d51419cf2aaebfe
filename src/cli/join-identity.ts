// The documents with which somebody joins: of a new identity the founding one; of one that is at home there already,
// whatever is still missing until its document in force claims the namespace.

import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { namePart } from '../base/names.ts'
import type { Api } from '../client/api.ts'
import type { Envelope } from '../ledger/envelope.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { World } from './command.ts'
import { envelopeOf, nextEnvelope } from './key-change.ts'
import { makeIdentity, type Wanted } from './key-make.ts'
import { foundingEnvelope, freeFolder, keysFolder, type StoredIdentity, storeIdentity } from './key-store.ts'

export type Documents = {
  readonly stored: StoredIdentity
  readonly envelopes: readonly Envelope[]
  readonly founding: boolean // the node does not know this identity yet
}

export async function identityOfNew(world: World, wanted: Wanted): Promise<Documents> {
  const folder = folderFor(world.stateFolder, wanted)
  const made = await makeIdentity(wanted, world)
  await storeIdentity(folder, made)
  const { identity, envelope } = made
  const name = folder.slice(keysFolder(world.stateFolder).length + 1)
  return { stored: { name, identity, folder, home: wanted.home }, envelopes: [envelope], founding: true }
}

/** Somebody may have the same name on two nodes: the second folder bears the other log as well. */
function folderFor(stateFolder: string, { name, home }: Wanted): string {
  const plain = join(keysFolder(stateFolder), namePart(name, 'me'))
  return existsSync(plain) ? freeFolder(stateFolder, `${name} ${home.slice(-8)}`) : plain
}

/** @throws OwcError `signature-invalid` when the keys here are too few for a further document */
export async function nextClaim(
  world: World,
  api: Api,
  { stored, namespace }: { readonly stored: StoredIdentity; readonly namespace: string },
): Promise<Documents> {
  const view = await api.get<IdentityView>(`/commons/v1/identities/${stored.identity}`).catch(unknown)
  if (view === undefined) return { stored, envelopes: [await foundingEnvelope(stored)], founding: true } // was cut
  const envelope = view.held.includes(namespace)
    ? await envelopeOf(api, view.statement)
    : await nextEnvelope(world, api, {
        stored,
        view,
        change: { namespaces: [...view.held, namespace] },
      })
  return { stored, envelopes: [envelope], founding: false }
}

/** A node that says no has not heard of the identity: keys made for it are worth nothing and would block the name. */
export async function forgetFounding({ stored, founding }: Documents): Promise<void> {
  if (founding) await rm(stored.folder, { recursive: true, force: true })
}

function unknown(error: unknown): undefined {
  if (error instanceof OwcError && error.problem.code === 'identity-unknown') return undefined
  throw error
}
