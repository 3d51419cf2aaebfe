// Cases of P1 beyond the four situations, one for each grade that no situation shows. Written by hand from the rules in
// release-standard 5, apart from the code.

import { APACHE } from './findings-case.ts'
import { fileOf, quantised, WEIGHTS } from './findings-made.ts'
import { base, component, d, holder, type QuestionCase } from './questions-case.ts'
import { found, here, logged, NODE, release, SOMEBODY } from './questions-made.ts'

export const P1_CASES: readonly QuestionCase[] = [
  [
    'P1.1',
    'declared',
    'a released component names no file',
    () =>
      release((body) => {
        delete component(body, 'model-card')?.ref
      }),
  ],
  [
    'P1.1',
    'contradicted',
    'a component is released and withheld',
    () =>
      release((body) => {
        body.components?.push({ c: 'model-card', state: 'withheld', why: 'legal' })
      }),
  ],
  [
    'P1.1',
    'absent',
    'a component has no state',
    () =>
      release((body) => {
        body.components = (body.components ?? []).filter(({ c }) => c !== 'checkpoints')
      }),
  ],
  [
    'P1.2',
    'contradicted',
    'called open source, and only the weights are open',
    () =>
      here((body) => {
        body.releaseType = { word: 'open-source-ai' }
      }),
  ],
  [
    'P1.2',
    'contradicted',
    'called hosted only, with weights among the files',
    () =>
      release(
        (body) => {
          body.releaseType = { word: 'hosted-only' }
        },
        { 'model.safetensors': WEIGHTS },
      ),
  ],
  [
    'P1.2',
    'contradicted',
    'called hosted only, with weights that are called something else',
    () =>
      release(
        (body) => {
          body.releaseType = { word: 'hosted-only' }
          body.artifacts = [{ path: 'tern.data', role: 'other', bytes: 1, sha256: d('a1') }]
        },
        {},
        { files: [{ ...fileOf('model.safetensors', WEIGHTS), path: 'tern.data', role: 'other' }] },
      ),
  ],
  [
    'P1.3',
    'declared',
    'others hold what is not here',
    () => release(() => {}, {}, { holders: [holder(SOMEBODY)] }),
  ],
  [
    'P1.3',
    'declared',
    'all that is named is here, and a released component names no file',
    () =>
      here((body) => {
        delete component(body, 'model-card')?.ref
      }),
  ],
  [
    'P1.3',
    'absent',
    'only this node says to hold what is not here',
    () => release(() => {}, {}, { holders: [holder(NODE)] }),
  ],
  ['P1.3', 'evidenced', 'what an importer found is here', () => found({ 'model.safetensors': WEIGHTS })],
  [
    'P1.4',
    'absent',
    'a link without a digest',
    () =>
      here((body) => {
        delete component(body, 'data-card')?.sha256
      }),
  ],
  [
    'P1.4',
    'evidenced',
    'nothing is linked',
    () =>
      release((body) => {
        body.components = [{ c: 'weights-final', state: 'released' }]
      }),
  ],
  [
    'P1.4',
    'declared',
    'last met more than 90 days ago',
    () => here(() => {}, {}, { seen: [logged(d('01'), '2026-08-01T00:00:00Z')] }),
  ],
  [
    'P1.5',
    'declared',
    'each has a licence, without its text',
    () =>
      release((body) => {
        for (const one of body.components ?? []) one.licence = 'Apache-2.0'
      }),
  ],
  [
    'P1.5',
    'declared',
    'the only terms name no files, so they are about all',
    () =>
      release((body) => {
        for (const one of body.components ?? []) delete one.licence
        body.terms = [{ licence: 'Apache-2.0' }]
      }),
  ],
  [
    'P1.5',
    'evidenced',
    'the text of each licence is among the files',
    () =>
      here(
        (body) => {
          for (const one of body.components ?? []) one.licence = 'Apache-2.0'
          const [terms] = body.terms ?? []
          if (terms !== undefined) terms.text = 'LICENSE'
        },
        { LICENSE: APACHE },
      ),
  ],
  [
    'P1.6',
    'evidenced',
    'nothing is withheld',
    () =>
      release((body) => {
        body.components = (body.components ?? []).filter(({ state }) => state !== 'withheld')
      }),
  ],
  [
    'P1.6',
    'contradicted',
    'withheld, and among the files',
    () =>
      release((body) => {
        const one = component(body, 'checkpoints')
        if (one !== undefined) one.ref = ['w']
      }),
  ],
  [
    'P1.6',
    'contradicted',
    'withheld, and called released beside it',
    () =>
      release((body) => {
        body.components?.push({ c: 'model-card', state: 'withheld', why: 'legal' })
      }),
  ],
  [
    'P1.6',
    'contradicted',
    'withheld, with the digest of a file',
    () =>
      release((body) => {
        const one = component(body, 'checkpoints')
        if (one !== undefined) one.sha256 = d('a1')
      }),
  ],
  [
    'P1.6',
    'absent',
    'withheld without a reason',
    () =>
      release((body) => {
        delete component(body, 'checkpoints')?.why
      }),
  ],
  [
    'P1.7',
    'contradicted',
    'a classifier among the files is called not produced',
    () =>
      release((body) => {
        body.safeguards?.push({ id: 'sg4', kind: 'safety classifier', lives: 'artifact' })
      }),
  ],
  [
    'P1.7',
    'contradicted',
    'no data of a post-training that took place',
    () =>
      release((body) => {
        const one = component(body, 'posttraining-data')
        if (one !== undefined) one.state = 'not-produced'
      }),
  ],
  ['P1.7', 'not-applicable', 'pretraining only', () => release(base)],
  [
    'P1.7',
    'declared',
    'stages of which one has a name that nobody knows, and nothing else tells',
    () =>
      release((body) => {
        base(body)
        body.training = { stages: ['pretraining', 'polishing'] }
      }),
  ],
  [
    'P1.7',
    'declared',
    'pretraining alone is named, and the model is called instruct',
    () =>
      release((body) => {
        body.training = { stages: ['pretraining'] }
      }),
  ],
  [
    'P1.7',
    'contradicted',
    'reinforcement learning is a training after the first',
    () =>
      release((body) => {
        const one = component(body, 'posttraining-data')
        if (one !== undefined) one.state = 'not-produced'
        body.training = { stages: ['pretraining', 'reinforcement learning'] }
      }),
  ],
  [
    'P1.8',
    'contradicted',
    'called quantized, with whole numbers in it',
    () =>
      release(
        (body) => {
          body.subject.variant = 'quantized'
        },
        { 'model.safetensors': WEIGHTS },
      ),
  ],
  [
    'P1.8',
    'contradicted',
    'called instruct, with the files of an adapter',
    () => release(() => {}, { 'adapter_model.safetensors': WEIGHTS }),
  ],
  [
    'P1.8',
    'declared',
    'called quantized, and what was not read may show it',
    () => {
      const all = release(
        (body) => {
          body.subject.variant = 'quantized'
        },
        { 'a.gguf': quantised() },
      )
      const { set: _, ...rest } = all
      return rest
    },
  ],
  [
    'P1.8',
    'contradicted',
    'called instruct, and the bytes say that they are an adapter',
    () => release(() => {}, { 'a.gguf': quantised({ 'general.type': 'adapter' }) }),
  ],
  [
    'P1.8',
    'evidenced',
    'quantized, and so the bytes',
    () =>
      release(
        (body) => {
          body.subject.variant = 'quantized'
        },
        { 'a.gguf': quantised() },
      ),
  ],
]
