// Facts of the licences of models that limit use, by other makers than Meta, read in the texts of scancode-toolkit 32.5.0
// unless a row says otherwise (release-standard 4.2). Clauses are those of the texts.

import { type Ask, type Flow, type LicenceFacts, OFFERERS, SHARERS, type Source } from './fact.ts'

export const SCANCODE: Source = { kind: 'text', where: 'PyPI scancode-toolkit 32.5.0', on: '2026-11-21' }
const DELETE = (by: string) =>
  ({
    on: 'breach',
    says: `${by} may end it after a breach; copies must then be deleted.`,
    deletion: true,
  }) as const
const SUIT = {
  on: 'suit',
  says: 'It ends for whoever sues, saying that the model infringes rights.',
} as const
const FIXED = { who: 'nobody', says: 'The text is fixed; whoever received it keeps these terms.' } as const
const COPY_ASK: Ask = { kind: 'text', who: SHARERS, says: 'Give a copy of the terms with it.' }
const CHANGES: Ask = {
  kind: 'changes',
  who: ['deriver'],
  says: 'Changed files say prominently that they were changed.',
}
const NOTICES: Ask = {
  kind: 'notices',
  who: SHARERS,
  says: 'Keep copyright, patent, trademark and attribution notices.',
}
const BIND: Ask = {
  kind: 'use-limits',
  who: OFFERERS,
  says: 'Put the restrictions of use into whatever agreement you give it out under, as terms that bind, and tell recipients of them.',
}
const REMOTE = 'It says that its use against the terms may be restricted remotely or otherwise.'
const BINDING: Flow = {
  kind: 'use-limits',
  says: 'Whoever receives it or a derivative is bound by the same restrictions of use, and receives the terms.',
  distillation: true,
}
const notice = (sentence: string, clause: string): Ask => ({
  kind: 'notice',
  who: SHARERS,
  says: 'Put this sentence into a text file called Notice.',
  sentence,
  clause,
})

function rail(row: Pick<LicenceFacts, 'id' | 'name' | 'spellings'> & Partial<LicenceFacts>): LicenceFacts {
  return {
    commercial: 'yes',
    limits: [
      { kind: 'use', says: 'Not for the uses listed in its Attachment A.', clause: '5 and Attachment A' },
    ],
    asks: [
      { ...BIND, clause: '4.a' },
      { ...COPY_ASK, clause: '4.b' },
      { ...CHANGES, clause: '4.c' },
      { ...NOTICES, clause: '4.d' },
    ],
    flow: { ...BINDING, clause: '4.a' },
    policies: [],
    mayChange: { who: 'nobody', says: `The text is fixed. ${REMOTE}` },
    ends: [
      { on: 'patent suit', says: 'Its patent licence ends for whoever sues over patents in the model.' },
    ],
    source: SCANCODE,
    ...row,
  }
}

const LATEST: Ask = {
  kind: 'latest',
  who: ['user'],
  says: 'Make a reasonable effort to use the latest version of the model.',
  clause: '7',
}
const UPDATED = {
  who: 'nobody',
  says: `The text is fixed; the licensor may update the model. ${REMOTE}`,
} as const

function updatedRail(row: Parameters<typeof rail>[0]): LicenceFacts {
  const plain = rail(row)
  return { ...plain, asks: [...plain.asks, LATEST], mayChange: UPDATED, ...row }
}

function qwen(
  row: Pick<LicenceFacts, 'id' | 'name' | 'spellings' | 'flow'> & {
    sentence: string
    more: Partial<LicenceFacts>
  },
): LicenceFacts {
  const { sentence, more, ...rest } = row
  return {
    commercial: 'yes',
    policies: [],
    mayChange: FIXED,
    ends: [
      {
        on: 'breach',
        says: 'It may be ended after a breach; the materials must then be deleted.',
        deletion: true,
      },
      {
        on: 'suit',
        says: 'It ends for whoever sues anybody, saying that the materials or their outputs infringe rights.',
      },
    ],
    law: 'People’s Republic of China',
    source: SCANCODE,
    ...rest,
    ...more,
    limits: [
      {
        kind: 'users',
        says: 'A commercial product or service with more than 100 million monthly active users needs another licence.',
        most: 100_000_000,
        clause: '4',
      },
      ...(more.limits ?? []),
    ],
    asks: [
      { ...COPY_ASK, clause: '3.a' },
      { ...CHANGES, clause: '3.b' },
      notice(sentence, '3.c'),
      ...(more.asks ?? []),
    ],
  }
}

