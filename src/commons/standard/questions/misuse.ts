// How questions about misuse are asked and answered: excused where the model does not generate, absent where no test is
// named, and evidenced only by results that anybody can open.

import type { Evidence, Outcome } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { generates } from '../kind.ts'
import { absent, declared, evidenced, field, list, notApplicable } from './grading.ts'
import { type Evaluation, evaluations, resultEvidence } from './looked-up.ts'

/** Excused where the model does not generate, and absent where no test of misuse is named. */
export function onMisuse(
  ask: (dossier: Dossier, results: readonly Evaluation[]) => Outcome,
): (dossier: Dossier) => Outcome {
  return (dossier) => {
    const excuse = generates(dossier)
    if (excuse.is === false) return notApplicable('it does not generate', excuse.evidence)
    const results = evaluations(dossier, 'misuse')
    return results.length === 0 ? absent(dossier, 'a test of misuse') : ask(dossier, results)
  }
}

export function unlessSilent(ask: (dossier: Dossier) => Outcome): (dossier: Dossier) => Outcome {
  return (dossier) => {
    const excuse = generates(dossier)
    return excuse.is === false ? notApplicable('it does not generate', excuse.evidence) : ask(dossier)
  }
}

/** Evidenced when each result can be opened, else declared. */
function byEvidence(dossier: Dossier, results: readonly Evaluation[], because: string): Outcome {
  const shown = results.map((one) => resultEvidence(dossier, one))
  const evidence: readonly Evidence[] = [...resultsIn(results), ...shown.flat()]
  return shown.every((one) => one.length > 0) ? evidenced(because, evidence) : declared(because, evidence)
}

/** The same where one of them is enough: those that can be opened, when there are any. */
export function byAny(
  dossier: Dossier,
  results: readonly Evaluation[],
  because: (named: string) => string,
): Outcome {
  const shown = results.filter((one) => resultEvidence(dossier, one).length > 0)
  const meant = shown.length > 0 ? shown : results
  return byEvidence(dossier, meant, because(ids(meant)))
}

export function ids(results: readonly Evaluation[]): string {
  return list(results.map(({ id }) => id))
}

export function resultsIn(results: readonly Evaluation[]): readonly Evidence[] {
  return results.map(({ id }) => field('evaluations', id))
}
