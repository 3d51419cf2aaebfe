import type { Instant } from '../../../src/base/time.ts'
import type { Seen } from '../../../src/commons/standard/dossier.ts'
import { WEIGHTS } from './findings-made.ts'
import {
  advisory,
  component,
  d,
  digest,
  lacking,
  type QuestionCase,
  run,
  withParent,
} from './questions-case.ts'
import { AT, found, here, logged, NODE, release, sha } from './questions-made.ts'

const STRANGER = `owcid:${'e'.repeat(52)}`
const BEFORE = '2026-10-01T00:00:00Z' as Instant
const REPORT: Seen = { sha256: sha('report'), time: AT, how: 'held', by: NODE }

export const P7_CASES: readonly QuestionCase[] = [
  ['P7.1', 'evidenced', 'read as safetensors', () => release(() => {}, { 'model.safetensors': WEIGHTS })],
  [
    'P7.1',
    'contradicted',
    'a pickle',
    () => found({ 'pytorch_model.bin': new Uint8Array([0x80, 2, 0x7d, 0x2e]) }),
  ],
  [
    'P7.1',
    'absent',
    'not read, and of another name',
    () =>
      release((body) => {
        body.artifacts = [{ path: 'model.bin', role: 'weights', bytes: 1, sha256: d('a1') }]
      }),
  ],
  ['P7.2', 'evidenced', 'no file brings code', () => found({ 'model.safetensors': WEIGHTS })],
  ['P7.2', 'contradicted', 'a file of Python', () => found({ 'modeling.py': 'import os\n' })],
  [
    'P7.2',
    'contradicted',
    'auto_map',
    () => found({ 'config.json': '{"auto_map":{"AutoModel":"modeling.Tern"}}' }),
  ],
  [
    'P7.4',
    'evidenced',
    'an importer found the same elsewhere',
    () =>
      release(
        () => {},
        {},
        {
          by: { identity: 'owcid:acme', holdsNamespace: true },
          seen: [{ ...logged(sha('artifact')), how: 'observation' }],
        },
      ),
  ],
  [
    'P7.5',
    'evidenced',
    'the tokenizer is the parent’s',
    () => withParent({ 'tokenizer.json': '{"a":1}' }, { 'tokenizer.json': '{"a":1}' }),
  ],
  [
    'P7.5',
    'contradicted',
    'the tokenizer is another',
    () => withParent({ 'tokenizer.json': '{"a":1}' }, { 'tokenizer.json': '{"a":2}' }),
  ],
  ...['P7.5', 'P7.6'].map(
    (q): QuestionCase => [
      q,
      'not-applicable',
      'it reads images',
      () =>
        release((body) => {
          body.training = { data: { modalities: ['image'] } }
        }),
    ],
  ),
  [
    'P7.6',
    'evidenced',
    'both are the same',
    () => withParent({ 'tokenizer.json': '{"a":1}' }, { 'tokenizer.json': '{"a":1}' }),
  ],
  [
    'P7.6',
    'contradicted',
    'one file of the tokenizer is the same, another differs',
    () =>
      withParent(
        { 'tokenizer.json': '{"a":1}', 'vocab.json': '{}' },
        { 'tokenizer.json': '{"a":2}', 'vocab.json': '{}' },
      ),
  ],
  [
    'P7.6',
    'declared',
    'the difference is stated',
    () =>
      withParent({ 'tokenizer.json': '{"a":1}' }, { 'tokenizer.json': '{"a":2}' }, (body) => {
        body.supplyChain = { tokenizerDifference: 'Two tokens were added.' }
      }),
  ],
  [
    'P7.6',
    'contradicted',
    'it differs in silence',
    () => withParent({ 'tokenizer.json': '{"a":1}' }, { 'tokenizer.json': '{"a":2}' }),
  ],
  [
    'P7.6',
    'declared',
    'there is no parent, as the record says',
    () =>
      release((body) => {
        body.lineage = []
      }),
  ],
  ['P7.7', 'evidenced', 'the notice travels along', () => release(() => {}, { NOTICE: 'Tern, by Acme.' })],
]

