// The list of licences: what each allows in a sentence, and by which words releases here name it.

import { type Html, html, link } from '../../base/html.ts'
import { VERDICT_WORDS } from '../../commons/standard/licences/fact.ts'
import type { LicenceRow, LicencesPage } from '../../node/views/licences.ts'
import { licenceAddress } from './addresses.ts'
import { countText, many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { type Column, table } from './parts/table.ts'
import { releasesAddress } from './releases.ts'

export function licencesPage(view: LicencesPage, frame: Frame): Html {
  const { licences, unknown, list, texts } = view
  const here = licences.filter(({ stated }) => stated.length > 0)
  const others = licences.filter(({ stated }) => stated.length === 0)
  const free = others.filter(({ verdict }) => verdict !== 'restricted')
  const limited = others.filter(({ verdict }) => verdict === 'restricted')
  return page(
    { title: 'Licences', address: '/licences', part: 'learn' },
    frame,
    html`<h1>Licences</h1>
<p>${here.length === 0 ? 'No release here names a licence that is known.' : html`Releases here name ${many(here.length, 'licence that is known', 'licences that are known')}.`} What each asks of whom stands on its page, with where that was read. Not legal advice.</p>
${here.length === 0 ? undefined : html`<h2>Named here</h2>${table('Licences that releases here name', [...PLAIN, HERE], here)}`}
${unknown.length === 0 ? undefined : html`<h2>Words that name none</h2><p>As releases here state them: a family, another language, a licence that this node does not know. Nothing is guessed from them.</p>${stated(unknown)}`}
<h2>Others that are known</h2>
${folded('without a known limit of use', free)}${folded('with limits', limited)}
<h2>How a licence is recognised</h2>
<p>By its whole text, not by likeness: spacing, capitals and copyright notices aside, every word has to be the same. ${countText(texts)} texts are known so, by their digests, from ${list.name} ${list.version}, scancode-toolkit 32.5.0 and makers of models. A text that matches none is named by its own digest and shown with what differs from the nearest.</p>`,
  )
}

function folded(which: string, licences: readonly LicenceRow[]): Html {
  return html`<details><summary>${many(licences.length, 'licence', 'licences')} ${which}</summary>${table(`Licences ${which}`, PLAIN, licences)}</details>`
}

const PLAIN: readonly Column<LicenceRow>[] = [
  {
    name: 'Licence',
    cell: ({ id, name }) =>
      html`<a href="${link(licenceAddress(id))}"><bdi>${id}</bdi></a><br><small><bdi>${name}</bdi></small>`,
  },
  { name: 'In a sentence', cell: ({ says }) => says },
  { name: 'For the frameworks', cell: ({ verdict }) => VERDICT_WORDS[verdict] },
]
const HERE: Column<LicenceRow> = { name: 'Releases here', cell: ({ stated: words }) => asStated(words) }

function asStated(words: readonly string[]): Html {
  return html`${words.map((one, at) => html`${at === 0 ? undefined : ', '}<a href="${link(releasesAddress({ licence: one }))}"><bdi>${one}</bdi></a>`)}`
}

function stated(words: readonly string[]): Html {
  return table(
    'Words that name no known licence',
    [{ name: 'As stated', cell: (one) => asStated([one]) }],
    words,
  )
}
