// What was found in a dossier, computed once: the list of answers shows it, and the step to a stage asks whether anything
// in it blocks. A dossier is never changed, so what is remembered of it cannot become wrong.

import type { Finding } from './answer.ts'
import type { Dossier } from './dossier.ts'
import { findingsOf } from './findings/catalogue.ts'

const found = new WeakMap<Dossier, readonly Finding[]>()

export function findingsIn(dossier: Dossier): readonly Finding[] {
  return found.getOrInsertComputed(dossier, findingsOf)
}
