// A new document of an identity with other namespaces: a person's, signed here; or the node's own, signed by the node.

import { OwcError } from '../base/errors.ts'
import type { Identity } from '../commons/keys/statements.ts'
import { IDENTITY_TYPE } from '../ledger/statement.ts'
import type { Receipt } from '../node/node.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { Connection, World } from './command.ts'
import { bodyInForce, nextEnvelope, post } from './key-change.ts'
import { speaker } from './voice.ts'

const MAX_TRIES = 8 // when another document of the identity takes the place meanwhile

export type Change = (before: Identity) => Partial<Identity> | undefined // undefined: nothing to change
export type Changed = { readonly view: IdentityView; readonly receipt?: Receipt }

export async function changeIdentity(
  world: World,
  { api }: Connection,
  { key, change }: { readonly key: string | undefined; readonly change: Change },
): Promise<Changed> {
  const { node, stored } = await speaker(world, api, key)
  const identity = stored?.identity ?? node.identity
  for (let tries = 1; ; tries++) {
    const view = await api.get<IdentityView>(`/commons/v1/identities/${identity}`)
    const before = await bodyInForce(api, view)
    const changes = change(before)
    if (changes === undefined) return { view }
    try {
      const receipt =
        stored === undefined
          ? await api.post<Receipt>('/commons/v1/say', {
              type: IDENTITY_TYPE,
              body: bodyOf({ ...before, id: identity, ...changes }),
            })
          : await post(api, await nextEnvelope(world, api, { stored, view, change: changes }))
      return { view, receipt }
    } catch (error) {
      const moved = error instanceof OwcError && error.problem.code === 'stream-conflict'
      if (!moved || tries === MAX_TRIES) throw error
    }
  }
}

function bodyOf(body: Identity): Identity {
  return body
}
