// Namespaces as pages and commands show them, and the decision of this node's one seat that releases one from a holder
// who lost the keys, or never was who they said.

import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { parseNamespace } from '../base/names.ts'
import type { Instant } from '../base/time.ts'
import { charterInForce } from '../commons/governance/query.ts'
import { claimedNamespaces } from '../commons/keys/claims.ts'
import { identityName, identityNames } from '../commons/keys/query.ts'
import { claimDigest, type Holder, holderOf, holdersOf, NAMESPACE_MATTER, namesOf } from './namespaces.ts'
import type { Node, Receipt } from './node.ts'

export type NamespaceRow = {
  readonly namespace: string
  readonly holder?: { readonly identity: string; readonly name?: string; readonly since: Instant }
}
export type NamespacePage = { readonly namespaces: readonly NamespaceRow[]; readonly next?: string }

type Sources = Pick<Node, 'identity' | 'index' | 'log' | 'logTime'>

export async function listNamespaces(
  node: Sources,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<NamespacePage> {
  const { origin } = node.log
  const found = await claimedNamespaces(node.index, { origin, after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const holders = await holdersOf(namesOf(node), shown)
  const names = await identityNames(
    node.index,
    [...holders.values()].map(({ identity }) => identity),
  )
  const rows = shown.map((namespace) => {
    const holder = holders.get(namespace)
    return rowOf(namespace, holder, holder && names.get(holder.identity))
  })
  const last = shown.at(-1)
  return found.length > limit && last !== undefined ? { namespaces: rows, next: last } : { namespaces: rows }
}

export async function readNamespace(node: Sources, text: string): Promise<NamespaceRow> {
  const namespace = parseNamespace(text, 'address')
  const holder = await holderOf(namesOf(node), namespace)
  return rowOf(namespace, holder, holder && (await identityName(node.index, holder.identity)))
}

function rowOf(namespace: string, holder: Holder | undefined, name: string | undefined): NamespaceRow {
  if (holder === undefined) return { namespace }
  const { identity, since } = holder
  return { namespace, holder: { identity, since, ...(name !== undefined && { name }) } }
}

/** @throws OwcError `namespace-free` when nobody holds it */
export async function releaseNamespace(
  node: Sources & Pick<Node, 'say'>,
  text: string,
  reason: string,
): Promise<Receipt> {
  const namespace = parseNamespace(text, 'address')
  const holder = await holderOf(namesOf(node), namespace)
  if (holder === undefined)
    throw new OwcError({
      code: 'namespace-free',
      where: `namespace ${namespace}`,
      expected: 'a holder from whom it could be released',
      found: 'none',
    })
  const charter = await charterInForce(node.index, node.log.origin)
  return await node.say({
    type: 'owc:decision/v1',
    subjects: [{ name: namespace, digest: claimDigest(namespace, holder.identity) }],
    body: {
      matter: NAMESPACE_MATTER,
      outcome: 'stopped',
      ground: {
        kind: 'one-seat charter',
        ...(charter && { statement: digestText(charter.statement) }),
      },
      reasons: [reason],
      changes: [{ what: `namespace ${namespace}, held by ${holder.identity}`, to: 'released' }],
      automated: false,
      appeal: 'Nobody else can hear an appeal: this charter has one seat.',
    },
  })
}
