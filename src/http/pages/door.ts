// The door of the pages: every address that people open, its `.json` twin, the forms, and the files that pages load.

import type { ComparePage } from '../../node/views/compare.ts'
import { shownTo } from '../../node/views/log.ts'
import type { ToolsPageView } from '../../node/views/tools.ts'
import type { IdentityPage } from '../../node/views/who.ts'
import type { WellView } from '../../node/well.ts'
import { mayReadHeld, needScope } from '../asker.ts'
import type { DoorContext, House, Route } from '../door.ts'
import { closeSession } from '../session.ts'
import { openedAddress } from './addresses.ts'
import {
  type Desk,
  type DeskOf,
  type Exchange,
  isTwin,
  lastPart,
  notFound,
  refuse,
  type Sheet,
  sheetRoutes,
} from './answer.ts'
import { artifact } from './artifact.ts'
import type { Asks } from './asks.ts'
import { nodeAsks } from './asks-node.ts'
import { assetName, readAssets } from './assets.ts'
import { chatRoutes, chatSheet } from './chat-door.ts'
import { comparePage } from './compare.ts'
import { feedRoutes } from './feed.ts'
import { findingsSheet, methodSheet } from './findings-door.ts'
import { formRoutes } from './forms.ts'
import { type HistoryView, historyPage } from './history.ts'
import { type ImportPage, importPage } from './import.ts'
import { type JoinView, join } from './join.ts'
import { learn } from './learn.ts'
import { licenceSheet, licencesSheet } from './licence-door.ts'
import { type LogPageView, log } from './log.ts'
import { publishRoutes } from './publish-routes.ts'
import { type PublisherView, publisherPage } from './publisher.ts'
import {
  ROWS,
  readAfter,
  readBefore,
  readCompared,
  readDigest,
  readFilter,
  readPointer,
  readRef,
  readSaid,
  readWho,
  searchedDigest,
} from './read.ts'
import { release } from './release.ts'
import { afterSheet, checkSheet, exportsSheet } from './release-door.ts'
import { type ReleasesView, releases } from './releases.ts'
import { type SaidPageView, said } from './said.ts'
import { type StartView, start } from './start.ts'
import { statement } from './statement.ts'
import { TOOLS_ADDRESS, toolsPage } from './tools.ts'
import { well } from './well.ts'
import { identityPage } from './who.ts'

const MAX_WORDS = 300

export type PageDoor = {
  readonly routes: readonly Route[]
  /** An error anywhere else in the app, as a page when a browser asks. */
  refuse(error: unknown, exchange: Exchange): Promise<Response>
}

/** @param asksOf what pages ask of a house; one desk is kept for each house */
export function pageDoor(asksOf: (house: House) => Asks): PageDoor {
  const desks = new WeakMap<House, Desk>()
  const deskOf: DeskOf = (house) =>
    desks.getOrInsertComputed(house, () => ({ asks: asksOf(house), assets: readAssets() }))
  return {
    routes: [
      ...sheetRoutes(deskOf, startSheet),
      ...sheetRoutes(deskOf, releasesSheet),
      ...sheetRoutes(deskOf, releaseSheet),
      ...sheetRoutes(deskOf, artifactSheet),
      ...sheetRoutes(deskOf, statementSheet),
      ...sheetRoutes(deskOf, saidSheet),
      ...sheetRoutes(deskOf, whoSheet),
      ...sheetRoutes(deskOf, historySheet),
      ...sheetRoutes(deskOf, compareSheet),
      ...sheetRoutes(deskOf, checkSheet),
      ...sheetRoutes(deskOf, afterSheet),
      ...sheetRoutes(deskOf, exportsSheet),
      ...sheetRoutes(deskOf, logSheet),
      ...sheetRoutes(deskOf, importSheet),
      ...sheetRoutes(deskOf, wellSheet),
      ...sheetRoutes(deskOf, toolsSheet),
      ...sheetRoutes(deskOf, licencesSheet),
      ...sheetRoutes(deskOf, licenceSheet),
      ...sheetRoutes(deskOf, findingsSheet),
      ...sheetRoutes(deskOf, methodSheet),
      ...sheetRoutes(deskOf, learnSheet),
      ...sheetRoutes(deskOf, joinSheet),
      ...sheetRoutes(deskOf, chatSheet),
      ...chatRoutes(deskOf),
      ...formRoutes(deskOf),
      ...publishRoutes(deskOf),
      ...feedRoutes(deskOf),
      {
        method: 'POST',
        path: '/session/close',
        summary: 'Ends the operator’s session of this browser.',
        handle: ({ node }, c) => closeSession(node, c),
      },
      {
        method: 'GET',
        path: '/static/:file',
        summary: 'Style, mark and script of the pages.',
        handle: (house, c) => asset(deskOf(house), { house, c }),
      },
    ],
    refuse: (error, exchange) => refuse(deskOf(exchange.house), error, exchange),
  }
}

