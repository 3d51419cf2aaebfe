// What was found in the bytes: the rule, the sentence, the place. Danger and refusal differ from notes by words and by
// line, colour only helps. Nobody is accused of anything: a hazard is a fact about bytes.

import { type Html, html } from '../../../base/html.ts'
import type { Hazard, Verdict } from '../../../weights/inspection.ts'
import { countText, many } from '../figures.ts'
import type { Example } from './example.ts'

type Found = Hazard & { readonly file: string }

/** Title, and what it means for somebody who wants to load the file (weight-formats 7). */
export const VERDICTS: Readonly<Record<Verdict, { readonly title: string; readonly meaning: string }>> = {
  D: { title: 'Dangerous', meaning: 'Loading it can run, hide or leak something.' },
  I: { title: 'Not valid', meaning: 'The format forbids it; readers should refuse the file.' },
  A: { title: 'Ambiguous', meaning: 'Readers disagree about what the file holds.' },
  N: { title: 'Not portable', meaning: 'Some readers load it, others refuse it.' },
  note: { title: 'Worth knowing', meaning: 'Nothing is wrong with the bytes.' },
}

const ORDER: readonly Verdict[] = ['D', 'I', 'A', 'N', 'note']
const MOST = { grave: 12, other: 4 } // of one verdict shown open; the rest stand under <details>

/** All hazards of an artifact, gravest first, one section a verdict. */
export function hazards(all: readonly Found[]): Html {
  const groups = ORDER.map((verdict) => all.filter((one) => one.verdict === verdict))
  return html`${groups.map(ofVerdict)}`
}

function ofVerdict(group: readonly Found[]): Html | undefined {
  const first = group[0]
  if (first === undefined) return undefined
  const { title, meaning } = VERDICTS[first.verdict]
  const isGrave = first.verdict === 'D' || first.verdict === 'I'
  const kind = isGrave ? 'finding serious' : 'finding'
  const most = isGrave ? MOST.grave : MOST.other
  const rest = group.slice(most)
  return html`<section class="${first.verdict === 'note' ? 'finding note' : kind}"><h3>${title}</h3><p>${meaning}</p>
<ul>${group.slice(0, most).map(place)}</ul>
${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'more place', 'more places')}</summary><ul>${rest.map(place)}</ul></details>`}</section>`
}

function place(hazard: Found): Html {
  const at = hazard.path === undefined ? undefined : html`, <code><bdi>${hazard.path}</bdi></code>`
  return html`<li>${hazard.message} <small><code><bdi>${hazard.file}</bdi></code>, byte ${countText(hazard.offset)}${at} · rule <code>${hazard.rule}</code></small></li>`
}

export function examples(): readonly Example[] {
  const hazard = (verdict: Verdict, more: Partial<Found> = {}): Found => ({
    rule: 'st.hole',
    verdict,
    offset: 128,
    message: 'Expected tensors without gaps, found 4 bytes that belong to none.',
    file: 'model.safetensors',
    ...more,
  })
  return [
    { name: 'nothing found', html: hazards([]) },
    { name: 'each verdict', html: hazards(ORDER.map((verdict) => hazard(verdict))) },
    { name: 'many', html: hazards(Array.from({ length: 30 }, () => hazard('N'))) },
    {
      name: 'hostile',
      html: hazards([
        hazard('D', { file: '"><script>alert(1)</script>', path: 'a\u202eb\u200bc', offset: Number.NaN }),
      ]),
    },
  ]
}
