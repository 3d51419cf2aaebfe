// Facts of licences of models that are for research or other non-commercial use only (release-standard 4.2). A row whose
// source is "memory" says only what is sure.

import { type Ask, type LicenceFacts, SHARERS, type Source } from './fact.ts'
import { CHANGES, COPY_ASK, DELETE, FIXED, notice, SCANCODE, SUIT } from './facts-models.ts'

const publisher = (where: string): Source => ({ kind: 'publisher', where, on: '2026-11-21' })
const STABILITY_POLICY = {
  name: 'Stability AI Acceptable Use Policy',
  url: 'https://stability.ai/use-policy',
  says: 'As it is updated from time to time.',
} as const

/** Of which only the kind of limit is known here. */
function research(id: string, name: string): LicenceFacts {
  return {
    id,
    name,
    spellings: [],
    commercial: 'no',
    limits: [{ kind: 'commercial', says: 'For research only; not for commercial use.' }],
    asks: [{ kind: 'text', who: SHARERS, says: 'Read the text: its other terms are not recorded here.' }],
    flow: { kind: 'copy', says: 'Not recorded here; treat every term as passed on.', distillation: false },
    policies: [],
    mayChange: { who: 'unknown', says: 'Not recorded here.' },
    ends: [],
    source: { kind: 'memory', where: 'release-standard 4.2', on: '2026-11' },
  }
}

const CITED: Ask = {
  kind: 'attribution',
  who: ['user'],
  says: 'Name it where results of research with it are published.',
}

