// Sealing: what is fixed now and opens later. No answer holds anything of what is sealed, whoever asks; that a seal
// stands, since when and until when, stands in the log for everybody.

import Type, { type Static } from 'typebox'
import { fromBase64, fromHex } from '../../base/bytes.ts'
import { parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { parseInstant } from '../../base/time.ts'
import type { Terms } from '../../node/sealable.ts'
import type { SealedFile } from '../../node/sealed-vault.ts'
import { sealViews } from '../../node/views/seals.ts'
import { needScope } from '../asker.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const MAX_ENVELOPE_TEXT = 2 << 20 // base64 of an envelope around 1 MiB of payload
const MAX_FILES = 20_001 // of an artifact, and its manifest

const closed = { additionalProperties: false } as const
const Base64 = Type.String({ minLength: 4, maxLength: MAX_ENVELOPE_TEXT })
const Digest = Type.String({ pattern: '^(sha256:)?[0-9a-f]{64}$' })
const Files = Type.Optional(
  Type.Array(
    Type.Object(
      {
        sha256: Digest,
        size: Type.Integer({ minimum: 0 }),
        path: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
      },
      closed,
    ),
    { maxItems: MAX_FILES },
  ),
)
const Keep = Type.Object(
  {
    envelope: Base64,
    seal: Base64,
    salt: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    files: Files,
  },
  closed,
)
const Own = Type.Object(
  {
    type: Type.String({ pattern: '^owc:[a-z-]{1,60}/v[0-9]{1,3}$' }),
    subjects: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })), digest: Digest },
          closed,
        ),
        { maxItems: 100 },
      ),
    ),
    body: Type.Record(Type.String(), Type.Unknown()),
    files: Files,
    opens: Type.Optional(Type.String({ maxLength: 40 })),
    hint: Type.Optional(Type.Literal(true, { description: 'Tells the type in public.' })),
    because: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000 })),
  },
  closed,
)
const Open = Type.Object({ reveal: Type.Optional(Base64) }, closed)

export const sealRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/seals',
    tag: 'seals',
    summary: 'The newest seals: since when, until when, opened or not. Never what they hold.',
    answers: 'A list; for the operator also what stood against an opening.',
    handle: async ({ house, c }) => json(c, { seals: await sealViews(house.node, c.var.asker.who) }),
  }),
  row<undefined, Static<typeof Keep>>({
    method: 'POST',
    path: '/seals',
    tag: 'seals',
    summary:
      'Seals a signed statement: kept here unread, its commitment logged. Its bytes were sent to /sealed-bytes before.',
    answers: 'Receipt of the seal.',
    scope: 'any',
    body: Keep,
    async handle({ house, c, body }) {
      const { asker } = c.var
      if (asker.by === 'nobody') needScope(asker, 'say')
      const toSeal = {
        envelope: bytesOf(body.envelope, 'envelope'),
        seal: bytesOf(body.seal, 'seal'),
        salt: fromHex(body.salt) ?? new Uint8Array(), // the schema has checked it
        files: filesOf(body.files),
      }
      return json(c, await house.node.seals.keep(toSeal, asker.who), 201)
    },
  }),
  row<undefined, Static<typeof Own>>({
    method: 'POST',
    path: '/seals/own',
    tag: 'seals',
    summary: 'Seals a statement in the node’s own name.',
    answers: 'Receipt of the seal.',
    scope: 'operate',
    body: Own,
    async handle({ house, c, body: { type, subjects, body, files, ...said } }) {
      const about = (subjects ?? []).map(({ name, digest }) => ({
        ...(name !== undefined && { name }),
        digest: parseDigest(digest, 'subjects'),
      }))
      const say = { type, subjects: about, body }
      return json(c, await house.node.seals.own(say, termsOf(type, said), filesOf(files)), 201)
    },
  }),
  row<undefined, Static<typeof Open>>({
    method: 'POST',
    path: '/seals/:digest/open',
    tag: 'seals',
    summary: 'Opens a seal by hand: with a reveal signed by its issuer, or the node’s own for its operator.',
    answers: 'Receipts of the statement and of the reveal.',
    scope: 'any',
    body: Open,
    async handle({ house, c, part, body }) {
      const { asker } = c.var
      if (asker.by === 'nobody') needScope(asker, 'say')
      const seal: Sha256 = parseDigest(part('digest'), 'address')
      const reveal = body.reveal === undefined ? undefined : bytesOf(body.reveal, 'reveal')
      return json(c, await house.node.seals.open(seal, asker.who, reveal), 201)
    },
  }),
]

function termsOf(
  type: string,
  { opens, hint, because }: Pick<Static<typeof Own>, 'opens' | 'hint' | 'because'>,
): Terms {
  return {
    ...(opens !== undefined && { opens: parseInstant(opens, 'opens') }),
    ...(hint === true && { hint: type }),
    ...(because !== undefined && { because }),
  }
}

function filesOf(files: Static<typeof Files> | undefined): readonly SealedFile[] {
  return (files ?? []).map(({ sha256, size, path }) => ({
    sha256: parseDigest(sha256, 'files'),
    sizeBytes: size,
    ...(path !== undefined && { path }),
  }))
}

function bytesOf(text: string, where: string): Uint8Array {
  const bytes = fromBase64(text)
  if (bytes !== undefined) return bytes
  throw new OwcError({ code: 'usage', where, expected: 'base64 of an envelope', found: 'something else' })
}
