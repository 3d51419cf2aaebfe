// "What was said", a page at a time: by type, issuer, subject and time of the log. A subject may be typed as a digest or
// as a name: what is said of a name's present record, its bytes and its objects is then all shown.

import { digestText, type Sha256, sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { type Instant, instant, parseInstant, seconds } from '../../base/time.ts'
import { type SaidKey, saidList } from '../../commons/said-list.ts'
import { statementTypes } from '../../commons/subjects.ts'
import { isIdentityId } from '../../ledger/statement.ts'
import { holderOf } from '../namespaces.ts'
import { resolveRef } from './ref.ts'
import type { SaidView } from './release.ts'
import { saidViews } from './said.ts'
import type { ViewSources } from './sources.ts'
import { readToken, writeToken } from './token.ts'

const MAX_ROWS = 200
const DAY_SECONDS = 86_400

/** As it was typed; days are of the log's time, in UTC, both included. */
export type SaidQuery = {
  readonly type?: string
  readonly issuer?: string // identity, or a namespace: then whoever holds it
  readonly about?: string // digest, or a reference as commands take them
  readonly from?: string // 2026-11-03
  readonly until?: string
  readonly after?: string // page token
  readonly limit: number
}

export type SaidPage = {
  readonly rows: readonly SaidView[]
  readonly next?: string
  readonly about?: { readonly digests: readonly string[]; readonly ref?: string } // what the subject meant
  readonly types: readonly { readonly type: string; readonly title: string }[] // known here, for the filter
}

/** @throws OwcError `usage` for a day or token that is none; what resolveRef throws for a name that is not here */
export async function saidPage(sources: ViewSources, query: SaidQuery): Promise<SaidPage> {
  const { type, issuer, from, until, after, limit } = query
  const about = query.about === undefined ? undefined : await meaning(sources, query.about)
  const who = issuer === undefined ? undefined : await speaker(sources, issuer)
  const { rows, next } = await saidList(sources.index, {
    limit: Math.max(1, Math.min(MAX_ROWS, Math.trunc(limit))),
    ...(type !== undefined && { type }),
    ...(who !== undefined && { issuer: who }),
    ...(about !== undefined && { subjects: about.digests }),
    ...(from !== undefined && { from: day(from, 'from') }),
    ...(until !== undefined && { until: instant(seconds(day(until, 'until')) + DAY_SECONDS) }),
    ...(after !== undefined && { after: readToken(after, ['string', 'string', 'number']) as SaidKey & [] }),
  })
  return {
    rows: await saidViews(sources, rows),
    ...(next !== undefined && { next: writeToken(next) }),
    ...(about !== undefined && {
      about: { digests: about.digests.map(digestText), ...(about.ref !== undefined && { ref: about.ref }) },
    }),
    types: knownTypes(),
  }
}

export function knownTypes(): SaidPage['types'] {
  return [...statementTypes.values()].map(({ type, title }) => ({ type, title }))
}

/** An identity, or whoever holds a namespace here. */
async function speaker(sources: ViewSources, text: string): Promise<string> {
  if (isIdentityId(text)) return text
  const holder = /^[a-z0-9_-]+$/.test(text) ? await holderOf(sources, text) : undefined
  if (holder !== undefined) return holder.identity
  throw new OwcError({
    code: 'usage',
    where: 'issuer',
    expected: 'an identity (owcid: and 52 characters), or a namespace that somebody holds here',
    found: JSON.stringify(text.slice(0, 80)),
  })
}

async function meaning(
  sources: ViewSources,
  text: string,
): Promise<{ readonly digests: readonly Sha256[]; readonly ref?: string }> {
  const digest = sha256(text.toLowerCase().replace(/^sha256:/, ''))
  if (digest !== undefined) return { digests: [digest] }
  const { name, artifact, record, objects } = await resolveRef(sources, text)
  const digests = [artifact, record.statement, ...objects.map((one) => one.digest)]
  return { digests: [...new Set(digests)], ref: name }
}

function day(text: string, where: string): Instant {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
    throw new OwcError({
      code: 'usage',
      where,
      expected: 'a day such as 2026-11-03',
      found: JSON.stringify(text.slice(0, 40)),
    })
  return parseInstant(`${text}T00:00:00Z`, where)
}
