// The licences that a release bears: whether their texts stand in the files, word for word, and what each asks of whom,
// in our words with the licence's own beside them. Which one governs the weights is said with its reason; never advice.

import { type Html, html, link } from '../../../base/html.ts'
import type { Difference } from '../../../commons/standard/licences/diff.ts'
import { PEOPLE, PERSON_WORDS } from '../../../commons/standard/licences/fact.ts'
import type { BorneLicence, LicencePlace, LicencesView } from '../../../commons/standard/licences/of.ts'
import { licenceAddress } from '../addresses.ts'
import { many } from '../figures.ts'
import type { Example } from './example.ts'

type Duty = NonNullable<BorneLicence['duties']>['user'][number]

export function duties({ weights, licences, places, mislabelled }: LicencesView): Html {
  const texts = places.filter(({ text }) => text !== undefined)
  return html`<p>${weights.id === undefined ? 'Which licence the weights have is not known.' : html`Licence of the weights: ${named(weights.id)}.`} <bdi>${weights.because}</bdi></p>
${mislabelled.map(
  ({ label, text }) =>
    html`<section class="finding serious"><h3>A label and its text differ</h3><p><bdi>${label.where}</bdi> says <bdi>${label.said ?? label.id}</bdi>; the text in <bdi>${text.where}</bdi> is another.</p></section>`,
)}
${texts.length === 0 ? undefined : html`<ul>${texts.map(textOf)}</ul>`}
${licences.map(borne)}`
}

function named(id: string): Html {
  return html`<a href="${link(licenceAddress(id))}"><bdi>${id}</bdi></a>`
}

function textOf({ where, text }: LicencePlace): Html | undefined {
  if (text === undefined) return undefined
  const { exact, id, nearest, unreadable } = text.identified
  if (exact) return html`<li><bdi>${where}</bdi> is the text of ${named(id)}, word for word.</li>`
  if (unreadable !== undefined)
    return html`<li><bdi>${where}</bdi> could not be read as a text (${unreadable}).</li>`
  const near =
    nearest === undefined
      ? undefined
      : html` The nearest known text is that of ${named(nearest.id)}; being near does not make it that licence.<details><summary>Where it differs</summary><ul>${nearest.differences.map((one) => html`<li>after <q><bdi>${one.after}</bdi></q>: ${differing(one)}</li>`)}</ul></details>`
  return html`<li><bdi>${where}</bdi> is the text of no licence that is known here (<bdi>${id}</bdi>).${near}</li>`
}

function differing({ added, addedWords, missingWords }: Difference): Html {
  const more =
    addedWords === 0 ? undefined : html`${many(addedWords, 'word', 'words')} more, <q><bdi>${added}</bdi></q>`
  const less = missingWords === 0 ? undefined : html`${many(missingWords, 'word', 'words')} of it missing`
  return html`${more}${more !== undefined && less !== undefined ? '; ' : undefined}${less}`
}

function borne({ id, name, text, duties: asked }: BorneLicence): Html | undefined {
  if (asked === undefined) return undefined
  const missing =
    text === 'exact' ? undefined : html` <small>Its text is not among the files that were read.</small>`
  return html`<details><summary>What <bdi>${name}</bdi> asks, in words</summary>${missing}
${byPerson(asked)}
<p class="small">${named(id)}: where this was read, what ends it, who may change it.</p></details>`
}

/** What is asked of each person, one after another. */
export function byPerson(asked: NonNullable<BorneLicence['duties']>): Html {
  const rows = [
    { who: 'Everybody', asks: asked.everybody, none: 'No limit of use is known.' },
    ...PEOPLE.map((person) => ({
      who: PERSON_WORDS[person],
      asks: asked[person],
      none: 'Nothing more is recorded.',
    })),
  ]
  return html`<dl class="stated">${rows.map(({ who, asks, none }) => html`<div><dt>${who}</dt><dd>${asks.length === 0 ? none : html`<ul>${asks.map(duty)}</ul>`}</dd></div>`)}</dl>`
}

function duty({ says, quote, clause }: Duty): Html {
  const words = quote === undefined ? undefined : html` <q><bdi>${quote}</bdi></q>`
  return html`<li>${says}${words}${clause === undefined ? undefined : html` <small>${clause}</small>`}</li>`
}

export function examples(): readonly Example[] {
  const hostile = '<b>"\u202e'
  const place: LicencePlace = { where: hostile, kind: 'card', said: hostile, id: 'MIT' }
  return [
    {
      name: 'hostile',
      html: duties({
        list: { name: 'spdx-license-list', version: '6.12.0' },
        places: [place],
        licences: [
          {
            id: 'MIT',
            name: hostile,
            verdict: 'osi',
            stated: true,
            text: 'absent',
            duties: {
              everybody: [],
              user: [],
              redistributor: [{ says: 'Keep the notice.', quote: hostile, clause: '1' }],
              deriver: [],
              provider: [],
            },
          },
        ],
        weights: { id: 'MIT', verdict: 'osi', from: place, because: hostile },
        mislabelled: [{ label: place, text: place }],
      }),
    },
  ]
}
