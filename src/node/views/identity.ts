// An identity as this node knows it: the documents of its home log, which of them counts, and with which keys it may
// speak now. From the index alone; a document that breaks a rule is listed as without effect.

import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { type Instant, instant } from '../../base/time.ts'
import { type CheckedEvidence, evidenceChecks } from '../../commons/keys/claims.ts'
import { type IdentityHistory, identityHistory, keySet } from '../../commons/keys/query.ts'
import type { Identity } from '../../commons/keys/statements.ts'
import { holdersOf, namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'

export type IdentityView = {
  readonly identity: string
  readonly name: string
  readonly kinds: readonly string[]
  readonly homeLog: string
  readonly statement: string // sha256:… of the document in force
  readonly seq: number
  readonly keys: Identity['keys'] // that may speak now, and companion keys
  readonly threshold: number
  readonly recovery?: Identity['recovery']
  readonly namespaces: readonly string[]
  readonly held: readonly string[] // of these, those that it holds here
  readonly evidence: NonNullable<Identity['evidence']>
  readonly checks: readonly CheckedEvidence[] // what others found of it; decides nothing
  readonly frozen: boolean // two rightful documents of one number: it cannot speak
  readonly documents: readonly {
    readonly statement: string
    readonly seq: number
    readonly logIndex: number
    readonly logTime: Instant
    readonly counts: boolean // whether it ever had, or will have, effect
    readonly from?: Instant // when its effect begins
  }[]
}

/** @throws OwcError `identity-unknown` */
export async function identityView(node: Node, identity: string): Promise<IdentityView> {
  const { index, log } = node
  const documents = await identityHistory(index, identity)
  const own = documents[0]?.document.origin === log.origin
  const size = own ? log.checkpoint().size : Number.MAX_SAFE_INTEGER // of another log all that is folded here
  const known = await keySet(index, identity, { index: size, time: instant(log.nextSeconds()) })
  if (known === undefined)
    throw new OwcError({
      code: 'identity-unknown',
      where: 'identities',
      expected: 'an identity whose documents this node has',
      found: JSON.stringify(identity.slice(0, 80)),
      hint: 'If its posting was cut, owc key log NAME posts it again.',
    })
  const { document } = known
  const { namespaces = [] } = document
  const holders = await holdersOf(namesOf(node), namespaces)
  return {
    identity,
    name: known.name,
    kinds: document.kinds,
    homeLog: known.homeLog,
    statement: digestText(known.statement),
    seq: known.seq,
    keys: [...known.keys, ...document.keys.filter(({ use }) => use === 'model-signing')],
    threshold: known.threshold,
    ...(document.recovery && { recovery: document.recovery }),
    namespaces,
    held: [...holders.values()].filter((one) => one.identity === identity).map((one) => one.namespace),
    evidence: document.evidence ?? [],
    checks: await evidenceChecks(index, identity),
    frozen: known.frozen,
    documents: documents.map(documentLine),
  }
}

function documentLine({ document, from }: IdentityHistory): IdentityView['documents'][number] {
  return {
    statement: `sha256:${document.statement}`,
    seq: document.seq,
    logIndex: document.index,
    logTime: document.time,
    counts: from !== undefined,
    ...(from !== undefined && { from }),
  }
}
