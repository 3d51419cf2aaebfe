// The same of P4 to P6.

import type { Instant } from '../../../src/base/time.ts'
import type { Ancestor } from '../../../src/commons/standard/dossier.ts'
import { APACHE } from './findings-case.ts'
import { WEIGHTS } from './findings-made.ts'
import {
  component,
  d,
  digest,
  earlier,
  holder,
  LATE,
  lacking,
  otherBytes,
  type QuestionCase,
  staged,
  unnamedSystem,
} from './questions-case.ts'
import { AT, type Change, found, here, least, NODE, release, SOMEBODY, sha } from './questions-made.ts'

export const P4_CASES: readonly QuestionCase[] = [
  [
    'P4.1',
    'evidenced',
    'the stage is in the log',
    () => {
      const stage = { stage: 'broad', statement: sha('status'), time: AT }
      return release(() => {}, {}, { stage, stagesLogged: [stage] })
    },
  ],
  [
    'P4.1',
    'contradicted',
    'a stage leads back',
    () =>
      release((body) => {
        body.stages?.push({ stage: 'research', from: '2026-12-01' })
      }),
  ],
  [
    'P4.1',
    'contradicted',
    'the log says an earlier stage than the record',
    () => {
      const stage = { stage: 'gated', statement: sha('status'), time: AT }
      return release(() => {}, {}, { stage, stagesLogged: [stage], recorded: LATE })
    },
  ],
  [
    'P4.1',
    'contradicted',
    'the record goes back behind what the log said before it',
    () => {
      const stage = { stage: 'broad', statement: sha('status'), time: '2026-10-01T00:00:00Z' as Instant }
      return release(staged('gated'), {}, { stage, stagesLogged: [stage] })
    },
  ],
  [
    'P4.1',
    'declared',
    'of one stage only the month is told',
    () =>
      release((body) => {
        body.stages = [
          { stage: 'research', from: '2026-10-13' },
          { stage: 'broad', from: '2026-10' },
        ]
      }),
  ],
  [
    'P4.3',
    'contradicted',
    'the log said gated, and the record says broad since then',
    () => {
      const stage = { stage: 'gated', statement: sha('status'), time: '2026-10-01T00:00:00Z' as Instant }
      return release(() => {}, {}, { stage, stagesLogged: [stage] })
    },
  ],
  ['P4.2', 'evidenced', 'the first stage asks nothing', () => release(internalOnly)],
  ['P4.2', 'declared', 'what the step asks is there, some of it only declared', () => here(trusted)],
  ['P4.2', 'contradicted', 'what the step asks is contradicted', () => release(otherBytes)],
  ['P4.3', 'declared', 'weak, and not beyond gated', () => release(staged('gated'))],
  [
    'P4.4',
    'evidenced',
    'this node counts',
    () => release(staged('gated'), {}, { gate: { terms: sha('terms'), accepted: 7 } }),
  ],
  ['P4.4', 'evidenced', 'there is nothing to accept', () => release(staged('broad'))],
  ['P4.4', 'declared', 'the record counts', () => release(staged('gated', { accepted: 41 }))],
  ['P4.4', 'absent', 'gated without a count', () => release(staged('gated'))],
  ['P4.5', 'absent', 'a stage without an end', () => release(staged('gated'))],
  ['P4.6', 'declared', 'no copy is known', () => release(staged('research'))],
  [
    'P4.6',
    'contradicted',
    'a copy where none should be',
    () =>
      release(
        staged('research', { hosts: [NODE] }),
        {},
        { holders: [holder(SOMEBODY)], by: { identity: 'owcid:acme', holdsNamespace: true } },
      ),
  ],
]

/** All that the step to trusted outsiders asks. */
function trusted(body: Parameters<Change>[0]): void {
  const agreements = [digest('41')]
  body.releaseType = { word: 'open-weights', stage: 'trusted-external' }
  body.stages = [{ stage: 'trusted-external', from: '2026-11-01', agreements }]
  body.risk = { ...body.risk, threatProfiles: ['fraud by strangers'] }
  for (const one of body.components ?? []) one.licence = 'Apache-2.0'
}

function internalOnly(body: Parameters<Change>[0]): void {
  body.releaseType = { word: 'open-weights', stage: 'internal' }
  delete body.stages
}

const fromNothing: Change = (body) => {
  body.lineage = []
}

const unknownParent = (basis: Ancestor['basis']): Ancestor => ({
  relation: 'finetune',
  name: 'north/gull',
  path: ['north/gull'],
  basis,
  statement: sha('statement'),
})

