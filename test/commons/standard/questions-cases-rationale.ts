// The same of P2.

import type { Instant } from '../../../src/base/time.ts'
import type { WeightObject } from '../../../src/weights/inspection.ts'
import { WEIGHTS } from './findings-made.ts'
import { otherBytes, type QuestionCase, rootOf, unnamedSystem } from './questions-case.ts'
import { release, sha } from './questions-made.ts'

const OBJECT: WeightObject = {
  tag: 'Q4_K_M',
  files: ['a.gguf', 'b.gguf'],
  digest: sha('object'),
  format: 'gguf',
  sizeBytes: 2,
}

export const P2_CASES: readonly QuestionCase[] = [
  [
    'P2.3',
    'contradicted',
    'a risk names a result that is not there',
    () =>
      release((body) => {
        body.rationale = { risks: [{ what: 'phishing', evals: ['ev9'] }] }
      }),
  ],
  [
    'P2.3',
    'absent',
    'a risk with neither test nor reason',
    () =>
      release((body) => {
        body.rationale = { risks: [{ what: 'phishing' }] }
      }),
  ],
  [
    'P2.5',
    'evidenced',
    'logged before the release',
    () => release(() => {}, {}, { recorded: '2026-10-25T00:00:00Z' as Instant }),
  ],
  [
    'P2.5',
    'declared',
    'logged in the month of the release, of which no day is told',
    () =>
      release((body) => {
        body.subject.released = '2026-11'
      }),
  ],
  [
    'P2.5',
    'contradicted',
    'decided after the release',
    () =>
      release((body) => {
        body.rationale = { decided: { on: '2026-11-02', by: 'board' } }
      }),
  ],
  [
    'P2.6',
    'declared',
    'the rationale cites no result',
    () =>
      release((body) => {
        body.rationale = { why: 'Teachers asked.' }
      }),
  ],
  [
    'P2.6',
    'evidenced',
    'the whole of the release was tested, or an object of it',
    () =>
      release(
        (body) => {
          for (const system of Object.values(body.systems ?? {}))
            system.artifacts = [`sha256:${sha('artifact')}`, `sha256:${sha('object')}`]
        },
        {},
        { objects: [OBJECT] },
      ),
  ],
  ['P2.6', 'declared', 'of the results that it cites the bytes are not named', () => release(unnamedSystem)],
  ['P2.6', 'contradicted', 'the results are of other bytes', () => release(otherBytes)],
  [
    'P2.6',
    'not-applicable',
    'the weights are the parent’s',
    () =>
      release(
        () => {},
        { 'model.safetensors': WEIGHTS },
        {
          ancestors: [
            {
              relation: 'convert',
              name: 'acme/parent',
              digest: rootOf(WEIGHTS),
              path: ['acme/parent'],
              basis: 'record',
              statement: sha('statement'),
            },
          ],
        },
      ),
  ],
]
