import {
  allTested,
  base,
  both,
  d,
  digest,
  embedding,
  LATE,
  MISUSE,
  otherBytes,
  type QuestionCase,
  statements,
  unnamedSystem,
} from './questions-case.ts'
import { here, logged, NODE, release, SOMEBODY } from './questions-made.ts'

export const P3_CASES: readonly QuestionCase[] = [
  ...MISUSE.map((q): QuestionCase => [q, 'not-applicable', 'it does not generate', () => release(embedding)]),
  ['P3.1', 'evidenced', 'all eight tested, and to be opened', () => here(allTested)],
  [
    'P3.1',
    'absent',
    'an area with neither',
    () =>
      release((body) => {
        delete body.risk?.notTested?.['bio']
      }),
  ],
  [
    'P3.1',
    'contradicted',
    'an area is called tested by the test of another',
    () =>
      release((body) => {
        body.risk = { ...body.risk, tested: { bio: ['ev3'] } }
      }),
  ],
  [
    'P3.1',
    'contradicted',
    'an area is called tested and not tested',
    () =>
      release((body) => {
        body.risk = { ...body.risk, notTested: { cyber: 'no need' } }
      }),
  ],
  ['P3.2', 'declared', 'what was tested is not named', () => release(unnamedSystem)],
  ['P3.2', 'contradicted', 'other bytes were tested', () => release(otherBytes)],
  [
    'P3.2',
    'declared',
    'a system of no bytes was tested',
    () =>
      release((body) => {
        for (const system of Object.values(body.systems ?? {})) system.artifacts = []
      }),
  ],
  ['P3.3', 'evidenced', 'logged before the release', () => here(statements)],
  [
    'P3.3',
    'declared',
    'logged in the month of the release, of which no day is told',
    () =>
      here(
        both(statements, (body) => {
          body.subject.released = '2026-10'
        }),
      ),
  ],
  [
    'P3.3',
    'absent',
    'no day is stated, and it was logged after the release',
    () =>
      here(
        both(statements, (body) => {
          for (const one of body.evaluations ?? []) delete one.on
          body.subject.released = '2026-09-01'
        }),
      ),
  ],
  [
    'P3.3',
    'declared',
    'a release of which only the month is told',
    () =>
      release((body) => {
        body.subject.released = '2026-10'
      }),
  ],
  [
    'P3.3',
    'contradicted',
    'tested after the release',
    () =>
      release((body) => {
        for (const one of body.evaluations ?? []) one.on = '2026-12-01'
      }),
  ],
  [
    'P3.3',
    'absent',
    'a test without a day',
    () =>
      release((body) => {
        for (const one of body.evaluations ?? []) delete one.on
      }),
  ],
  [
    'P3.4',
    'absent',
    'every test had the filter of the service',
    () =>
      release((body) => {
        for (const system of Object.values(body.systems ?? {})) system.safeguards = ['sg1', 'sg3']
      }),
  ],
  ['P3.5', 'contradicted', 'removal tried on other bytes', () => release(otherBytes)],
  [
    'P3.5',
    'declared',
    'removal tried on these bytes, and on others too',
    () =>
      release((body) => {
        const removal = body.evaluations?.find(({ id }) => id === 'ev4')
        if (removal === undefined) return
        body.systems = { ...body.systems, sibling: { artifacts: [digest('99')], safeguards: [] } }
        body.evaluations?.push({ ...removal, id: 'ev5', system: 'sibling' })
      }),
  ],
  [
    'P3.5',
    'absent',
    'removal not tried',
    () =>
      release((body) => {
        body.evaluations = (body.evaluations ?? []).filter(({ id }) => id !== 'ev4')
      }),
  ],
  ['P3.5', 'not-applicable', 'there is nothing to remove', () => release(base)],
  [
    'P3.6',
    'evidenced',
    'the evaluator signed the result',
    () =>
      here(
        both(statements, (body) => {
          const uni = body.evaluators?.['uni']
          if (uni !== undefined) uni.identity = SOMEBODY
        }),
        {},
        { by: { identity: NODE, holdsNamespace: true } },
      ),
  ],
  [
    'P3.6',
    'contradicted',
    'the independent evaluator is the publisher',
    () =>
      release((body) => {
        const uni = body.evaluators?.['uni']
        if (uni !== undefined) uni.name = 'ACME lab '
      }),
  ],
  [
    'P3.6',
    'absent',
    'nobody says who paid',
    () =>
      release((body) => {
        delete body.evaluators?.['uni']?.funding
      }),
  ],
  [
    'P3.7',
    'absent',
    'a test without a digest of its items',
    () =>
      release((body) => {
        for (const one of body.evaluations ?? []) delete one.items
      }),
  ],
  [
    'P3.7',
    'declared',
    'the statement is here, and its items are not',
    () => here(statements, {}, { seen: [logged(d('51')), logged(d('52')), logged(d('53'))] }),
  ],
  [
    'P3.9',
    'declared',
    'logged on the day of the result',
    () => release(() => {}, {}, { seen: [logged(d('24'), '2026-10-14T09:00:00Z')] }),
  ],
  [
    'P3.9',
    'evidenced',
    'logged, and the record has no result of it',
    () =>
      release(
        (body) => {
          body.evaluations = []
        },
        {},
        { seen: [logged(d('24'), LATE)] },
      ),
  ],
  [
    'P3.9',
    'contradicted',
    'logged after the result',
    () => release(() => {}, {}, { seen: [logged(d('24'), LATE)] }),
  ],
  ['P3.10', 'declared', 'effort of each is stated', () => release(allTested)],
  [
    'P3.10',
    'evidenced',
    'effort of each is stated, in statements of the log',
    () => here(both(allTested, statements)),
  ],
]
