// Where each detector fires, is silent, and where its guard against false alarm holds it back.

import { type Made, made, observed, quantised, record, WEIGHTS } from './findings-made.ts'

export type Case = {
  readonly id: string
  readonly kind: 'fires' | 'silent' | 'guard'
  readonly name: string
  readonly of: Made
  readonly severity?: 'B' | 'W' | 'N'
}

function card(body: string): Made {
  return made(observed(), {
    'README.md': `---\nlicense: mit\n---\n# Tern\n\n${body}\n`,
    'model.safetensors': WEIGHTS,
  })
}

const results = (kind: 'capability' | 'misuse') => (n: number) => ({
  id: `${kind}${n}`,
  kind,
  suite: `suite ${n}`,
  metric: 'acc',
  value: '0.5',
  ...(kind === 'misuse' && { domain: 'cyber' }),
})
const three = [1, 2, 3].map(results('capability'))

export const CASES: readonly Case[] = [
  {
    id: 'OW-1',
    kind: 'fires',
    name: 'the model is called open source',
    of: card('We open-source **Tern**, our [new](https://a.example) model.'),
  },
  {
    id: 'OW-1',
    kind: 'fires',
    name: 'the record calls it so',
    of: made(
      record((body) => {
        body.releaseType = { word: 'open-source-ai' }
      }),
      {},
    ),
  },
  { id: 'OW-1', kind: 'silent', name: 'nobody calls it so', of: card('Tern is a small model.') },
  {
    id: 'OW-1',
    kind: 'guard',
    name: 'talk of others',
    of: card('Thanks to the open source community. This model beats all open-source models.'),
  },
  {
    id: 'OW-1',
    kind: 'guard',
    name: 'code and front matter',
    of: card('```\nthis model is open source\n```\n<!-- our model is open source -->'),
  },
  {
    id: 'LD-3',
    kind: 'fires',
    name: 'the configuration names another model',
    of: made(observed(), { 'config.json': '{"_name_or_path": "other/Base"}', 'model.safetensors': WEIGHTS }),
  },
  {
    id: 'LD-3',
    kind: 'fires',
    name: 'a card links to what it was made from',
    of: card('It was fine-tuned from [Base](https://huggingface.co/other/Base).'),
  },
  {
    id: 'LD-3',
    kind: 'silent',
    name: 'the record names it too',
    of: made(
      record((body) => {
        body.lineage = [{ relation: 'finetune', parent: 'other/base@1' }]
      }),
      { 'config.json': '{"_name_or_path": "other/Base"}' },
    ),
  },
  {
    id: 'LD-3',
    kind: 'guard',
    name: 'a folder of somebody, and its own name',
    of: made(observed(), {
      'config.json': '{"_name_or_path": "/home/me/base"}',
      'a/config.json': '{"_name_or_path": "elsewhere/tern-360m-instruct"}',
    }),
  },
  {
    id: 'LD-9',
    kind: 'fires',
    name: 'a parent by name',
    of: made(
      record((body) => {
        body.lineage = [{ relation: 'finetune', parent: 'other/base' }]
      }),
      {},
    ),
  },
  {
    id: 'LD-9',
    kind: 'fires',
    name: 'a card’s base_model',
    of: made(observed(), { 'README.md': '---\nbase_model: other/base\n---\n' }),
  },
  {
    id: 'LD-9',
    kind: 'fires',
    name: 'a quantised file by its own name',
    of: made(observed(), { 'Tern-360M.Q4_0.gguf': quantised() }),
  },
  {
    id: 'LD-9',
    kind: 'silent',
    name: 'no parent',
    of: made(
      record((body) => {
        body.lineage = []
      }),
      {},
    ),
  },
  { id: 'LD-9', kind: 'guard', name: 'a digest', of: made(record(), {}) },
  {
    id: 'BS-1',
    kind: 'fires',
    name: 'three numbers, no misuse',
    of: made(
      record((body) => {
        body.evaluations = three
        body.risk = {}
      }),
      {},
    ),
  },
  {
    id: 'BS-1',
    kind: 'silent',
    name: 'a misuse result',
    of: made(
      record((body) => {
        body.evaluations = [...three, results('misuse')(4)]
      }),
      {},
    ),
  },
  {
    id: 'BS-1',
    kind: 'guard',
    name: 'an embedding model',
    of: made(
      record((body) => {
        body.evaluations = three
        body.risk = {}
        body.subject.variant = 'embedding'
      }),
      {},
    ),
  },
  {
    id: 'AA-2',
    kind: 'fires',
    name: 'several objects',
    of: made(observed(), { 'tern-q4_0.gguf': quantised(), 'model.safetensors': WEIGHTS }),
    severity: 'N',
  },
  {
    id: 'AA-2',
    kind: 'fires',
    name: 'the name of a family',
    of: made(observed('found/tern'), { 'Tern-360M.Q4_0.gguf': quantised() }),
  },
  { id: 'AA-2', kind: 'silent', name: 'one file', of: made(observed(), { 'model.safetensors': WEIGHTS }) },
  {
    id: 'AA-2',
    kind: 'guard',
    name: 'the name has the size',
    of: made(observed(), { 'Tern-360M.Q4_0.gguf': quantised() }),
  },
  {
    id: 'AA-3',
    kind: 'fires',
    name: 'other words inside',
    of: made(observed(), {
      'Tern-360M-Instruct.Q4_0.gguf': quantised({ 'general.name': 'Tern 360M 8k Mix1' }),
    }),
  },
  {
    id: 'AA-3',
    kind: 'fires',
    name: 'no variant',
    of: made(
      record((body) => {
        delete body.subject.variant
      }),
      {},
    ),
  },
  {
    id: 'AA-3',
    kind: 'silent',
    name: 'the same words',
    of: made(observed(), {
      'Tern-360M-Instruct.Q4_0.gguf': quantised({ 'general.name': 'Tern 360M Instruct' }),
    }),
  },
  {
    id: 'AA-3',
    kind: 'guard',
    name: 'size, case, tag',
    of: made(observed(), { 'tern-360m-it-Q4_0.gguf': quantised({ 'general.name': 'TERN Instruct' }) }),
  },
]
