// Facts of the licences of Meta's models, read in the texts of scancode-toolkit 32.5.0 and of Meta's repositories
// (release-standard 4.2). Clauses are those of the texts.

import { type Ask, type Flow, type LicenceFacts, OFFERERS, SHARERS } from './fact.ts'
import { SCANCODE } from './facts-models.ts'

const MILLIONS_700 = 700_000_000

type Edition = {
  readonly id: string
  readonly called: string // in the notice sentence
  readonly spellings: readonly string[]
  readonly notice: string
  readonly policy: string
  readonly released: string
}

function community(
  edition: Edition,
  more: Pick<LicenceFacts, 'limits' | 'asks' | 'flow'> & Partial<LicenceFacts>,
) {
  const { id, called, spellings, notice, policy, released } = edition
  return {
    id,
    name: `${called} Community License Agreement`,
    spellings,
    commercial: 'yes',
    policies: [
      {
        name: `${called} Acceptable Use Policy`,
        url: policy,
        says: 'It is part of the licence by its address, and may change without it.',
      },
    ],
    mayChange: { who: 'nobody', says: 'The agreement is fixed; its acceptable use policy is not.' },
    ends: [
      {
        on: 'breach',
        says: 'Meta may end it after a breach; the materials must then be deleted.',
        deletion: true,
      },
      {
        on: 'suit',
        says: 'It ends for whoever sues anybody, saying that the materials or their outputs infringe rights.',
      },
    ],
    law: 'California',
    source: SCANCODE,
    ...more,
    limits: [
      {
        kind: 'users',
        says: `Whoever had more than 700 million monthly active users when it was released (${released}) needs another licence from Meta.`,
        most: MILLIONS_700,
        clause: '2',
      },
      { kind: 'use', says: 'Use follows an acceptable use policy.', clause: '1.b.iv' },
      ...more.limits,
    ],
    asks: [
      { kind: 'text', who: OFFERERS, says: 'Give a copy of the agreement with it.', clause: '1.b.i' },
      {
        kind: 'notice',
        who: SHARERS,
        says: 'Keep this sentence in a text file called Notice.',
        sentence: notice,
        clause: '1.b.iii',
      },
      ...more.asks,
    ],
  } satisfies LicenceFacts
}

const COPY: Flow = {
  kind: 'copy',
  says: 'Whoever receives a derivative receives the agreement too.',
  distillation: false,
  clause: '1.b.i',
}
const NAMED: Flow = { ...COPY, distillation: 'naming' }
const NO_OTHER_MODELS = {
  kind: 'models',
  says: 'Neither it nor its outputs may be used to improve another large language model.',
  clause: '1.b.v',
} as const
const NO_EU_MULTIMODAL = {
  kind: 'territory',
  says: 'Its policy grants no rights in the multimodal models to persons and firms seated in the European Union; users of products made with them are not meant.',
  clause: 'acceptable use policy',
} as const

const BUILT: Ask = {
  kind: 'display',
  who: OFFERERS,
  says: 'Show these words on a website, in the interface or in the documentation.',
  sentence: 'Built with Llama',
  clause: '1.b.i',
}
const NAME: Ask = {
  kind: 'name',
  who: SHARERS,
  says: 'A model that was made, trained or improved with it or with its outputs has a name that begins with this word.',
  prefix: 'Llama',
  made: 'from it or its outputs',
  clause: '1.b.i',
}

const sentence = (name: string, licence: string, mark: string) =>
  `${name} is licensed under the ${licence}, Copyright ${mark} Meta Platforms, Inc. All Rights Reserved.`

function later(version: string, released: string, policy: string): Edition {
  const called = `Llama ${version}`
  return {
    id: `llama${version}`,
    called,
    spellings: [
      `llama-${version}`,
      `llama ${version} community license`,
      `llama ${version} community license agreement`,
    ],
    notice: sentence(called, `${called} Community License`, '©'),
    policy: `https://${policy}`,
    released,
  }
}

