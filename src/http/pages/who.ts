// The page of an identity: whether it can speak now, with which keys, how that came about, and what it said. A name is
// what somebody calls themselves; the identity beside it is what signatures prove.

import { type Html, html, link } from '../../base/html.ts'
import type { IdentityPage } from '../../node/views/who.ts'
import { feedAddress, historyAddress, saidAddress, whoAddress } from './addresses.ts'
import { many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { identityFace, statementDigest } from './parts/digest.ts'
import { documents } from './parts/documents.ts'
import { empty } from './parts/empty.ts'
import { evidence } from './parts/evidence.ts'
import { select } from './parts/filters.ts'
import { keys } from './parts/keys.ts'
import { releaseTable } from './parts/release-table.ts'
import { largeSeal } from './parts/seal.ts'
import { trail } from './parts/trail.ts'
import { day } from './parts/when.ts'

export function identityPage(view: IdentityPage, frame: Frame): Html {
  const address = whoAddress(view.identity)
  return page(
    { title: `${view.name}, identity`, address, feed: { address: feedAddress(address), title: view.name } },
    frame,
    html`<div class="object">${largeSeal(identityFace(view.identity))}<div><p class="kind">identity · ${view.kinds.join(', ')}</p>
<h1><bdi>${view.name}</bdi></h1><p><code class="whole" data-copy>${view.identity}</code></p></div></div>
<p>${sentence(view)}</p>
${trouble(view)}
<h2>Keys</h2>${speaking(view)}
${keys(view.keys)}
${recovery(view)}
${namespaces(view)}
${view.evidence.length === 0 ? undefined : html`<h2>What they point to</h2>${evidence(view.evidence)}`}
<h2>How it came about</h2>${chain(view)}
<h2>Releases and observations</h2>${records(view)}
<h2>What they said</h2>${spoke(view)}
<h2>What others said of it</h2>
${view.saidOfThem.length === 0 ? empty('Nobody else has answered, or added to what they said.') : trail(view.saidOfThem)}`,
  )
}

function sentence(view: IdentityPage): Html {
  const who = view.isNode ? html`<strong>This node itself.</strong> ` : undefined
  const home = view.ownLog
    ? html`Its home is the log of this node.`
    : html`Its home is the log <bdi>${view.homeLog}</bdi>; that log’s order decides, this node knows what it has seen of it.`
  const since = view.since === undefined ? undefined : html` in force since ${day(view.since)},`
  return html`${who}${home} Document ${view.seq}, ${statementDigest(view.statement)},${since} says what stands below. The name is what they call themselves; the digits are what signatures prove.`
}

function trouble({ state, frozenBy }: IdentityPage): Html | undefined {
  if (state === 'frozen')
    return html`<section class="finding serious"><h2>This identity is frozen</h2>
<p>Its keys signed two different documents of the same number, so nobody can say which one is meant. From there on nothing it says counts. What it said before stands.</p>
<ul>${frozenBy.map((one) => html`<li>${statementDigest(one)}</li>`)}</ul></section>`
  if (state === 'too few keys')
    return html`<section class="finding"><h2>It cannot speak now</h2><p>Fewer of its keys may sign than it needs signatures. What it said before stands; a document signed by its recovery keys can give it new ones.</p></section>`
  return undefined
}

function speaking({ threshold, keys: list }: IdentityPage): Html {
  const may = list.filter(({ maySign }) => maySign).length
  return html`<p>${many(may, 'key may', 'keys may')} sign for it now; ${threshold === 1 ? 'one signature is enough' : `${threshold} signatures are needed`}.</p>`
}

function recovery({ recovery: rule }: IdentityPage): Html {
  if (rule === undefined)
    return html`<p>No recovery key was made in advance: if its keys are lost, it cannot speak again.</p>`
  const days =
    rule.delayHours % 24 === 0 ? many(rule.delayHours / 24, 'day', 'days') : `${rule.delayHours} hours`
  return html`<p>If keys are lost, ${rule.threshold === 1 ? 'one recovery key' : `${rule.threshold} recovery keys`} can name new ones. That takes effect after ${days}, unless the present keys object in that time by a document of their own.</p>`
}

function namespaces({ namespaces: list }: IdentityPage): Html | undefined {
  if (list.length === 0) return undefined
  return html`<h2>Namespaces</h2><ul>${list.map(({ namespace, held, holder }) => {
    const name = html`<a href="${link(whoAddress(namespace))}"><bdi>${namespace}</bdi></a>`
    if (held) return html`<li>${name}, held here by this identity</li>`
    if (holder === undefined) return html`<li>${name}, claimed; nobody holds it here</li>`
    return html`<li>${name}, claimed; <a href="${link(whoAddress(holder.identity))}"><bdi>${holder.name ?? holder.identity}</bdi></a> holds it here</li>`
  })}</ul>`
}

function chain({ documents: list, olderDocuments }: IdentityPage): Html {
  const older =
    olderDocuments === 0
      ? undefined
      : html`<p>${many(olderDocuments, 'older document is', 'older documents are')} in <a href="/log">the log</a>.</p>`
  return html`<p>Each document names the one before it and is signed by its keys, so the chain from the first one, whose digest is the identity, can be checked by anyone.</p>
${documents(list)}${older}`
}

function records({ releases, moreReleases, identity }: IdentityPage): Html {
  if (releases.length === 0) return empty('It has recorded no release and no observation here.')
  const all = (type: string, words: string) =>
    html`<a href="${link(saidAddress({ issuer: identity, type }))}">${words}</a>`
  const more = moreReleases
    ? html`<p>The newest are shown. All: ${all('owc:release/v1', 'releases')}, ${all('owc:observation/v1', 'observations')}.</p>`
    : undefined
  return html`${releaseTable(releases, ({ ref }) => historyAddress(ref))}${more}`
}

function spoke(view: IdentityPage): Html {
  const { said, moreSaid, identity } = view
  if (said.length === 0) return empty('Nothing that this node knows.')
  const all = html`<p><a href="${link(saidAddress({ issuer: identity }))}">Everything it said</a></p>`
  return html`${siftBy(view)}${trail(said)}${moreSaid ? all : undefined}`
}

/** Leads to the list of all statements, with this issuer filled in. */
function siftBy({ identity, types }: IdentityPage): Html {
  const options = types.map(({ type, title }) => [type, title] as const)
  return html`<form class="filters" action="/said" aria-label="Filter what they said"><input type="hidden" name="issuer" value="${identity}">
${select({ name: 'type', label: 'Kind', now: undefined, options })}
<label class="wide">About <input name="about" maxlength="2000" placeholder="namespace/name or digest" autocapitalize="none" spellcheck="false"></label>
<label>From <input name="from" type="date"></label>
<label>Until <input name="until" type="date"></label>
<button>Show</button></form>`
}