export const RESEARCH_FACTS: readonly LicenceFacts[] = [
  {
    id: 'stability-nc-2023',
    name: 'Stability AI Non-Commercial Research Community License Agreement (2023-12-06)',
    spellings: [],
    commercial: 'no',
    limits: [{ kind: 'commercial', says: 'For research and non-commercial use; not for production.' }],
    asks: [
      COPY_ASK,
      notice(
        'This Stability AI Model is licensed under the Stability AI Non-Commercial Research Community License, Copyright (c) Stability AI Ltd. All Rights Reserved.',
        '1.c',
      ),
    ],
    flow: {
      kind: 'same-licence',
      says: 'It and derivatives stay under this agreement.',
      distillation: false,
      clause: '1.c',
    },
    policies: [STABILITY_POLICY],
    mayChange: { who: 'licensor', says: 'Its acceptable use policy may be updated from time to time.' },
    ends: [DELETE('Stability AI'), SUIT],
    law: 'California',
    source: SCANCODE,
  },
  {
    id: 'exaone-1.1-nc',
    name: 'EXAONE AI Model License Agreement 1.1 - NC',
    spellings: ['exaone', 'exaone-ai-model-1.1-nc'],
    commercial: 'no',
    limits: [
      {
        kind: 'commercial',
        says: 'For research only; neither model nor outputs for commercial use.',
        clause: '2.1 and 3.1',
      },
      {
        kind: 'models',
        says: 'Neither it nor its outputs may be used to develop or improve other models.',
        clause: '3.1',
      },
      { kind: 'outputs', says: 'Outputs belong to the licensor.', clause: '4.2' },
      {
        kind: 'use',
        says: 'Not for unlawful use, nor against its rules of ethical use.',
        clause: '3.3 and 3.4',
      },
    ],
    asks: [
      { ...COPY_ASK, clause: '2.1.d' },
      {
        kind: 'name',
        who: ['deriver'],
        says: 'A changed model has a name that begins with this word.',
        prefix: 'EXAONE',
        made: 'from it',
        clause: '2.1.c',
      },
      {
        kind: 'attribution',
        who: ['user'],
        says: 'Name model, version and licensor where results are published.',
        clause: '4.3',
      },
    ],
    flow: {
      kind: 'copy',
      says: 'Derivatives are for research only and are passed on with the agreement; they belong to the licensor.',
      distillation: false,
      clause: '2.1.c, 2.1.d and 4.1',
    },
    policies: [],
    mayChange: {
      who: 'licensor',
      says: 'The licensor may change the agreement at any time by posting it; using on accepts the change.',
    },
    ends: [
      {
        on: 'breach',
        says: 'The licensor may end it at any time after a breach; model, derivatives and outputs must then be destroyed.',
        deletion: true,
      },
    ],
    law: 'Republic of Korea',
    source: SCANCODE,
  },
  {
    id: 'stable-video-diffusion-nc-2023',
    name: 'Stable Video Diffusion Non-Commercial Community License Agreement (2023-11-21)',
    spellings: ['stable-video-diffusion-community'],
    commercial: 'no',
    limits: [
      { kind: 'commercial', says: 'For non-commercial use.' },
      { kind: 'use', says: 'Use follows an acceptable use policy.' },
    ],
    asks: [
      COPY_ASK,
      { kind: 'notices', who: SHARERS, says: 'Keep its attribution in a text file called Notice.' },
    ],
    flow: {
      kind: 'same-licence',
      says: 'It and derivatives stay under this agreement.',
      distillation: false,
    },
    policies: [STABILITY_POLICY],
    mayChange: { who: 'licensor', says: 'Its acceptable use policy may be updated from time to time.' },
    ends: [DELETE('Stability AI'), SUIT],
    source: publisher('github.com/Stability-AI/generative-models, model_licenses/LICENSE-SVD'),
  },
  {
    id: 'deepfloyd-if-license',
    name: 'DeepFloyd IF License Agreement',
    spellings: ['deepfloyd-if'],
    commercial: 'no',
    limits: [
      { kind: 'commercial', says: 'For non-commercial research only.', clause: '1.a and 2.a' },
      { kind: 'use', says: 'Not for military use, surveillance or biometric processing.', clause: '2.a' },
    ],
    asks: [
      { ...COPY_ASK, clause: '3' },
      {
        ...notice(
          'DeepFloyd is licensed under the DeepFloyd License, Copyright (c) Stability AI Ltd. All Rights Reserved.',
          '3',
        ),
        says: 'Give this sentence with it.',
      },
    ],
    flow: {
      kind: 'copy',
      says: 'Whoever receives a derivative receives the licence too.',
      distillation: false,
      clause: '3',
    },
    policies: [],
    mayChange: { who: 'nobody', says: 'The text is fixed; Stability AI may end it at any time.' },
    ends: [
      { on: 'breach', says: 'It ends by itself with a breach.' },
      { on: 'notice', says: 'Stability AI may end it at any time upon notice.' },
      {
        on: 'bypassing a protection',
        says: 'Circumventing a security, a protection or a restriction of use is a breach, so it ends by itself.',
      },
    ],
    source: publisher('github.com/deep-floyd/IF, LICENSE-MODEL'),
  },
  {
    id: 'tongyi-qianwen-research-2023',
    name: 'Tongyi Qianwen Research License Agreement (2023-11-30)',
    spellings: ['tongyi-qianwen-research'],
    commercial: 'no',
    limits: [
      {
        kind: 'commercial',
        says: 'For research or evaluation only; commercial use needs another licence.',
        clause: '2',
      },
    ],
    asks: [
      { ...COPY_ASK, clause: '3.a' },
      { ...CHANGES, clause: '3.b' },
      notice(
        'Tongyi Qianwen is licensed under the Tongyi Qianwen RESEARCH LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.',
        '3.c',
      ),
    ],
    flow: {
      kind: 'copy',
      says: 'Whoever receives a derivative receives the agreement too.',
      distillation: false,
      clause: '3.a',
    },
    policies: [],
    mayChange: FIXED,
    ends: [DELETE('Alibaba Cloud'), SUIT],
    law: 'People’s Republic of China',
    source: publisher('github.com/QwenLM/Qwen, Tongyi Qianwen RESEARCH LICENSE AGREEMENT'),
  },
  {
    id: 'apple-amlr',
    name: 'Apple Machine Learning Research Model License Agreement',
    spellings: ['apple-amlr-license'],
    commercial: 'no',
    limits: [
      {
        kind: 'commercial',
        says: 'For non-commercial research only; derivatives too.',
        clause: 'License Scope',
      },
    ],
    asks: [
      { ...COPY_ASK, clause: 'Distribution' },
      {
        ...notice(
          'Apple Machine Learning Research Model is licensed under the Apple Machine Learning Research Model License Agreement.',
          'Distribution',
        ),
        says: 'Give this sentence with it.',
      },
      {
        ...CHANGES,
        says: 'Identify derivatives as such, and disclose what was changed.',
        clause: 'Distribution',
      },
    ],
    flow: {
      kind: 'copy',
      says: 'Derivatives are for research only and are passed on with the agreement.',
      distillation: false,
      clause: 'License Scope, Distribution',
    },
    policies: [],
    mayChange: { who: 'nobody', says: 'The text is fixed; the grant calls itself revocable.' },
    ends: [DELETE('Apple')],
    law: 'California',
    source: publisher('github.com/apple/ml-fastvlm, LICENSE_MODEL'),
    note: 'It grants no patent rights.',
  },
  {
    id: 'fair-noncommercial-research-license',
    name: 'FAIR Noncommercial Research License (2024-10-16)',
    spellings: ['fair-noncommercial-research'],
    commercial: 'no',
    limits: [
      { kind: 'commercial', says: 'For noncommercial research only; outputs as well.', clause: '1.b.i' },
      { kind: 'use', says: 'Use follows an acceptable use policy.', clause: '1.b.iv' },
    ],
    asks: [
      {
        ...COPY_ASK,
        says: 'Give a copy of the agreement with it, and pass it on under these terms only.',
        clause: '1.b.ii',
      },
      { ...CITED, clause: '1.b.iii' },
    ],
    flow: {
      kind: 'same-licence',
      says: 'It and derivatives are passed on under these terms only.',
      distillation: false,
      clause: '1.b.ii',
    },
    policies: [],
    mayChange: {
      who: 'licensor',
      says: 'Meta may change the agreement, in a similar spirit; using on accepts the change.',
    },
    ends: [DELETE('Meta'), SUIT],
    law: 'California',
    source: publisher('github.com/facebookresearch/vggt-omega, LICENSE'),
  },
  research('h-research', 'H Research License'),
  research('intel-research', 'Intel Research Use License Agreement'),
]
