// The sections of a release about its training: compute, data by source and share, and the work of people.

import { type Html, html, type Value } from '../../../base/html.ts'
import type { ReleaseRecord } from '../../../commons/releases/record.ts'
import { anyDigest } from '../parts/digest.ts'
import { outside } from '../parts/evidence.ts'
import { bullets, fields, prose, reference, texts, word, words } from '../parts/fields.ts'
import { longTable } from '../parts/table.ts'

const NONE = html`<p>None.</p>`

export function training({ training: said }: ReleaseRecord): Value {
  if (said === undefined) return undefined
  const { stages, choices, compute, data, labour } = said
  const parts = [
    fields([
      ['Stages', words(stages)],
      ['Choices', prose(choices)],
    ]),
    compute && html`<h4>Compute</h4>${computed(compute)}`,
    data && html`<h4>Data</h4>${sources(data)}`,
    labour && html`<h4>Labour</h4>${work(labour)}`,
  ]
  return parts.some((part) => part !== undefined) ? html`${parts}` : NONE
}

type Training = NonNullable<ReleaseRecord['training']>

function computed(compute: NonNullable<Training['compute']>): Value {
  const { flop, method, energyMWh, energyMethod, inferenceFlop, inferenceTask } = compute
  const by = (how: string | undefined) => (how === undefined ? undefined : html`, by <bdi>${how}</bdi>`)
  return fields([
    ['Operations', flop && html`${flop} FLOP${by(method)}`],
    ['Of the change', compute.modificationFlop && `${compute.modificationFlop} FLOP`],
    ['Hardware', word(compute.hardware)],
    ['Hours', compute.hours],
    ['Energy', energyMWh && html`${energyMWh} MWh${by(energyMethod)}`],
    [
      'One use',
      inferenceFlop && html`${inferenceFlop} FLOP${inferenceTask && html`, <bdi>${inferenceTask}</bdi>`}`,
    ],
  ])
}

type Data = NonNullable<Training['data']>

function sources(data: Data): Value {
  const { tokens, modalities, cutoff, provenance, crawler, topDomains, languages = {}, sizes = {} } = data
  return html`${fields([
    ['Tokens', tokens],
    ['Modalities', words(modalities)],
    ['Sizes', words(Object.entries(sizes).map(([modality, size]) => `${modality}: ${size}`))],
    ['Cut off', cutoff],
    ['Provenance', texts(provenance)],
    ['Scope', prose(data.scope)],
    ['Obtained', prose(data.obtained)],
    ['Selected', prose(data.selected)],
    ['Labelled', prose(data.labelled)],
    ['Processed', prose(data.processed)],
    ['Crawler', crawler && word([crawler.name, crawler.robots, crawler.period].filter(isGiven).join(', '))],
    ['Largest domains', topDomains && html`<bdi>${topDomains.share}</bdi> ${anyDigest(topDomains.sha256)}`],
    ['Languages', words(Object.entries(languages).map(([language, share]) => `${language} ${share}`))],
    ['Data of users', prose(data.userData)],
    ['Synthetic data from', data.syntheticFrom && bullets(data.syntheticFrom.map(reference))],
    ['Reservations of rights', prose(data.optOut)],
    ['Illegal content', prose(data.illegalContent)],
    ['Personal data', prose(data.personalData)],
    ['Bias', prose(data.bias)],
  ])}${composition(data)}`
}

function composition({ composition: list }: Data): Html | undefined {
  if (list === undefined) return undefined
  return longTable<(typeof list)[number]>(
    'What the data is made of',
    [
      {
        name: 'Source',
        cell: ({ source, url, sha256 }) =>
          html`<bdi>${source}</bdi> ${url && outside(url)} ${sha256 && anyDigest(sha256)}`,
      },
      { name: 'Kind', cell: ({ kind }) => word(kind) },
      { name: 'Share', kind: 'number', cell: ({ share }) => share },
      {
        name: 'Licence, terms',
        cell: ({ licence, terms }) => html`${word(licence)} ${word(terms)}`,
      },
    ],
    list,
  )
}

function work(labour: NonNullable<Training['labour']>): Value {
  const { posttraining, redTeam, labelling, work: tasks } = labour
  return fields([
    ['After training', prose(posttraining)],
    ['Red team', prose(redTeam)],
    ['Labelling', prose(labelling)],
    [
      'Task by task',
      tasks &&
        (bullets(
          tasks.map(
            ({ task, who, where, terms, pay }) =>
              html`<bdi>${task}</bdi>: <bdi>${[who, where, terms, pay].filter(isGiven).join('; ')}</bdi>`,
          ),
        ) ??
          'nobody besides its makers, it says'),
    ],
  ])
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined
}
