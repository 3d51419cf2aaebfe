// A release in the forms that others use: each form to be taken away, with what it cannot carry and what nobody stated.
// Nothing is filled in to make a form look whole.

import { type Html, html, link } from '../../base/html.ts'
import type { ExportsPage, FormView, Told } from '../../node/views/export.ts'
import { exportAddress, exportsAddress, releaseAddress } from './addresses.ts'
import { many } from './figures.ts'
import { type Frame, page } from './page.ts'

export function exportsPage(view: ExportsPage, frame: Frame): Html {
  const { ref, display, forms, withdrawn } = view
  return page(
    { title: `${display}, in other forms`, address: exportsAddress(ref), part: 'releases' },
    frame,
    html`<p class="kind">a release in other forms</p><h1><bdi>${display}</bdi></h1>
<p>The record in forms that others use. A form has places for some of it only: what it leaves out, and what it asks for and nobody stated, stands beside it. Nothing is filled in.</p>
${withdrawn === undefined ? undefined : html`<p><strong><bdi>${withdrawn}</bdi></strong></p>`}
<p><a href="${link(releaseAddress(ref))}">The release</a></p>
${forms.map((form) => formPart(ref, form))}`,
  )
}

function formPart(ref: string, { form, title, version, file, gaps, notCarried }: FormView): Html {
  return html`<h2 id="${form}">${title}</h2>
<p><a href="${link(exportAddress(ref, form))}">${file}</a>, ${version}</p>
${told('Not carried', notCarried)}${told('Not stated', gaps)}`
}

function told(head: string, all: readonly Told[]): Html | undefined {
  if (all.length === 0) return undefined
  return html`<details><summary>${head}: ${many(all.length, 'line', 'lines')}</summary><ul>${all.map(({ says }) => html`<li><bdi>${says}</bdi></li>`)}</ul></details>`
}