export const P5_CASES: readonly QuestionCase[] = [
  ['P5.1', 'evidenced', 'the text is a known one', () => release(() => {}, { LICENSE: APACHE })],
  [
    'P5.1',
    'declared',
    'the text is none that is known',
    () => release(lacking('terms', 'components'), { LICENSE: 'Do as you like, but be kind.' }),
  ],
  [
    'P5.1',
    'contradicted',
    'the label names another',
    () =>
      release(
        (body) => {
          body.terms = [{ licence: 'MIT' }]
        },
        { LICENSE: APACHE },
      ),
  ],
  [
    'P5.2',
    'evidenced',
    'a copy is among the files',
    () =>
      release(
        (body) => {
          const one = component(body, 'acceptable-use-policy')
          if (one !== undefined) Object.assign(one, { state: 'released', ref: ['POLICY.md'] })
        },
        { 'POLICY.md': '# Policy\n' },
      ),
  ],
  [
    'P5.2',
    'contradicted',
    'not produced, and the licence makes one part of it',
    () =>
      release((body) => {
        body.terms = [{ licence: 'llama3.1' }]
        for (const one of body.components ?? []) if (one.licence !== undefined) one.licence = 'llama3.1'
      }),
  ],
  ['P5.3', 'evidenced', 'the text is there, and tells', () => release(() => {}, { LICENSE: APACHE })],
  [
    'P5.3',
    'contradicted',
    'the record says nobody, the text the licensor',
    () =>
      release((body) => {
        body.terms = [{ licence: 'nvidia-open-model-license', mayChange: 'nobody' }]
        for (const one of body.components ?? []) delete one.licence
      }),
  ],
  [
    'P5.3',
    'evidenced',
    'the record says nobody of other terms than those of the weights',
    () =>
      release(
        (body) => {
          body.terms = [
            { licence: 'Apache-2.0', covers: ['w'] },
            { licence: 'nvidia-open-model-license', mayChange: 'nobody', covers: ['card'] },
          ]
        },
        { LICENSE: APACHE },
      ),
  ],
  [
    'P5.4',
    'absent',
    'the card says what it is not for, and how to use it',
    () => found({ 'README.md': '# Tern\n## How to use\nx\n## Out-of-scope use\ny\n## Misuse\nz\n' }),
  ],
  [
    'P5.4',
    'absent',
    'only one of the two',
    () =>
      release((body) => {
        body.obligations = { intended: ['drafting'] }
      }),
  ],
  [
    'P5.4',
    'declared',
    'the card has both',
    () => found({ 'README.md': '# Tern\n## Intended uses\nx\n## Out-of-scope use\ny\n' }),
  ],
  [
    'P5.7',
    'contradicted',
    'an address that is none',
    () =>
      release((body) => {
        body.obligations = { reportTo: 'security@acme.example' }
      }),
  ],
  [
    'P5.8',
    'absent',
    'an earlier version is gone',
    () => release(() => {}, {}, { earlier: [earlier({ held: false })] }),
  ],
  [
    'P5.8',
    'evidenced',
    'an earlier version is here',
    () => release(() => {}, {}, { earlier: [earlier({})] }),
  ],
  ['P5.9', 'evidenced', 'the licence asks for none', () => release(fromNothing, { LICENSE: APACHE })],
  [
    'P5.9',
    'declared',
    'the licence asks for none, and that of the parent is not known here',
    () => release(() => {}, { LICENSE: APACHE }, { ancestors: [unknownParent('record')] }),
  ],
  [
    'P5.9',
    'evidenced',
    'others say that it comes from something that is not known here',
    () => release(fromNothing, { LICENSE: APACHE }, { ancestors: [unknownParent('derivation')] }),
  ],
  [
    'P5.9',
    'absent',
    'a sentence is missing',
    () => found({ 'README.md': '---\nlicense: gemma\n---\n# Tern\n', 'model.safetensors': WEIGHTS }),
  ],
]

export const P6_CASES: readonly QuestionCase[] = [
  [
    'P6.1',
    'contradicted',
    'one path with two digests',
    () =>
      release((body) => {
        body.artifacts.push({ path: 'config.json', bytes: 1, sha256: d('77') })
      }),
  ],
  [
    'P6.2',
    'contradicted',
    'the version stood for other bytes',
    () => release(() => {}, {}, { earlier: [earlier({ version: '1.0.0' })] }),
  ],
  [
    'P6.4',
    'evidenced',
    'reports and results can be opened',
    () =>
      here((body) => {
        body.components = (body.components ?? []).filter(({ c }) => c !== 'evaluation-results')
      }),
  ],
  [
    'P6.4',
    'declared',
    'one report can be opened, another cannot',
    () => {
      const all = here()
      return { ...all, seen: all.seen.filter(({ sha256 }) => sha256 !== d('09')) }
    },
  ],
  ['P6.4', 'contradicted', 'results are of other bytes', () => release(otherBytes)],
  ['P6.4', 'absent', 'a result names nothing tested', () => release(unnamedSystem)],
  ['P6.6', 'absent', 'earlier bytes, and no word', () => release(least, {}, { earlier: [earlier({})] })],
  ['P6.7', 'evidenced', 'hashed here', () => found({ 'model.safetensors': WEIGHTS })],
  [
    'P6.7',
    'contradicted',
    'another root than the bytes have',
    () => release(() => {}, { 'model.safetensors': WEIGHTS }),
  ],
]
