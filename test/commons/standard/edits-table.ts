// Edits of the example record and of what a node knows around it, each with what it changes: the grade of which
// questions, and which findings appear. Written from the text of release-standard 5, 6 and 7.1, apart from the rules;
// whatever an edit does not name must stay as it was.

import type { Sha256 } from '../../../src/base/digest.ts'
import { AROUND } from './edits-around.ts'
import { MAKER } from './edits-base.ts'
import {
  advisory,
  against,
  all,
  type Edit,
  evaluation,
  has,
  lost,
  reviewed,
  system,
  textOf,
  unseen,
  type World,
  without,
} from './edits-kit.ts'
import { FIRST_POINTS } from './edits-points.ts'
import { sha } from './findings-made.ts'

const P5: readonly Edit[] = [
  { name: 'no use that is meant', does: without('obligations', 'intended'), answers: lost('P5.4') },
  {
    name: 'no use that is not meant',
    does: without('obligations', 'outOfScope'),
    answers: lost('P5.4'),
    findings: ['LD-1'],
  },
  { name: 'no warning to who deploys', does: without('obligations', 'deploy'), answers: lost('P5.5') },
  { name: 'no advice on monitoring', does: without('obligations', 'monitoring'), answers: lost('P5.6') },
  { name: 'no address for reports', does: without('obligations', 'reportTo'), answers: lost('P5.7') },
  {
    name: 'an address that is none',
    does: ({ record }) => {
      has(record.obligations).reportTo = 'call us'
    },
    answers: against('P5.7', 'P4.2'),
  },
  {
    name: 'earlier bytes gone',
    does({ around }) {
      around.earlier = around.earlier.map((one) => ({ ...one, held: false }))
    },
    answers: lost('P5.8'),
  },
  {
    name: 'another text under the label',
    does: textOf('LICENSE', (text) => `${text}\nUse by more than 100 users needs our consent.\n`),
    answers: {
      ...against('P5.1'),
      'P1.2': 'declared',
      'P5.2': 'declared',
      'P5.3': 'declared',
      'P5.9': 'absent',
    }, // a licence that nobody knows
    findings: ['OW-2'],
  },
]

const P6: readonly Edit[] = [
  { name: 'no limits', does: without('limits'), answers: lost('P6.5'), findings: ['BS-3', 'LD-1'] },
  { name: 'no changes', does: without('changes'), answers: lost('P6.6') },
  {
    name: 'changes without a word on safety',
    does: ({ record }) => void delete has(record.changes?.[0]).safety,
    answers: lost('P6.6'),
  },
  {
    name: 'the version stood for other bytes',
    does({ around }) {
      around.earlier = around.earlier.map((one) => ({ ...one, version: '1.0.0' }))
    },
    answers: against('P6.2'),
    findings: ['AA-4'],
  },
]

const P7: readonly Edit[] = [
  { name: 'digests nowhere else', does: without('supplyChain', 'hashesAlso'), answers: lost('P7.4') },
  { name: 'no build', does: without('supplyChain', 'build'), answers: lost('P7.8') },
  { name: 'a build that nobody met', does: unseen('22'), answers: { 'P7.8': 'declared' } },
  { name: 'nothing for derivatives', does: without('obligations', 'derivatives'), answers: lost('P7.7') },
  {
    name: 'another tokenizer than the parent’s, not declared',
    does: parentTokenizer,
    answers: against('P7.5', 'P7.6'),
  },
  {
    name: 'another tokenizer than the parent’s, declared',
    does(world) {
      parentTokenizer(world)
      has(world.record.supplyChain).tokenizerDifference = 'Two tokens were added.'
    },
    answers: { 'P7.5': 'declared', 'P7.6': 'declared' },
  },
]

function parentTokenizer({ around }: World): void {
  around.ancestors = around.ancestors.map((one) => ({
    ...one,
    known: {
      ...has(one.known),
      files: has(one.known).files.map((file) =>
        file.path === 'tokenizer.json'
          ? { ...file, sha256: sha('another tokenizer'), text: '{"model":{}}' }
          : file,
      ),
    },
  }))
}

const P8: readonly Edit[] = [
  { name: 'no offers', does: without('ecosystem', 'offers'), answers: all('P8.1', 'P8.2') },
  {
    name: 'an offer without an end',
    does: ({ record }) => void delete has(record.ecosystem?.offers?.[0]).until,
    answers: lost('P8.1'),
  },
  {
    name: 'an offer without an address',
    does: ({ record }) => void delete has(record.ecosystem?.offers?.[0]).apply,
    answers: lost('P8.2'),
  },
  { name: 'no funders', does: without('ecosystem', 'funders'), answers: lost('P8.3') },
  { name: 'no word on conflicts', does: without('ecosystem', 'conflicts'), answers: lost('P8.3') },
  { name: 'no safe harbour', does: without('ecosystem', 'safeHarbour'), answers: lost('P8.5') },
  {
    name: 'what came of earlier offers',
    does: ({ record }) => {
      has(record.ecosystem).delivered = [{ what: '100 GPU-h to two groups' }]
    },
    answers: { 'P8.6': 'declared' },
  },
  {
    name: 'nobody measured its memory',
    does: ({ around }) => {
      around.runs = []
    },
    answers: { 'P8.4': 'declared' },
  },
  {
    name: 'no memory stated or measured',
    does({ record, around }) {
      around.runs = []
      delete record.hardware
    },
    answers: lost('P8.4'),
    findings: ['BS-6'],
  },
]

