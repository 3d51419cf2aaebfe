// What only the operator does: tokens, one-time links, hosting, statements in the node's own name, other logs,
// rebuild.

import Type, { type Static } from 'typebox'
import { parseDigest } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { type Instant, instant, parseInstant } from '../../base/time.ts'
import type { Scope } from '../../node/access.ts'
import { needScope } from '../asker.ts'
import { json } from '../json.ts'
import { oneArtifact } from '../references.ts'
import { type CommonsRoute, row } from './route.ts'

const MAX_SUBJECTS = 100
const PEER_MS = 120_000 // for a checkpoint and the tiles between it and what was seen before
const SCOPE = '^(say|steward|operate|infer|publish:[a-z0-9]+([-_][a-z0-9]+)*)$'

const closed = { additionalProperties: false } as const
const Ref = Type.String({ minLength: 1, maxLength: 300 })
const Hosting = Type.Object({ ref: Ref }, closed)
const NewToken = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$' }),
    scopes: Type.Array(Type.String({ pattern: SCOPE, maxLength: 100 }), { minItems: 1, maxItems: 20 }),
    expires: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
  },
  closed,
)
const Revoke = Type.Object({ name: Type.String({ minLength: 1, maxLength: 80 }) }, closed)
const Subject = Type.Object(
  { name: Type.Optional(Ref), digest: Type.String({ pattern: '^sha256:[0-9a-f]{64}$' }) },
  closed,
)
const Say = Type.Object(
  {
    type: Type.String({ pattern: '^owc:[a-z-]{1,60}/v[0-9]{1,3}$' }),
    about: Type.Optional(Type.Array(Ref, { maxItems: MAX_SUBJECTS })),
    subjects: Type.Optional(Type.Array(Subject, { maxItems: MAX_SUBJECTS })),
    body: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
)
const Peer = Type.Object({ url: Type.String({ pattern: '^https?://', maxLength: 300 }) }, closed)
const Empty = Type.Object({}, closed)

export const operateRoutes: readonly CommonsRoute[] = [
  row<undefined, Static<typeof Hosting>>({
    method: 'POST',
    path: '/hosting',
    tag: 'hosting',
    summary: 'Asks for hosting of an artifact that is held; the decision is logged.',
    answers: 'Receipt of the decision.',
    scope: 'operate',
    body: Hosting,
    async handle({ house, c, body }) {
      const artifact = await oneArtifact(house.node, body.ref)
      return json(c, await house.node.host(artifact, c.var.asker.who), 201)
    },
  }),
  row<undefined, Static<typeof Say>>({
    method: 'POST',
    path: '/say',
    tag: 'statements',
    summary: "Says a statement in the node's own name, with its own key.",
    answers: 'Receipt: statement, log index, time, proof.',
    scope: 'operate',
    body: Say,
    async handle({ house, c, body }) {
      const about = await Promise.all(
        (body.about ?? []).map(async (ref) => ({ name: ref, digest: await oneArtifact(house.node, ref) })),
      )
      const exact = (body.subjects ?? []).map(({ name, digest }) => ({
        ...(name !== undefined && { name }),
        digest: parseDigest(digest, 'subjects'),
      }))
      const subjects = [...about, ...exact]
      return json(c, await house.node.say({ type: body.type, subjects, body: body.body }), 201)
    },
  }),
  row({
    method: 'GET',
    path: '/tokens',
    tag: 'access',
    summary: 'Access tokens, without their text.',
    answers: 'A list.',
    scope: 'operate',
    handle: async ({ house, c }) => json(c, { tokens: await house.node.access.tokens() }),
  }),
  row<undefined, Static<typeof NewToken>>({
    method: 'POST',
    path: '/tokens',
    tag: 'access',
    summary: 'Makes an access token.',
    answers: 'Its text, shown this once.',
    scope: 'operate',
    body: NewToken,
    async handle({ house, c, body }) {
      const { name, scopes, expires } = body
      checkOwnName(name)
      const until = expires === undefined || expires === null ? null : parseInstant(expires, 'expires')
      checkEnd(until, instant(house.node.clock()))
      const token = await house.node.access.issueToken(name, scopes as Scope[], until) // checked by the pattern
      return json(c, { name, scopes, expires: until, token }, 201)
    },
  }),
  row<undefined, Static<typeof Revoke>>({
    method: 'POST',
    path: '/tokens/revoke',
    tag: 'access',
    summary: 'Ends an access token.',
    answers: 'Whether there was one.',
    scope: 'operate',
    body: Revoke,
    async handle({ house, c, body }) {
      checkOwnName(body.name)
      return json(c, { revoked: await house.node.access.revokeToken(body.name) })
    },
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/session/links',
    tag: 'access',
    summary: 'Makes a link that opens the node in a browser as its operator, once.',
    answers: 'The link.',
    scope: 'operate',
    body: Empty,
    async handle({ house, c }) {
      const host = c.req.header('host') // allowed by the guard
      if (host === undefined)
        throw new OwcError({ code: 'usage', where: 'Host header', expected: 'one', found: 'none' })
      return json(c, { url: `http://${host}/?k=${await house.node.access.issueLink()}` }, 201)
    },
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/session/links/own',
    tag: 'access',
    summary: 'Makes a link that opens the node in a browser with what the token that asks may do, once.',
    answers: 'The link. The session ends with the token, and after a day.',
    scope: 'any',
    body: Empty,
    async handle({ house, c }) {
      const { asker } = c.var
      if (asker.by !== 'token') needScope(asker, 'operate')
      const key = await house.node.access.issueLink(asker.by === 'token' ? asker.who.name : undefined)
      return json(c, { url: `http://${c.req.header('host') ?? ''}/?k=${key}&to=publish` }, 201) // allowed by the guard
    },
  }),
  row<undefined, Static<typeof Peer>>({
    method: 'POST',
    path: '/peers',
    tag: 'log',
    summary:
      "Looks at another node's log, compares it with what was seen of it before, and logs its checkpoint.",
    answers: 'What it shows, how that stands to what was seen, the receipt, and evidence of a split view.',
    scope: 'operate',
    body: Peer,
    async handle({ house, c, body }) {
      const seen = await house.node.peers.look(body.url, AbortSignal.timeout(PEER_MS))
      return json(c, seen, seen.receipt === undefined ? 200 : 201)
    },
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/rebuild',
    tag: 'operate',
    summary: 'Folds the whole log again into a fresh index.',
    answers: "Count of statements and the digest of the index's canonical dump.",
    scope: 'operate',
    body: Empty,
    handle: async ({ house, c }) => json(c, await house.node.rebuild()),
  }),
]

function checkEnd(until: Instant | null, now: Instant): void {
  if (until === null || until > now) return
  throw new OwcError({ code: 'usage', where: 'expires', expected: `a time after ${now}`, found: until })
}

/** Commands reach the node by tokens under these names (main.ts); another of that name would lock them out. */
function checkOwnName(name: string): void {
  if (name !== 'running-node' && !/^command-\d+$/.test(name)) return
  throw new OwcError({
    code: 'usage',
    where: 'name of a token',
    expected: 'a name that the program does not use for itself',
    found: JSON.stringify(name),
  })
}
