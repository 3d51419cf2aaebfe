// Components of a record as questions read them: stated once, twice or not at all, and whether what they point to can
// be opened. Source: release-standard 1.1, 1.3 (`have`).

import type { Evidence } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { seenLately } from '../met.ts'
import { fileAt, met, recordIn } from './grading.ts'
import { type Component, evaluations, fileNamed, resultEvidence } from './looked-up.ts'

export type ComponentId = Component['c']

export function componentsOf(dossier: Dossier): readonly Component[] {
  return recordIn(dossier)?.components ?? []
}

export function componentOf(dossier: Dossier, id: ComponentId): Component | undefined {
  return componentsOf(dossier).find(({ c }) => c === id)
}

/** Evidence that a released or linked component can be opened: its files are here, its digest was met
 *  lately, or it is results that can be opened. */
export function openComponent(dossier: Dossier, id: ComponentId): readonly Evidence[] {
  const component = componentOf(dossier, id)
  return component === undefined ? [] : opened(dossier, component)
}

export function opened(dossier: Dossier, { state, ref = [], sha256 }: Component): readonly Evidence[] {
  if (state !== 'released' && state !== 'linked') return []
  const files = ref.map((name) => fileNamed(dossier, name)).filter((file) => file?.held === true)
  const here = files.flatMap((file) => (file === undefined ? [] : [fileAt(file)]))
  const named = new Set(ref)
  const results = evaluations(dossier).filter(({ id }) => named.has(id))
  const shown = results.map((one) => resultEvidence(dossier, one))
  const items = shown.every((one) => one.length > 0) ? shown.flat() : []
  return [...here, ...items, ...seenLately(dossier, sha256).slice(0, 1).map(met)]
}
