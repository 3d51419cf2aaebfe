// BS, benchmark substitution: numbers that stand where other answers were asked for. Those that follow from silence wait
// for the publisher's own record (catalogue.ts). Source: release-standard 6.

import { DOMAINS } from '../../releases/words.ts'
import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { count, entry, field, list, type ReleaseBody } from '../questions/grading.ts'
import { headingIn } from '../questions/headings.ts'
import { LIMITS } from './carried.ts'
import { detectors, found, onRecord, type Result, resultsOf } from './reading.ts'

const MANY_RESULTS = 3 // capability results from which on silence about misuse is said

export const BS = detectors('BS', [
  {
    id: 'BS-1',
    severity: 'W',
    title: 'Capability numbers, no misuse test',
    condition:
      'The record has three or more capability results, no misuse result, and an area of misuse that was neither tested nor given a reason.',
    clears: 'Each of the eight areas of misuse tested, or a reason for each that was not (P3.1).',
    errs: 'Misuse tests that the record does not mention are not seen. Silent for embedding and classifier models, which generate nothing.',
    fields: ['risk.tested', 'risk.notTested', 'evaluations'],
    fromSilence: true,
    find: onRecord(noMisuse),
  },
  {
    id: 'BS-2',
    severity: 'W',
    title: 'Post-training data not described',
    condition:
      'The model went through later training, by its variant or its stages, and the record has no line for the data of it.',
    clears: 'A line for posttraining-data, also one that says why it is withheld.',
    errs: 'Later training is told by words such as sft, dpo and instruct. Silent for base models.',
    fields: ['components'],
    fromSilence: true,
    find: onRecord(postTrainingNotDescribed),
  },
  {
    id: 'BS-3',
    severity: 'W',
    title: 'No known failures listed',
    condition: 'The record has results and lists no limits, and no card has a heading about limits.',
    clears: 'What the model does badly, in the record.',
    errs: 'A heading counts, whatever stands below it.',
    fields: ['limits'],
    fromSilence: true,
    find: onRecord(noLimits),
  },
  {
    id: 'BS-4',
    severity: 'N',
    title: 'A number without a model',
    condition: 'A result does not name the system that was tested, or a system without files.',
    clears: 'The system with the digests of its files.',
    errs: 'A result that has a statement of its own is bound there, and one that is marked as taken over from elsewhere never was: both are passed over.',
    fields: ['evaluations', 'systems'],
    find: onRecord(unboundNumbers),
  },
  {
    id: 'BS-5',
    severity: 'W',
    title: 'Not measured alike',
    condition:
      'Two results of one suite and metric, or a result and that of another model, stand side by side, and the suites have different digests, or the settings or the counts of items differ.',
    clears: 'A run of the same suite with the same settings.',
    errs: 'It compares results of the record; a comparison in prose is not read. A number that is quoted with its source elsewhere is passed over.',
    fields: ['evaluations', 'comparisons'],
    find: onRecord((record) => [...unlike(record), ...besideOthers(record)]),
  },
  {
    id: 'BS-6',
    severity: 'N',
    title: 'Running cost not stated',
    condition: 'Neither the record nor a run report says how much memory it takes.',
    clears: 'The least memory in the record, or a measured run.',
    errs: 'A figure in a card is not read.',
    fields: ['hardware.leastMemoryGB'],
    fromSilence: true,
    find: onRecord(noCost),
  },
  {
    id: 'BS-7',
    severity: 'N',
    title: 'Fewer tasks than the suite has',
    condition:
      'Results name some tasks of a suite that is known here, and not all of them; or say themselves that they are of some, and of no subset with a name.',
    clears: 'The rest, or the name of the subset.',
    errs: 'It knows the tasks of suites whose statements are here. A suite that names the subset as its own is one by itself.',
    fields: ['evaluations'],
    find: onRecord(someTasks),
  },
])

const LATER =
  /\b(?:sft|dpo|ppo|grpo|rlhf|rlaif|rlvr|kto|orpo|instruct\w*|preference\w*|alignment|post-?train\w*|fine-?tun\w*|chat|rl)\b/i

function postTrainingNotDescribed(record: ReleaseBody): readonly FoundHere[] {
  const { variant } = record.subject
  const stages = record.training?.stages ?? []
  const later = stages.findIndex((stage) => LATER.test(stage))
  const named = variant === 'instruct' || variant === 'reasoning'
  if (variant === 'base' || !(named || later !== -1)) return []
  if (record.components?.some(({ c }) => c === 'posttraining-data')) return []
  return found('Post-training data not described.', [
    later === -1 ? field('subject.variant', variant) : field(`training.stages[${later}]`, stages[later]),
  ])
}

function noLimits(record: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  if ((record.limits?.length ?? 0) > 0 || headingIn(dossier, LIMITS) !== undefined) return []
  return found('No known failures listed.', resultsOf(record).slice(0, 3).map(numberIn))
}