export const P8_CASES: readonly QuestionCase[] = [
  [
    'P8.1',
    'absent',
    'an offer without an end',
    () =>
      release((body) => {
        body.ecosystem = { offers: [{ what: 'help' }] }
      }),
  ],
  [
    'P8.2',
    'contradicted',
    'an address that is none',
    () =>
      release((body) => {
        body.ecosystem = { offers: [{ what: 'help', apply: 'ask us' }] }
      }),
  ],
  [
    'P8.3',
    'absent',
    'who paid, and nothing more',
    () =>
      release((body) => {
        body.ecosystem = { funders: [] }
      }),
  ],
  ['P8.4', 'declared', 'measured in nothing at all', () => release(() => {}, {}, { runs: [run(0)] })],
  ['P8.4', 'evidenced', 'measured in less', () => release(() => {}, {}, { runs: [run(1.5e9)] })],
  ['P8.4', 'contradicted', 'measured in more', () => release(() => {}, {}, { runs: [run(3e9)] })],
  [
    'P8.6',
    'declared',
    'delivered, as the publisher says',
    () =>
      release((body) => {
        body.ecosystem = { delivered: [{ what: '500 GPU-h' }] }
      }),
  ],
  [
    'P8.6',
    'evidenced',
    'a statement of the delivery is here',
    () =>
      here((body) => {
        body.ecosystem = { delivered: [{ what: '500 GPU-h', statement: digest('66') }] }
      }),
  ],
]

export const T_CASES: readonly QuestionCase[] = [
  [
    'T.1',
    'contradicted',
    'more than the whole',
    () =>
      release((body) => {
        body.training = {
          data: {
            composition: [
              { source: 'a', share: '0.9' },
              { source: 'b', share: '0.9' },
            ],
          },
        }
      }),
  ],
  [
    'T.1',
    'contradicted',
    'less than nothing',
    () =>
      release((body) => {
        body.training = {
          data: {
            composition: [
              { source: 'a', share: '1.5' },
              { source: 'b', share: '-0.5' },
            ],
          },
        }
      }),
  ],
  [
    'T.1',
    'evidenced',
    'all data of the training can be opened',
    () =>
      here((body) => {
        const one = component(body, 'pretraining-data')
        if (one !== undefined) Object.assign(one, { state: 'linked', sha256: d('04') })
      }),
  ],
  [
    'T.1',
    'absent',
    'kinds only',
    () =>
      release((body) => {
        body.training = { data: { provenance: ['web'] } }
      }),
  ],
  [
    'T.2',
    'absent',
    'who, and not on what terms',
    () =>
      release((body) => {
        body.training = { labour: { redTeam: 'three people' } }
      }),
  ],
  [
    'T.3',
    'evidenced',
    'beside logs that can be opened',
    () =>
      here((body) => {
        const one = component(body, 'training-logs')
        if (one !== undefined) Object.assign(one, { state: 'linked', sha256: d('31') })
      }),
  ],
  [
    'T.3',
    'absent',
    'compute without energy',
    () =>
      release((body) => {
        body.training = { compute: { flop: '1e21' } }
      }),
  ],
  [
    'T.4',
    'evidenced',
    'what was dropped is a statement of the log',
    () =>
      here((body) => {
        body.evaluationsNotShown = [{ suite: 'x', outcome: 'dropped', why: 'y', statement: digest('32') }]
      }),
  ],
  [
    'T.5',
    'contradicted',
    'none, and its publisher gave notice before',
    () => release(() => {}, {}, { advisories: [{ ...advisory([]), published: BEFORE }] }),
  ],
  [
    'T.5',
    'contradicted',
    'none, and what an advisory points to was met here',
    () =>
      release(
        () => {},
        {},
        { advisories: [{ ...advisory([]), issuer: STRANGER, evidence: [sha('report')] }], seen: [REPORT] },
      ),
  ],
  [
    'T.5',
    'declared',
    'none, and a stranger gives notice',
    () => release(() => {}, {}, { advisories: [{ ...advisory(['new-version']), issuer: STRANGER }] }),
  ],
  [
    'T.5',
    'evidenced',
    'its publisher gives notice and says what was done',
    () => release(lacking('incidents'), {}, { advisories: [advisory(['new-version'])] }),
  ],
  [
    'T.5',
    'evidenced',
    'none, and it answered a stranger’s notice',
    () =>
      release(
        () => {},
        {},
        {
          advisories: [{ ...advisory([]), issuer: STRANGER, status: 'not_affected', answer: sha('answer') }],
        },
      ),
  ],
  [
    'T.5',
    'absent',
    'an advisory of the publisher without answer',
    () => release(lacking('incidents'), {}, { advisories: [advisory([])] }),
  ],
  [
    'T.5',
    'absent',
    'one answered, and an incident of the record is not',
    () =>
      release(
        (body) => {
          body.incidents = [{ what: 'Used for fraud in a pilot.' }]
        },
        {},
        { advisories: [advisory(['new-version'])] },
      ),
  ],
  [
    'T.5',
    'absent',
    'who found bytes gives notice of them, for nobody else',
    () => found({}, { advisories: [advisory(['new-version'])] }),
  ],
]
