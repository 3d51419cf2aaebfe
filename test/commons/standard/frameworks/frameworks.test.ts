// Each framework by its own rule (release-standard 1.3): labels, parts and classes with what the next step lacks, the
// OpenMDW split, and what each of them must not say.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Sha256 } from '../../../../src/base/digest.ts'
import { exampleRecord } from '../../../../src/commons/releases/example-record.ts'
import type { ReleaseRecord } from '../../../../src/commons/releases/record.ts'
import { COMPONENTS } from '../../../../src/commons/releases/words.ts'
import { frameworks } from '../../../../src/commons/standard/frameworks/all.ts'
import { eu } from '../../../../src/commons/standard/frameworks/eu.ts'
import { EU_LINES } from '../../../../src/commons/standard/frameworks/eu-law.ts'
import { g7 } from '../../../../src/commons/standard/frameworks/g7.ts'
import { type ComponentFact, componentsOf, factOf } from '../../../../src/commons/standard/frameworks/have.ts'
import { mof, mofOpen } from '../../../../src/commons/standard/frameworks/mof.ts'
import { osaid } from '../../../../src/commons/standard/frameworks/osaid.ts'
import { licencesOf } from '../../../../src/commons/standard/licences/of.ts'
import { APACHE, AT, observed, released, sha, textFile } from '../licences/made.ts'
import { components, had, replaced, whole, without } from './made.ts'

const APACHE_ALL = whole('Apache-2.0')
const described = (c: 'pretraining-data' | 'posttraining-data', why: string): ComponentFact => ({
  c,
  state: 'described',
  have: 'no',
  because: 'Stated: described.',
  verdict: 'unknown',
  why,
})

test('G7: every label, and what the next one lacks', () => {
  const cases: readonly (readonly [
    string,
    readonly ComponentFact[],
    string,
    readonly (string | undefined)[],
  ])[] = [
    ['nothing', [], 'none', ['weights-final']],
    ['weights only', [had('weights-final', 'Apache-2.0')], 'undecided', ['inference-code']],
    [
      'restricted weights',
      [had('weights-final', 'llama3.1'), had('inference-code', 'MIT')],
      'Weights Available AI',
      [undefined],
    ],
    [
      'restricted code',
      [had('weights-final', 'MIT'), had('inference-code', 'CC-BY-NC-4.0')],
      'Weights Available AI',
      [undefined],
    ],
    [
      'unknown beside restricted',
      [had('weights-final', 'llama3.1'), had('inference-code', 'x')],
      'undecided',
      [undefined],
    ],
    [
      'open data on weights',
      [had('weights-final', 'CC-BY-4.0'), had('inference-code', 'MIT')],
      'undecided',
      [undefined],
    ],
    [
      'weights and code',
      [had('weights-final', 'MIT'), had('inference-code', 'MIT')],
      'Open Weights AI',
      ['training-code', 'pretraining-data', 'posttraining-data'],
    ],
    ['all', APACHE_ALL, 'Open Source AI with Open Data', []],
    [
      'never post-trained',
      replaced(APACHE_ALL, { ...described('posttraining-data', ''), state: 'not-produced' }),
      'Open Source AI with Open Data',
      [],
    ],
    [
      'data hidden by law',
      replaced(APACHE_ALL, described('pretraining-data', 'legal')),
      'Open Source AI',
      ['pretraining-data'],
    ],
    [
      'data hidden for money',
      replaced(APACHE_ALL, described('pretraining-data', 'commercial')),
      'Open Weights AI',
      ['pretraining-data'],
    ],
    [
      'hidden, and no data card',
      without(replaced(APACHE_ALL, described('pretraining-data', 'privacy')), 'data-card'),
      'Open Weights AI',
      ['pretraining-data'],
    ],
    [
      'data under NC',
      replaced(APACHE_ALL, had('pretraining-data', 'CC-BY-NC-4.0')),
      'Open Weights AI',
      ['pretraining-data'],
    ],
    ['training code closed', without(APACHE_ALL, 'training-code'), 'Open Weights AI', ['training-code']],
  ]
  for (const [name, facts, label, lacks] of cases) {
    const result = g7(components(facts))
    assert.equal(result.label, label, name)
    assert.deepEqual(
      result.lacks.map(({ c }) => c),
      lacks,
      name,
    )
    assert.match(result.because, /\.$/, name)
  }
  const hidden = g7(components(replaced(APACHE_ALL, described('pretraining-data', 'legal'))))
  assert.deepEqual(hidden.notJudged, ['pretraining-data: legal'])
})

