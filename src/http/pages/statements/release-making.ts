// The sections of a release about what it takes and what stands around it: systems, hardware, supply chain, what is
// offered to those who use it, what the law of the Union asks besides.

import { html, type Value } from '../../../base/html.ts'
import type { ReleaseRecord } from '../../../commons/releases/record.ts'
import { outside } from '../parts/evidence.ts'
import { bullets, fields, named, prose, reference, word as text, texts, words } from '../parts/fields.ts'

const NONE = html`<p>None.</p>`

export function systems({ systems: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const one = ([name, system]: [string, (typeof said)[string]]) =>
    html`<h4><bdi>${name}</bdi></h4>${fields([
      ['Files', texts(system.artifacts)],
      ['Precision', text(system.precision)],
      ['Runtime', text(system.runtime)],
      ['Prompt', system.prompt && named(system.prompt)],
      ['Measured through a service', text(system.service)],
      ['Safeguards', words(system.safeguards) ?? 'none'],
    ])}`
  const all = Object.entries(said)
  return all.length === 0 ? NONE : html`${all.map(one)}`
}

export function evaluators({ evaluators: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  return (
    bullets(
      Object.entries(said).map(([id, { name, identity, independent, funding }]) => {
        const stand =
          independent === undefined
            ? undefined
            : independent
              ? ', says: independent'
              : ', says: not independent'
        return html`<bdi>${id}</bdi>: <bdi>${name}</bdi>${identity && html` ${named(identity)}`}${stand}${funding && html`; funded by <bdi>${funding}</bdi>`}`
      }),
    ) ?? NONE
  )
}

export function hardware({ hardware: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  return (
    fields([
      ['Least memory', said.leastMemoryGB && `${said.leastMemoryGB} GB`],
      ['Measured in', said.measured && named(said.measured)],
      ['Notes', prose(said.notes)],
    ]) ?? NONE
  )
}

export function supplyChain({ supplyChain: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { remoteCode, build, key, hashesAlso, tokenizerFrom, tokenizerDifference, templateDifference } = said
  const code =
    remoteCode === undefined ? undefined : remoteCode ? 'needed to load it' : 'not needed to load it'
  return (
    fields([
      ['Code from elsewhere', code],
      ['Build', build && named(build)],
      ['Key', key && named(key)],
      ['Digests also at', hashesAlso && outside(hashesAlso)],
      ['Tokenizer from', tokenizerFrom && reference(tokenizerFrom)],
      ['Changed in the tokenizer', prose(tokenizerDifference)],
      ['Changed in the template', prose(templateDifference)],
    ]) ?? NONE
  )
}

export function ecosystem({ ecosystem: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { offers, funders, conflicts, safeHarbour, delivered } = said
  return (
    fields([
      [
        'Offered',
        bullets(
          offers?.map(
            ({ what, until, apply }) =>
              html`<bdi>${what}</bdi>${until && `, until ${until}`}${apply && html`, ${outside(apply)}`}`,
          ),
        ),
      ],
      [
        'Funders',
        bullets(
          funders?.map(
            ({ name, amount }) => html`<bdi>${name}</bdi>${amount && html`, <bdi>${amount}</bdi>`}`,
          ),
        ),
      ],
      ['Conflicts of interest', conflicts && (words(conflicts) ?? 'none, it says')],
      ['Safe harbour for research', safeHarbour && outside(safeHarbour)],
      [
        'Delivered of earlier offers',
        delivered &&
          (bullets(
            delivered.map(({ what, statement }) => html`<bdi>${what}</bdi> ${statement && named(statement)}`),
          ) ??
            'nothing, it says'),
      ],
    ]) ?? NONE
  )
}

const SYSTEMIC: Readonly<Record<NonNullable<NonNullable<ReleaseRecord['eu']>['systemicRisk']>, string>> = {
  'none-known': 'none known, as declared',
  presumed: 'presumed, as declared',
  designated: 'designated, as declared',
}

export function european({ eu: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { monetisation, systemicRisk } = said
  return (
    fields([
      ['Provider', text(said.provider)],
      ['On the Union market since', said.market],
      ['Distribution', texts(said.distribution)],
      ['Money is made by', monetisation && (texts(monetisation) ?? 'nothing, as declared')],
      ['Systemic risk', systemicRisk && SYSTEMIC[systemicRisk]],
      ['Sizes', text(said.sizes)],
      ['Architecture', prose(said.architecture)],
      ['Integration', prose(said.integration)],
    ]) ?? NONE
  )
}
