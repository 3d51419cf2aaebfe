// P2, the rationale: why it is public at all, what it is good for, what was weighed, who decided and when. Source:
// release-standard 5; evidence: rationale and log time. What is free text is declared at most.

import type { Outcome, Question } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { parentWeights } from '../kind.ts'
import {
  absent,
  contradicted,
  count,
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
  evaluations,
  isAfter,
  isNoLater,
  openable,
  recordEntry,
  resultEvidence,
  testedOn,
} from './looked-up.ts'

function whyPublic(dossier: Dossier): Outcome {
  const why = recordIn(dossier)?.rationale?.why
  if (why === undefined) return absent(dossier, 'why it is released')
  const said = [field('rationale.why', why)]
  const capability = evaluations(dossier, 'capability').flatMap((one) => resultEvidence(dossier, one))
  if (capability.length > 0)
    return evidenced('A reason is given, beside capability results that can be opened.', [
      ...said,
      ...capability,
    ])
  return declared('A reason is given.', said)
}

function benefits(dossier: Dossier): Outcome {
  const all = recordIn(dossier)?.rationale?.benefits ?? []
  if (all.length === 0) return absent(dossier, 'a benefit')
  const evidence = all.flatMap(({ sha256 }) => openable(dossier, sha256))
  const said = all.map(({ what }, index) => field(`rationale.benefits[${index}].what`, what))
  if (all.every(({ sha256 }) => openable(dossier, sha256).length > 0))
    return evidenced(`${count(all.length, 'benefit')}, each with evidence that can be opened.`, [
      ...said,
      ...evidence,
    ])
  return declared(`${count(all.length, 'benefit')} named; not each has evidence that was met here.`, [
    ...said,
    ...evidence,
  ])
}

function risks(dossier: Dossier): Outcome {
  const all = recordIn(dossier)?.rationale?.risks ?? []
  if (all.length === 0) return absent(dossier, 'a risk')
  const results = new Map(evaluations(dossier).map((one) => [one.id, one]))
  const said = all.map(({ what }, index) => field(`rationale.risks[${index}].what`, what))
  const unknown = all.flatMap(({ evals = [] }) => evals.filter((id) => !results.has(id)))
  if (unknown.length > 0)
    return contradicted(`A risk names a result that the record does not have: ${list(unknown)}.`, {
      said,
      against: [field('evaluations')],
    })
  const bare = all.filter(({ evals = [], notTested }) => evals.length === 0 && notTested === undefined)
  if (bare.length > 0)
    return incomplete(`Neither a test nor a reason for: ${list(bare.map(({ what }) => what))}.`, said)
  const tests = all.flatMap(({ evals = [] }) => evals.flatMap((id) => results.get(id) ?? []))
  const shown = tests.flatMap((one) => resultEvidence(dossier, one))
  const reasons = all.filter(({ evals = [] }) => evals.length === 0)
  if (reasons.length === 0 && tests.every((one) => resultEvidence(dossier, one).length > 0))
    return evidenced(`Each risk has a result that can be opened: ${count(all.length, 'risk')}.`, [
      ...said,
      ...shown,
    ])
  return declared(`Each risk has a result or a reason: ${count(all.length, 'risk')}.`, [...said, ...shown])
}

function alternatives(dossier: Dossier): Outcome {
  const all = recordIn(dossier)?.rationale?.alternatives ?? []
  if (all.length === 0) return absent(dossier, 'an alternative that was rejected')
  const said = all.map(({ path, rejected }, index) =>
    field(`rationale.alternatives[${index}]`, `${path}: ${rejected}`),
  )
  return declared(`Rejected, with a reason: ${list(all.map(({ path }) => path))}.`, said)
}

function decidedBefore(dossier: Dossier): Outcome {
  const record = recordIn(dossier)
  const decided = record?.rationale?.decided
  if (decided === undefined) return absent(dossier, 'who decided, and when')
  const said = [field('rationale.decided', `${decided.on}, ${decided.by}`)]
  const released = record?.subject.released
  if (released === undefined)
    return declared(`${decided.by}, on ${decided.on}; no day of release is stated.`, said)
  if (isAfter(decided.on, released))
    return contradicted(`Decided on ${decided.on}, after the release on ${released}.`, {
      said,
      against: [field('subject.released', released)],
    })
  const logged = dayOf(dossier.recorded)
  if (isNoLater(logged, released))
    return evidenced(
      `${decided.by} decided; the record was logged on ${logged}, no later than the release.`,
      [...said, recordEntry(dossier)],
    )
  const when = isAfter(logged, released) ? 'after the release on' : 'and released in'
  return declared(`${decided.by}, on ${decided.on}; logged on ${logged}, ${when} ${released}.`, [
    ...said,
    recordEntry(dossier),
  ])
}

