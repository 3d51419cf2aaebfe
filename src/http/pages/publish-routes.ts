// The pages on which a record is written, and their forms: for the operator and for whoever may publish here, by their
// sessions, from a page of this very origin (http/guard.ts, http/asker.ts). A draft that was changed in another window is
// answered with what changed, and with what was sent still in the form.

import { parseDigest } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { SECTIONS } from '../../commons/releases/record-fields.ts'
import { MAX_DRAFT_CHARACTERS } from '../../node/drafts.ts'
import type { Change, DraftView } from '../../node/publishing.ts'
import { needMaterial, needPublisher } from '../commons/draft-routes.ts'
import type { DoorContext, House, Route } from '../door.ts'
import {
  type Desk,
  type DeskOf,
  frameOf,
  htmlAnswer,
  lastPart,
  refuse,
  type Sheet,
  sheetRoutes,
} from './answer.ts'
import { readForm } from './forms.ts'
import { draftAddress, draftPage, PUBLISH, type PublishView, publishPage } from './publish.ts'
import { withSection } from './publish-read.ts'

const MAX_FORM_BYTES = 4 * MAX_DRAFT_CHARACTERS // each character may need several bytes, and %XX three for each

export function publishRoutes(deskOf: DeskOf): readonly Route[] {
  const post = (path: string, summary: string, act: Act): Route => ({
    method: 'POST',
    path,
    summary,
    async handle(house, c) {
      const desk = deskOf(house)
      try {
        needPublisher(c.var)
        return await act({ house, desk, c })
      } catch (error) {
        return refuse(desk, error, { house, c })
      }
    },
  })
  return [
    ...sheetRoutes(deskOf, publishSheet),
    ...sheetRoutes(deskOf, draftSheet),
    post('/publish', 'Begins a record.', begin),
    post('/publish/:id', 'Saves a part of a draft.', save),
    post('/publish/:id/discard', 'Throws a draft away.', discard),
  ]
}

const publishSheet: Sheet<PublishView> = {
  path: PUBLISH,
  summary: 'Records that are being written, for those who may publish here.',
  async read({ asks: { publishing } }, c) {
    needPublisher(c.var)
    const { who } = c.var.asker
    return { drafts: await publishing.list(who), choices: await publishing.choices(who) }
  },
  show: publishPage,
}

const draftSheet: Sheet<DraftView> = {
  path: `${PUBLISH}/:id`,
  summary: 'A draft: its form, what is not stated, what would be signed.',
  async read({ asks: { publishing } }, c) {
    needPublisher(c.var)
    return publishing.view(c.var.asker.who, lastPart(c, 'id'))
  },
  show: (view, frame) => draftPage(view, frame),
}

type Act = (exchange: {
  readonly house: House
  readonly desk: Desk
  readonly c: DoorContext
}) => Promise<Response>

const begin: Act = async ({ house, desk: { asks }, c }) => {
  const { asker } = c.var
  const { publishing } = asks
  const form = await readForm(c, MAX_FORM_BYTES)
  const chosen = (form.get('digest') ?? '').trim() || (form.get('artifact') ?? '')
  const artifact = chosen === '' ? undefined : parseDigest(chosen, 'digest of an artifact')
  if (artifact !== undefined) await needMaterial(house, { asker, publishing }, artifact)
  const { id } = await publishing.begin(asker.who, artifact)
  return seeOther(draftAddress(id))
}

const save: Act = async ({ desk, c }) => {
  const { publishing } = desk.asks
  const { who } = c.var.asker
  const id = c.req.param('id') ?? ''
  const form = await readForm(c, MAX_FORM_BYTES)
  const now = await publishing.view(who, id)
  const change = changeOf(now, form)
  const saved = await publishing.save(who, id, change)
  if (saved.saved)
    return seeOther(
      `${draftAddress(id)}#${form.get('section') === 'yaml' ? 'yaml' : (form.get('section') ?? '')}`,
    )
  const mine = 'draft' in change ? { draft: change.draft } : { yaml: change.yaml }
  return htmlAnswer(draftPage({ ...saved.view, ...mine }, frameOf(desk, c), { changed: saved.changed }), 409)
}

/** What was sent, as a whole text or as one section of the draft that is there now. */
function changeOf({ draft }: DraftView, form: URLSearchParams): Change {
  const revision = Number(form.get('revision'))
  if (!Number.isSafeInteger(revision) || revision < 1)
    throw badForm('revision', 'a number', form.get('revision'))
  const id = form.get('section')
  if (id === 'yaml')
    return { revision, yaml: (form.get('yaml') ?? '').replaceAll('\r\n', '\n').replace(/^\n/, '') }
  const section = SECTIONS.find((one) => one.id === id)
  if (section === undefined) throw badForm('section', SECTIONS.map((one) => one.id).join(', '), id)
  return { revision, draft: withSection(draft, section, form) }
}

const discard: Act = async ({ desk: { asks }, c }) => {
  const form = await readForm(c, MAX_FORM_BYTES)
  if (form.get('sure') !== 'yes') throw badForm('sure', 'yes', form.get('sure'))
  await asks.publishing.discard(c.var.asker.who, c.req.param('id') ?? '')
  return seeOther(PUBLISH)
}

function badForm(where: string, expected: string, found: string | null): OwcError {
  return new OwcError({ code: 'usage', where, expected, found: JSON.stringify(found) })
}

function seeOther(address: string): Response {
  return new Response(null, { status: 303, headers: { Location: address } })
}
