// Facts of more licences of models that limit use: with a revenue or user limit, for research only, or with a territory
// (release-standard 4.2). A row whose source is "memory" or "secondary" says only what is sure.

import { type Ask, type LicenceFacts, OFFERERS, SHARERS } from './fact.ts'
import { BIND, CHANGES, COPY_ASK, DELETE, FIXED, NOTICES, notice, SCANCODE, SUIT } from './facts-models.ts'

const POWERED = (sentence: string): Ask => ({
  kind: 'display',
  who: OFFERERS,
  says: 'Show these words on a website, in the interface or in the documentation.',
  sentence,
})

export const OTHER_FACTS: readonly LicenceFacts[] = [
  {
    id: 'stability-community-2024',
    name: 'Stability AI Community License Agreement (2024-07-05)',
    spellings: ['stabilityai-ai-community', 'stability-ai-community', 'stabilityai-community'],
    commercial: 'limited',
    limits: [
      {
        kind: 'revenue',
        says: 'Commercial use ends for whoever makes more than 1 million US dollars a year, from whatever source.',
        most: 1_000_000,
        clause: 'III',
      },
      { kind: 'use', says: 'Use and outputs follow an acceptable use policy.', clause: 'IV.b' },
      {
        kind: 'models',
        says: 'Neither it nor its outputs may be used to create or improve another foundational generative model.',
        clause: 'IV.b',
      },
    ],
    asks: [
      { ...COPY_ASK, who: OFFERERS, clause: 'IV.a' },
      notice(
        'This Stability AI Model is licensed under the Stability AI Community License, Copyright © Stability AI Ltd. All Rights Reserved',
        'IV.a',
      ),
      { ...POWERED('Powered by Stability AI'), clause: 'IV.a' },
      {
        kind: 'register',
        who: ['user', 'provider'],
        says: 'Register with Stability AI before commercial use.',
        clause: 'III',
      },
      { ...CHANGES, says: 'Say in the Notice file that it was changed, and how.', clause: 'IV.a' },
    ],
    flow: {
      kind: 'copy',
      says: 'Whoever receives a derivative receives the agreement too; models based on its outputs are derivatives.',
      distillation: true,
      clause: 'IV.a and V',
    },
    policies: [
      {
        name: 'Stability AI Acceptable Use Policy',
        url: 'https://stability.ai/use-policy',
        says: 'As it is updated from time to time.',
      },
    ],
    mayChange: {
      who: 'licensor',
      says: 'The grant calls itself revocable; its acceptable use policy may be updated from time to time.',
    },
    ends: [
      DELETE('Stability AI'),
      { on: 'revenue', says: 'Every licence ends when the limit of revenue is passed.' },
      SUIT,
    ],
    law: 'California',
    source: SCANCODE,
  },
  {
    id: 'hyperclova-x-seed-2025',
    name: 'HyperCLOVA X SEED Model License Agreement',
    spellings: ['hyperclovax-seed', 'hyperclovax'],
    commercial: 'yes',
    limits: [
      {
        kind: 'users',
        says: 'Whoever had more than 10 million monthly active users when it was released needs another licence.',
        most: 10_000_000,
        clause: '4',
      },
      {
        kind: 'use',
        says: 'Products that are like those of NAVER or compete with them need another licence.',
        clause: '4',
      },
      {
        kind: 'use',
        says: 'Not against law, and not for the uses that the agreement prohibits.',
        clause: '2.3',
      },
    ],
    asks: [
      { ...BIND, clause: '3.1' },
      { ...COPY_ASK, clause: '3.1' },
      { ...CHANGES, clause: '3.1' },
      notice(
        'HyperCLOVA X SEED Model is licensed under the HyperCLOVA X SEED Model License Agreement, Copyright © NAVER Corp. All Rights Reserved.',
        '3.1',
      ),
      { ...POWERED('Powered by HyperCLOVA X'), clause: '3.1' },
      {
        kind: 'name',
        who: SHARERS,
        says: 'A model that was made or improved with it or its outputs has a name that begins with these words.',
        prefix: 'HyperCLOVA X',
        made: 'from it or its outputs',
        clause: '3.1',
      },
    ],
    flow: {
      kind: 'use-limits',
      says: 'Derivatives are bound by the same restrictions of use; models trained on its outputs to perform like it are derivatives.',
      distillation: true,
      clause: '1.2 and 3.1',
    },
    policies: [],
    mayChange: { who: 'licensor', says: 'NAVER may change the agreement at any time by posting it.' },
    ends: [DELETE('NAVER'), SUIT],
    law: 'Republic of Korea',
    source: SCANCODE,
  },
  {
    id: 'tencent-hunyuan-3d-2.0',
    name: 'Tencent Hunyuan 3D 2.0 Community License Agreement',
    spellings: ['tencent-hunyuan-community'],
    commercial: 'yes',
    limits: [
      {
        kind: 'territory',
        says: 'No rights in the European Union, the United Kingdom and South Korea, nor to outputs there.',
        clause: '1.l and 5.c',
      },
      {
        kind: 'users',
        says: 'Whoever had more than 1 million monthly active users when it was released needs another licence.',
        most: 1_000_000,
        clause: '4',
      },
      { kind: 'use', says: 'Use follows an acceptable use policy.', clause: '5.a' },
      {
        kind: 'models',
        says: 'Neither it nor its outputs may be used to improve another AI model.',
        clause: '5.b',
      },
    ],
    asks: [
      { ...BIND, clause: '5.a' },
      { ...COPY_ASK, who: OFFERERS, clause: '3.a' },
      { ...CHANGES, clause: '3.b' },
      notice(
        'Tencent Hunyuan 3D 2.0 is licensed under the Tencent Hunyuan 3D 2.0 Community License Agreement, Copyright © 2025 Tencent. All Rights Reserved.',
        '3.d',
      ),
    ],
    flow: {
      kind: 'use-limits',
      says: 'Derivatives are bound by the same restrictions of use; models trained on its outputs to perform like it are derivatives.',
      distillation: true,
      clause: '1.g and 5.a',
    },
    policies: [],
    mayChange: {
      who: 'licensor',
      says: 'Its acceptable use policy, which is part of the text, may be updated from time to time.',
    },
    ends: [DELETE('Tencent'), SUIT],
    law: 'Hong Kong',
    source: SCANCODE,
  },
  {
    id: 'bilibili-model-2025-09-09',
    name: 'bilibili Model Use License Agreement (2025-09-09)',
    spellings: ['bilibili'],
    commercial: 'yes',
    limits: [
      {
        kind: 'users',
        says: 'More than 100 million monthly active users, or more than 1 billion yuan of yearly revenue, need another licence.',
        most: 100_000_000,
        clause: '2.2',
      },
      {
        kind: 'models',
        says: 'It may not be used to improve another AI model, but non-commercial ones.',
        clause: '3.4.c',
      },
      {
        kind: 'use',
        says: 'Not for the high-risk uses that it lists, but in compliance with all law.',
        clause: '4.2',
      },
    ],
    asks: [
      { ...COPY_ASK, clause: '3.4.b' },
      { ...BIND, says: 'Bind recipients to the agreement by contract.', clause: '3.4.a' },
      {
        ...CHANGES,
        says: 'Say that changes are neither endorsed nor guaranteed by the original right-holder.',
        clause: '4.1.a',
      },
    ],
    flow: {
      kind: 'use-limits',
      says: 'Whoever receives it or a derivative has to comply with the agreement; models based on its outputs are derivatives.',
      distillation: true,
      clause: '1.5 and 3.4.a',
    },
    policies: [],
    mayChange: FIXED,
    ends: [DELETE('The licensor'), SUIT],
    law: 'People’s Republic of China',
    source: SCANCODE,
  },
  {
    id: 'kimi-k2-modified-mit',
    name: 'Kimi K2 modified MIT License',
    spellings: [],
    commercial: 'yes',
    limits: [
      {
        kind: 'users',
        says: 'A product with more than 100 million monthly active users, or more than 20 million US dollars of monthly revenue, has to show “Kimi K2”.',
        most: 100_000_000,
      },
    ],
    asks: [
      { ...NOTICES, says: 'Keep the copyright and permission notice.' },
      {
        ...POWERED('Kimi K2'),
        who: ['provider'],
        says: 'Beyond the limits, show these words prominently in the interface.',
      },
    ],
    flow: { kind: 'copy', says: 'The added condition speaks of derivatives too.', distillation: false },
    policies: [],
    mayChange: FIXED,
    ends: [],
    source: { kind: 'publisher', where: 'github.com/MoonshotAI/Kimi-K2, LICENSE', on: '2026-11-21' },
    note: 'Other models use the same words with another name to show.',
  },
  {
    id: 'apple-ml-ferret-2023',
    name: 'Apple ML Ferret License',
    spellings: [],
    commercial: 'yes',
    limits: [],
    asks: [{ kind: 'notices', who: SHARERS, says: 'Keep the notice in whole and unchanged copies.' }],
    flow: { kind: 'none', says: 'Derivatives may bear other terms.', distillation: false },
    policies: [],
    mayChange: FIXED,
    ends: [],
    source: SCANCODE,
    note: 'It grants no patent rights.',
  },
]