const startSheet: Sheet<StartView> = {
  path: '/',
  summary: 'The node in a few counts, or how to begin.',
  async read({ asks, probed }, c) {
    const { who } = c.var.asker
    return {
      node: await asks.node(who),
      imports: who.operator ? asks.imports.list() : [],
      ...(probed === undefined || !who.operator ? {} : { probed }), // it may name the operator's own mirrors
      ...(c.req.query('link') === 'used' && !who.operator ? { link: 'used' as const } : {}),
    }
  },
  show: start,
}

const releasesSheet: Sheet<ReleasesView | Response> = {
  path: '/releases',
  summary: 'Releases: search, filters, sorting, pages.',
  async read({ asks }, c) {
    const filter = readFilter(c)
    const digest = searchedDigest(filter.words)
    if (digest !== undefined && !isTwin(c)) {
      const found = await asks.opened(digest)
      if (found !== undefined) return seeOther(openedAddress(found))
    }
    return { ...(await asks.releases(filter)), filter, choices: await asks.choices() }
  },
  show: (view, frame) => releases(view as ReleasesView, frame),
}

const releaseSheet = {
  path: '/r/:ns/:name',
  summary: 'A release: what it is, what is said of it, how to use it.',
  async read({ asks }: Desk, c: DoorContext) {
    const pointer = readPointer(c)
    const view = await asks.release(pointer)
    if (view === undefined)
      throw notFound(pointer.ref, `a release${pointer.at === undefined ? '' : ` at ${pointer.at}`}`)
    return view
  },
  show: release,
}

const artifactSheet = {
  path: '/a/:digest',
  summary: 'An artifact: these bytes, whatever they are called.',
  async read({ asks }: Desk, c: DoorContext) {
    const digest = readDigest(c)
    const view = await asks.artifact(digest)
    if (view === undefined) throw notFound(`sha256:${digest}`, 'an artifact')
    return view
  },
  show: artifact,
}

const statementSheet: Sheet<Awaited<ReturnType<Asks['statement']>> & object> = {
  path: '/s/:digest',
  summary: 'A statement with its proof.',
  async read({ asks }, c) {
    const digest = readDigest(c)
    const view = await asks.statement(digest)
    if (view === undefined) throw notFound(`sha256:${digest}`, 'a statement')
    return view
  },
  show: statement,
  status: ({ erased }) => (erased === undefined ? 200 : 410),
}

const saidSheet: Sheet<SaidPageView> = {
  path: '/said',
  summary: 'What was said: statements by type, issuer, subject and time.',
  async read({ asks }, c) {
    const filter = readSaid(c)
    return { ...(await asks.said(filter)), filter }
  },
  show: said,
}

const whoSheet: Sheet<IdentityPage | PublisherView> = {
  path: '/who/:who',
  summary: 'Somebody: an identity with its keys and words, or a namespace with its holder.',
  async read({ asks }, c) {
    const who = readWho(c)
    const after = readAfter(c)
    const found = 'identity' in who ? asks.identity(who.identity) : asks.namespace(who.namespace, after)
    const view = await found
    if (view === undefined)
      throw notFound(lastPart(c, 'who'), 'an identity or a namespace that this node knows')
    return view.kind === 'identity' || after === undefined ? view : { ...view, after }
  },
  show: (view, frame) => (view.kind === 'identity' ? identityPage(view, frame) : publisherPage(view, frame)),
}

