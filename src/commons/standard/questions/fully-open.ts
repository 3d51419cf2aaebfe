// What the last stage asks: MOF Class II or better, or the G7 label that the publisher claims (release-standard 7.1).

import type { Dossier } from '../dossier.ts'
import { frameworksIn } from '../readings.ts'
import { recordIn } from './grading.ts'
import { LABEL_OF_WORD } from './release-word.ts'

export function fullyOpen(dossier: Dossier): boolean {
  const { g7, mof } = frameworksIn(dossier)
  if (mof.class === 'II' || mof.class === 'I') return true
  const word = recordIn(dossier)?.releaseType?.word
  return word !== undefined && word !== 'hosted-only' && g7.label === LABEL_OF_WORD[word]
}
