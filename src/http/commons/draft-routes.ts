// Records that are being written: those of whoever asks, and all of them for the operator. The web form and the
// terminal (owc publish --draft) work on the same text.

import Type, { type Static } from 'typebox'
import { digestText, parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { MAX_DRAFT_CHARACTERS } from '../../node/drafts.ts'
import { type DraftLine, type DraftView, openPublishing, type Publishing } from '../../node/publishing.ts'
import { type Asker, hasScope, needScope } from '../asker.ts'
import type { House } from '../door.ts'
import { isBlobPublic } from '../hosting-state.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const closed = { additionalProperties: false } as const
const Begin = Type.Object({ artifact: Type.Optional(Type.String({ maxLength: 71 })) }, closed)
const Save = Type.Object(
  {
    revision: Type.Integer({ minimum: 1, description: 'The revision that the text was made from.' }),
    yaml: Type.String({ maxLength: MAX_DRAFT_CHARACTERS }),
  },
  closed,
)
const Empty = Type.Object({}, closed)

/** @throws OwcError `token-needed`, `scope-missing` for whoever may publish under no namespace */
export function needPublisher({ asker }: { readonly asker: Asker }): void {
  if (asker.who.scopes.some((scope) => scope.startsWith('publish:'))) return
  needScope(asker, 'operate')
}

/** May a draft of this asker be about this artifact? What it holds would be shown. @throws OwcError `not-hosted` */
export async function needMaterial(
  { node }: Pick<House, 'node'>,
  { asker, publishing }: { readonly asker: Asker; readonly publishing: Publishing },
  artifact: Sha256,
): Promise<void> {
  if (hasScope(asker.who, 'operate')) return
  if ((await publishing.sent(asker.who, artifact)) || (await isBlobPublic(node, artifact))) return
  const expected = 'an artifact that you sent, or that is served here'
  throw new OwcError({ code: 'not-hosted', where: digestText(artifact), expected, found: 'another' })
}

const publishingOf = ({ node }: House): Publishing => openPublishing(node, node.drafts)

export const draftRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/drafts',
    tag: 'drafts',
    summary: 'Records that are being written here.',
    answers: 'A list, newest first; everybody’s for the operator.',
    scope: 'any',
    async handle({ house, c }) {
      needPublisher(c.var)
      const lines = await publishingOf(house).list(c.var.asker.who)
      return json(c, { drafts: lines.map(line) })
    },
  }),
  row<undefined, Static<typeof Begin>>({
    method: 'POST',
    path: '/drafts',
    tag: 'drafts',
    summary: 'Begins a record, over an artifact whose files are here or over none.',
    answers: 'The draft.',
    scope: 'any',
    body: Begin,
    async handle({ house, c, body }) {
      needPublisher(c.var)
      const publishing = publishingOf(house)
      const { asker } = c.var
      const artifact = body.artifact === undefined ? undefined : parseDigest(body.artifact, 'artifact')
      if (artifact !== undefined) await needMaterial(house, { asker, publishing }, artifact)
      return json(c, line(await publishing.begin(asker.who, artifact)), 201)
    },
  }),
  row({
    method: 'GET',
    path: '/drafts/:id',
    tag: 'drafts',
    summary: 'A record that is being written: its YAML, the artifact, what is wrong and what is not stated.',
    answers: 'The draft; `record` is what would be signed, once nothing is wrong.',
    scope: 'any',
    async handle({ house, c, part }) {
      needPublisher(c.var)
      return json(c, told(await publishingOf(house).view(c.var.asker.who, part('id'))))
    },
  }),
  row<undefined, Static<typeof Save>>({
    method: 'PUT',
    path: '/drafts/:id',
    tag: 'drafts',
    summary: 'Saves the text of a draft.',
    answers: 'The draft; 409 with what changed when another save came between, and nothing is written.',
    scope: 'any',
    body: Save,
    async handle({ house, c, body, part }) {
      needPublisher(c.var)
      const saved = await publishingOf(house).save(c.var.asker.who, part('id'), body)
      if (saved.saved) return json(c, told(saved.view))
      return json(c, { ...told(saved.view), changed: saved.changed }, 409)
    },
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/drafts/:id/discard',
    tag: 'drafts',
    summary: 'Throws a draft away.',
    answers: 'Nothing more of it.',
    scope: 'any',
    body: Empty,
    async handle({ house, c, part }) {
      needPublisher(c.var)
      await publishingOf(house).discard(c.var.asker.who, part('id'))
      return json(c, { discarded: part('id') })
    },
  }),
]

function line({ artifact, ...rest }: DraftLine) {
  return { ...rest, artifact: artifact === null ? null : digestText(artifact) }
}

function told(view: DraftView) {
  const { yaml, problems, missing, findings, record, files } = view
  const { id, revision, owner, touched, name, artifact } = view
  return {
    ...line({ id, revision, owner, touched, name, artifact }),
    yaml,
    problems,
    missing,
    findings,
    files,
    record,
  }
}
