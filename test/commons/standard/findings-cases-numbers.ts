// Where detectors of substituted benchmarks fire, are silent, and where their guards hold them back.

import { type Case, cases, own, results } from './findings-case.ts'
import { type Made, made, record, sha } from './findings-made.ts'

const three = [1, 2, 3].map((n) => results('capability', n))

export const BS_CASES: readonly Case[] = [
  ...cases('BS-1', [
    [
      'fires',
      'three numbers, no misuse',
      own((body) => {
        body.evaluations = three
        body.risk = {}
      }),
    ],
    [
      'silent',
      'a misuse result',
      own((body) => {
        body.evaluations = [...three, results('misuse', 4)]
      }),
    ],
    [
      'guard',
      'an embedding model',
      own((body) => {
        body.evaluations = three
        body.risk = {}
        body.subject.variant = 'embedding'
      }),
    ],
  ]),
  ...cases('BS-2', [
    [
      'fires',
      'no line for the data of it',
      own((body) => {
        body.components = (body.components ?? []).filter(({ c }) => c !== 'posttraining-data')
      }),
    ],
    ['silent', 'a line', own(() => {})],
    [
      'guard',
      'a base model',
      own((body) => {
        body.components = []
        body.subject.variant = 'base'
      }),
    ],
  ]),
  ...cases('BS-3', [
    [
      'fires',
      'results, no limits',
      own((body) => {
        body.limits = []
      }),
    ],
    ['silent', 'limits', own(() => {})],
    [
      'guard',
      'a heading of the card',
      own(
        (body) => {
          body.limits = []
        },
        { 'README.md': '# Tern\n\n## Limitations\n\nEnglish only.\n' },
      ),
    ],
  ]),
  ...cases('BS-4', [
    [
      'guard',
      'marked as taken over from elsewhere',
      own((body) => {
        body.evaluations = [{ ...results('capability', 1), legacy: true }]
      }),
    ],
    [
      'fires',
      'a result without a system',
      own((body) => {
        body.evaluations = [results('capability', 1)]
      }),
      'N',
    ],
    ['silent', 'each names its system', own(() => {})],
    [
      'guard',
      'a statement of its own',
      own((body) => {
        body.evaluations = [{ ...results('capability', 1), statement: `sha256:${sha('s')}` }]
      }),
    ],
  ]),
  ...cases('BS-5', [
    ['fires', 'beside another model’s, with other settings', compared({})],
    ['guard', 'the other is quoted', compared({ source: 'table 2 of its report' })],
    [
      'fires',
      'two digests of one suite',
      own((body) => {
        body.evaluations = ['1', '2'].map((n) => ({
          ...results('capability', 1),
          id: n,
          suiteDigest: `sha256:${sha(n)}`,
        }))
      }),
    ],
    ['silent', 'one suite', own(() => {})],
    [
      'guard',
      'quoted with its source',
      own((body) => {
        body.evaluations = ['1', '2'].map((n) => ({
          ...results('capability', 1),
          id: n,
          suiteDigest: `sha256:${sha(n)}`,
          statement: `sha256:${sha(n)}`,
        }))
      }),
    ],
  ]),
  ...cases('BS-6', [
    [
      'fires',
      'no figure',
      own((body) => {
        delete body.hardware
      }),
      'N',
    ],
    ['silent', 'a figure', own(() => {})],
    [
      'guard',
      'somebody measured it',
      made(
        record((body) => {
          delete body.hardware
        }),
        {},
        {
          runs: [
            {
              statement: sha('run'),
              issuer: 'x',
              time: '2026-11-02T00:00:00Z' as never,
              object: sha('w'),
              tool: 't 1',
              leastMemoryBytes: 2e9,
            },
          ],
        },
      ),
    ],
  ]),
  ...cases('BS-7', [
    ['fires', 'by its own count', counted({ run: 3, of: 9 })],
    ['guard', 'a named subset', counted({ run: 3, of: 9, subset: 'hard' })],
    ['fires', 'one of two tasks', suite(['suite 1', 'suite 2'])],
    ['silent', 'all of them', suite(['suite 1'])],
    ['guard', 'a subset that is a suite of its own', suite(['suite 1'], 'suite (hard subset)')],
  ]),
]

function suite(tasks: readonly string[], name = 'suite'): Made {
  const digest = sha(name)
  const content = record((body) => {
    body.evaluations = [{ ...results('capability', 1), system: 'plain', suiteDigest: `sha256:${digest}` }]
  })
  return made(content, {}, { suites: [{ name, digest, tasks, statement: sha('suite') }] })
}

function compared(more: { readonly source?: string }): Made {
  return own((body) => {
    body.evaluations = [{ ...results('capability', 1), system: 'plain', settings: '5-shot' }]
    body.comparisons = [
      {
        evaluation: 'capability1',
        with: 'other/model',
        digest: `sha256:${sha('m')}`,
        value: '0.4',
        settings: '0-shot',
        ...more,
      },
    ]
  })
}

function counted(tasks: { readonly run: number; readonly of: number; readonly subset?: string }): Made {
  return own((body) => {
    body.evaluations = [{ ...results('capability', 1), system: 'plain', tasks }]
  })
}
