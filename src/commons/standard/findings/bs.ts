// BS, benchmark substitution: numbers that stand where other answers were asked for. Those that follow from silence wait
// for the publisher's own record (catalogue.ts). Source: release-standard 6.

import { DOMAINS } from '../../releases/words.ts'
import { count, field as inRecord, type ReleaseBody } from '../questions/grading.ts'
import { detectors, found, onRecord, resultsOf } from './reading.ts'

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
])

function noMisuse(record: ReleaseBody) {
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
    capability.map(({ field, suite, metric, value }) => inRecord(field, `${suite} ${metric} ${value}`)),
  )
}

/** Areas of misuse of which the record says nothing. */
export function areasWithoutReason({ risk }: ReleaseBody): readonly string[] {
  const said = { ...risk?.tested, ...risk?.notTested }
  return DOMAINS.filter((domain) => (said[domain]?.length ?? 0) === 0)
}