function unboundNumbers(record: ReleaseBody): readonly FoundHere[] {
  const loose = resultsOf(record).filter(
    ({ tested, statement, legacy }) =>
      legacy !== true && statement === undefined && (tested?.artifacts.length ?? 0) === 0,
  )
  return found(`A number without a model: ${list(loose.map(({ id }) => id))}.`, loose.map(numberIn))
}

function unlike(record: ReleaseBody): readonly FoundHere[] {
  const groups = Map.groupBy(
    resultsOf(record).filter(({ statement }) => statement === undefined),
    ({ suite, metric }) => `${suite.toLowerCase()} ${metric.toLowerCase()}`,
  )
  return [...groups.values()].flatMap((group) => {
    const digests = new Set(group.map(({ suiteDigest }) => suiteDigest))
    const counts = new Set(group.flatMap(({ n }) => n ?? []))
    const settings = new Set(group.flatMap(({ settings }) => settings ?? []))
    const what = [
      ...(digests.size > 1 ? ['the suites are not the same bytes'] : []),
      ...(counts.size > 1 ? ['the counts of items differ'] : []),
      ...(settings.size > 1 ? ['the settings differ'] : []),
    ]
    if (group.length < 2 || what.length === 0) return []
    return found(
      `Not measured alike: ${list(group.map(({ id }) => id))}; ${list(what)}.`,
      group.map(numberIn),
    )
  })
}

/** A number of another model beside one of these, by other bytes of the suite or other settings; a quote is passed over. */
function besideOthers({ comparisons = [], ...record }: ReleaseBody): readonly FoundHere[] {
  const results = new Map(resultsOf(record).map((result) => [result.id, result]))
  return comparisons.flatMap((other, index) => {
    const own = results.get(other.evaluation)
    if (own === undefined || other.source !== undefined) return []
    const unlikeIn = (['suiteDigest', 'settings'] as const).filter(
      (key) => other[key] !== undefined && own[key] !== undefined && other[key] !== own[key],
    )
    if (unlikeIn.length === 0) return []
    const what = unlikeIn[0] === 'settings' ? 'the settings differ' : 'the suites are not the same bytes'
    return found(`Not measured alike: ${own.id} and ${other.with}; ${what}.`, [
      numberIn(own),
      field(`comparisons[${index}].with`, other.with),
    ])
  })
}

function noCost(record: ReleaseBody, { runs, statement }: Dossier): readonly FoundHere[] {
  const { leastMemoryGB, notes = '' } = record.hardware ?? {}
  const measured = runs.some(({ leastMemoryBytes }) => leastMemoryBytes !== undefined)
  if (leastMemoryGB !== undefined || measured || /\d\s*[GM]i?B\b/.test(notes)) return []
  return found('Running cost not stated.', [entry(statement, 'the record')])
}

function someTasks(record: ReleaseBody, { suites = [] }: Dossier): readonly FoundHere[] {
  const counted = resultsOf(record).flatMap(({ tasks, ...result }) =>
    tasks === undefined || tasks.subset !== undefined || tasks.run >= tasks.of
      ? []
      : found(`${tasks.run} of ${tasks.of} tasks of ${result.suite} are reported.`, [numberIn(result)]),
  )
  const known = suites.flatMap(({ name, digest, tasks }) => {
    const about = resultsOf(record).filter(({ suiteDigest }) => suiteDigest?.endsWith(digest))
    const reported = tasks.filter((task) =>
      about.some(({ suite }) => suite.toLowerCase().endsWith(task.toLowerCase())),
    )
    if (reported.length === 0 || reported.length >= tasks.length) return []
    return found(`${reported.length} of ${tasks.length} tasks of ${name} are reported.`, about.map(numberIn))
  })
  return [...counted, ...known]
}

/** A result, by the suite that it names. */
function numberIn({ field: path, suite }: Result): Evidence {
  return field(`${path}.suite`, suite)
}

function noMisuse(record: ReleaseBody): readonly FoundHere[] {
  if (['embedding', 'classifier'].includes(record.subject.variant ?? '')) return []
  const results = resultsOf(record)
  const capability = results.filter(({ kind }) => kind === 'capability')
  const silent = areasWithoutReason(record)
  if (
    capability.length < MANY_RESULTS ||
    results.some(({ kind }) => kind === 'misuse') ||
    silent.length === 0
  )
    return []
  return found(
    `${count(capability.length, 'capability number', 'capability numbers')}, no misuse test. Neither tested nor given a reason: ${silent.join(', ')}.`,
    capability.map(numberIn),
  )
}

/** Areas of misuse of which the record says nothing. */
export function areasWithoutReason({ risk }: ReleaseBody): readonly string[] {
  const said = { ...risk?.tested, ...risk?.notTested }
  return DOMAINS.filter((domain) => (said[domain]?.length ?? 0) === 0)
}
