// The G7 label of a record with what the next step lacks, and the six facts about data, as findings about the word "open"
// read them. Computed by the frameworks' own rules, never here. Source: release-standard 1.3.

import type { Dossier } from '../dossier.ts'
import { COMPONENT_NAMES } from '../frameworks/component-names.ts'
import { componentsOf, DATA_FACTS, type DataFact } from '../frameworks/have.ts'
import { frameworksIn, licencesIn } from '../readings.ts'

export type Label = {
  readonly words: string
  readonly openSource: boolean // one of the two labels "Open Source AI"
  readonly stated: boolean // it would be one of them if everything that is linked were met here
  readonly lacks: readonly string[]
  readonly because: string
}

export function labelOf(dossier: Dossier): Label {
  const { label, lacks, because, claimed } = frameworksIn(dossier).g7
  return {
    words: label,
    openSource: isOpenSource(label),
    stated: isOpenSource(claimed?.label ?? label),
    lacks: [
      ...new Set(
        lacks.map(({ c, says }) => (c === undefined ? says.replace(/\.$/, '') : COMPONENT_NAMES[c])),
      ),
    ],
    because,
  }
}

function isOpenSource(label: string): boolean {
  return label.startsWith('Open Source AI')
}

/** Facts about data that are not stated. */
export function dataFactsMissing(dossier: Dossier): readonly DataFact[] {
  const { data } = componentsOf(dossier, licencesIn(dossier))
  return DATA_FACTS.filter((fact) => !data[fact])
}
