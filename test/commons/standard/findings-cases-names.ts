// Where detectors of false recall and of ambiguity fire, are silent, and where their guards hold them back.

import type { Dossier, WithdrawalFact } from '../../../src/commons/standard/dossier.ts'
import { advised, type Case, card, cases, own, results, TIME } from './findings-case.ts'
import {
  type Made,
  made,
  NODE,
  observed,
  quantised,
  record,
  SOMEBODY,
  sha,
  WEIGHTS,
} from './findings-made.ts'

function withdrawn(change: Partial<WithdrawalFact>, more: Partial<Dossier> = {}): Made {
  const one: WithdrawalFact = {
    statement: sha('withdrawal'),
    issuer: SOMEBODY,
    time: TIME,
    text: 'The tokenizer was of another release.',
    remaining: [],
    ...change,
  }
  return made(observed(), { 'model.safetensors': WEIGHTS }, { withdrawals: [one], ...more })
}

export const FR_CASES: readonly Case[] = [
  ...cases('FR-1', [
    ['fires', 'an advisory', advised({ summary: 'This release was recalled.' }), 'W'],
    ['fires', 'a card', card('This model has been withdrawn and is no longer available.'), 'W'],
    [
      'fires',
      'a card that this node found',
      made(
        observed(),
        { 'README.md': 'This model has been withdrawn and is no longer available.' },
        { by: { identity: NODE, holdsNamespace: false } },
      ),
      'W',
    ],
    [
      'fires',
      'an advisory by somebody else',
      advised({ summary: 'This release was recalled.', issuer: `owcid:${'e'.repeat(52)}` }),
      'N',
    ],
    ['fires', 'this node itself', withdrawn({ text: 'We have recalled this release.', issuer: NODE }), 'B'],
    ['silent', 'no such words', card('A newer version addresses it.')],
    [
      'guard',
      'the metric',
      card(
        '| Model | Precision | Recall |\n|---|---|---|\n| Tern | 0.9 | 0.8 |\n\nThe model has high recall.',
      ),
    ],
    ['guard', 'a licence that ends', card('The licence of this model is revoked upon breach.')],
    [
      'guard',
      'a hosted model',
      own(
        (body) => {
          body.subject.variant = 'hosted'
        },
        { 'README.md': 'This model was taken down.' },
      ),
    ],
    [
      'guard',
      'nobody holds it',
      made(
        observed(),
        {},
        {
          holders: [],
          withdrawals: [{ statement: sha('w'), issuer: NODE, time: TIME, text: 'recalled', remaining: [] }],
        },
      ),
    ],
  ]),
  ...cases('FR-2', [
    [
      'fires',
      'binds earlier downloads',
      card('The new license applies retroactively to all previously downloaded copies.'),
    ],
    ['silent', 'a change for the future', card('The new license applies to version 2.')],
    ['guard', 'it says that it does not', card('The new license does not apply to existing users.')],
    [
      'guard',
      'the licence text itself',
      made(observed(), {
        LICENSE: 'This agreement supersedes any previously downloaded versions and binds existing users.',
      }),
    ],
  ]),
  ...cases('FR-3', [
    [
      'fires',
      'nothing is said of copies',
      made(
        observed(),
        {},
        { withdrawals: [{ statement: sha('w'), issuer: SOMEBODY, time: TIME, text: 'An error.' }] },
      ),
      'B',
    ],
    ['silent', 'nothing was withdrawn', made(observed(), {})],
    ['guard', 'none are known, and it says so', withdrawn({ remaining: [] })],
  ]),
  ...cases('FR-4', [
    ['fires', 'recalled', advised({ responses: ['recalled'] }), 'B'],
    ['silent', 'nothing was done', advised({ responses: [] })],
    [
      'guard',
      'what can be done',
      advised({ responses: ['serving-paused', 'mirrors-asked', 'new-version', 'service-off'] }),
    ],
  ]),
]