export const LLAMA_FACTS: readonly LicenceFacts[] = [
  {
    id: 'llama1',
    name: 'LLaMA License Agreement',
    spellings: ['llama'],
    commercial: 'no',
    limits: [
      { kind: 'commercial', says: 'For non-commercial research only.', clause: '1.a' },
      { kind: 'use', says: 'Not for military use, surveillance or biometric processing.', clause: '2.a' },
    ],
    asks: [
      { kind: 'text', who: SHARERS, says: 'Give a copy of the licence with it.', clause: '3' },
      {
        kind: 'notice',
        who: SHARERS,
        says: 'Keep this sentence with it.',
        sentence: sentence('LLaMA', 'LLaMA License', '(c)'),
        clause: '3',
      },
    ],
    flow: { ...COPY, clause: '3' },
    policies: [],
    mayChange: { who: 'nobody', says: 'The text is fixed; Meta may end it at any time.' },
    ends: [
      { on: 'breach', says: 'It ends by itself with a breach.' },
      { on: 'notice', says: 'Meta may end it at any time upon notice.' },
      {
        on: 'bypassing a protection',
        says: 'Circumventing a security, a protection or a restriction of use is a breach, so it ends by itself.',
      },
    ],
    law: 'California',
    source: SCANCODE,
  },
  community(
    {
      id: 'llama2',
      called: 'Llama 2',
      spellings: ['llama-2', 'llama 2 community license', 'llama 2 community license agreement'],
      notice: sentence('Llama 2', 'LLAMA 2 Community License', '(c)'),
      policy: 'https://ai.meta.com/llama/use-policy',
      released: '2023-07-18',
    },
    { limits: [NO_OTHER_MODELS], asks: [], flow: COPY },
  ),
  community(
    {
      id: 'llama3',
      called: 'Meta Llama 3',
      spellings: ['llama-3', 'meta llama 3 community license', 'llama 3 community license'],
      notice: sentence('Meta Llama 3', 'Meta Llama 3 Community License', '©'),
      policy: 'https://llama.meta.com/llama3/use-policy',
      released: '2024-04-18',
    },
    {
      limits: [NO_OTHER_MODELS],
      asks: [
        { ...BUILT, sentence: 'Built with Meta Llama 3' },
        {
          ...NAME,
          says: 'A model that was made, trained or improved with it has a name that begins with these words.',
          prefix: 'Llama 3',
          made: 'from it',
        },
      ],
      flow: COPY,
      source: { kind: 'publisher', where: 'github.com/meta-llama/llama3, LICENSE', on: '2026-11-21' },
    },
  ),
  community(later('3.1', '2024-07-23', 'llama.meta.com/llama3_1/use-policy'), {
    limits: [],
    asks: [BUILT, NAME],
    flow: NAMED,
  }),
  community(later('3.2', '2024-09-25', 'www.llama.com/llama3_2/use-policy'), {
    limits: [NO_EU_MULTIMODAL],
    asks: [BUILT, NAME],
    flow: NAMED,
  }),
  community(later('3.3', '2024-12-06', 'www.llama.com/llama3_3/use-policy'), {
    limits: [],
    asks: [BUILT, NAME],
    flow: NAMED,
  }),
  community(later('4', '2025-04-05', 'www.llama.com/llama4/use-policy'), {
    limits: [NO_EU_MULTIMODAL],
    asks: [BUILT, NAME],
    flow: NAMED,
  }),
  {
    id: 'chameleon-research-2024',
    name: 'Chameleon Research License',
    spellings: ['chameleon'],
    commercial: 'no',
    limits: [
      { kind: 'commercial', says: 'For noncommercial research only; outputs as well.', clause: '2 and 3.1' },
    ],
    asks: [
      {
        kind: 'text',
        who: SHARERS,
        says: 'Give a copy of the agreement with it, and pass it on under these terms only.',
      },
      {
        kind: 'notice',
        who: SHARERS,
        says: 'Keep this sentence in a text file called Notice.',
        sentence: sentence('Chameleon', 'Chameleon Research License', '(c)'),
      },
      {
        kind: 'attribution',
        who: ['user'],
        says: 'Name it where results of research with it are published.',
      },
    ],
    flow: {
      kind: 'same-licence',
      says: 'It and derivatives are passed on under these terms only.',
      distillation: false,
    },
    policies: [],
    mayChange: { who: 'nobody', says: 'The text is fixed.' },
    ends: [
      {
        on: 'breach',
        says: 'Meta may end it after a breach; the materials must then be deleted.',
        deletion: true,
      },
      { on: 'suit', says: 'It ends for whoever sues, saying that the materials infringe rights.' },
    ],
    law: 'California',
    source: SCANCODE,
  },
]
