// Where detectors of lineage decay fire, are silent, and where their guards hold them back.

import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import type { Dossier } from '../../../src/commons/standard/dossier.ts'
import { advised, type Case, card, cases, own } from './findings-case.ts'
import { ancestor, type Made, made, observed, quantised, record, sha, WEIGHTS } from './findings-made.ts'

function madeFrom(parent: string, digest?: string): (body: ReleaseRecord) => void {
  return (body) => {
    body.lineage = [{ relation: 'finetune', parent, ...(digest && { parentDigest: digest }) }]
  }
}

const parentRecord = record((body) => {
  body.subject.id = 'other/base'
  body.lineage = []
})

function child(change: (body: ReleaseRecord) => void, more: Partial<Dossier> = {}): Made {
  const content = record((body) => {
    madeFrom('other/base', `sha256:${sha('parent')}`)(body)
    change(body)
  })
  return made(content, { 'README.md': '# Child\n' }, { ancestors: [ancestor(parentRecord)], ...more })
}

const LLAMA = record((body) => {
  body.subject.id = 'meta-llama/llama-3.1-8b'
  body.terms = [{ licence: 'llama3.1' }]
  body.components = []
  body.lineage = []
})

const GEMMA = record((body) => {
  body.subject.id = 'google/gemma-3-270m'
  body.terms = [{ licence: 'gemma' }]
  body.components = []
  body.lineage = []
})

function distilled(
  display: string,
  licence = 'MIT',
  { permission, ...more }: Partial<Dossier> & { readonly permission?: true } = {},
): Made {
  const content = record((body) => {
    madeFrom('meta-llama/Llama-3.1-8B')(body)
    body.subject.display = display
    body.terms = [
      { licence, ...(permission && { permission: { from: 'Meta', for: 'this name and licence' } }) },
    ]
    body.components = []
  })
  return made(content, { 'README.md': '# Child\n' }, { display, ancestors: [ancestor(LLAMA)], ...more })
}

