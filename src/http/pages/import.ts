// One import: where it stands, what it asks, what came of it or what stopped it. Leaving and returning finds it.

import { type Html, html, link } from '../../base/html.ts'
import type { ImportView } from '../../node/imports.ts'
import type { ChatModel } from '../../node/views/chat.ts'
import { importAddress, releaseAddress, statementAddress } from './addresses.ts'
import { chatAddress } from './chat.ts'
import { sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { artifactDigest, digest } from './parts/digest.ts'
import { act } from './parts/operator.ts'
import { isFinal, progress } from './parts/progress.ts'
import { table } from './parts/table.ts'

const REFRESH_SECONDS = 2

/** With the models that came of it and can chat. */
export type ImportPage = ImportView & { readonly chats?: readonly ChatModel[] }

export function importPage(view: ImportPage, frame: Frame): Html {
  const live = !isFinal(view.phase) && view.phase !== 'asking'
  return page(
    {
      title: `Import of ${view.ref}`,
      address: importAddress(view.id),
      ...(live ? { refreshSeconds: REFRESH_SECONDS } : {}),
    },
    frame,
    html`<p class="kind">import</p><h1><bdi>${view.ref}</bdi></h1>
<div id="progress" data-phase="${view.phase}"${live ? html` data-live="${importAddress(view.id)}.json"` : undefined}>${progress(view, frame.nowSeconds)}</div>
${stopped(view, frame)}${asked(view, frame)}${result(view)}
<div id="found">${found(view)}</div>
${live ? act(frame.who, { address: `${importAddress(view.id)}/cancel`, button: 'Cancel', quiet: 'quiet' }) : undefined}`,
  )
}

function found(view: ImportView): Html | undefined {
  const licences = view.licences ?? []
  if (view.where === undefined && view.name === undefined && licences.length === 0) return undefined
  return html`<h2>What is there</h2><dl>
${view.where === undefined ? undefined : html`<dt>Found</dt><dd><bdi>${view.where}</bdi></dd>`}
${view.name === undefined ? undefined : html`<dt>Name here</dt><dd><bdi>${view.name}</bdi></dd>`}
${view.fetchBytes === undefined ? undefined : html`<dt>To fetch</dt><dd>${sizeText(view.fetchBytes)}</dd>`}
<dt>Licence as stated</dt><dd>${licences.length === 0 ? 'nobody has stated one so far' : html`<ul>${licences.map(({ value, where }) => html`<li><bdi>${value}</bdi> <small>in <bdi>${where}</bdi></small></li>`)}</ul>`}</dd></dl>`
}

function asked(view: ImportView, frame: Frame): Html | undefined {
  if (view.phase !== 'asking') return undefined
  const size = view.fetchBytes === undefined ? 'an unknown number of bytes' : sizeText(view.fetchBytes)
  const address = importAddress(view.id)
  return html`<section class="finding"><h2>Fetch ${size}?</h2><p>Nothing is fetched before you agree.</p>
${act(frame.who, { address: `${address}/agree`, button: `Fetch ${size}` })}
${frame.who.operator ? act(frame.who, { address: `${address}/cancel`, button: 'Cancel', quiet: 'quiet' }) : undefined}</section>`
}

function stopped({ problem, ref }: ImportView, frame: Frame): Html | undefined {
  if (problem === undefined) return undefined
  return html`<section class="finding serious"><h2>What stopped it</h2><dl>
<dt>Where</dt><dd><bdi>${problem.where}</bdi></dd><dt>Expected</dt><dd><bdi>${problem.expected}</bdi></dd><dt>Found</dt><dd><bdi>${problem.found}</bdi></dd></dl>
${problem.hint === undefined ? undefined : html`<p>${problem.hint}</p>`}<p class="small">Error <code>${problem.code}</code></p></section>
${act(frame.who, { address: '/imports', button: 'Try again', fields: { ref } })}`
}

function result({ result: done, chats = [] }: ImportPage): Html | undefined {
  if (done === undefined) return undefined
  return html`${chats.map((model) => html`<p><a class="button" href="${link(chatAddress(model))}">Chat with ${chats.length === 1 ? 'it' : model.name}</a></p>`)}
<p><a class="button${chats.length === 0 ? '' : ' quiet'}" href="${link(releaseAddress(done.ref))}">Open ${done.ref}</a></p>
<p>Artifact ${artifactDigest(done.artifact)}. It is held here and not offered to others until you ask for hosting.</p>
<h2>What was written to the log</h2>
<ul>${done.statements.map((one) => html`<li><a href="${link(statementAddress(one.digest))}">${one.type}</a> <small>entry ${one.logIndex}</small></li>`)}</ul>
<h2>Files</h2>${table(
    'Files',
    [
      { name: 'File', cell: ({ path }) => html`<bdi>${path}</bdi>` },
      { name: 'Size', kind: 'number', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
      { name: 'SHA-256', cell: ({ sha256 }) => digest(sha256) },
    ],
    done.files,
  )}`
}
