// Where detectors of evaporated safety wrappers fire, are silent, and where their guards hold them back.

import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import { type Case, card, cases, own, results, underTerms } from './findings-case.ts'
import { ancestor, type Made, made, record, sha } from './findings-made.ts'

const SERVICE = { id: 'sg3', kind: 'output-classifier', lives: 'service' } as const
const PLAIN = { artifacts: ['w', 'tok'], precision: 'bf16', safeguards: ['sg1'] }

function served(body: ReleaseRecord): void {
  body.systems = { ...body.systems, full: { ...PLAIN, safeguards: ['sg1', 'sg3'] } }
  body.safeguards = [...(body.safeguards ?? []).filter(({ id }) => id !== 'sg3'), SERVICE]
  body.evaluations = [{ ...results('misuse', 1), system: 'full' }]
}

export const SW_CASES: readonly Case[] = [
  ...cases('SW-1', [
    ['fires', 'a service restrained what was tested', own(served), 'W'],
    [
      'fires',
      'and it was also run without',
      own((body) => {
        served(body)
        body.evaluations?.push({ ...results('misuse', 1), id: 'again', system: 'plain' })
      }),
      'N',
    ],
    ['silent', 'the example of the standard', own(() => {})],
    [
      'guard',
      'a capability result',
      own((body) => {
        served(body)
        body.evaluations = [{ ...results('capability', 1), system: 'full' }]
      }),
    ],
    [
      'guard',
      'a hosted model',
      own((body) => {
        served(body)
        body.subject.variant = 'hosted'
      }),
    ],
  ]),
  ...cases('SW-2', [
    [
      'fires',
      'results of other weights',
      own((body) => {
        body.systems = { ...body.systems, plain: { ...PLAIN, artifacts: [`sha256:${'9'.repeat(64)}`] } }
      }),
    ],
    ['silent', 'the released weights', own(() => {})],
    [
      'guard',
      'other bytes, the same tensors',
      own((body) => {
        body.systems = { ...body.systems, plain: { ...PLAIN, artifacts: [`sha256:${'b2'.repeat(32)}`] } }
      }),
    ],
  ]),
  ...cases('SW-3', [
    [
      'fires',
      'offered in fewer bits',
      own((body) => {
        body.artifacts.push({
          id: 'q',
          path: 'q4.gguf',
          role: 'weights',
          precision: 'q4_0',
          bytes: 1,
          sha256: sha('q'),
        })
      }),
      'W',
    ],
    ['silent', 'one precision', own(() => {})],
    [
      'guard',
      'the same numbers, wider',
      own((body) => {
        body.artifacts.push({
          id: 'f',
          path: 'f32.safetensors',
          role: 'weights',
          precision: 'float32',
          bytes: 1,
          sha256: sha('f'),
        })
      }),
    ],
  ]),
  ...cases('SW-4', [
    ['fires', 'a prompt that is nowhere', own(prompted)],
    ['silent', 'no prompt', own(() => {})],
    [
      'guard',
      'the prompt stands in the template',
      own(prompted, { 'chat_template.jinja': "{{ 'Be kind.' }}" }),
    ],
  ]),
  ...cases('SW-5', [
    [
      'fires',
      'no run without safeguards',
      own((body) => {
        for (const one of body.evaluations ?? []) one.system = 'plain'
      }),
    ],
    ['silent', 'a bare run', own(() => {})],
    [
      'guard',
      'a classifier',
      own((body) => {
        body.evaluations = []
        body.subject.variant = 'classifier'
      }),
    ],
    [
      'guard',
      'the licence ends at such a test',
      own((body) => {
        body.evaluations = []
        body.terms = [{ licence: 'nvidia-open-model-license' }]
        body.components = []
      }),
    ],
    [
      'fires',
      'only others say that it was made under such a licence',
      made(
        record((body) => {
          for (const one of body.evaluations ?? []) one.system = 'plain'
        }),
        {},
        { ancestors: [underTerms('nvidia-open-model-license', { basis: 'derivation' })] },
      ),
    ],
  ]),
  ...cases('SW-6', [
    ['guard', 'the difference is stated', templated('{{ messages }}', 'first release', 'no default prompt')],
    ['fires', 'another template than the parent’s', templated('{{ messages }}')],
    ['silent', 'the parent’s template', templated("{{ 'Be kind.' }} {{ messages }}")],
    ['guard', 'only blanks differ', templated("{{ 'Be kind.' }}\n\n{{ messages }}")],
    ['guard', 'the record says so', templated('{{ messages }}', 'the system prompt was taken out')],
  ]),
  ...cases('SW-7', [
    ['fires', 'systems composed of', card('We evaluated systems composed of Tern and a guard model.'), 'N'],
    ['silent', 'a plain test', card('We evaluated Tern on 100 items.')],
    [
      'guard',
      'a structured result',
      own(() => {}, { 'README.md': 'We evaluated systems composed of Tern and a guard model.' }),
    ],
    ['guard', 'filters of data', card('We evaluated it with data that passed quality filters.')],
  ]),
]

function prompted(body: ReleaseRecord): void {
  body.systems = { ...body.systems, plain: { ...PLAIN, prompt: `sha256:${sha('Be kind.')}` } }
  body.evaluations = [{ ...results('capability', 1), system: 'plain' }]
}

function templated(template: string, change = 'first release', templateDifference?: string): Made {
  const parent = ancestor(
    record((body) => {
      body.subject.id = 'acme/base'
    }),
    { 'chat_template.jinja': "{{ 'Be kind.' }} {{ messages }}" },
  )
  const content = record((body) => {
    body.changes = [{ on: '2026-11-01', what: change }]
    if (templateDifference !== undefined) body.supplyChain = { templateDifference }
  })
  return made(content, { 'chat_template.jinja': template }, { ancestors: [parent] })
}
