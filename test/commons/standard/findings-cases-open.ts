// Where detectors of openwashing fire, are silent, and where their guards hold them back.

import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import { APACHE, type Case, card, cases, own, underTerms } from './findings-case.ts'
import { made, observed } from './findings-made.ts'

function openSource(body: ReleaseRecord): void {
  body.releaseType = { word: 'open-source-ai' }
}

export const OW_CASES: readonly Case[] = [
  ...cases('OW-1', [
    [
      'fires',
      'the model is called open source',
      card('We open-source **Tern**, our [new](https://a.example) model.'),
    ],
    ['fires', 'the record calls it so', own(openSource)],
    ['silent', 'nobody calls it so', card('Tern is a small model.')],
    [
      'guard',
      'talk of others',
      card('Thanks to the open source community. This model beats all open-source models.'),
    ],
    [
      'guard',
      'code and comments',
      card('```\nthis model is open source\n```\n<!-- our model is open source -->'),
    ],
  ]),
  ...cases('OW-2', [
    [
      'fires',
      'a clause was added',
      made(observed(), {
        'README.md': '---\nlicense: apache-2.0\n---\n',
        LICENSE: APACHE.replace('9. Accepting', '9. No firm with 100 users may use it. Accepting'),
      }),
      'B',
    ],
    [
      'silent',
      'the text itself',
      made(observed(), { 'README.md': '---\nlicense: apache-2.0\n---\n', LICENSE: APACHE }),
    ],
    [
      'guard',
      'a line of copyright',
      made(observed(), {
        'README.md': '---\nlicense: apache-2.0\n---\n',
        LICENSE: `Copyright 2026 Acme Lab\n\n${APACHE}`,
      }),
    ],
  ]),
  ...cases('OW-3', [
    [
      'fires',
      'data is not documented',
      own((body) => {
        openSource(body)
        delete body.training
      }),
    ],
    ['silent', 'all six facts', own(openSource)],
    [
      'guard',
      'nobody calls it open source',
      own((body) => {
        delete body.training
      }),
    ],
  ]),
  ...cases('OW-4', [
    ['fires', 'safe, and no test', own(untested, { 'README.md': 'This model is completely safe.\n' })],
    ['silent', 'a misuse test', own(() => {}, { 'README.md': 'This model is completely safe.\n' })],
    [
      'guard',
      'a licence text, a format',
      own(untested, {
        LICENSE: 'This model is completely safe.',
        'README.md': 'This model is stored as safetensors. It is not safe.',
      }),
    ],
  ]),
  ...cases('OW-5', [
    [
      'fires',
      'for anyone, under capped terms',
      made(observed(), { 'README.md': '---\nlicense: llama3.1\n---\nThe model may be used by anyone.\n' }),
    ],
    [
      'silent',
      'no limits',
      made(observed(), { 'README.md': '---\nlicense: apache-2.0\n---\nThe model may be used by anyone.\n' }),
    ],
    [
      'guard',
      'the limits are said',
      made(observed(), {
        'README.md': '---\nlicense: llama3.1\n---\nThe model may be used by anyone, except large firms.\n',
      }),
    ],
    [
      'guard',
      'only others name the ancestor whose terms limit some',
      made(
        observed(),
        { 'README.md': '---\nlicense: apache-2.0\n---\nThe model may be used by anyone.\n' },
        { ancestors: [underTerms('llama3.1', { basis: 'derivation' })] },
      ),
    ],
    [
      'fires',
      'its own files name that ancestor',
      made(
        observed(),
        { 'README.md': '---\nlicense: apache-2.0\n---\nThe model may be used by anyone.\n' },
        { ancestors: [underTerms('llama3.1', { basis: 'file' })] },
      ),
    ],
  ]),
]

function untested(body: ReleaseRecord): void {
  body.evaluations = []
  body.components = (body.components ?? []).filter(({ c }) => c !== 'safety-report')
}
