// A record that states everything that can be stated: the example and whatever it leaves out, so that no page, form or
// text forgets a field.

import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import type { ReleaseDraft } from '../../../src/commons/releases/record-draft.ts'

const digest = (pair: string): string => `sha256:${pair.repeat(32)}`
const hex = (pair: string): string => pair.repeat(32)

/** Of a list of the example. */
function at<T>(list: readonly T[] | undefined, index: number): T {
  const one = list?.[index]
  if (one === undefined) throw new Error('the example has no such entry')
  return one
}

const example: ReleaseRecord = exampleRecord
const { subject, training, systems } = exampleRecord

export const wholeRecord: ReleaseRecord = {
  ...exampleRecord,
  subject: { ...subject, display: 'Acme/Tern-360M', aliases: ['Tern Instruct'], commit: 'ab'.repeat(20) },
  lineage: [{ ...at(example.lineage, 0), method: 'LoRA, then merged', scale: '0.5' }],
  components: [
    ...exampleRecord.components.filter(({ c }) => c !== 'evaluation-data'),
    {
      c: 'evaluation-data',
      state: 'linked',
      url: 'https://data.example/eval',
      sha256: hex('05'),
      licence: 'CC-BY-4.0',
      extra: { contamination: 'searched for 13-grams' },
      notes: 'In English.',
    },
  ],
  terms: [
    {
      ...at(example.terms, 0),
      url: 'https://acme.example/licence',
      jurisdiction: 'EU',
      asOf: '2026-11-01',
      permission: { from: 'Base Lab', for: 'a name without a prefix', sha256: hex('41') },
    },
  ],
  training: {
    ...training,
    choices: 'Small enough for a laptop.',
    compute: {
      ...training.compute,
      modificationFlop: '3e18',
      inferenceFlop: '7.2e8',
      inferenceTask: 'one token',
    },
    data: {
      ...training.data,
      sizes: { text: '6e11 tokens' },
      userData: 'none',
      syntheticFrom: ['acme/teacher-7b@1.0.0'],
      optOut: 'robots.txt honoured',
      bias: 'dialects were counted',
      composition: [
        {
          source: 'School pages',
          kind: 'web-crawl',
          share: '0.2',
          licence: 'CC-BY-4.0',
          terms: 'by agreement',
          url: 'https://schools.example',
          sha256: hex('42'),
        },
      ],
    },
    labour: { ...training.labour, labelling: '4 students' },
  },
  systems: {
    ...systems,
    full: {
      ...systems.full,
      runtime: 'llama.cpp b1',
      prompt: digest('43'),
      service: 'https://api.acme.example',
    },
  },
  evaluators: {
    ...exampleRecord.evaluators,
    uni: { ...exampleRecord.evaluators.uni, identity: `owcid:${'a'.repeat(52)}` },
  },
  evaluations: [
    {
      ...at(example.evaluations, 0),
      domain: 'other:law',
      settings: '5 shots',
      tasks: { run: 57, of: 57, subset: 'whole' },
      effort: '1 GPU-h',
      legacy: false,
      interval: { low: '0.40', high: '0.42', level: '0.95', method: 'wilson' },
      statement: digest('44'),
    },
    ...exampleRecord.evaluations.slice(1),
  ],
  comparisons: [
    {
      evaluation: 'ev1',
      with: 'north/gull-400m@2.0',
      digest: digest('45'),
      value: '0.39',
      suiteDigest: digest('14'),
      settings: '5 shots',
      source: 'its card',
    },
  ],
  evaluationsNotShown: [
    {
      suite: 'phish-100 of May',
      outcome: 'dropped',
      why: 'It leaked.',
      on: '2026-05-03',
      statement: digest('46'),
    },
  ],
  incidents: [
    {
      what: 'Fraud in a pilot.',
      on: '2026-09-02',
      advisory: digest('47'),
      answer: digest('48'),
      url: 'https://acme.example/incident',
    },
  ],
  risk: { ...exampleRecord.risk, threatProfiles: ['fraud rings that write in volume'] },
  rationale: {
    ...exampleRecord.rationale,
    risks: [...exampleRecord.rationale.risks, { what: 'spam', notTested: 'as before' }],
  },
  hardware: { leastMemoryGB: '2', measured: digest('49'), notes: 'On a laptop.' },
  stages: [
    {
      ...at(example.stages, 0),
      serving: 'paused',
      hosts: ['north.example'],
      terms: digest('f6'),
      accepted: 1,
      agreements: [digest('50')],
    },
    at(example.stages, 1),
  ],
  supplyChain: {
    ...exampleRecord.supplyChain,
    tokenizerDifference: 'Two tokens more.',
    templateDifference: 'A prompt of our own.',
  },
  ecosystem: {
    ...exampleRecord.ecosystem,
    delivered: [{ what: '1200 GPU-h to three groups', statement: digest('51') }],
  },
  eu: {
    provider: 'Acme Lab GmbH',
    market: '2026-11-01',
    distribution: ['https://acme.example/tern'],
    monetisation: ['paid support'],
    systemicRisk: 'none-known',
    sizes: '8192 tokens in',
    architecture: 'A decoder.',
    integration: 'Any runtime that reads safetensors.',
  },
  claims: [
    {
      ...at(example.claims, 0),
      scope: 'this file',
      source: {
        kind: 'file',
        url: 'https://acme.example/card',
        sha256: hex('23'),
        ref: digest('a7'),
        quote: '2 GB',
        retrieved: '2026-10-30',
      },
    },
    ...exampleRecord.claims.slice(1),
  ],
}

/** The same as its publisher would write it. */
export const wholeDraft: ReleaseDraft = {
  ...wholeRecord,
  components: (wholeRecord.components ?? []).map((one) => ({ ...one, c: [one.c] })),
}