const historySheet: Sheet<HistoryView> = {
  path: '/r/:ns/:name/history',
  summary: 'Where a name has pointed: which digest it meant when, by whom, on what statement.',
  async read({ asks }, c) {
    const ref = readRef(c)
    const after = readAfter(c)
    const view = await asks.history(ref, after)
    if (view === undefined) throw notFound(ref, 'a name that something was recorded under')
    return after === undefined ? view : { ...view, after }
  },
  show: historyPage,
}

const compareSheet: Sheet<ComparePage> = {
  path: '/r/:ns/:name/compare',
  summary: 'Two records of a name side by side: files, and what is said of them.',
  async read({ asks }, c) {
    const asked = readCompared(c)
    const view = await asks.compare(asked)
    if (view === undefined) throw notFound(asked.ref, 'a name that something was recorded under')
    return view
  },
  show: comparePage,
}

const logSheet: Sheet<LogPageView> = {
  path: '/log',
  summary: 'The log: entries newest first, the checkpoint, the key.',
  async read({ asks }, c) {
    const before = readBefore(c)
    const view = shownTo(c.var.asker.who, await asks.log(ROWS, before))
    return before === undefined ? view : { ...view, before }
  },
  show: log,
}

const importSheet = {
  path: '/imports/:id',
  summary: 'An import on its way, or what came of it.',
  async read({ asks }: Desk, c: DoorContext): Promise<ImportPage> {
    if (!mayReadHeld(c.var.asker)) needScope(c.var.asker, 'operate') // problems name places of this machine
    const view = asks.imports.get(lastPart(c, 'id'))
    if (view === undefined) throw notFound('address', 'an import of this node')
    const { result } = view
    if (result === undefined) return view
    const models = await asks.chatting.models()
    return { ...view, chats: models.filter(({ artifact, chats }) => chats && artifact === result.artifact) }
  },
  show: importPage,
}

const wellSheet: Sheet<WellView> = {
  path: '/well',
  summary: 'Whether the node is well, and what to do next; for its operator.',
  async read({ asks }, c) {
    if (!mayReadHeld(c.var.asker)) needScope(c.var.asker, 'operate') // it names folders of this machine
    return await asks.well()
  },
  show: well,
}

const toolsSheet: Sheet<ToolsPageView> = {
  path: TOOLS_ADDRESS,
  summary: 'What this machine can run, and through which tools things here are shown to run.',
  async read({ asks }, c) {
    if (!mayReadHeld(c.var.asker)) needScope(c.var.asker, 'operate') // it tells of this machine
    return await asks.tools(c.req.query('q')?.slice(0, MAX_WORDS), c.var.asker.who)
  },
  show: toolsPage,
}

const learnSheet = {
  path: '/learn',
  summary: 'What a node is, its words, its rules.',
  read: learn.read,
  show: learn.show,
}

const joinSheet: Sheet<JoinView> = {
  path: '/join',
  summary: 'What an invitation offers, and what to run.',
  read: ({ asks }, c) => join.read(asks, c),
  show: join.show,
}

function seeOther(address: string): Response {
  return new Response(null, { status: 303, headers: { Location: address } })
}

function asset(desk: Desk, { house, c }: Exchange): Promise<Response> | Response {
  const { assets } = desk
  const name = assetName(c.req.param('file') ?? '')
  if (name === undefined) {
    return refuse(desk, notFound('address', `one of ${Object.keys(assets).join(', ')}`), { house, c })
  }
  const { bytes, type, tag } = assets[name]
  const etag = `"${tag}"`
  const headers = { 'Content-Type': type, ETag: etag, 'Cache-Control': 'public, max-age=31536000, immutable' }
  if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return new Response(bytes, { headers })
}

const doorOfNode = pageDoor(nodeAsks)

/** The pages of a running node. */
export const pageRoutes: readonly Route[] = doorOfNode.routes
export const refuseAsPage = doorOfNode.refuse
