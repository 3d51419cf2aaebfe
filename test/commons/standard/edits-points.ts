// Edits that bear on the first four points of the release standard (edits-table.ts says how they are written).

import type { Instant } from '../../../src/base/time.ts'
import {
  against,
  all,
  component,
  dropComponents,
  type Edit,
  evaluation,
  has,
  lost,
  OTHER,
  system,
  unseen,
  without,
} from './edits-kit.ts'

const P1: readonly Edit[] = [
  { name: 'a component without a line', does: dropComponents('sample-outputs'), answers: lost('P1.1') },
  {
    name: 'a component with two states',
    does: ({ record }) =>
      has(record.components).push({ c: 'sample-outputs', state: 'withheld', why: 'legal' }),
    answers: against('P1.1', 'P4.2'),
  },
  {
    name: 'called less than it is',
    does: ({ record }) => {
      has(record.releaseType).word = 'weights-available'
    },
    answers: against('P1.2', 'P4.2'),
  },
  { name: 'no word for the release', does: without('releaseType', 'word'), answers: lost('P1.2') },
  { name: 'a linked digest that nobody met', does: unseen('05'), answers: { 'P1.4': 'declared' } },
  {
    name: 'a licence on everything that is given',
    does(world) {
      for (const id of ['content-summary', 'copyright-policy']) component(world, id).licence = 'CC-BY-4.0'
    },
    answers: { 'P1.5': 'declared' },
  },
  {
    name: 'withheld without a reason',
    does: (world) => void delete component(world, 'training-code').why,
    answers: lost('P1.6'),
  },
  {
    name: 'post-training data without a line',
    does: dropComponents('posttraining-data'),
    answers: all('P1.1', 'P1.7'),
    findings: ['BS-2'],
  },
  {
    name: 'post-training data withheld for privacy',
    does: (world) => {
      const { c } = component(world, 'posttraining-data')
      dropComponents(c)(world)
      has(world.record.components).push({ c, state: 'withheld', why: 'privacy' })
    },
  },
  {
    name: 'called quantized, with weights that are not',
    does: ({ record }) => {
      record.subject.variant = 'quantized'
    },
    answers: against('P1.8', 'P4.2'),
  },
  {
    name: 'no kind of model',
    does: ({ record }) => void delete record.subject.variant,
    answers: lost('P1.8'),
    findings: ['AA-3', 'LD-1'],
  },
]

const P2: readonly Edit[] = [
  { name: 'no reason for it', does: without('rationale', 'why'), answers: lost('P2.1') },
  { name: 'no benefit', does: without('rationale', 'benefits'), answers: lost('P2.2') },
  {
    name: 'a benefit without evidence',
    does: ({ record }) => void delete has(record.rationale?.benefits?.[0]).sha256,
    answers: { 'P2.2': 'declared' },
  },
  {
    name: 'a risk that nothing answers',
    does: ({ record }) => void delete has(record.rationale?.risks?.[1]).evals,
    answers: lost('P2.3'),
  },
  {
    name: 'a risk with a reason instead of a result',
    does({ record }) {
      const risk = has(record.rationale?.risks?.[1])
      delete risk.evals
      risk.notTested = 'Known for every model of this size.'
    },
    answers: { 'P2.3': 'declared' },
  },
  { name: 'no rejected way', does: without('rationale', 'alternatives'), answers: lost('P2.4') },
  { name: 'nobody decided', does: without('rationale', 'decided'), answers: lost('P2.5') },
  { name: 'compared with nothing', does: without('rationale', 'comparedWith'), answers: lost('P2.7') },
  {
    name: 'no rationale',
    does: without('rationale'),
    answers: all('P2.1', 'P2.2', 'P2.3', 'P2.4', 'P2.5', 'P2.6', 'P2.7'),
  },
]

const P3: readonly Edit[] = [
  {
    name: 'an area neither tested nor reasoned',
    does: ({ record }) => void delete has(record.risk?.notTested)['bio'],
    answers: { 'P3.1': 'absent', ...against('P4.3') },
  },
  {
    name: 'other weights were tested',
    does: (world) => {
      system(world, 'plain').artifacts = [OTHER]
    },
    answers: against('P2.6', 'P3.2', 'P4.2', 'P6.4'),
    findings: ['SW-2'],
  },
  {
    name: 'tested after the release',
    does: (world) => {
      evaluation(world, 'ev2').on = '2026-11-05'
    },
    answers: against('P3.3', 'P4.2'),
  },
  {
    name: 'a test without a day',
    does: (world) => void delete evaluation(world, 'ev2').on,
    answers: lost('P3.3'),
  },
  {
    name: 'nobody independent',
    does: ({ record }) => {
      has(record.evaluators?.['uni']).independent = false
    },
    answers: lost('P3.6'),
  },
  {
    name: 'funding of the independent one not stated',
    does: ({ record }) => void delete has(record.evaluators?.['uni']).funding,
    answers: lost('P3.6'),
  },
  {
    name: 'a misuse result without items', // it is declared then, where it is cited; fraud is weak (7.1)
    does: (world) => void delete evaluation(world, 'ev3').items,
    answers: {
      'P2.3': 'declared',
      'P3.7': 'absent',
      'P6.4': 'declared',
      ...against('P4.3'),
    },
  },
  { name: 'no effect on the release', does: without('risk', 'effectOnRelease'), answers: lost('P3.8') },
  { name: 'no threshold', does: without('risk', 'thresholds'), answers: lost('P3.9') },
  {
    name: 'a threshold that was not logged',
    does: ({ record }) => void delete has(record.risk?.thresholds?.[0]).logged,
    answers: { 'P3.9': 'declared' },
  },
  {
    name: 'a threshold logged after its result',
    does({ around }) {
      const late = '2026-10-20T00:00:00Z' as Instant
      around.seen = around.seen.map((one) => (one.sha256.startsWith('24') ? { ...one, time: late } : one))
    },
    answers: against('P3.9', 'P4.2'),
  },
  {
    name: 'effort stated for every misuse test',
    does(world) {
      for (const id of ['ev2', 'ev3']) evaluation(world, id).effort = '2 GPU-h, best of 10'
    },
    answers: { 'P3.10': 'declared' },
  },
  {
    name: 'tested with a safeguard of the service',
    does: (world) => void system(world, 'full').safeguards.push('sg3'),
    findings: ['SW-1'],
  },
  {
    name: 'never tested bare',
    does: (world) => {
      evaluation(world, 'ev4').system = 'plain'
    },
    findings: ['SW-5'],
  },
  {
    name: 'tested at another precision',
    does: (world) => {
      system(world, 'full').precision = 'fp32'
    },
    findings: ['SW-3'],
  },
]

const P4: readonly Edit[] = [
  {
    name: 'no exit condition',
    does: ({ record }) => void delete has(record.stages?.[0]).exit,
    answers: lost('P4.5'),
  },
  {
    name: 'acceptances counted',
    does: ({ record }) => {
      has(record.stages?.[0]).accepted = 1
    },
    answers: { 'P4.4': 'declared' },
  },
  {
    name: 'a stage that leads back',
    does: ({ record }) => {
      has(record.stages?.[1]).from = '2026-10-01'
    },
    answers: against('P4.1'),
  },
]

export const FIRST_POINTS: readonly Edit[] = [...P1, ...P2, ...P3, ...P4]
