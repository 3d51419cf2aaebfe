// The page of a namespace: who holds it here, by which claim and since when, with which keys; what bears it; what others
// say. That somebody holds a namespace says what its names point to, not who they are: evidence stands beside, unchecked.

import { type Html, html, link } from '../../base/html.ts'
import type { Claimant, PublisherPage } from '../../node/views/who.ts'
import { feedAddress, historyAddress, saidAddress, whoAddress, withQuery } from './addresses.ts'
import { many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { somebody, statementDigest } from './parts/digest.ts'
import { empty } from './parts/empty.ts'
import { evidence } from './parts/evidence.ts'
import { keys } from './parts/keys.ts'
import { paging } from './parts/paging.ts'
import { releaseTable } from './parts/release-table.ts'
import { trail } from './parts/trail.ts'
import { day } from './parts/when.ts'

export type PublisherView = PublisherPage & { readonly after?: string }

export function publisherPage(view: PublisherView, frame: Frame): Html {
  const { namespace, after, next } = view
  const address = whoAddress(namespace)
  const first = after === undefined ? {} : { first: address }
  const more = next === undefined ? {} : { next: withQuery(address, { after: next }) }
  return page(
    {
      title: `${namespace}, namespace`,
      address: withQuery(address, { after }),
      feed: { address: feedAddress(address), title: namespace },
    },
    frame,
    html`<p class="kind">namespace</p><h1><bdi>${namespace}</bdi></h1>
<p>${sentence(view)}</p>
${held(view)}
${contested(view)}
<h2>Releases and observations</h2>
${view.releases.length === 0 ? empty('Nothing bears this namespace here yet.') : releaseTable(view.releases, ({ ref }) => historyAddress(ref))}
${paging({ ...first, ...more })}
<h2>What others said</h2>
${view.saidOfThem.length === 0 ? empty('Nobody else has said anything about these releases.') : trail(view.saidOfThem)}`,
  )
}

function sentence({ holder, namespace, releases }: PublisherView): Html {
  if (holder === undefined) {
    const observed =
      releases.length === 0 ? '' : ' What bears it was found elsewhere and recorded under this name.'
    return html`Nobody holds this namespace on this node, so each of its names points to the newest record of it.${observed}`
  }
  return html`Held on this node by ${somebody(holder.identity, holder.name)} since ${day(holder.time)}: their document ${statementDigest(holder.statement)} was the first in force to claim it. A name such as <bdi>${namespace}/…</bdi> points to what they released; what others say of it is shown as theirs.`
}

function held({ holder, keys: list }: PublisherView): Html | undefined {
  if (holder === undefined) return undefined
  return html`${holder.evidence.length === 0 ? undefined : html`<h2>What they point to</h2>${evidence(holder.evidence)}`}
<h2>Keys</h2><p><a href="${link(whoAddress(holder.identity))}">Their page</a> tells how these keys came about, and <a href="${link(saidAddress({ issuer: holder.identity }))}">everything they said</a>.</p>${keys(list)}`
}

function contested({ others }: PublisherView): Html | undefined {
  if (others.length === 0) return undefined
  return html`<section class="finding"><h2>${many(others.length, 'other identity claims', 'other identities claim')} this namespace</h2>
<p>A claim of what another holds has no effect here. The first claim in force counts, until its holder drops it or a decision of this node releases it.</p>
<ul>${others.map(other)}</ul></section>`
}

function other({ identity, name, statement, time }: Claimant): Html {
  return html`<li>${somebody(identity, name)}, since ${day(time)}, in ${statementDigest(statement)}</li>`
}
