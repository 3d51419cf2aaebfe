// T, transparency of making: shown beside the eight points and never counted into them. Source: release-standard 5;
// evidence: training, results that are not shown, incidents, advisories.

import type { Outcome, Question } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { openComponent } from './components.ts'
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
} from './grading.ts'
import { openable } from './looked-up.ts'

function composition(dossier: Dossier): Outcome {
  const data = recordIn(dossier)?.training?.data
  const parts = data?.composition ?? []
  const said = parts.map(({ source, share }, index) =>
    field(`training.data.composition[${index}]`, share === undefined ? source : `${source}: ${share}`),
  )
  const shares = parts.flatMap(({ share }) => (share === undefined ? [] : [Number(share)]))
  const sum = shares.reduce((total, share) => total + share, 0)
  if (sum > SHARES_AT_MOST)
    return contradicted(`The shares make ${sum.toFixed(2)} of the whole.`, {
      said,
      against: [field('training.data.composition')],
    })
  const sets = [...openComponent(dossier, 'pretraining-data'), ...openComponent(dossier, 'posttraining-data')]
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
  const stated = recordIn(dossier)?.incidents
  const known = dossier.advisories.filter(({ kind, basis }) => basis === 'named' || kind === 'incident')
  const advisories = known.map(({ statement, id, summary }) => entry(statement, `${id}: ${summary}`))
  const said = (stated ?? []).map(({ what }, index) => field(`incidents[${index}]`, what))
  if (stated !== undefined && stated.length === 0 && known.length > 0)
    return contradicted('The record says that no incident is known; advisories name these bytes.', {
      said: [field('incidents')],
      against: advisories,
    })
  const open = known.filter(({ responses }) => responses.length === 0)
  if (open.length > 0)
    return incomplete(`Without an answer that is logged: ${list(open.map(({ id }) => id))}.`, advisories)
  if (known.length > 0)
    return evidenced(`Each advisory has an answer that is logged: ${list(known.map(({ id }) => id))}.`, [
      ...advisories,
      ...said,
    ])
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
      'Declared when each source has a share; evidenced when the data or each source can be opened; contradicted when the shares make more than the whole.',
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
      'Advisories of the log that name these bytes and incidents of the record: evidenced when each has an answer that is logged, absent when one has none, declared when only the record speaks, contradicted when it says none and an advisory names these bytes.',
    fields: ['incidents'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: incidents,
  },
]