test('the OpenMDW split: the same release relicensed stays MOF Class I, loses the OSAID parameters, leaves the G7 label undecided', () => {
  const apache = components(APACHE_ALL, 'all data facts')
  const openmdw = components(whole('OpenMDW-1.0', 'OpenMDW-1.0'), 'all data facts')
  assert.deepEqual([mof(apache).class, mof(openmdw).class], ['I', 'I'])
  assert.deepEqual([osaid(apache).parameters.present, osaid(openmdw).parameters.present], [true, false])
  assert.deepEqual([g7(apache).label, g7(openmdw).label], ['Open Source AI with Open Data', 'undecided'])
  assert.match(g7(openmdw).because, /not approved .* no restriction in it is known/)
})

test('OSAID: three parts, and no verdict on whether the data information suffices', () => {
  const all = osaid(components(APACHE_ALL, 'all data facts'))
  assert.deepEqual([all.parameters.present, all.code.present, all.data.present], [true, true, true])
  assert.match(all.says, /needs a person/)
  const unfilled = osaid(components(APACHE_ALL))
  assert.deepEqual([unfilled.data.present, unfilled.code.present], [false, true])
  for (const c of [
    'training-code',
    'data-code',
    'inference-code',
    'architecture',
    'supporting-libs',
  ] as const) {
    const { code } = osaid(components(without(APACHE_ALL, c)))
    assert.deepEqual([code.present, code.lacks.map((lack) => lack.c)], [false, [c]], c)
  }
  const claimed = osaid(
    components(
      replaced(APACHE_ALL, had('architecture', 'Apache-2.0', { have: 'claimed' })),
      'all data facts',
    ),
  )
  assert.deepEqual([claimed.code.present, claimed.claimed?.code.present], [false, true])
})

test('MOF: class upon class, what the next one lacks, checked apart from claimed', () => {
  const III = [
    'architecture',
    'weights-final',
    'evaluation-results',
    'model-card',
    'data-card',
    'technical-report',
  ] as const
  const facts = III.map((c) => had(c, 'Apache-2.0'))
  const third = mof(components(facts))
  assert.deepEqual([third.class, third.next], ['III', 'II'])
  assert.deepEqual(
    third.lacks.map(({ c }) => c),
    ['training-code', 'inference-code', 'evaluation-code', 'evaluation-data'],
  )
  for (const c of III) assert.equal(mof(components(without(facts, c))).class, null, c)
  const paper = mof(components([...without(facts, 'technical-report'), had('research-paper', 'CC-BY-4.0')]))
  assert.equal(paper.class, 'III', 'a paper replaces the report')
  const claimed = mof(components(replaced(facts, had('data-card', 'CC-BY-4.0', { have: 'claimed' }))))
  assert.deepEqual(
    [claimed.class, claimed.claimed, claimed.lacks.map(({ c }) => c)],
    [null, 'III', ['data-card']],
  )
  const closed = mof(components(replaced(facts, had('weights-final', 'llama3.1'))))
  assert.deepEqual([closed.class, closed.lacks.map(({ c }) => c)], [null, ['weights-final']])
  const whole = mof(components(APACHE_ALL))
  assert.deepEqual([whole.class, whole.next, whole.lacks], ['I', null, []])
  const gap = mof(components(without(APACHE_ALL, 'training-code')))
  assert.deepEqual(
    [gap.class, gap.lacks.map(({ c }) => c)],
    ['III', ['training-code']],
    'Class I does not jump over II',
  )
})

test('MOF: licences that are open to it, and open ones made for something else', () => {
  for (const open of [
    'Apache-2.0',
    'GPL-3.0',
    'CC-BY-4.0',
    'PDDL-1.0',
    'OpenMDW-1.0',
    'CC0-1.0',
    'OGL-UK-3.0',
    'MIT OR CC-BY-NC-4.0',
    'MIT AND (Apache-2.0 OR CC-BY-NC-4.0)',
  ])
    assert.equal(mofOpen(open), true, open)
  for (const closed of [
    'MIT AND CC-BY-NC-4.0',
    'MIT OR',
    'CC-BY-NC-4.0',
    'llama3.1',
    'C-UDA-1.0',
    'ODC-PDDL-1.0',
    'unlicensed',
    '',
  ])
    assert.equal(mofOpen(closed), false, closed)
  const { conditional } = mof(
    components([
      had('training-code', 'CC-BY-4.0'),
      had('model-card', 'Apache-2.0'),
      had('weights-final', 'OpenMDW-1.0'),
    ]),
  )
  assert.deepEqual(
    conditional.map(({ c }) => c),
    ['training-code', 'model-card'],
  )
})

