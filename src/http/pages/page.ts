// The frame around every page: masthead, search, main, foot. A page is complete without script; the script only adds
// comfort. Source: design/README.md rules 1, 11; DESIGN 11 (nothing from elsewhere).

import { type Html, html, link, type Value } from '../../base/html.ts'
import { seconds } from '../../base/time.ts'
import type { Who } from '../../node/access.ts'
import type { NodeView } from '../../node/views/statement.ts'
import { feedAddress, twinAddress } from './addresses.ts'
import type { Assets } from './assets.ts'
import { ageText, countText } from './figures.ts'
import { identity } from './parts/digest.ts'
import { mark } from './parts/mark.ts'

/** What the head and foot of every page say of the node; nothing here is counted. */
export type NodeFoot = Pick<NodeView, 'name' | 'version' | 'identity' | 'log'>

/** What is offered to whom: a link that would be refused is not shown. */
export type May = {
  readonly ask: boolean // a model
  readonly readHeld: boolean // what is held and not hosted, and what is told of this machine
}

/** What every page needs to know of its surroundings. */
export type Frame = {
  readonly node: NodeFoot
  readonly who: Who
  readonly may: May
  readonly origin: string // http://127.0.0.1:8500, as the browser sees the node
  readonly nowSeconds: number
  readonly assets: Assets
}

export type Part = 'releases' | 'chat' | 'tools' | 'log' | 'learn' | 'publish'

export type Sheet = {
  readonly title: string
  readonly address: string // own path and query
  readonly part?: Part
  readonly words?: string // what was searched for
  readonly refreshSeconds?: number // without script the page comes again by itself
  readonly script?: 'chat.js' // comfort of this page alone
  readonly twin?: 'none' // problems have no page of their own
  readonly feed?: { readonly address: string; readonly title: string } // beside the node's own
}

const NAV: readonly { readonly part: Part; readonly address: string; readonly name: string }[] = [
  { part: 'releases', address: '/releases', name: 'Releases' },
  { part: 'chat', address: '/chat', name: 'Chat' },
  { part: 'tools', address: '/tools', name: 'Tools' },
  { part: 'log', address: '/log', name: 'Log' },
  { part: 'learn', address: '/learn', name: 'Learn' },
  { part: 'publish', address: '/publish', name: 'Publish' },
]

export function page(sheet: Sheet, frame: Frame, body: Value): Html {
  const twin = sheet.twin === 'none' ? undefined : twinAddress(sheet.address)
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${sheet.title} · ${frame.node.name}</title>
<link rel="stylesheet" href="${link(frame.assets['style.css'].address)}">
<link rel="icon" type="image/svg+xml" href="${link(frame.assets['mark.svg'].address)}">
${twin === undefined ? undefined : html`<link rel="alternate" type="application/json" href="${link(twin)}">`}
${feeds(sheet, frame)}
${['comfort.js' as const, ...(sheet.script === undefined ? [] : [sheet.script])].map(
  (name) => html`<script type="module" src="${link(frame.assets[name].address)}"></script>`,
)}
${refresh(sheet.refreshSeconds)}</head>
<body><a class="skip" href="#main">Skip to content</a>
${masthead(sheet, frame)}
<main id="main" tabindex="-1">
${body}
</main>
${foot(frame, twin)}
</body></html>
`
}

/** Readers of feeds find the page's own first, then the node's. */
function feeds({ feed }: Sheet, { node }: Frame): Html {
  const all = [...(feed === undefined ? [] : [feed]), { address: feedAddress(), title: node.name }]
  return html`${all.map(
    ({ address, title }) =>
      html`<link rel="alternate" type="application/atom+xml" title="${title}" href="${link(address)}">`,
  )}`
}

/** Whoever has a session sees whose it is, and can leave. */
function session(who: Who): Html | undefined {
  if (who.scopes.length === 0) return undefined
  const whose = who.operator ? 'the operator’s session' : html`the session of <bdi>${who.name}</bdi>`
  const well = who.operator ? html`<a href="/well">Is my node well?</a>` : undefined
  return html`${well}<form class="leave" method="post" action="/session/close"><button class="quiet">End ${whose}</button></form>`
}

function mayPublish({ operator, scopes }: Who): boolean {
  return operator || scopes.some((scope) => scope.startsWith('publish:'))
}

function refresh(everySeconds: number | undefined): Html | undefined {
  if (everySeconds === undefined) return undefined
  return html`<noscript><meta http-equiv="refresh" content="${everySeconds}"></noscript>`
}

function isOffered(part: Part, { who, may }: Frame): boolean {
  switch (part) {
    case 'chat':
      return may.ask
    case 'tools':
      return may.readHeld
    case 'publish':
      return mayPublish(who)
    default:
      return true
  }
}

function masthead(sheet: Sheet, frame: Frame): Html {
  const nav = NAV.filter(({ part }) => isOffered(part, frame)).map(({ part, address, name }) =>
    part === sheet.part
      ? html`<a href="${link(address)}" aria-current="page">${name}</a>`
      : html`<a href="${link(address)}">${name}</a>`,
  )
  return html`<header class="masthead"><a class="name" href="/">${mark()} <bdi>${frame.node.name}</bdi></a>
<nav aria-label="Main">${nav}</nav>
<form role="search" action="/releases"><label class="unseen" for="q">Search releases</label>
<input id="q" name="q" type="search" placeholder="Name, digest or word" value="${sheet.words ?? ''}" maxlength="200">
<button class="quiet">Search</button></form></header>`
}

function foot(frame: Frame, twin: string | undefined): Html {
  const { node } = frame
  const age = ageText(frame.nowSeconds - seconds(node.log.time))
  return html`<footer class="foot"><span>Node ${identity(node.identity)}</span>
<span><a href="/log">Log size ${countText(node.log.size)}</a> · ${node.log.size === 0 ? 'no entry yet' : html`last entry ${age}`}</span>
${twin === undefined ? undefined : html`<a href="${link(twin)}">This page as JSON</a>`}
<span>owc ${node.version}</span>${session(frame.who)}</footer>`
}
