// The parts of a record that refer to its files, evaluations, safeguards, systems and evaluators: every reference is
// followed, a reference to a file becomes its digest. Parts without references pass as they are.

import { compileClaims, type Texts } from './compile-claims.ts'
import type { ReleaseDraft } from './record-draft.ts'
import type { Names } from './record-ids.ts'
import { DOMAINS } from './words.ts'

/** Absent parts stay absent. */
export function compileParts(draft: ReleaseDraft, names: Names, texts: Texts): ReleaseDraft {
  const { terms, safeguards, systems, evaluations, comparisons, rationale, risk, stages, claims } = draft
  for (const [i, { evaluation }] of (comparisons ?? []).entries())
    names.one(evaluation, `comparisons[${i}].evaluation`, ['evaluation'])
  return {
    ...draft,
    ...(terms && { terms: compileTerms(terms, names) }),
    ...(safeguards && {
      safeguards: safeguards.map((one, i) => ({
        ...one,
        ...(one.ref !== undefined && { ref: names.ours(one.ref, `safeguards[${i}].ref`, ['file']) }),
      })),
    }),
    ...(systems && { systems: compileSystems(systems, names) }),
    ...(evaluations && { evaluations: checkEvaluations(evaluations, names) }),
    ...(rationale && { rationale: checkRationale(rationale, names) }),
    ...(risk && { risk: checkRisk(risk, names) }),
    ...(stages && { stages: compileStages(stages, names) }),
    ...(claims && { claims: compileClaims(claims, names, texts) }),
  }
}

type Part<K extends keyof ReleaseDraft> = NonNullable<ReleaseDraft[K]>

function compileTerms(terms: Part<'terms'>, names: Names): Part<'terms'> {
  return terms.map((one, i) => {
    const covers = names.manyOurs(one.covers, `terms[${i}].covers`, ['file'])
    return {
      ...one,
      ...(one.text !== undefined && { text: names.ours(one.text, `terms[${i}].text`, ['file']) }),
      ...(covers !== undefined && { covers }),
    }
  })
}

function compileSystems(systems: Part<'systems'>, names: Names): Part<'systems'> {
  const compiled = Object.entries(systems).map(([name, one]) => [
    name,
    {
      ...one,
      artifacts: names.many(one.artifacts, `systems.${name}.artifacts`, ['file']) ?? [],
      safeguards: names.many(one.safeguards, `systems.${name}.safeguards`, ['safeguard']) ?? [],
    },
  ])
  return Object.fromEntries(compiled) as Part<'systems'>
}

function checkEvaluations(evaluations: Part<'evaluations'>, names: Names): Part<'evaluations'> {
  for (const [i, { system, by, kind, domain }] of evaluations.entries()) {
    const path = `evaluations[${i}]`
    if (system !== undefined) names.one(system, `${path}.system`, ['system'])
    if (by !== undefined) names.one(by, `${path}.by`, ['evaluator'])
    if (kind !== 'misuse') continue
    if (domain === undefined) names.problem(`${path}.domain`, 'the area of misuse that was tested', 'none')
    else checkArea(domain, `${path}.domain`, names)
  }
  return evaluations
}

function checkRationale(rationale: Part<'rationale'>, names: Names): Part<'rationale'> {
  for (const [i, { evals }] of (rationale.risks ?? []).entries())
    names.many(evals, `rationale.risks[${i}].evals`, ['evaluation'])
  return rationale
}

function checkRisk(risk: Part<'risk'>, names: Names): Part<'risk'> {
  for (const [domain, evals] of Object.entries(risk.tested ?? {})) {
    checkArea(domain, `risk.tested.${domain}`, names)
    names.many(evals, `risk.tested.${domain}`, ['evaluation'])
  }
  for (const domain of Object.keys(risk.notTested ?? {})) checkArea(domain, `risk.notTested.${domain}`, names)
  for (const [i, { domain }] of (risk.thresholds ?? []).entries())
    checkArea(domain, `risk.thresholds[${i}].domain`, names)
  return risk
}

/** One of the eight, or another by its own name: nothing is forced into the eight (2.2). */
function checkArea(domain: string, path: string, names: Names): void {
  if (!/^other:\S/.test(domain)) names.word(domain, path, [...DOMAINS, 'other:NAME'])
}

function compileStages(stages: Part<'stages'>, names: Names): Part<'stages'> {
  return stages.map((one, i) => {
    const evidence = names.many(one.evidence, `stages[${i}].evidence`, ['evaluation', 'part', 'file'])
    return {
      ...one,
      ...(evidence !== undefined && { evidence }),
      ...(one.terms !== undefined && { terms: names.ours(one.terms, `stages[${i}].terms`, ['file']) }),
    }
  })
}