export const AA_CASES: readonly Case[] = [
  ...cases('AA-1', [
    [
      'fires',
      'a claim about nothing',
      own((body) => {
        body.claims = [{ id: 'k', says: 'Runs in 2 GB', type: 'fact' }]
      }),
    ],
    ['silent', 'it names a file', own(() => {})],
    [
      'guard',
      'about the family',
      own((body) => {
        body.claims = [{ id: 'k', says: 'Runs in 2 GB', type: 'fact', scope: 'family' }]
      }),
    ],
  ]),
  ...cases('AA-2', [
    [
      'fires',
      'several objects',
      made(observed(), { 'tern-q4_0.gguf': quantised(), 'model.safetensors': WEIGHTS }),
      'N',
    ],
    [
      'fires',
      'and a claim names no more',
      made(
        record((body) => {
          body.evaluations = [results('capability', 1)]
        }),
        { 'tern-q4_0.gguf': quantised(), 'model.safetensors': WEIGHTS },
      ),
      'W',
    ],
    ['fires', 'the name of a family', made(observed('found/tern'), { 'Tern-360M.Q4_0.gguf': quantised() })],
    ['silent', 'one file', made(observed(), { 'model.safetensors': WEIGHTS })],
    ['guard', 'the name has the size', made(observed(), { 'Tern-360M.Q4_0.gguf': quantised() })],
  ]),
  ...cases('AA-3', [
    [
      'guard',
      'a declared alias',
      own(
        (body) => {
          body.subject.aliases = ['Finch 7']
        },
        { 'Tern-360M.Q4_0.gguf': quantised({ 'general.name': 'Finch 7' }) },
      ),
    ],
    [
      'fires',
      'other words inside',
      made(observed(), {
        'Tern-360M-Instruct.Q4_0.gguf': quantised({ 'general.name': 'Tern 360M 8k Mix1' }),
      }),
    ],
    [
      'fires',
      'no variant',
      own((body) => {
        delete body.subject.variant
      }),
    ],
    [
      'silent',
      'the same words',
      made(observed(), {
        'Tern-360M-Instruct.Q4_0.gguf': quantised({ 'general.name': 'Tern 360M Instruct' }),
      }),
    ],
    [
      'guard',
      'size, case, tag',
      made(observed(), { 'tern-360m-it-Q4_0.gguf': quantised({ 'general.name': 'TERN Instruct' }) }),
    ],
  ]),
  ...cases('AA-4', [
    ['fires', 'the same version, other bytes', earlier('1.0.0', 'other')],
    ['silent', 'the same bytes', earlier('1.0.0', 'artifact')],
    ['guard', 'another version', earlier('0.9.0', 'other')],
  ]),
  ...cases('AA-5', [
    [
      'fires',
      'a merge of names',
      own((body) => {
        body.lineage = [1, 2].map((n) => ({ relation: 'merge', parent: `a/b${n}` }))
      }),
    ],
    ['silent', 'a fine-tune', own(() => {})],
    [
      'guard',
      'digests and the recipe',
      own((body) => {
        body.lineage = [1, 2].map((n) => ({
          relation: 'merge',
          parent: `a/b${n}`,
          parentDigest: `sha256:${sha('x')}`,
          method: 'slerp, 0.5',
        }))
      }),
    ],
  ]),
  ...cases('AA-6', [
    [
      'fires',
      'a service that the record names',
      own((body) => {
        body.systems = { api: { artifacts: ['w'], safeguards: [], service: 'https://api.acme.example' } }
        body.evaluations = [{ ...results('capability', 1), system: 'api' }]
      }),
    ],
    [
      'fires',
      'a service',
      own((body) => {
        body.systems = { api: { artifacts: ['w'], safeguards: [], runtime: 'hosted API of Acme' } }
        body.evaluations = [{ ...results('capability', 1), system: 'api' }]
      }),
    ],
    ['silent', 'a runtime', own(() => {})],
    [
      'guard',
      'a hosted model',
      own((body) => {
        body.subject.variant = 'hosted'
        body.systems = { api: { artifacts: ['w'], safeguards: [], runtime: 'hosted API of Acme' } }
        body.evaluations = [{ ...results('capability', 1), system: 'api' }]
      }),
    ],
  ]),
]

function earlier(version: string, artifact: string): Made {
  return made(
    record(),
    {},
    {
      earlier: [
        {
          statement: sha('earlier'),
          artifact: sha(artifact),
          version,
          kind: 'release',
          time: TIME,
          held: true,
        },
      ],
    },
  )
}
