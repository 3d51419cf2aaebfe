// Observation: what an importer found, where, value by value with its place. Nothing is claimed for the publisher, so
// values that disagree stand side by side.

import { type Html, html, link } from '../../../base/html.ts'
import { Observation } from '../../../commons/releases/statements.ts'
import { releaseAddress } from '../addresses.ts'
import { countText, many, sizeText } from '../figures.ts'
import { digest } from '../parts/digest.ts'
import { bullets, fields, named } from '../parts/fields.ts'
import { hazards as hazardList } from '../parts/hazards.ts'
import { fileTable, objectTable } from './file-table.ts'
import { form } from './form.ts'

type Body = Observation

export const observation = form(Observation, (body, view) => {
  const { name, display, version, where, fileCount, sizeBytes, files, objects, hazards, moreFiles } = body
  const artifact = view.subjects[0]?.digest
  const address =
    artifact === undefined ? releaseAddress(name) : releaseAddress(name, { version: null, digest: artifact })
  const at = version === undefined ? undefined : html` at version <bdi>${version}</bdi>`
  const place = where === undefined ? undefined : html` in <bdi>${where}</bdi>`
  const rest =
    moreFiles === undefined ? undefined : html`<p>The whole list of files is ${named(moreFiles)}.</p>`
  return html`<p>Found <a href="${link(address)}"><bdi>${display ?? name}</bdi></a>${at}${place}: ${many(fileCount, 'file', 'files')}, ${sizeText(sizeBytes)}. It says what was found and claims nothing for the publisher.</p>
${fields([
  [
    'Where',
    bullets(Object.entries(body.found).map(([key, value]) => html`<bdi>${key}</bdi>: ${named(value)}`)),
  ],
  ['Commit there', body.commit && html`<code class="whole">${body.commit}</code>`],
  ['Weights root', body.tensorRoot === undefined ? undefined : digest(body.tensorRoot)],
])}
<h3>Files</h3>${fileTable(files)}${rest}
${objects.length === 0 ? undefined : html`<h3>What can be loaded</h3>${objectTable(objects)}`}
${values('Read from the files', read(body))}
${values(
  'Said beside the files',
  body.said.map(({ key, value, where: at }) => ({ key, value, place: at })),
)}
${hazards.length === 0 ? undefined : html`<h3>Hazards</h3>${hazardList(hazards.map(({ path, ...one }) => ({ ...one, ...(path !== undefined && { path }) })))}`}`
})

function read({ read: list }: Body): readonly Line[] {
  return list.map(({ key, value, file, offset }) => ({
    key,
    value,
    place: `${file}, byte ${countText(offset)}`,
  }))
}

type Line = { readonly key: string; readonly value: string; readonly place: string }

const MOST = 40
const LONGEST = 600

function values(title: string, list: readonly Line[]): Html | undefined {
  if (list.length === 0) return undefined
  const rest = list.slice(MOST)
  return html`<h3>${title}</h3>${lines(list.slice(0, MOST))}
${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'more value', 'more values')}</summary>${lines(rest)}</details>`}`
}

function lines(list: readonly Line[]): Html {
  return html`<dl class="stated">${list.map(({ key, value, place }) => html`<div><dt><bdi>${key}</bdi></dt><dd><bdi>${value.length > LONGEST ? `${value.slice(0, LONGEST).toWellFormed()} …` : value}</bdi> <small>in <bdi>${place}</bdi></small></dd></div>`)}</dl>`
}
