// The example of release-standard 10, compiled: the true example of `owc:release/v1`. Figures and digests are invented.

import type { ReleaseRecord } from './record.ts'

const d = (pair: string): string => pair.repeat(32)
const digest = (pair: string): string => `sha256:${d(pair)}`

export const exampleRecord = {
  owc: 1,
  kind: 'release',
  subject: {
    id: 'acme/tern-360m-instruct',
    version: '1.0.0',
    variant: 'instruct',
    family: 'tern',
    params: 361821120,
    released: '2026-11-01',
    publisher: { name: 'Acme Lab', contact: 'mailto:release@acme.example' },
  },
  artifacts: [
    {
      id: 'w',
      path: 'model.safetensors',
      role: 'weights',
      format: 'safetensors',
      precision: 'bf16',
      bytes: 723674112,
      sha256: d('a1'),
      tensorRoot: d('b2'),
    },
    { id: 'cfg', path: 'config.json', role: 'config', bytes: 1201, sha256: d('c3') },
    { id: 'tok', path: 'tokenizer.json', role: 'tokenizer', bytes: 2104556, sha256: d('d4') },
    {
      id: 'tpl',
      path: 'chat_template.jinja',
      role: 'template',
      bytes: 812,
      sha256: d('e5'),
      defaultSystemPrompt: true,
    },
    { id: 'lic', path: 'LICENSE', role: 'licence-text', bytes: 11357, sha256: d('f6') },
    { id: 'card', path: 'README.md', role: 'card', bytes: 9120, sha256: d('a7') },
  ],
  lineage: [
    {
      relation: 'finetune',
      parent: 'acme/tern-360m-base@1.0.0',
      parentDigest: digest('b8'),
      evidence: 'tensor-compare',
    },
  ],
  releaseType: { word: 'open-weights', stage: 'broad' },
  components: [
    { c: 'weights-final', state: 'released', ref: [digest('a1')], licence: 'Apache-2.0' },
    {
      c: 'inference-code',
      state: 'linked',
      url: 'https://git.example/t',
      sha256: d('01'),
      licence: 'Apache-2.0',
    },
    { c: 'training-code', state: 'withheld', why: 'commercial' },
    { c: 'pretraining-data', state: 'described', ref: [digest('a7')], why: 'third-party' },
    { c: 'safety-classifier', state: 'not-produced' },
  ],
  terms: [
    { licence: 'Apache-2.0', text: digest('f6'), covers: ['w', 'cfg', 'tok', 'tpl'], mayChange: 'nobody' },
  ],
  obligations: {
    intended: ['drafting in English'],
    outOfScope: ['medical or legal decisions'],
    deploy: 'Put an input and an output filter in front of public use.',
    reportTo: 'mailto:security@acme.example',
    derivatives: { keep: ['licence', 'lineage', 'limits', 'advisories'], notice: 'NOTICE' },
  },
  rationale: {
    why: 'Teachers asked for a model that runs on school laptops.',
    benefits: [{ what: 'offline pilot in 3 schools', sha256: d('11') }],
    risks: [{ what: 'phishing drafts', evals: ['ev3'] }],
    alternatives: [{ path: 'hosted-only', rejected: 'needs a network' }],
    decided: { on: '2026-10-20', by: 'release board' },
  },
  training: {
    stages: ['pretraining', 'sft', 'dpo'],
    compute: { flop: '1.1e21', method: '6ND', hardware: '16x A100', hours: '410', energyMWh: '2.9' },
    data: { tokens: '6e11', modalities: ['text'], cutoff: '2026-03', languages: { en: '0.97' } },
  },
  safeguards: [
    { id: 'sg1', kind: 'refusal-tuning', lives: 'weights' },
    { id: 'sg3', kind: 'output-classifier', lives: 'service' },
  ],
  systems: { plain: { artifacts: ['w', 'tok'], precision: 'bf16', safeguards: ['sg1'] } },
  evaluators: { uni: { name: 'Uni Lab', independent: true, funding: 'none' } },
  evaluations: [
    {
      id: 'ev3',
      kind: 'misuse',
      domain: 'fraud',
      suite: 'phish-100',
      suiteDigest: digest('18'),
      system: 'plain',
      by: 'uni',
      on: '2026-10-14',
      metric: 'complied',
      value: '0.31',
      n: 100,
      items: digest('19'),
    },
  ],
  risk: {
    tested: { fraud: ['ev3'] },
    notTested: { impersonation: 'text only' },
    thresholds: [{ domain: 'fraud', max: '0.5', logged: digest('24') }],
    effectOnRelease: 'Safeguards are treated as removable; decided on the bare weights.',
  },
  limits: ['English only', 'invents citations', 'weak arithmetic'],
  hardware: { leastMemoryGB: '2' },
  stages: [{ stage: 'broad', from: '2026-11-01', evidence: ['rationale'] }],
  supplyChain: { remoteCode: false, build: digest('22'), tokenizerFrom: 'acme/tern-360m-base@1.0.0' },
  ecosystem: {
    offers: [{ what: '2000 GPU-h for auditors', until: '2027-11-01', apply: 'https://acme.example/grants' }],
    funders: [{ name: 'Example Foundation', amount: '40000 EUR' }],
    conflicts: [],
  },
  claims: [
    {
      id: 'k1',
      says: 'Runs in 2 GB of RAM',
      type: 'measurement',
      about: 'w',
      by: 'publisher',
      source: { kind: 'log-entry', sha256: d('23') },
    },
  ],
  changes: [{ on: '2026-11-01', what: 'first release' }],
} satisfies ReleaseRecord
