// Every detector of a failure mode, and what all of them find in one dossier. Invariants: pure; ids are never reused; a
// finding quotes what it is about and names what clears it; what would follow from silence waits for the publisher's own
// record; answers stand beside, the publisher's first, each under the name of who gave it. Source: DESIGN 6, release-standard 6.

import type { Detector, Finding, NotChecked } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { AA } from './aa.ts'
import { BS } from './bs.ts'
import { FR } from './fr.ts'
import { LD } from './ld.ts'
import { OW } from './ow.ts'
import { readingOf } from './reading.ts'
import { SW } from './sw.ts'

/** In words, as pages and the published catalogue say it. */
export const MODES: Readonly<Record<Detector['mode'], string>> = {
  OW: 'Openwashing',
  SW: 'Safety-wrapper evaporation',
  LD: 'Lineage decay',
  BS: 'Benchmark substitution',
  FR: 'False recall',
  AA: 'Artifact ambiguity',
}

export const SEVERITIES: Readonly<Record<Detector['severity'], string>> = {
  B: 'blocks the wording or the step',
  W: 'is shown on every page of the artifact',
  N: 'is a note',
}

export const DETECTORS: readonly Detector[] = [...OW, ...SW, ...LD, ...BS, ...FR, ...AA]

/** In the order of the catalogue. */
export function findingsOf(dossier: Dossier): readonly Finding[] {
  return DETECTORS.flatMap((detector) => findingsBy(detector, dossier))
}

export function findingsBy(detector: Detector, dossier: Dossier): readonly Finding[] {
  const { id, rule, severity, clears, fromSilence, find } = detector
  if (fromSilence && dossier.content.kind !== 'release') return []
  const about = dossier.answers.filter(({ finding }) => finding === id)
  const answers = [...about.filter((one) => one.byPublisher), ...about.filter((one) => !one.byPublisher)]
  return find(dossier).map((one) => ({ id, rule, severity, clears, answers, ...one }))
}

/** Cards with sentences that rules about sentences did not read. */
export function notCheckedIn(dossier: Dossier): readonly NotChecked[] {
  return readingOf(dossier).cards.flatMap(({ file, prose: { notChecked, language, others } }) =>
    notChecked < LEAST_NOT_CHECKED
      ? []
      : [{ path: file.path, language: others ?? language, sentences: notChecked }],
  )
}

const LEAST_NOT_CHECKED = 3 // a name or a line in another script among English ones is no part of a card
