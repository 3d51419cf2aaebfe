// The page of a licence: what it allows, asks and forbids, of whom; what flows down to derivatives; what ends it and who
// may change it; by which texts it is known; which releases here name it. Our words stand beside the text's own.

import { type Html, html, link } from '../../base/html.ts'
import { type LicenceFacts, type Source, VERDICT_WORDS } from '../../commons/standard/licences/fact.ts'
import type { LicencePage } from '../../node/views/licences.ts'
import { historyAddress, licenceAddress } from './addresses.ts'
import { type Frame, page } from './page.ts'
import { byPerson } from './parts/duties.ts'
import { empty } from './parts/empty.ts'
import { releaseTable } from './parts/release-table.ts'
import { table } from './parts/table.ts'
import { releasesAddress } from './releases.ts'

export function licencePage(view: LicencePage, frame: Frame): Html {
  const { id, name, facts, says } = view
  return page(
    { title: id, address: licenceAddress(id), part: 'learn' },
    frame,
    html`<p class="kind">licence · <a href="/licences">all licences</a></p><h1><bdi>${id}</bdi></h1>
${name === id ? undefined : html`<p><bdi>${name}</bdi></p>`}
<p>${says} ${standing(view)} Not legal advice: its text decides.</p>
${facts === undefined ? undefined : recorded(view, facts)}
<h2>Its text</h2>${texts(view)}
<h2>Releases here that name it</h2>${releases(view)}`,
  )
}

function standing({ verdict, listed, list, factsOf, id, joined }: LicencePage): Html {
  const inList =
    listed === undefined
      ? undefined
      : html` In ${list.name} ${list.version}: ${listed.osi ? 'approved' : 'not approved'} by the Open Source Initiative${listed.fsf ? ', called free by the Free Software Foundation' : undefined}.`
  const other =
    factsOf === undefined
      ? undefined
      : html` It has the same text as ${named(factsOf)}, whose facts these are.`
  const own = id.startsWith('LicenseRef-sha256-')
    ? html` This is the name of a text that matches no licence known here; the release that has it shows where it differs from the nearest.`
    : undefined
  return html`For the frameworks: ${VERDICT_WORDS[verdict]}.${inList}${other}${own}${joined === undefined ? undefined : html` It joins several: ${joined.map((one, at) => html`${at === 0 ? undefined : ', '}${named(one)}`)}.`}`
}

function recorded({ duties }: LicencePage, facts: LicenceFacts): Html {
  const { flow, ends, mayChange, policies, law, note, source } = facts
  return html`<h2>What it asks of whom</h2>${duties === undefined ? undefined : byPerson(duties)}
<h2>What flows down</h2>
<p>${flow.says}${clause(flow.clause)} ${DISTILLED[String(flow.distillation)]}</p>
<h2>What ends it</h2>
${ends.length === 0 ? html`<p>Nothing is recorded that ends it.</p>` : html`<ul>${ends.map((one) => html`<li>${one.says}</li>`)}</ul>`}
<h2>Who may change it</h2>
<p>${mayChange.says}</p>
${policies.length === 0 ? undefined : html`<p>Rules that belong to it by their address only:</p><ul>${policies.map((one) => html`<li><a href="${link(one.url)}" rel="noreferrer">${one.name}</a>. ${one.says}</li>`)}</ul>`}
${law === undefined ? undefined : html`<p>Law that it names: ${law}.</p>`}
${note === undefined ? undefined : html`<p>${note}</p>`}
<p class="small">${readIn(source)}</p>`
}

function named(id: string): Html {
  return html`<a href="${link(licenceAddress(id))}"><bdi>${id}</bdi></a>`
}

const DISTILLED: Readonly<Record<string, string>> = {
  true: 'A model trained on its outputs to perform like it counts as a derivative.',
  naming:
    'A model trained on its outputs is no derivative, and still has to be named after it or show its words.',
  false: 'Nothing is recorded that makes a model trained on its outputs a derivative.',
}

const READ: Readonly<Record<Source['kind'], string>> = {
  list: 'Read in the text of',
  text: 'Read in the text of',
  publisher: 'Read in the text of its publisher:',
  secondary: 'Not read in its text, but in',
  memory: 'Not read in its text; from',
}

function readIn({ kind, where, on }: Source): Html {
  return html`${READ[kind]} ${where}, ${on}.`
}

function clause(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html` <small>${text}</small>`
}

const FROM: Readonly<Record<LicencePage['texts'][number]['from'], string>> = {
  'spdx-license-list': 'spdx-license-list 6.12.0',
  'scancode-toolkit': 'scancode-toolkit 32.5.0',
  publisher: 'its publisher',
}

function texts({ texts: list, alike }: LicencePage): Html {
  if (list.length === 0) return empty('No text of it is known here, so a file cannot be recognised as it.')
  return html`<p>A file is this licence when its words are these, whatever their spacing, capitals and copyright notices.${alike.length === 0 ? undefined : html` The same text is that of ${alike.map((one, at) => html`${at === 0 ? undefined : ', '}${named(one)}`)}.`}</p>
${table(
  'Known texts',
  [
    {
      name: 'SHA-256 of its words',
      cell: ({ sha256 }) => html`<code class="whole" data-copy>${sha256}</code>`,
    },
    { name: 'Edition', cell: ({ edition }) => edition },
    { name: 'From', cell: ({ from }) => FROM[from] },
  ],
  list,
)}`
}

function releases({ releases: groups }: LicencePage): Html {
  if (groups.length === 0) return empty('No release here names it.')
  return html`${groups.map(
    ({ words, rows, more }) =>
      html`<h3>As <q><bdi>${words}</bdi></q></h3>${releaseTable(rows, ({ ref }) => historyAddress(ref))}${more ? html`<p><a href="${link(releasesAddress({ licence: words }))}">All that name it so</a></p>` : undefined}`,
  )}`
}