export const MODEL_FACTS: readonly LicenceFacts[] = [
  {
    id: 'gemma',
    name: 'Gemma Terms of Use',
    spellings: ['gemma terms of use', 'gemma-terms-of-use'],
    commercial: 'yes',
    limits: [{ kind: 'use', says: 'Not for the uses that its Prohibited Use Policy lists.', clause: '3.2' }],
    asks: [
      { ...BIND, clause: '3.1' },
      { ...COPY_ASK, clause: '3.1' },
      { ...CHANGES, clause: '3.1' },
      notice(
        'Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms',
        '3.1',
      ),
    ],
    flow: {
      kind: 'use-limits',
      says: 'Derivatives are bound by the same restrictions of use; models trained on its outputs to perform like it are derivatives.',
      distillation: true,
      clause: '1.1(e) and 3.1',
    },
    policies: [
      {
        name: 'Gemma Prohibited Use Policy',
        url: 'https://ai.google.dev/gemma/prohibited_use_policy',
        says: 'It is part of the terms by its address, and may change without them.',
      },
    ],
    mayChange: {
      who: 'licensor',
      says: `The page of the terms has been dated anew (2024-04-01, 2025-03-24, 2026-04-01); which text was accepted is a matter of its digest. ${REMOTE}`,
    },
    ends: [
      {
        on: 'breach',
        says: 'Google may end it after a breach; the model and its derivatives must then be deleted.',
        deletion: true,
      },
    ],
    source: SCANCODE,
    note: 'Of Gemma 1 to 3. Gemma 4 is under Apache-2.0: the exact version of the model decides. The page dated 2026-04-01 was not read here.',
  },
  qwen({
    id: 'qwen-2024',
    name: 'Qwen License Agreement (2024-09-19)',
    spellings: ['qwen', 'qwen license agreement'],
    sentence:
      'Qwen is licensed under the Qwen LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.',
    flow: {
      kind: 'copy',
      says: 'Whoever receives a derivative receives the agreement too.',
      distillation: 'naming',
      clause: '3.a',
    },
    more: {
      asks: [
        {
          kind: 'display',
          who: OFFERERS,
          says: 'Show these words, or “Improved using Qwen”, in the documentation of a model that was made or improved with it or its outputs.',
          sentence: 'Built with Qwen',
          made: 'from it or its outputs',
          clause: '5.b',
        },
      ],
    },
  }),
  qwen({
    id: 'tongyi-qianwen-2023',
    name: 'Tongyi Qianwen License Agreement (2023-08-03)',
    spellings: ['tongyi-qianwen', 'tongyi-qianwen-license'],
    sentence:
      'Tongyi Qianwen is licensed under the Tongyi Qianwen LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.',
    flow: {
      kind: 'copy',
      says: 'Whoever receives a derivative receives the agreement too.',
      distillation: false,
      clause: '3.a',
    },
    more: {
      limits: [
        {
          kind: 'models',
          says: 'Neither it nor its outputs may be used to improve another large language model.',
          clause: '5.b',
        },
      ],
    },
  }),
  rail({
    id: 'deepseek-la-1.0',
    name: 'DeepSeek License Agreement 1.0',
    spellings: ['deepseek', 'deepseek-license'],
    law: 'People’s Republic of China',
    note: 'The grant calls itself irrevocable.',
  }),
  updatedRail({
    id: 'bigscience-openrail-m',
    name: 'BigScience Open RAIL-M License',
    spellings: ['openrail-m'],
  }),
  rail({
    id: 'bigscience-openrail-m2',
    name: 'BigScience Open RAIL-M License, second text',
    spellings: [],
    note: 'Unlike the first text it does not speak of updates of the model.',
  }),
  updatedRail({ id: 'bigscience-bloom-rail-1.0', name: 'BigScience RAIL License 1.0', spellings: [] }),
  updatedRail({
    id: 'creativeml-openrail-m',
    name: 'CreativeML Open RAIL-M License (2022-08-22)',
    spellings: ['creativeml openrail-m'],
  }),
  rail({
    id: 'openrail++',
    name: 'CreativeML Open RAIL++-M License',
    spellings: ['openrail++-m'],
    source: {
      kind: 'publisher',
      where: 'github.com/Stability-AI/generative-models, model_licenses/LICENSE-SDXL1.0',
      on: '2026-11-21',
    },
  }),
  rail({
    id: 'bigcode-openrail-m',
    name: 'BigCode Open RAIL-M v1 License Agreement',
    spellings: [],
    limits: [
      { kind: 'use', says: 'Not for the uses listed in its Attachment A.', clause: '4 and Attachment A' },
    ],
    asks: [
      {
        ...BIND,
        says: 'Give it out with the restrictions of Attachment A, or with similar ones of the same purpose.',
        clause: '5.1',
      },
      { ...COPY_ASK, clause: '5.2.a' },
      {
        kind: 'documents',
        who: SHARERS,
        says: 'Keep the model card and other explanations; of changed versions, add as good ones.',
        clause: '5.2.b',
      },
      { ...NOTICES, clause: '5.2.c' },
    ],
    flow: { ...BINDING, clause: '1.i and 5.1' },
    ends: [{ on: 'patent suit', says: 'All rights end for whoever sues over patents in the model.' }],
  }),
  {
    id: 'falcon-2-11b',
    name: 'Falcon 2 11B TII License 1.0',
    spellings: ['falcon-2-11b-1.0', 'falcon2-11b'],
    commercial: 'yes',
    limits: [{ kind: 'use', says: 'Use and outputs follow an acceptable use policy.', clause: '5' }],
    asks: [
      { ...BIND, clause: '4' },
      { ...COPY_ASK, clause: '4' },
      { ...CHANGES, clause: '4' },
      { ...NOTICES, clause: '4' },
    ],
    flow: { ...BINDING, distillation: false, clause: '4' },
    policies: [
      {
        name: 'Falcon 2 Acceptable Use Policy',
        url: 'https://falconllm.tii.ae/falcon-2-acceptable-use-policy.html',
        says: 'The latest version counts; who uses the model has to watch its address.',
      },
    ],
    mayChange: { who: 'licensor', says: 'The acceptable use policy may be updated from time to time.' },
    ends: [{ on: 'patent suit', says: 'Its patent licence ends for whoever sues over patents in the work.' }],
    source: SCANCODE,
  },
  {
    id: 'nvidia-open-model',
    name: 'NVIDIA Open Model License Agreement (2025-04-28)',
    spellings: ['nvidia-open-model-license', 'nvidia open model license'],
    commercial: 'yes',
    limits: [{ kind: 'use', says: 'Use follows NVIDIA’s terms on trustworthy AI.', clause: '2.3' }],
    asks: [
      { ...COPY_ASK, who: ['redistributor'], clause: '3.1' },
      {
        ...notice('Licensed by NVIDIA Corporation under the NVIDIA Open Model License', '3.1'),
        who: ['redistributor'],
      },
      {
        kind: 'display',
        who: OFFERERS,
        says: 'Show these words for a Cosmos model, for what contains it, and for models made or improved with it or its outputs.',
        sentence: 'Built on NVIDIA Cosmos',
        made: 'from it or its outputs',
        clause: '3.2',
      },
    ],
    flow: {
      kind: 'copy',
      says: 'Derivatives may bear other terms, as far as these are kept.',
      distillation: false,
      clause: '3.3',
    },
    policies: [
      {
        name: 'NVIDIA Trustworthy AI terms',
        url: 'https://www.nvidia.com/en-us/agreements/trustworthy-ai/terms/',
        says: 'Use must be consistent with what stands at that address.',
      },
    ],
    mayChange: {
      who: 'licensor',
      says: 'NVIDIA may update the agreement to comply with law and regulation; who does not comply with the update has to cease using, copying and distributing it.',
    },
    ends: [
      { on: 'suit', says: 'It ends for whoever sues anybody over copyright or patents in the model.' },
      {
        on: 'bypassing a guardrail',
        says: 'It ends by itself for whoever bypasses, disables or weakens a technical limitation or safety guardrail of the model.',
      },
    ],
    law: 'Delaware',
    source: SCANCODE,
  },
]

export { BIND, CHANGES, COPY_ASK, DELETE, FIXED, NOTICES, notice, SUIT }
