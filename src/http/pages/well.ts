// Is my node well? The answer in a sentence, then what wants a look, each with what to do next, then what is in order.
// Only for whoever operates the node: it names folders of its machine.

import { type Html, html } from '../../base/html.ts'
import type { WellPoint, WellView } from '../../node/well.ts'
import { momentText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { command } from './parts/command.ts'

const TITLE = 'Is my node well?'

export function well(view: WellView, frame: Frame): Html {
  const wanted = view.points.filter(({ state }) => state !== 'good')
  const good = view.points.filter(({ state }) => state === 'good')
  const doing = wanted.length === 0 ? undefined : html`<h2>What to do next</h2>${wanted.map(want)}`
  const order =
    good.length === 0
      ? undefined
      : html`<h2>In order</h2><dl class="facts">${good.map(
          ({ title, says }) => html`<dt>${title}</dt><dd>${says}</dd>`,
        )}</dl>`
  return page(
    { title: TITLE, address: '/well' },
    frame,
    html`<h1>${TITLE}</h1>
<p>${view.sentence}</p>
${doing}
${order}
<p><small>As of ${momentText(view.asOf)}. In a terminal <code>owc status</code> says the same; programs ask <a href="/readyz">/readyz</a> and <a href="/metrics">/metrics</a>.</small></p>`,
  )
}

function want({ title, state, says, next, command: line }: WellPoint): Html {
  const kind = state === 'bad' ? 'finding serious' : 'finding'
  const word = state === 'bad' ? 'does not work' : 'wants a look'
  return html`<section class="${kind}"><h3>${title}: ${word}</h3><p>${says}</p>
${next === undefined ? undefined : html`<p>${next}</p>`}
${line === undefined ? undefined : command(`npx ${line}`, `${title}: what to run`)}</section>`
}
