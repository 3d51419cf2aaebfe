// How a page is answered: one view, shown as a page or as its `.json` twin; an error takes the form that was asked for.
// Every page has the frame's facts from the same node, at the same moment.

import { OwcError } from '../../base/errors.ts'
import type { Html } from '../../base/html.ts'
import { mayAskModels, mayReadHeld } from '../asker.ts'
import type { DoorContext, House, Route } from '../door.ts'
import { type ProblemBody, problemOf, problemResponse } from '../problem.ts'
import type { Asks } from './asks.ts'
import type { Assets } from './assets.ts'
import type { Frame } from './page.ts'
import type { Probed } from './parts/reach.ts'
import { problemPage } from './problem-page.ts'

/** What all pages of one house share. */
export type Desk = { readonly asks: Asks; readonly assets: Assets; probed?: Probed }
export type DeskOf = (house: House) => Desk

export type Sheet<View> = {
  readonly path: string // Hono's form; a last `:part` takes `.json` with it
  readonly summary: string
  read(desk: Desk, c: DoorContext): Promise<View>
  show(view: View, frame: Frame): Html
  /** Other than 200: the erased, for instance. */
  status?(view: View): 200 | 410
}

const TWIN = '.json'
const MAX_ORIGIN = 300 // characters of a Host header that are shown

/** The routes of a page and its twin. */
export function sheetRoutes<View>(deskOf: DeskOf, sheet: Sheet<View>): readonly Route[] {
  const { path, summary } = sheet
  const route = (where: string, what: string): Route => ({
    method: 'GET',
    path: where,
    summary: what,
    handle: (house, c) => answer(deskOf(house), sheet, { house, c }),
  })
  const page = route(path, summary)
  if (/:[a-z]+$/.test(path)) return [page]
  return [page, route(path === '/' ? `/index${TWIN}` : `${path}${TWIN}`, `${summary} As JSON.`)]
}

export type Exchange = { readonly house: House; readonly c: DoorContext }

async function answer<View>(desk: Desk, sheet: Sheet<View>, { house, c }: Exchange): Promise<Response> {
  try {
    const view = await sheet.read(desk, c)
    if (view instanceof Response) return view
    const status = sheet.status?.(view) ?? 200
    if (isTwin(c)) return jsonAnswer(view, status)
    return htmlAnswer(sheet.show(view, frameOf(desk, c)), status)
  } catch (error) {
    return refuse(desk, error, { house, c })
  }
}

export function isTwin(c: DoorContext): boolean {
  return c.req.path.endsWith(TWIN)
}

/** Last part of the address without the twin's ending, decoded. */
export function lastPart(c: DoorContext, name: string): string {
  const text = c.req.param(name) ?? ''
  return text.endsWith(TWIN) ? text.slice(0, -TWIN.length) : text
}

export function frameOf({ asks, assets }: Desk, c: DoorContext): Frame {
  const { asker } = c.var
  const { origin } = new URL(c.req.url)
  return {
    node: asks.foot(),
    who: asker.who,
    may: { ask: mayAskModels(asker), readHeld: mayReadHeld(asker) },
    origin: origin.slice(0, MAX_ORIGIN),
    nowSeconds: asks.clock(),
    assets,
  }
}

/** An error as a page where a browser asks, as a problem document for everyone else. */
export async function refuse(desk: Desk, error: unknown, { house, c }: Exchange): Promise<Response> {
  if (isTwin(c) || !(c.req.header('accept') ?? '').includes('text/html'))
    return problemResponse(error, house.defects)
  const body = problemOf(error, house.defects)
  try {
    const nearest = body.status === 404 ? await nearestNames(desk, c) : []
    return htmlAnswer(problemPage({ body, nearest }, frameOf(desk, c)), body.status)
  } catch (second) {
    house.defects(second)
    return plainProblem(body)
  }
}

async function nearestNames({ asks }: Desk, c: DoorContext): Promise<readonly string[]> {
  const [, namespace, name] = /^\/(?:r\/)?([^/]+)\/([^/@]+)/.exec(c.req.path) ?? []
  return namespace === undefined || name === undefined ? [] : asks.nearest(`${namespace}/${name}`)
}

function plainProblem({ status, detail }: ProblemBody): Response {
  return new Response(`${detail}\n`, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
}

export function htmlAnswer(html: Html, status: number): Response {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept, Cookie',
  }
  return new Response(html.toString(), { status, headers })
}

function jsonAnswer(view: unknown, status: number): Response {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-cache', Vary: 'Cookie' }
  return new Response(`${JSON.stringify(view)}\n`, { status, headers })
}

export function notFound(where: string, expected: string): OwcError {
  return new OwcError({
    code: 'not-found',
    where,
    expected,
    found: 'none here',
    hint: 'Search for it, or look through all releases.',
  })
}