test('EU: five answers and monetisation as declared; each legal line with source and day; never a verdict', () => {
  const release = released({ terms: [{ licence: 'llama3.2' }], training: { compute: { flop: '3e25' } } })
  const { answers, monetisation, law, says } = frameworks(release).eu
  assert.deepEqual(
    answers.map(({ answer }) => answer),
    ['no', 'yes', 'unknown', 'unknown', 'no'],
  )
  assert.match(answers[0]?.because ?? '', /llama3\.2.*700 million/)
  assert.equal(monetisation, 'Not declared in the record.')
  assert.equal(law, EU_LINES)
  for (const line of EU_LINES) {
    assert.match(line.asOf, /^\d{4}-\d{2}-\d{2}$/)
    assert.ok(line.source.length > 10 && line.jurisdiction === 'EU')
  }
  const words = JSON.stringify({ answers, monetisation, law, says })
  assert.doesNotMatch(words, /\b(compliant|complies|exempt(ed|ion)?|conform\w*)\b/i)
  const open = frameworks(
    released({ terms: [{ licence: 'MIT' }], training: { compute: { flop: '1e25' } } }),
  ).eu
  assert.deepEqual(
    open.answers.map(({ answer }) => answer),
    ['yes', 'yes', 'unknown', 'unknown', 'yes'],
  )
  const use = frameworks(released({ terms: [{ licence: 'gemma' }] })).eu
  assert.equal(use.answers[0]?.answer, 'unknown')
  for (const [licence, because] of [
    ['MIT AND CC-BY-NC-4.0', /commercial advantage/],
    ['CC-BY-ND-4.0', /Adapted versions may not be shared/],
  ] as const) {
    const [terms] = frameworks(released({ terms: [{ licence }] })).eu.answers
    assert.equal(terms?.answer, 'no', licence)
    assert.match(terms?.because ?? '', because)
  }
  const said = (given: object) => frameworks(released({ eu: given })).eu
  assert.deepEqual(
    [said({ monetisation: [] }).monetisation, said({ monetisation: ['paid support'] }).monetisation],
    ['The record declares none.', 'As declared: paid support.'],
  )
  assert.deepEqual(
    ['none-known', 'presumed', 'designated'].map((systemicRisk) => said({ systemicRisk }).answers[4]?.answer),
    ['unknown', 'no', 'no'],
  )
  assert.equal(said({ architecture: 'A decoder of 24 layers.' }).answers[2]?.answer, 'yes')
  for (const flop of ['-1', 'many', '']) {
    const strange = frameworks(released({ training: { compute: { flop } } })).eu.answers[4]
    assert.equal(strange?.answer, 'unknown', flop)
  }
  assert.equal(eu(components([]), observed({}).content).answers[1]?.answer, 'no')
})

test('the example record: what release-standard 10 says of it, once its links were met', () => {
  const { subject, ...said } = exampleRecord
  const digests = [
    ...exampleRecord.artifacts.map(({ sha256 }) => sha256),
    ...exampleRecord.evaluations.map(({ items }) => items.slice(7)),
    ...exampleRecord.components.flatMap(
      ({ sha256, ref = [] }: { sha256?: string; ref?: readonly string[] }) => [
        ...(sha256 === undefined ? [] : [sha256]),
        ...ref.map((one) => one.slice(7)),
      ],
    ),
  ]
  const seen = digests.map(
    (digest) => ({ sha256: digest as Sha256, time: AT, how: 'observation', by: 'owcid:node' }) as const,
  )
  const view = frameworks(released({ ...(said as Partial<ReleaseRecord>), id: subject.id }, { seen }))
  assert.equal(view.g7.label, 'Open Weights AI')
  assert.deepEqual(
    [view.osaid.parameters.present, view.osaid.code.present, view.osaid.data.present],
    [true, false, true],
  )
  assert.equal(view.mof.class, 'III')
  assert.deepEqual([view.mof.next, view.mof.lacks.map(({ c }) => c)], ['II', ['training-code']])
  const unmet = frameworks(released({ ...(said as Partial<ReleaseRecord>), id: subject.id }))
  assert.deepEqual([unmet.mof.class, unmet.mof.claimed], [null, 'III'])
})