function aboutTheseBytes(dossier: Dossier): Outcome {
  const rationale = recordIn(dossier)?.rationale
  if (rationale === undefined) return absent(dossier, 'a rationale')
  const same = parentWeights(dossier)
  if (same.is === true) return notApplicable('its weights equal its parent’s', same.evidence)
  const cited = new Set((rationale.risks ?? []).flatMap(({ evals = [] }) => evals))
  const tested = evaluations(dossier).filter(({ id }) => cited.has(id))
  const on = (what: ReturnType<typeof testedOn>) => tested.filter((one) => testedOn(dossier, one) === what)
  const [own, strange, unnamed] = [on('own'), on('other'), on('unnamed')]
  const said = tested.map(({ id }) => field('evaluations', id))
  if (strange.length > 0)
    return contradicted(`The rationale cites results of other bytes: ${list(strange.map(({ id }) => id))}.`, {
      said: strange.map(({ id }) => field('evaluations', id)),
      against: [recordEntry(dossier)],
    })
  if (tested.length > 0 && own.length === tested.length)
    return evidenced(
      `The results that the rationale cites are of files of this release: ${list(own.map(({ id }) => id))}.`,
      said,
    )
  const rest =
    unnamed.length === 0
      ? 'it cites no result of them'
      : `of what it cites the bytes are not named: ${list(unnamed.map(({ id }) => id))}`
  return declared(`The rationale stands in the record of these bytes; ${rest}.`, [field('rationale')])
}

function compared(dossier: Dossier): Outcome {
  const text = recordIn(dossier)?.rationale?.comparedWith
  if (text === undefined) return absent(dossier, 'a comparison with what is already available')
  return declared('Compared with what is already available.', [field('rationale.comparedWith', text)])
}

export const P2: readonly Question[] = [
  {
    id: 'P2.1',
    group: 'P2',
    asks: 'Why is it public, at this capability?',
    looksAt: 'Declared when a reason is given; evidenced when capability results beside it can be opened.',
    fields: ['rationale.why'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: whyPublic,
  },
  {
    id: 'P2.2',
    group: 'P2',
    asks: 'What is it good for, with evidence?',
    looksAt: 'Declared when a benefit is named; evidenced when each has a digest whose bytes were met here.',
    fields: ['rationale.benefits'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: benefits,
  },
  {
    id: 'P2.3',
    group: 'P2',
    asks: 'Does each risk lead to a test, or to a reason why not?',
    looksAt:
      'Declared when each named risk has a result or a reason; evidenced when each has results that can be opened; contradicted when it names a result that the record does not have.',
    fields: ['rationale.risks'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: risks,
  },
  {
    id: 'P2.4',
    group: 'P2',
    asks: 'Was another way rejected, with a reason?',
    looksAt: 'Declared when an alternative and its reason are named; never more, since it is free text.',
    fields: ['rationale.alternatives'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: alternatives,
  },
  {
    id: 'P2.5',
    group: 'P2',
    asks: 'Was it decided by a named body, and logged, before the release?',
    looksAt:
      'Log time of the record against the day of release: evidenced when logged no later, declared when later or when the day is not told, contradicted when the decision itself is dated after the release.',
    fields: ['rationale.decided', 'subject.released'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: decidedBefore,
  },
  {
    id: 'P2.6',
    group: 'P2',
    asks: 'Is the rationale about these bytes, and not only about their parent?',
    looksAt:
      'The systems of the results that the rationale cites: evidenced when they are files of this release, contradicted when they are others, declared when it cites none.',
    fields: ['rationale.risks', 'systems'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: aboutTheseBytes,
  },
  {
    id: 'P2.7',
    group: 'P2',
    asks: 'Was it compared with what is already available?',
    looksAt: 'Declared when the record compares it; never more, since it is free text.',
    fields: ['rationale.comparedWith'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: compared,
  },
]
