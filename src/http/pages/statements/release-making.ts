// The sections of a release about how it was made and what it takes: training, data, systems, hardware, supply chain, and
// what is offered to those who use it.

import { type Html, html, type Value } from '../../../base/html.ts'
import type { ReleaseRecord } from '../../../commons/releases/record.ts'
import { anyDigest } from '../parts/digest.ts'
import { outside } from '../parts/evidence.ts'
import { bullets, fields, named, prose, reference, texts } from '../parts/fields.ts'

const NONE = html`<p>None.</p>`

export function training({ training: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { stages, compute, data, labour } = said
  const parts = [
    fields([['Stages', words(stages)]]),
    compute && html`<h4>Compute</h4>${computed(compute)}`,
    data && html`<h4>Data</h4>${sources(data)}`,
    labour &&
      html`<h4>Labour</h4>${fields([
        ['After training', prose(labour.posttraining)],
        ['Red team', prose(labour.redTeam)],
        ['Labelling', prose(labour.labelling)],
      ])}`,
  ]
  return parts.some((part) => part !== undefined) ? html`${parts}` : NONE
}

type Training = NonNullable<ReleaseRecord['training']>

function computed({
  flop,
  method,
  hardware,
  hours,
  energyMWh,
  energyMethod,
}: NonNullable<Training['compute']>): Value {
  const by = (how: string | undefined) => (how === undefined ? undefined : html`, by <bdi>${how}</bdi>`)
  return fields([
    ['Operations', flop && html`${flop} FLOP${by(method)}`],
    ['Hardware', text(hardware)],
    ['Hours', hours],
    ['Energy', energyMWh && html`${energyMWh} MWh${by(energyMethod)}`],
  ])
}

function sources(data: NonNullable<Training['data']>): Value {
  const { tokens, modalities, cutoff, provenance, crawler, topDomains, languages = {} } = data
  return fields([
    ['Tokens', tokens],
    ['Modalities', words(modalities)],
    ['Cut off', cutoff],
    ['Provenance', texts(provenance)],
    ['Obtained', prose(data.obtained)],
    ['Selected', prose(data.selected)],
    ['Labelled', prose(data.labelled)],
    ['Processed', prose(data.processed)],
    ['Crawler', crawler && text([crawler.name, crawler.robots, crawler.period].filter(isGiven).join(', '))],
    ['Largest domains', topDomains && html`<bdi>${topDomains.share}</bdi> ${anyDigest(topDomains.sha256)}`],
    ['Languages', words(Object.entries(languages).map(([language, share]) => `${language} ${share}`))],
    ['Illegal content', prose(data.illegalContent)],
    ['Personal data', prose(data.personalData)],
  ])
}

export function systems({ systems: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const one = ([name, system]: [string, (typeof said)[string]]) =>
    html`<h4><bdi>${name}</bdi></h4>${fields([
      ['Files', texts(system.artifacts)],
      ['Precision', text(system.precision)],
      ['Runtime', text(system.runtime)],
      ['Prompt', system.prompt && named(system.prompt)],
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
      ['Notes', prose(said.notes)],
    ]) ?? NONE
  )
}

export function supplyChain({ supplyChain: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { remoteCode, build, key, hashesAlso, tokenizerFrom } = said
  const code =
    remoteCode === undefined ? undefined : remoteCode ? 'needed to load it' : 'not needed to load it'
  return (
    fields([
      ['Code from elsewhere', code],
      ['Build', build && named(build)],
      ['Key', key && named(key)],
      ['Digests also at', hashesAlso && outside(hashesAlso)],
      ['Tokenizer from', tokenizerFrom && reference(tokenizerFrom)],
    ]) ?? NONE
  )
}

export function ecosystem({ ecosystem: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { offers, funders, conflicts, safeHarbour } = said
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
    ]) ?? NONE
  )
}

function text(value: string | undefined): Html | undefined {
  return value === undefined ? undefined : html`<bdi>${value}</bdi>`
}

/** Short words in one line. */
function words(list: readonly string[] | undefined): Html | undefined {
  return list === undefined || list.length === 0 ? undefined : html`<bdi>${list.join(', ')}</bdi>`
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined
}
