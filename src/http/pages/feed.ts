// Feeds: what was newly said, in the form that readers of news know (Atom, RFC 4287). Ids stay whatever the address of the
// node: of an entry the digest of its statement (RFC 6920), of a feed a UUID made of who tells it and of what (RFC 9562,
// version 8). Times are those of the log. Text is escaped by the same template as on pages.

import { createHash } from 'node:crypto'
import { type Html, html, link } from '../../base/html.ts'
import type { FeedEntry, FeedScope, FeedView } from '../../node/views/feed.ts'
import type { DoorContext, House, Route } from '../door.ts'
import { feedAddress, releaseAddress, statementAddress, whoAddress } from './addresses.ts'
import { type DeskOf, notFound, refuse } from './answer.ts'
import { readRef, readWho } from './read.ts'

const LONGEST_ORIGIN = 300 // characters of a Host header that are repeated

type Feed = { readonly path: string; readonly summary: string; scope(c: DoorContext): FeedScope }

const FEEDS: readonly Feed[] = [
  {
    path: feedAddress(),
    summary: 'What was newly said on this node, as an Atom feed.',
    scope: () => ({ of: 'node' }),
  },
  {
    path: feedAddress('/who/:who'),
    summary: 'What an identity, or the holder of a namespace, newly said, as an Atom feed.',
    scope(c) {
      const who = readWho(c)
      return 'identity' in who
        ? { of: 'identity', name: who.identity }
        : { of: 'namespace', name: who.namespace }
    },
  },
  {
    path: feedAddress('/r/:ns/:name'),
    summary: 'What was newly said of a release, as an Atom feed.',
    scope: (c) => ({ of: 'release', name: readRef(c) }),
  },
]

export function feedRoutes(deskOf: DeskOf): readonly Route[] {
  return FEEDS.map(({ path, summary, scope }) => ({
    method: 'GET',
    path,
    summary,
    handle: (house, c) => answer(deskOf, scope, { house, c }),
  }))
}

type Exchange = { readonly house: House; readonly c: DoorContext }

async function answer(deskOf: DeskOf, scope: Feed['scope'], { house, c }: Exchange): Promise<Response> {
  const desk = deskOf(house)
  try {
    const asked = scope(c)
    const view = await desk.asks.feed(asked)
    if (view === undefined)
      throw notFound(asked.of === 'node' ? 'feed' : asked.name, `a ${asked.of} of this node`)
    const bytes = new TextEncoder().encode(
      atom(view, new URL(c.req.url).origin.slice(0, LONGEST_ORIGIN)).toString(),
    )
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`
    const headers = {
      ETag: etag,
      'Cache-Control': 'no-cache',
      'Content-Type': 'application/atom+xml; charset=utf-8',
    }
    if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers })
    return new Response(bytes, { headers })
  } catch (error) {
    return refuse(desk, error, { house, c })
  }
}

/** @param origin of this node as the reader reaches it; addresses in feeds are whole */
export function atom(view: FeedView, origin: string): Html {
  const page = pageOf(view.scope)
  const self = feedAddress(page === '/' ? '' : page)
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${feedId(view)}</id>
<title>${view.title}</title>
<subtitle>${SUBTITLES[view.scope.of]}</subtitle>
<updated>${view.updated}</updated>
<author><name>${view.nodeName}</name><uri>${origin}${whoAddress(view.node)}</uri></author>
<link rel="self" type="application/atom+xml" href="${link(origin + self)}"/>
<link rel="alternate" type="text/html" href="${link(origin + page)}"/>
${view.entries.map((one) => entry(one, origin))}
</feed>
`
}

const SUBTITLES: Readonly<Record<FeedScope['of'], string>> = {
  node: 'What was said on this node',
  namespace: 'What the holder of this namespace said, and what was said of what bears it',
  identity: 'What this identity said',
  release: 'What was said of this release',
}

function pageOf(scope: FeedScope): string {
  if (scope.of === 'node') return '/'
  return scope.of === 'release' ? releaseAddress(scope.name) : whoAddress(scope.name)
}

function entry(one: FeedEntry, origin: string): Html {
  const { statement, title, by, byName, time, summary, erased } = one
  const name = byName === undefined || byName === '' ? by : byName
  return html`<entry>
<id>${entryId(statement)}</id>
<title>${erased === undefined ? `${title} by ${name}` : 'A statement whose words were erased'}</title>
<updated>${erased ?? time}</updated>${erased === undefined ? html`<published>${time}</published>` : undefined}
<author><name>${name}</name><uri>${origin}${whoAddress(by)}</uri></author>
<link rel="alternate" type="text/html" href="${link(origin + statementAddress(statement))}"/>
${erased === undefined && summary !== '' ? html`<summary>${summary}</summary>` : undefined}</entry>
`
}

/** The digest itself, as RFC 6920 writes it. */
function entryId(statement: string): string {
  return `ni:///sha-256;${Buffer.from(statement, 'hex').toString('base64url')}`
}

function feedId({ node, scope }: FeedView): string {
  const name = scope.of === 'node' ? '' : scope.name
  const digits = createHash('sha256').update(`owc-feed/v1\n${node}\n${scope.of}\n${name}\n`).digest('hex')
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 3) | 8).toString(16)
  return `urn:uuid:${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}
