// The frameworks side by side, each computed by its own rule from the same components. Nothing is made of them together.

import type { Dossier } from '../dossier.ts'
import { type LicencesView, licencesOf } from '../licences/of.ts'
import { type Eu, eu } from './eu.ts'
import { type G7, g7 } from './g7.ts'
import { type ComponentFact, componentsOf } from './have.ts'
import { type Mof, mof } from './mof.ts'
import { type Osaid, osaid } from './osaid.ts'

export type FrameworksView = {
  readonly components: readonly ComponentFact[]
  readonly g7: G7
  readonly osaid: Osaid
  readonly mof: Mof
  readonly eu: Eu
}

export function frameworks(dossier: Dossier, licences: LicencesView = licencesOf(dossier)): FrameworksView {
  const components = componentsOf(dossier, licences)
  return {
    components: [...components.facts.values()],
    g7: g7(components),
    osaid: osaid(components),
    mof: mof(components),
    eu: eu(components, dossier.content),
  }
}
