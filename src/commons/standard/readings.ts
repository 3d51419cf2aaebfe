// What several rules compute of the same dossier, computed once. A dossier is never changed, so what is remembered of it
// cannot become wrong; it goes with the dossier.

import type { Dossier } from './dossier.ts'
import { type FrameworksView, frameworks } from './frameworks/all.ts'
import { type ChainView, chainOf } from './licences/chain.ts'
import { type LicencesView, licencesOf } from './licences/of.ts'

const licences = new WeakMap<Dossier, LicencesView>()
const chains = new WeakMap<Dossier, ChainView>()
const openness = new WeakMap<Dossier, FrameworksView>()

export function licencesIn(dossier: Dossier): LicencesView {
  return licences.getOrInsertComputed(dossier, () => licencesOf(dossier))
}

export function chainIn(dossier: Dossier): ChainView {
  return chains.getOrInsertComputed(dossier, () => chainOf(dossier, licencesIn(dossier)))
}

export function frameworksIn(dossier: Dossier): FrameworksView {
  return openness.getOrInsertComputed(dossier, () => frameworks(dossier, licencesIn(dossier)))
}