export const LD_CASES: readonly Case[] = [
  ...cases('LD-1', [
    [
      'fires',
      'only others say that it is the parent',
      child(
        (body) => {
          body.limits = []
        },
        { ancestors: [ancestor(parentRecord, {}, { basis: 'derivation' })] },
      ),
      'N',
    ],
    [
      'fires',
      'limits of the parent',
      child((body) => {
        body.limits = []
      }),
      'W',
    ],
    [
      'fires',
      'a find whose parent is unknown',
      made(observed(), { 'Tern-360M.Q4_0.gguf': quantised() }),
      'N',
    ],
    ['silent', 'everything is carried', child(() => {})],
    [
      'guard',
      'the child links the parent for it',
      child((body) => {
        body.limits = []
        body.components?.push({ c: 'model-card', state: 'linked', sha256: sha('parent') })
      }),
    ],
    [
      'guard',
      'the parent lacks it too',
      made(
        record((body) => {
          body.limits = []
        }),
        { 'README.md': '' },
        {
          ancestors: [
            ancestor(
              record((body) => {
                body.limits = []
              }),
            ),
          ],
        },
      ),
    ],
  ]),
  ...cases('LD-2', [
    [
      'fires',
      'only others name the ancestor',
      distilled('acme/R1-Distill-8B', 'MIT', { ancestors: [ancestor(LLAMA, {}, { basis: 'derivation' })] }),
      'N',
    ],
    ['guard', 'the licensor permits it', distilled('acme/R1-Distill-8B', 'MIT', { permission: true })],
    ['fires', 'MIT over the terms of Llama', distilled('acme/R1-Distill-8B'), 'B'],
    [
      'fires',
      'the ancestor is known by its name',
      distilled('acme/R1-Distill-8B', 'MIT', {
        ancestors: [ancestor(LLAMA, {}, { known: undefined as never, name: 'meta-llama/Llama-3.1-8B' })],
      }),
      'W',
    ],
    ['silent', 'the same terms', distilled('acme/Llama-R1-8B', 'llama3.1')],
    ['guard', 'a permissive parent', child(() => {})],
  ]),
  ...cases('LD-3', [
    [
      'fires',
      'the configuration names another model',
      made(observed(), { 'config.json': '{"_name_or_path": "other/Base"}', 'model.safetensors': WEIGHTS }),
    ],
    [
      'fires',
      'a card links to what it was made from',
      card('It was fine-tuned from [Base](https://huggingface.co/other/Base).'),
    ],
    [
      'silent',
      'the record names it too',
      own(madeFrom('other/base@1'), { 'config.json': '{"_name_or_path": "other/Base"}' }),
    ],
    [
      'guard',
      'a folder of somebody, and its own name',
      made(observed(), {
        'config.json': '{"_name_or_path": "/home/me/base"}',
        'a/config.json': '{"_name_or_path": "elsewhere/tern-360m-instruct"}',
      }),
    ],
  ]),
  ...cases('LD-4', [
    [
      'fires',
      'the weights do not fit',
      child(() => {}, { ancestors: [ancestor(parentRecord), measured('contradicted')] }),
    ],
    ['silent', 'they fit', child(() => {}, { ancestors: [ancestor(parentRecord), measured('strong')] })],
    [
      'guard',
      'trained anew, and said so',
      child(
        (body) => {
          body.lineage = [{ relation: 'retrain', parent: 'other/base' }]
        },
        { ancestors: [measured('contradicted')] },
      ),
    ],
  ]),
  ...cases('LD-5', [
    ['fires', 'nobody has said more', advised({})],
    ['fires', 'not affected, without a reason', advised({ status: 'not_affected' })],
    ['silent', 'fixed', advised({ status: 'fixed' })],
    [
      'guard',
      'not affected, with the reason',
      advised({ status: 'not_affected', reason: 'another template' }),
    ],
    ['guard', 'it names these bytes', advised({ basis: 'named', path: [] })],
    ['guard', 'it names these very tensors', advised({ basis: 'tensors', path: [] })],
    ['fires', 'only others say that the way leads here', advised({ byOthers: true }), 'N'],
    ['fires', 'of an ancestor that the record names', advised({}), 'W'],
  ]),
  ...cases('LD-6', [
    [
      'fires',
      'no file has the sentence',
      made(observed(), { 'README.md': '---\nlicense: gemma\n---\n', 'NOTICE.md': 'Packed by somebody.\n' }),
    ],
    [
      'fires',
      'only others name the ancestor whose terms ask for it',
      distilled('acme/R1', 'MIT', { ancestors: [ancestor(GEMMA, {}, { basis: 'derivation' })] }),
      'N',
    ],
    [
      'fires',
      'the record names it, and others do too',
      distilled('acme/R1', 'gemma', {
        ancestors: [ancestor(GEMMA), ancestor(GEMMA, {}, { basis: 'derivation' })],
      }),
      'W',
    ],
    [
      'silent',
      'no such sentence is asked for',
      made(observed(), { 'README.md': '---\nlicense: apache-2.0\n---\n' }),
    ],
    [
      'guard',
      'broken over lines',
      made(observed(), {
        'README.md': '---\nlicense: gemma\n---\n',
        NOTICE:
          'Gemma is provided under and subject to\n  the Gemma Terms of Use found at\n ai.google.dev/gemma/terms.\n',
      }),
    ],
  ]),
  ...cases('LD-7', [
    [
      'fires',
      'only others name the ancestor',
      distilled('acme/R1-Distill-8B', 'llama3.1', {
        ancestors: [ancestor(LLAMA, {}, { basis: 'derivation' })],
      }),
      'N',
    ],
    ['guard', 'the licensor permits it', distilled('acme/R1-Distill-8B', 'llama3.1', { permission: true })],
    [
      'fires',
      'the record names the ancestor, and others do too',
      distilled('acme/R1-Distill-8B', 'llama3.1', {
        ancestors: [ancestor(LLAMA), ancestor(LLAMA, {}, { basis: 'derivation' })],
      }),
      'W',
    ],
    ['fires', 'another beginning', distilled('acme/R1-Distill-Llama-8B', 'llama3.1')],
    ['silent', 'it begins so', distilled('acme/Llama-R1-8B', 'llama3.1')],
    ['guard', 'the licensor in front', distilled('acme/Meta-Llama-R1-8B', 'llama3.1')],
    ['guard', 'a version without the clause', child(() => {})],
  ]),
  ...cases('LD-8', [
    ['fires', 'the text of a gate', card('', 'license: gemma\nextra_gated_heading: Access')],
    ['silent', 'no such text', card('extra_gated_heading: is a key of cards')],
    [
      'guard',
      'a gate is served',
      made(observed(), { 'README.md': '---\nextra_gated_prompt: Agree\n---\n' }, { gate: { accepted: 3 } }),
    ],
    [
      'guard',
      'the parent is not gated',
      made(
        observed(),
        { 'README.md': '---\nextra_gated_prompt: Agree\n---\n' },
        { ancestors: [ancestor(observed('other/base'), { 'README.md': '# Base\n' })] },
      ),
    ],
  ]),
  ...cases('LD-9', [
    ['fires', 'a parent by name', own(madeFrom('other/base')), 'N'],
    ['fires', 'a card’s base_model', made(observed(), { 'README.md': '---\nbase_model: other/base\n---\n' })],
    ['fires', 'a quantised file by its own name', made(observed(), { 'Tern-360M.Q4_0.gguf': quantised() })],
    [
      'silent',
      'no parent',
      own((body) => {
        body.lineage = []
      }),
    ],
    ['guard', 'a digest', own(() => {})],
    [
      'guard',
      'what it was quantised from lies beside it',
      made(observed(), { 'Tern-360M.Q4_0.gguf': quantised(), 'model.safetensors': WEIGHTS }),
    ],
  ]),
]

function measured(grade: string) {
  return ancestor(parentRecord, {}, { basis: 'measured', grade, statement: sha('comparison') })
}
