// Results of a record as the Hub's `.eval_results/*.yaml`. The form has no place for the digest of what was measured, nor
// for safeguards and who measured: these stand in the notes, the digest first. Source: hub-docs, eval-results.md
// (2026-08); release-standard 3.

import { yamlComment } from '../../../base/yaml-text.ts'
import type { Dossier } from '../dossier.ts'
import { gapsOf, notCarriedBy } from './carried.ts'
import { type Exported, foundWords, OBSERVED_GAP, type Release, withdrawnIn } from './exported.ts'
import { hubNumber, hubWord } from './hub-yaml.ts'

type Evaluation = NonNullable<Release['evaluations']>[number]

const CARRIES: readonly string[] = [
  'evaluations[].id',
  'evaluations[].kind',
  'evaluations[].domain',
  'evaluations[].suite',
  'evaluations[].suiteDigest',
  'evaluations[].system',
  'evaluations[].by',
  'evaluations[].on',
  'evaluations[].metric',
  'evaluations[].value',
  'evaluations[].n',
  'evaluators[].name',
  'evaluators[].independent',
  'systems[].precision',
  'systems[].safeguards',
]

export function exportEvalResults(dossier: Dossier): Exported {
  const { content } = dossier
  const record = content.kind === 'release' ? content.body : undefined
  const evaluations = record?.evaluations ?? []
  const lines = record === undefined ? [] : evaluations.map((one) => entry(dossier, record, one))
  const strange = [...new Set(evaluations.map(({ suite }) => suite))].filter((one) => !HUB_ID.test(one))
  const withdrawn = withdrawnIn(dossier)
  const head = [
    ...(withdrawn === undefined ? [] : [withdrawn]),
    ...(content.kind === 'observed' ? [foundWords(content.body)] : []),
  ].map((one) => `# ${yamlComment(one, 4_000)}\n`)
  return {
    text: `${head.join('')}${lines.length === 0 ? '[]' : lines.join('\n')}\n`,
    mediaType: 'application/yaml; charset=utf-8',
    gaps: [
      ...(record === undefined ? [OBSERVED_GAP] : gapsOf(['evaluations', 'systems', 'evaluators'], record)),
      ...(lines.length === 0
        ? []
        : ['The Hub’s name of the task (task_id) is not stated: the metric stands in its place.']),
      ...strange.map(
        (one) => `${JSON.stringify(one)} names no data set of the Hub, which would not show it.`,
      ),
    ],
    notCarried: notCarriedBy(record === undefined ? ['where'] : CARRIES, content.body),
  }
}

const HUB_ID = /^[\w.-]+\/[\w.-]+$/

function entry(dossier: Dossier, record: Release, one: Evaluation): string {
  const { suite, metric, value, on } = one
  return [
    '- dataset:',
    `    id: ${hubWord(suite)}`,
    `    task_id: ${hubWord(metric)}`,
    `  value: ${hubNumber(value)}`,
    ...(on === undefined ? [] : [`  date: ${hubWord(on)}`]),
    `  notes: ${hubWord(notes(dossier, record, one).join('; '))}`,
  ].join('\n')
}

function notes({ artifact, statement }: Dossier, record: Release, one: Evaluation): readonly string[] {
  const { id, kind, domain, system, by, n, suiteDigest } = one
  const tested = system === undefined ? undefined : record.systems?.[system]
  const who = by === undefined ? undefined : record.evaluators?.[by]
  const safeguards = tested?.safeguards ?? []
  return [
    `owc:sha256:${artifact}`,
    `record sha256:${statement}, ${id}`,
    domain === undefined ? kind : `${kind}: ${domain}`,
    suiteDigest === undefined ? 'suite digest not stated' : `suite ${suiteDigest}`,
    system === undefined ? 'what was tested: not stated' : `tested: ${system}`,
    ...(tested?.precision === undefined ? [] : [`precision ${tested.precision}`]),
    ...(tested === undefined ? [] : [`safeguards: ${safeguards.join(', ') || 'none'}`]),
    `by ${who === undefined ? (by ?? 'not stated') : `${by}, ${who.name} (${standing(who.independent)})`}`,
    n === undefined ? 'number of items not stated' : `${n} items`,
  ]
}

function standing(independent: boolean | undefined): string {
  if (independent === undefined) return 'independence not stated'
  return independent ? 'states to be independent' : 'not independent'
}
