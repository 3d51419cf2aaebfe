// A new document of an identity with other namespaces: a person's, signed here; or the node's own, signed by the node.

import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { parseNamespace } from '../base/names.ts'
import type { Identity } from '../commons/keys/statements.ts'
import { IDENTITY_TYPE } from '../ledger/statement.ts'
import type { Receipt } from '../node/node.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { Call, Connection, Exit, Flag, World } from './command.ts'
import { bodyInForce, nextEnvelope, post } from './key-change.ts'
import type { Out } from './out.ts'
import { speaker } from './voice.ts'

const MAX_TRIES = 8 // when another document of the identity takes the place meanwhile

export type Change = (before: Identity) => Partial<Identity> | undefined // undefined: nothing to change
export type Changed = { readonly view: IdentityView; readonly receipt?: Receipt }

/** The flags of a command that changes the namespaces of an identity; `verb`: "that claims it". */
export function identityFlags(verb: string): readonly Flag[] {
  const meaning = `Identity that ${verb} (default: the only one here, else the node).`
  return [{ name: 'key', value: 'K', meaning }]
}

/** One namespace more or less in what an identity claims. `list` gives the new list, undefined when it changes nothing. */
export async function changeNamespace(
  { args, flag, world }: Call,
  {
    list,
    tell,
  }: {
    list(claimed: readonly string[], namespace: string): readonly string[] | undefined
    tell(changed: Changed, namespace: string): string
  },
  out: Out,
): Promise<Exit> {
  const namespace = parseNamespace(args[0] as string, 'namespace')
  const connection = await world.connect()
  try {
    const changed = await changeIdentity(world, connection, {
      key: flag('key'),
      change: ({ namespaces = [] }) => {
        const next = list(namespaces, namespace)
        return next && { namespaces: [...next] }
      },
    })
    const { view, receipt } = changed
    out.line(tell(changed, namespace))
    out.result({
      namespace,
      identity: view.identity,
      ...(receipt && { statement: digestText(receipt.statement), logIndex: receipt.logIndex }),
    })
    return 0
  } finally {
    await connection.close()
  }
}

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
