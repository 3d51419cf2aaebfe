// T, transparency of making: shown beside the eight points and never counted into them. Source: release-standard 5;
// evidence: training, results that are not shown, incidents, advisories.

import type { Sha256 } from '../../../base/digest.ts'
import type { Evidence, Outcome, Question } from '../answer.ts'
import type { AdvisoryFact, Dossier } from '../dossier.ts'
import { seen } from '../met.ts'
import { componentOf, openComponent } from './components.ts'
import {
  absent,
  contradicted,
  count,
  declared,
  entry,
  evidenced,
  field,
  incomplete,
  list,
  recordIn,
  withOthers,
} from './grading.ts'
import { fileNamed, openable } from './looked-up.ts'

function composition(dossier: Dossier): Outcome {
  const data = recordIn(dossier)?.training?.data
  const parts = data?.composition ?? []
  const said = parts.map(({ source, share }, index) =>
    field(`training.data.composition[${index}]`, share === undefined ? source : `${source}: ${share}`),
  )
  const shares = parts.flatMap(({ share }) => (share === undefined ? [] : [Number(share)]))
  const sum = shares.reduce((total, share) => total + share, 0)
  if (sum > SHARES_AT_MOST || shares.some((share) => share < 0))
    return contradicted(
      sum > SHARES_AT_MOST
        ? `The shares make ${sum.toFixed(2)} of the whole.`
        : 'A share is less than nothing.',
      { said, against: [field('training.data.composition')] },
    )
  const sets = allSets(dossier)
  const shown = parts.map(({ sha256 }) => openable(dossier, sha256))
  if (parts.length > 0 && shares.length === parts.length) {
    const because = `${count(parts.length, 'source')} with shares.`
    if (sets.length > 0 || shown.every((one) => one.length > 0))
      return evidenced(`${because} The data can be opened.`, [...said, ...sets, ...shown.flat()])
    return declared(because, said)
  }
  if (parts.length > 0) return incomplete('Sources are named, not each with its share.', said)
  if ((data?.provenance ?? []).length > 0)
    return incomplete('Kinds of sources are named, without sources and shares.', [
      field('training.data.provenance', data?.provenance?.join(', ')),
    ])
  return absent(dossier, 'what the data is made of')
}

/** Empty unless all data of the training can be opened: a part of it shows nothing of the shares. */
function allSets(dossier: Dossier): readonly Evidence[] {
  const made = (['pretraining-data', 'posttraining-data'] as const).filter(
    (id) => componentOf(dossier, id)?.state !== 'not-produced',
  )
  const sets = made.map((id) => openComponent(dossier, id))
  return sets.every((one) => one.length > 0) ? sets.flat() : []
}

const SHARES_AT_MOST = 1.02 // the whole, and room for rounding

function labour(dossier: Dossier): Outcome {
  const { work = [], posttraining, redTeam, labelling } = recordIn(dossier)?.training?.labour ?? {}
  const texts = Object.entries({ posttraining, redTeam, labelling }).flatMap(([key, text]) =>
    text === undefined ? [] : [field(`training.labour.${key}`, text)],
  )
  const said = [
    ...work.map(({ task, who }, index) => field(`training.labour.work[${index}]`, `${task}: ${who}`)),
    ...texts,
  ]
  if (said.length === 0) return absent(dossier, 'who labelled and red-teamed')
  const bare = work.filter(({ terms, pay }) => terms === undefined && pay === undefined)
  if (work.length === 0 || bare.length > 0)
    return incomplete('Who did the work is stated; on what terms is not.', said)
  return declared(`Work and its terms: ${list(work.map(({ task }) => task))}.`, said)
}

function compute(dossier: Dossier): Outcome {
  const { flop, energyMWh, method, energyMethod } = recordIn(dossier)?.training?.compute ?? {}
  if (flop === undefined && energyMWh === undefined) return absent(dossier, 'compute and energy')
  const said = [
    ...(flop === undefined
      ? []
      : [field('training.compute.flop', `${flop}, ${method ?? 'method not stated'}`)]),
    ...(energyMWh === undefined
      ? []
      : [field('training.compute.energyMWh', `${energyMWh}, ${energyMethod ?? 'method not stated'}`)]),
  ]
  if (flop === undefined) return incomplete('Energy is stated, compute is not.', said)
  if (energyMWh === undefined) return incomplete('Compute is stated, energy is not.', said)
  const logs = openComponent(dossier, 'training-logs')
  if (logs.length > 0)
    return evidenced('Compute and energy are stated, beside logs of the training that can be opened.', [
      ...said,
      ...logs,
    ])
  return declared('Compute and energy are stated.', said)
}

function notShown(dossier: Dossier): Outcome {
  const all = recordIn(dossier)?.evaluationsNotShown
  if (all === undefined) return absent(dossier, 'evaluations that failed or were dropped')
  const said = all.map(({ suite, outcome, why }, index) =>
    field(`evaluationsNotShown[${index}]`, `${suite}, ${outcome}: ${why}`),
  )
  if (all.length === 0)
    return declared('None failed and none was dropped, as the publisher says.', [
      field('evaluationsNotShown'),
    ])
  const logged = all.map(({ statement }) => openable(dossier, statement))
  const because = `${count(all.length, 'evaluation')} not among the results: ${list(all.map(({ suite, outcome }) => `${suite} (${outcome})`))}.`
  if (logged.every((one) => one.length > 0)) return evidenced(because, [...said, ...logged.flat()])
  return declared(because, said)
}

