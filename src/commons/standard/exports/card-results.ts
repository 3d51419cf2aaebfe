// Results of a record as the Hub's model-index, beside those that the shipped card lists. Where the card lists the very
// same ones its lines stay as they are; else both stand, the record's first. Source: hub-docs, modelcard.md (2026-08).

import { resultsOf } from '../imports/card.ts'
import type { CardEntry } from '../imports/front-matter.ts'
import type { Release } from './exported.ts'
import { hubNode, hubNumber, hubWord } from './hub-yaml.ts'

type Evaluation = NonNullable<Release['evaluations']>[number]

/** Undefined: the record says nothing beyond what the card lists. */
export function modelIndex(
  record: Release,
  shipped: CardEntry | undefined,
  yaml: string,
): string | undefined {
  const evaluations = record.evaluations ?? []
  const listed = shipped === undefined ? [] : resultsOf(shipped.node)
  const keyOf = (one: { suite?: string; metric?: string; value?: string }) =>
    JSON.stringify([one.suite, one.metric, Number(one.value)])
  const known = new Set(listed.map(keyOf))
  const fresh = evaluations.filter((one) => !known.has(keyOf(one)))
  if (fresh.length === 0) return undefined
  const kept = [...new Set(listed.map(({ node }) => node))]
  const name = record.subject.display ?? record.subject.id
  return [
    'model-index:',
    `- name: ${hubWord(name.slice(name.indexOf('/') + 1))}`,
    '  results:',
    ...fresh.map(resultLines),
    ...kept.map((node) => `  - ${hubNode(node, yaml)}`),
  ].join('\n')
}

/** The Hub has no place for what was tested, under which safeguards and by whom: the body has. */
function resultLines({ suite, suiteDigest, metric, value }: Evaluation): string {
  return [
    '  - task:',
    '      type: other',
    '    dataset:',
    `      type: ${hubWord(suite)}`,
    `      name: ${hubWord(suite)}`,
    ...(suiteDigest === undefined ? [] : [`      revision: ${hubWord(suiteDigest)}`]),
    '    metrics:',
    `    - type: ${hubWord(metric)}`,
    `      value: ${hubNumber(value)}`,
  ].join('\n')
}
