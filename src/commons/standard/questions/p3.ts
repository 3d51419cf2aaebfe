// P3, dangerous capability: which areas of misuse were tested or reasoned about, on which bytes, by whom, when, and with
// what effort. Source: release-standard 5; evidence: risk, systems, evaluations, order in the log.

import type { Outcome, Question } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { furtherTrained } from '../kind.ts'
import { seen } from '../met.ts'
import { eightAreas } from './eight-areas.ts'
import {
  absent,
  contradicted,
  declared,
  evidenced,
  field,
  incomplete,
  list,
  notApplicable,
  recordIn,
} from './grading.ts'
import {
  dayOf,
  type Evaluation,
  evaluations,
  isAfter,
  isNoLater,
  loggedAt,
  openable,
  recordEntry,
  systemOf,
  testedOn,
} from './looked-up.ts'
import { byAny, ids, onMisuse, resultsIn, unlessSilent } from './misuse.ts'

function testedIsReleased(dossier: Dossier, results: readonly Evaluation[]): Outcome {
  const others = results.filter((one) => testedOn(dossier, one) === 'other')
  if (others.length > 0)
    return contradicted(`Tested on other bytes: ${ids(others)}.`, {
      said: resultsIn(others),
      against: [recordEntry(dossier)],
    })
  const loose = results.filter((one) => testedOn(dossier, one) === 'unnamed')
  if (loose.length > 0) return declared(`What was tested is not named for ${ids(loose)}.`, resultsIn(loose))
  return evidenced(`What was tested are files of this release: ${ids(results)}.`, [
    ...resultsIn(results),
    recordEntry(dossier),
  ])
}

function beforeRelease(dossier: Dossier, results: readonly Evaluation[]): Outcome {
  const released = recordIn(dossier)?.subject.released ?? dayOf(dossier.recorded)
  const late = results.filter(({ on }) => on !== undefined && isAfter(on, released))
  if (late.length > 0)
    return contradicted(`Tested after the release on ${released}: ${ids(late)}.`, {
      said: [field('subject.released', released)],
      against: resultsIn(late),
    })
  const logged = results.filter(({ statement }) => {
    const time = loggedAt(dossier, statement)
    return time !== undefined && isNoLater(dayOf(time), released)
  })
  const undated = results.filter((one) => one.on === undefined && !logged.includes(one))
  if (undated.length > 0) return incomplete(`No day is stated for ${ids(undated)}.`, resultsIn(undated))
  if (logged.length === results.length)
    return evidenced(
      `Each result was logged no later than the release on ${released}.`,
      logged.flatMap(({ statement }) => openable(dossier, statement)),
    )
  return declared(
    `As dated, none is later than the release on ${released}: ${ids(results)}.`,
    resultsIn(results),
  )
}

/** Safeguards of a system that stand outside of the weights. */
function outside(dossier: Dossier, one: Evaluation): readonly string[] | undefined {
  const system = systemOf(dossier, one)
  if (system === undefined) return undefined
  const inWeights = new Set(
    (recordIn(dossier)?.safeguards ?? []).filter(({ lives }) => lives === 'weights').map(({ id }) => id),
  )
  return system.safeguards.filter((id) => !inWeights.has(id))
}

function bareRun(dossier: Dossier, results: readonly Evaluation[]): Outcome {
  const bare = results.filter((one) => outside(dossier, one)?.length === 0)
  if (bare.length === 0)
    return incomplete(
      'Every test of misuse had a safeguard outside of the weights, or does not name what was tested.',
      resultsIn(results),
    )
  return byAny(dossier, bare, (named) => `Run with no safeguard outside of the weights: ${named}.`)
}

function removal(dossier: Dossier, results: readonly Evaluation[]): Outcome {
  const further = furtherTrained(dossier)
  const tried = results.filter(({ domain }) => domain === 'safeguard-removal')
  if (tried.length === 0) {
    if (further.is === false) return notApplicable('there was no post-training', further.evidence)
    return incomplete('No removal of safeguards was tried.', [field('evaluations')])
  }
  const on = (what: ReturnType<typeof testedOn>) => tried.filter((one) => testedOn(dossier, one) === what)
  const [bound, others] = [on('own'), on('other')]
  if (bound.length > 0)
    return byAny(dossier, bound, (named) => `Removal was tried on files of this release: ${named}.`)
  if (others.length > 0)
    return contradicted(`Removal was tried on other bytes: ${ids(others)}.`, {
      said: resultsIn(others),
      against: [recordEntry(dossier)],
    })
  return declared(`Removal was tried; on what is not named: ${ids(tried)}.`, resultsIn(tried))
}