function incidents(dossier: Dossier): Outcome {
  const known = dossier.advisories.filter(({ kind, basis }) => basis === 'named' || kind === 'incident')
  const counted = known.filter((one) => counts(dossier, one))
  const beside = known.filter((one) => !counted.includes(one))
  const outcome = counted.length > 0 ? ofAdvisories(dossier, counted) : ofRecord(dossier)
  if (beside.length === 0) return outcome
  const because = `Somebody else gives notice, and nothing that they point to was met by this node: ${list(beside.map(inWords))}.`
  const { evidence = [] } = outcome
  return {
    ...outcome,
    because: [...outcome.because, because],
    evidence: withOthers(evidence, notices(beside)),
  }
}

/** Its publisher gave it or answered it, or this node has met what it points to; other notices stand beside. */
function counts(dossier: Dossier, { issuer, answer, evidence }: AdvisoryFact): boolean {
  const own = issuer === publisherOf(dossier) || issuer === dossier.node
  return own || answer !== undefined || evidence.some((one) => isMet(dossier, one))
}

/** Who only found bytes does not speak for whoever made them. */
function publisherOf({ content, by }: Dossier): string | undefined {
  return content.kind === 'release' ? by.identity : undefined
}

/** Bytes that this node holds or found itself. Those of the release show nothing, and log entries are words. */
function isMet(dossier: Dossier, digest: Sha256): boolean {
  if (digest === dossier.artifact || fileNamed(dossier, digest) !== undefined) return false
  return seen(dossier, digest).some(({ how, by }) => how === 'held' || by === dossier.node)
}

function inWords({ id, summary }: AdvisoryFact): string {
  return `${id}: ${summary.replace(/[.!?]+$/, '')}`
}

function notices(advisories: readonly AdvisoryFact[]): readonly Evidence[] {
  return advisories.map(({ statement, id, summary }) => entry(statement, `${id}: ${summary}`))
}

function ofAdvisories(dossier: Dossier, known: readonly AdvisoryFact[]): Outcome {
  const stated = recordIn(dossier)?.incidents
  const publisher = publisherOf(dossier)
  const against = known.filter((one) => {
    const later = one.issuer === publisher && one.published > dossier.recorded // the record could not say it yet
    return one.basis !== 'declared' && one.status !== 'not_affected' && !later
  })
  if (stated !== undefined && stated.length === 0 && against.length > 0)
    return contradicted('The record says that no incident is known; advisories name these bytes.', {
      said: [field('incidents')],
      against: notices(against),
    })
  const open = known.filter(
    ({ issuer, answer, responses }) =>
      answer === undefined && !(issuer === publisher && responses.length > 0),
  )
  if (open.length > 0)
    return incomplete(
      `Without an answer of its publisher that is logged: ${list(open.map(({ id }) => id))}.`,
      notices(known),
    )
  const answers = known.flatMap(({ id, answer }) =>
    answer === undefined ? [] : [entry(answer, `answer to ${id}`)],
  )
  const because = `Each advisory has an answer of its publisher that is logged: ${list(known.map(({ id }) => id))}.`
  const evidence = [...notices(known), ...answers]
  if (stated === undefined || stated.length === 0) return evidenced(because, evidence)
  const own = ofRecord(dossier)
  return { ...own, because: [because, ...own.because], evidence: [...evidence, ...(own.evidence ?? [])] }
}

function ofRecord(dossier: Dossier): Outcome {
  const stated = recordIn(dossier)?.incidents
  const said = (stated ?? []).map(({ what }, index) => field(`incidents[${index}]`, what))
  if (stated === undefined) return absent(dossier, 'incidents that are known')
  if (stated.length === 0)
    return declared('No incident is known, as the publisher says.', [field('incidents')])
  const answered = stated.map(({ advisory, answer }) => [
    ...openable(dossier, advisory),
    ...openable(dossier, answer),
  ])
  const because = `${count(stated.length, 'incident')} named by the publisher.`
  if (answered.every((one) => one.length > 0)) return evidenced(because, [...said, ...answered.flat()])
  const silent = stated.filter(({ answer, advisory, url }) =>
    [answer, advisory, url].every((one) => one === undefined),
  )
  if (silent.length > 0)
    return incomplete(`Without an answer: ${count(silent.length, 'incident')} of ${stated.length}.`, said)
  return declared(because, said)
}

export const T: readonly Question[] = [
  {
    id: 'T.1',
    group: 'T',
    asks: 'What is the data made of, by source and share?',
    looksAt:
      'Declared when each source has a share; evidenced when all data of the training or each source can be opened; contradicted when the shares make more than the whole.',
    fields: ['training.data.composition', 'training.data.provenance'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: composition,
  },
  {
    id: 'T.2',
    group: 'T',
    asks: 'Who labelled or red-teamed, and on what terms?',
    looksAt: 'Declared when each piece of work has terms or pay; absent when only who is stated.',
    fields: ['training.labour.work'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: labour,
  },
  {
    id: 'T.3',
    group: 'T',
    asks: 'How much compute and energy?',
    looksAt: 'Declared when both are stated; evidenced when logs of the training can be opened beside them.',
    fields: ['training.compute.flop', 'training.compute.energyMWh'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: compute,
  },
  {
    id: 'T.4',
    group: 'T',
    asks: 'Which evaluations failed or were dropped?',
    looksAt:
      'Declared when the record lists them, or says none; evidenced when their statements were met here.',
    fields: ['evaluationsNotShown'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: notShown,
  },
  {
    id: 'T.5',
    group: 'T',
    asks: 'Which incidents are known, and were they answered?',
    looksAt:
      'Incidents of the record, and advisories of the log that name these bytes and that the publisher gave or answered, or whose evidence this node has met: evidenced when the publisher answered each in the log, absent when one has no answer, declared when only the record speaks, contradicted when it says none and such an advisory names these bytes. Other advisories stand beside the answer and do not change it.',
    fields: ['incidents'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: incidents,
  },
]
