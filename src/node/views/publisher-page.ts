// The page of a namespace: who holds it here and by which document, who else claims it, what bears it, and what others
// said. Holding decides what a name points to; it says nothing about who somebody is outside of the log.

import type { Sha256 } from '../../base/digest.ts'
import { parseNamespace } from '../../base/names.ts'
import { type ClaimEvent, claimEvents } from '../../commons/keys/claims.ts'
import { keySet } from '../../commons/keys/query.ts'
import { holderOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { evidenceLines } from './evidence.ts'
import { keyLines, saidOf } from './identity-page.ts'
import { releaseRows } from './list.ts'
import { viewSources } from './sources.ts'
import type { Claimant, PublisherPage } from './who.ts'

const ROWS = 50
const MAX_CLAIMANTS = 50

/** Undefined when nobody claims the namespace and nothing bears it.
 *  @param after page token of the releases */
export async function publisherPage(
  node: Node,
  text: string,
  after?: string,
): Promise<PublisherPage | undefined> {
  const namespace = parseNamespace(text, 'address')
  const sources = viewSources(node)
  const { rows, next } = await releaseRows(sources, {
    namespace,
    sort: 'newest',
    limit: ROWS,
    ...(after !== undefined && { after }),
  })
  const holder = await holderOf(sources, namespace)
  const claims = await standingClaims(node, namespace)
  if (rows.length === 0 && claims.length === 0 && after === undefined) return undefined
  const held = claims.find(({ identity }) => identity === holder?.identity)
  const others = claims.filter((claim) => claim !== held).slice(0, MAX_CLAIMANTS)
  const keys = held === undefined ? undefined : await keysNow(node, held.identity)
  const own = rows.map(({ artifact }) => artifact)
  return {
    kind: 'namespace',
    namespace,
    ...(held !== undefined && { holder: await claimant(node, { ...held, ...sinceOf(holder) }) }),
    others: await Promise.all(others.map((claim) => claimant(node, claim))),
    keys: keys === undefined ? [] : keyLines(keys),
    releases: rows,
    ...(next !== undefined && { next }),
    saidOfThem: await saidOf(sources, held?.identity, own),
  }
}

function sinceOf(holder: { readonly since: ClaimEvent['time']; readonly statement: string } | undefined) {
  return holder === undefined ? {} : { time: holder.since, statement: holder.statement as Sha256 }
}

/** Of each identity that claims the namespace the document with which it began to, in log order. */
async function standingClaims(node: Node, namespace: string): Promise<readonly ClaimEvent[]> {
  const events = await claimEvents(node.index, { namespaces: [namespace], origin: node.log.origin })
  const standing = new Map<string, ClaimEvent>()
  for (const event of events) {
    if (!event.claims) standing.delete(event.identity)
    else if (!standing.has(event.identity)) standing.set(event.identity, event)
  }
  return [...standing.values()].sort((a, b) => a.index - b.index)
}

async function claimant(node: Node, { identity, statement, time }: ClaimEvent): Promise<Claimant> {
  const keys = await keysNow(node, identity)
  return {
    identity,
    ...(keys !== undefined && { name: keys.name }),
    statement: statement as Sha256,
    time,
    evidence: await evidenceLines(node.index, identity, keys?.document ?? {}),
  }
}

async function keysNow(node: Node, identity: string) {
  return await keySet(node.index, identity, { index: node.log.checkpoint().size, time: node.logTime() })
}
