// Evidence by domain: this node looks whether https://DOMAIN/.well-known/owc-identity.json names an identity, and says
// in its own name what it found (signing 5). Elsewhere and offline that is this node's word; it is shown, and decides
// nothing. One small request, no redirects, https on its usual port only.

import { OwcError } from '../base/errors.ts'
import { parseStrict } from '../base/strict-json.ts'
import { instant } from '../base/time.ts'
import { openWeb, readSmall, type Web } from '../client/web.ts'
import { keySet } from '../commons/keys/query.ts'
import type { EvidenceCheck } from '../commons/keys/statements.ts'
import { isObject } from '../ledger/json-fields.ts'
import type { Node, Receipt } from './node.ts'

const MAX_FILE_BYTES = 64 * 1024
const MAX_MS = 15_000
const MAX_NAMED = 1_000 // identities in one file
const MAX_CHECKS = 8 // domains of one identity that are looked at in one go
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/
const INSIDE = /\.(local|localhost|internal|intranet|lan|home|corp|test|invalid|onion|arpa)$/

export type Outcome = EvidenceCheck['outcome']
export type Checked = { readonly domain: string; readonly outcome: Outcome; readonly receipt: Receipt }

/** A web of its own: nothing is followed, nothing waits long. */
export function evidenceWeb(): Web {
  return openWeb(undefined, { stallMs: MAX_MS, redirects: 0, retryMs: 0 })
}

/** @throws OwcError `identity-unknown`, `evidence-missing` when the identity names no domain */
export async function checkEvidence(
  node: Pick<Node, 'index' | 'log' | 'say'>,
  identity: string,
  web: Web,
): Promise<readonly Checked[]> {
  const at = { index: node.log.checkpoint().size, time: instant(node.log.nextSeconds()) }
  const known = await keySet(node.index, identity, at)
  if (known === undefined)
    throw new OwcError({
      code: 'identity-unknown',
      where: 'identities',
      expected: 'an identity whose documents this node has',
      found: identity.slice(0, 80),
    })
  const domains = (known.document.evidence ?? []).flatMap(({ kind, value }) =>
    kind === 'domain' && isDomain(value) ? [value] : [],
  )
  if (domains.length === 0) throw noDomain(known.name)
  const checked: Checked[] = []
  for (const domain of new Set(domains.slice(0, MAX_CHECKS))) {
    const outcome = await lookAt(domain, identity, web)
    const body = { identity, kind: 'domain', value: domain, url: addressOf(domain), outcome }
    const subjects = [{ name: identity, digest: known.statement }]
    const receipt = await node.say({ type: 'owc:evidence-check/v1', subjects, body })
    checked.push({ domain, outcome, receipt })
  }
  return checked
}

/** What the file of a domain says of an identity, now. */
export async function lookAt(domain: string, identity: string, web: Web): Promise<Outcome> {
  const where = addressOf(domain)
  try {
    const signal = AbortSignal.timeout(MAX_MS)
    const headers = { accept: 'application/json' }
    const answer = await web.send({ url: new URL(where), where, headers, signal })
    if (answer.status !== 200) {
      answer.close()
      return answer.status === 404 || answer.status === 410 ? 'absent' : 'unreachable'
    }
    return named(await readSmall(answer, where, MAX_FILE_BYTES), where).includes(identity) ? 'named' : 'other'
  } catch (error) {
    if (error instanceof OwcError)
      return error.kind === 'environment' && error.problem.code === 'unreachable' ? 'unreachable' : 'other'
    if (error instanceof DOMException) return 'unreachable' // no answer in time
    throw error
  }
}

/** `{"identities": ["owcid:…"]}`; a page or anything else names nobody. */
function named(bytes: Uint8Array, where: string): readonly unknown[] {
  const json = parseStrict(bytes, where)
  const identities = isObject(json) ? json['identities'] : undefined
  return Array.isArray(identities) ? identities.slice(0, MAX_NAMED) : []
}

/** A public name under which a web server may answer; no address, no name of a house's own network. */
export function isDomain(text: string): boolean {
  return DOMAIN.test(text) && !INSIDE.test(text)
}

export function addressOf(domain: string): string {
  return `https://${domain}/.well-known/owc-identity.json`
}

function noDomain(name: string): OwcError {
  return new OwcError({
    code: 'evidence-missing',
    where: `identity document of ${name}`,
    expected: 'a domain among its evidence',
    found: 'none',
    hint: 'owc namespace evidence DOMAIN names one.',
  })
}