test('have: bytes that match, links that were met, and what is only said', () => {
  const link = {
    c: 'inference-code',
    state: 'linked',
    url: 'https://git.example/t',
    sha256: sha('code'),
    licence: 'MIT',
  } as const
  const at = (time: string, more = {}) => {
    const dossier = released(
      { components: [link], ...more },
      { seen: [{ sha256: sha('code'), time: time as typeof AT, how: 'observation', by: 'owcid:node' }] },
    )
    return factOf(componentsOf(dossier, licencesOf(dossier)), 'inference-code').have
  }
  assert.equal(at('2026-11-01T00:00:00Z'), 'checked')
  assert.equal(at('2026-08-22T00:00:00Z'), 'checked', '90 days')
  assert.equal(at('2026-08-21T23:59:59Z'), 'claimed', 'a second more')
  assert.equal(at('2026-11-01T00:00:00Z', { components: [{ ...link, sha256: sha('other') }] }), 'claimed')
  const { sha256: _, ...bare } = link
  assert.equal(at('2026-11-01T00:00:00Z', { components: [bare] }), 'claimed')
  const refs = released({
    components: [{ c: 'weights-final', state: 'released', ref: [`sha256:${sha('gone')}`], licence: 'MIT' }],
  })
  assert.equal(factOf(componentsOf(refs, licencesOf(refs)), 'weights-final').have, 'claimed')
  for (const state of ['described', 'withheld', 'not-produced'] as const) {
    const dossier = released({ components: [{ c: 'training-code', state, why: 'commercial' }] })
    assert.equal(factOf(componentsOf(dossier, licencesOf(dossier)), 'training-code').have, 'no', state)
  }
})

test('frameworks: of what was found, only the weights are known', () => {
  const view = frameworks(
    observed({ read: [{ key: 'license', value: 'apache-2.0', file: 'README.md', offset: 0 }] }),
  )
  assert.equal(view.g7.label, 'undecided')
  assert.match(view.g7.because, /deployment code/)
  assert.deepEqual(
    view.components.filter(({ state }) => state !== 'unknown').map(({ c }) => c),
    ['weights-final'],
  )
  for (const { because, state } of view.components)
    if (state === 'unknown') assert.match(because, /Not in what this node found/)
})

test('frameworks: a licence text in the files decides about the weights, and terms are inherited', () => {
  const dossier = released(
    {
      terms: [{ licence: 'Apache-2.0' }],
      components: [
        { c: 'weights-final', state: 'released' },
        { c: 'inference-code', state: 'released', ref: [`sha256:${sha('weights')}`] },
      ],
    },
    { files: [textFile('LICENSE', APACHE, 'licence-text')] },
  )
  const view = frameworks(dossier)
  assert.equal(view.g7.label, 'Open Weights AI')
  assert.deepEqual(
    view.components.filter(({ licence }) => licence === 'Apache-2.0').map(({ c }) => c),
    ['weights-final', 'inference-code'],
  )
  for (const { framework, date, list, source } of [view.g7, view.osaid, view.mof, view.eu]) {
    assert.match(date, /^\d{4}-\d{2}-\d{2}$/, framework)
    assert.deepEqual(list, { name: 'spdx-license-list', version: '6.12.0' })
    assert.ok(source.length > 0)
  }
})

test('frameworks: giving out one more component never lowers a label or a class', () => {
  const labels = [
    'none',
    'undecided',
    'Weights Available AI',
    'Open Weights AI',
    'Open Source AI',
    'Open Source AI with Open Data',
  ]
  const classes = [null, 'III', 'II', 'I']
  const parts = ({ parameters, code, data }: ReturnType<typeof osaid>) =>
    [parameters, code, data].filter(({ present }) => present).length
  fc.assert(
    fc.property(fc.subarray([...COMPONENTS]), fc.constantFrom(...COMPONENTS), (some, one) => {
      const before = components(
        some.map((c) => had(c, 'Apache-2.0')),
        'all data facts',
      )
      const after = components(
        [...new Set([...some, one])].map((c) => had(c, 'Apache-2.0')),
        'all data facts',
      )
      assert.ok(labels.indexOf(g7(after).label) >= labels.indexOf(g7(before).label))
      assert.ok(classes.indexOf(mof(after).class) >= classes.indexOf(mof(before).class))
      assert.ok(parts(osaid(after)) >= parts(osaid(before)))
      for (const { lacks } of [g7(after), mof(after)]) for (const { c } of lacks) assert.notEqual(c, one)
    }),
    { seed: 10, numRuns: 300 },
  )
})