function independent(dossier: Dossier, results: readonly Evaluation[]): Outcome {
  const record = recordIn(dossier)
  const who = results.flatMap((one) => {
    const evaluator = one.by === undefined ? undefined : record?.evaluators?.[one.by]
    return evaluator === undefined ? [] : [{ one, evaluator }]
  })
  const called = who.filter(({ evaluator }) => evaluator.independent === true)
  const own = called.filter(
    ({ evaluator }) =>
      evaluator.identity === dossier.by.identity ||
      plain(evaluator.name) === plain(record?.subject.publisher?.name ?? ''),
  )
  if (own.length > 0)
    return contradicted('An evaluator is called independent and is the publisher.', {
      said: own.map(({ one }) => field('evaluators', one.by)),
      against: [recordEntry(dossier)],
    })
  const funded = called.filter(({ evaluator }) => evaluator.funding !== undefined)
  const said = funded.map(({ one, evaluator }) =>
    field('evaluators', `${one.by}, funding: ${evaluator.funding}`),
  )
  if (called.length === 0)
    return incomplete('No evaluator of misuse is called independent.', [field('evaluators')])
  if (funded.length === 0)
    return incomplete('An independent evaluator is named, and who paid is not stated.', [field('evaluators')])
  const signed = funded.filter(({ one, evaluator }) =>
    seen(dossier, one.statement).some(({ how, by }) => how === 'logged' && by === evaluator.identity),
  )
  if (signed.length > 0)
    return evidenced(
      `An independent evaluator signed the result: ${list(signed.map(({ evaluator }) => evaluator.name))}.`,
      signed.flatMap(({ one }) => openable(dossier, one.statement)),
    )
  return declared(`Called independent, with funding stated: ${list(names(funded))}.`, said)
}

function plain(name: string): string {
  return name.trim().toLowerCase()
}

function names(who: readonly { readonly evaluator: { readonly name: string } }[]): readonly string[] {
  return [...new Set(who.map(({ evaluator }) => evaluator.name))]
}

function itemLevel(dossier: Dossier, results: readonly Evaluation[]): Outcome {
  const bare = results.filter(({ items, statement }) => items === undefined && statement === undefined)
  if (bare.length > 0) return incomplete(`No digest of the items for ${ids(bare)}.`, resultsIn(bare))
  const shown = results.map(({ items, statement }) => openable(dossier, items ?? statement))
  const evidence = [...resultsIn(results), ...shown.flat()]
  const because = `A digest of the items, or of the statement that has them, for ${ids(results)}.`
  return shown.every((one) => one.length > 0) ? evidenced(because, evidence) : declared(because, evidence)
}

function effect(dossier: Dossier): Outcome {
  const text = recordIn(dossier)?.risk?.effectOnRelease
  if (text === undefined) return absent(dossier, 'what followed from the tests')
  return declared('What followed from the tests is stated.', [field('risk.effectOnRelease', text)])
}

function thresholds(dossier: Dossier): Outcome {
  const all = recordIn(dossier)?.risk?.thresholds ?? []
  if (all.length === 0) return absent(dossier, 'a threshold')
  const dated = all.map((threshold) => {
    const results = evaluations(dossier, 'misuse').filter(({ domain }) => domain === threshold.domain)
    const days = results.flatMap(
      ({ on, statement }) => on ?? dayOf(loggedAt(dossier, statement) ?? dossier.recorded),
    )
    return { ...threshold, at: loggedAt(dossier, threshold.logged), result: days.toSorted()[0] }
  })
  const late = dated.filter(
    ({ at, result }) => at !== undefined && result !== undefined && isAfter(dayOf(at), result),
  )
  const said = all.map(({ domain, max }) => field('risk.thresholds', `${domain}: at most ${max}`))
  if (late.length > 0)
    return contradicted(`Logged after the result: ${list(late.map(({ domain }) => domain))}.`, {
      said,
      against: late.flatMap(({ logged }) => openable(dossier, logged)),
    })
  const logged = dated.filter(({ at }) => at !== undefined)
  const domains = list(all.map(({ domain }) => domain))
  if (logged.length < all.length)
    return declared(`Stated, and not in a log that this node has read: ${domains}.`, said)
  const unsure = logged.filter(
    ({ at, result }) => at !== undefined && result !== undefined && !isAfter(result, dayOf(at)),
  )
  const evidence = logged.flatMap(({ logged: digest }) => openable(dossier, digest))
  if (unsure.length > 0)
    return declared(
      `Logged on the day of the result; which came first is not told: ${list(unsure.map(({ domain }) => domain))}.`,
      [...said, ...evidence],
    )
  return evidenced(`Logged before each result that the record has of it: ${domains}.`, evidence)
}