const T: readonly Edit[] = [
  {
    name: 'no composition of data',
    does: ({ record }) => void delete has(record.training?.data).composition,
    answers: lost('T.1'),
  },
  { name: 'no labour', does: without('training', 'labour'), answers: lost('T.2') },
  { name: 'no compute', does: without('training', 'compute'), answers: lost('T.3') },
  { name: 'no word on results not shown', does: without('evaluationsNotShown'), answers: lost('T.4') },
  {
    name: 'everything is shown',
    does: ({ record }) => {
      record.evaluationsNotShown = []
    },
  },
  { name: 'no word on incidents', does: without('incidents'), answers: lost('T.5') },
  {
    name: 'an incident without an answer',
    does: ({ record }) => {
      record.incidents = [{ what: 'Used for fraud in a pilot.' }]
    },
    answers: lost('T.5'),
  },
  { name: 'a stranger’s advisory', does: advisory({ basis: 'named', path: [], status: 'affected' }) },
  {
    name: 'a stranger’s advisory that points to the weights themselves',
    does: (world) => {
      const [weights] = world.around.files
      advisory({ basis: 'named', path: [], evidence: [has(weights).sha256] })(world)
    },
  },
  {
    name: 'a stranger’s advisory that says it was answered',
    does: advisory({ basis: 'named', path: [], responses: ['new-version'], reasonBy: MAKER }),
  },
  {
    name: 'a stranger’s advisory whose evidence is here',
    does: advisory({ basis: 'named', path: [], evidence: ['23'.repeat(32) as Sha256] }),
    answers: against('T.5'),
  },
  {
    name: 'a stranger’s advisory that its maker answered: not affected',
    does: advisory({ basis: 'named', path: [], status: 'not_affected', answer: sha('answer') }),
    answers: { 'T.5': 'evidenced' },
  },
]

const FINDINGS: readonly Edit[] = [
  {
    name: 'a result of no system',
    does: (world) => void delete evaluation(world, 'ev1').system,
    answers: lost('P6.4'),
    findings: ['BS-4'],
  },
  {
    name: 'fewer tasks than the suite has',
    does: (world) => {
      evaluation(world, 'ev1').tasks = { run: 3, of: 57 }
    },
    findings: ['BS-7'],
  },
  {
    name: 'a subset with a name',
    does: (world) => {
      evaluation(world, 'ev1').tasks = { run: 3, of: 57, subset: 'mmlu-tiny' }
    },
  },
  {
    name: 'compared with a number of another suite',
    does: ({ record }) => {
      record.comparisons = [
        { evaluation: 'ev1', with: 'north/gull', value: '0.39', suiteDigest: `sha256:${'99'.repeat(32)}` },
      ]
    },
    findings: ['BS-5'],
  },
  {
    name: 'compared with a number that is quoted',
    does: ({ record }) => {
      record.comparisons = [
        {
          evaluation: 'ev1',
          with: 'north/gull',
          value: '0.39',
          suiteDigest: `sha256:${'99'.repeat(32)}`,
          source: 'its card',
        },
      ]
    },
  },
  {
    name: 'measured through a service',
    does: (world) => {
      system(world, 'full').service = 'https://api.acme.example'
    },
    findings: ['AA-6'],
  },
  {
    name: 'an ancestor’s advisory, open',
    does: advisory({}),
    findings: ['LD-5'],
  },
  {
    name: 'an ancestor’s advisory, answered with a reason',
    does: advisory({ status: 'not_affected', reason: 'Another template.', reasonBy: 'owcid:maker' }),
  },
  {
    name: 'a card that says open source',
    does: textOf('README.md', (text) => `${text}\nTern 360M is an open-source model.\n`),
    findings: ['OW-1'],
  },
  {
    name: 'a card that speaks of open source tools',
    does: textOf('README.md', (text) => `${text}\nWe thank the open source community.\n`),
  },
  { name: 'a review of the intended uses', does: reviewed('P5.4'), answers: { 'P5.4': 'evidenced' } },
  { name: 'a review by the publisher', does: reviewed('P5.5', { independent: false }) },
  { name: 'a review that points to nothing', does: reviewed('P5.4', { evidence: [] }) },
  {
    name: 'a review that denies and points to what nobody met',
    does: reviewed('P5.4', { outcome: 'not-confirmed', evidence: [sha('nowhere')] }),
  },
  {
    name: 'a review that could not confirm',
    does: reviewed('P5.6', { outcome: 'not-confirmed' }),
    answers: against('P5.6'),
  },
]

export const EDITS: readonly Edit[] = [
  ...FIRST_POINTS,
  ...P5,
  ...P6,
  ...P7,
  ...P8,
  ...T,
  ...FINDINGS,
  ...AROUND,
]