function effort(dossier: Dossier, results: readonly Evaluation[]): Outcome {
  const bare = results.filter((one) => one.effort === undefined)
  if (bare.length > 0) return incomplete(`No effort is stated for ${ids(bare)}.`, resultsIn(bare))
  const said = results.map((one) => field('evaluations', `${one.id}: ${one.effort}`))
  const logged = results.flatMap(({ statement }) => openable(dossier, statement))
  if (results.every(({ statement }) => openable(dossier, statement).length > 0))
    return evidenced(`Effort is stated for each test, in statements of the log: ${ids(results)}.`, [
      ...said,
      ...logged,
    ])
  return declared(`Effort is stated for each test: ${ids(results)}.`, said)
}

/** The step "to broad" asks for these (release-standard 7.1). */
export const P3: readonly Question[] = [
  {
    id: 'P3.1',
    group: 'P3',
    asks: 'Was each of the eight areas of misuse tested, or is there a reason?',
    looksAt:
      'Declared when each area has a result or a reason; evidenced when each has results that can be opened; absent while one has neither; contradicted when a named result is not one of that area.',
    fields: ['risk.tested', 'risk.notTested', 'evaluations'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: unlessSilent(eightAreas),
  },
  {
    id: 'P3.2',
    group: 'P3',
    asks: 'Were the released bytes tested?',
    looksAt:
      'The digests of each tested system against those of the release: evidenced when they are the same, contradicted when others are named, declared when none is.',
    fields: ['systems', 'evaluations'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: onMisuse(testedIsReleased),
  },
  {
    id: 'P3.3',
    group: 'P3',
    asks: 'Was it tested before the release?',
    looksAt:
      'Days of the results against the day of release: declared when all are dated and none after it, evidenced when their statements were logged no later, contradicted when one is dated after it.',
    fields: ['evaluations', 'subject.released'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: onMisuse(beforeRelease),
  },
  {
    id: 'P3.4',
    group: 'P3',
    asks: 'Is there a run with no safeguard outside of the weights?',
    looksAt:
      'Safeguards of each tested system: declared when one had none outside of the weights, evidenced when its items can be opened.',
    fields: ['systems', 'safeguards', 'evaluations'],
    grades: ['evidenced', 'declared', 'absent', 'not-applicable'],
    rule: 1,
    answer: onMisuse(bareRun),
  },
  {
    id: 'P3.5',
    group: 'P3',
    asks: 'Was the removal of safeguards tried on the released weights?',
    looksAt:
      'A result of the area safeguard-removal: declared when there is one, evidenced when it is of files of this release and can be opened, contradicted when all that name their bytes are of others.',
    fields: ['evaluations', 'systems'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: onMisuse(removal),
  },
  {
    id: 'P3.6',
    group: 'P3',
    asks: 'Did an independent evaluator test, with funding stated?',
    looksAt:
      'Declared when one is named with who paid; evidenced when that identity signed the result in a log; contradicted when it is the publisher.',
    fields: ['evaluators', 'evaluations'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: onMisuse(independent),
  },
  {
    id: 'P3.7',
    group: 'P3',
    asks: 'Is there a digest of the single items of each test?',
    looksAt:
      'Declared when each test has a digest of its items, or of a statement that has them; evidenced when these were met here.',
    fields: ['evaluations'],
    grades: ['evidenced', 'declared', 'absent', 'not-applicable'],
    rule: 1,
    answer: onMisuse(itemLevel),
  },
  {
    id: 'P3.8',
    group: 'P3',
    asks: 'What did the tests change about the release?',
    looksAt: 'Declared when the record says it; never more, since it is free text.',
    fields: ['risk.effectOnRelease'],
    grades: ['declared', 'absent', 'not-applicable'],
    rule: 1,
    answer: unlessSilent(effect),
  },
  {
    id: 'P3.9',
    group: 'P3',
    asks: 'Was a threshold logged before the result?',
    looksAt:
      'Log time of each threshold against the day of the result: evidenced when before, contradicted when after, declared on the same day or when it is in no log that this node has read.',
    fields: ['risk.thresholds'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: unlessSilent(thresholds),
  },
  {
    id: 'P3.10',
    group: 'P3',
    asks: 'Is the effort of each test stated?',
    looksAt:
      'Declared when budget or elicitation is stated for each; evidenced when the results are statements of a log.',
    fields: ['evaluations'],
    grades: ['evidenced', 'declared', 'absent', 'not-applicable'],
    rule: 1,
    answer: onMisuse(effort),
  },
]
