// Edits of what a node knows around the example: bytes that are gone, links that nobody met, log entries at other times,
// names that nobody holds (edits-table.ts says how they are written).

import type { Sha256 } from '../../../src/base/digest.ts'
import type { Instant } from '../../../src/base/time.ts'
import { MAKER } from './edits-base.ts'
import { against, type Edit, has, unseen, type World } from './edits-kit.ts'
import { sha } from './findings-made.ts'

const at = (time: string): Instant => time as Instant

/** A file of the list is no longer here: no bytes, nothing read of them. */
function gone(path: string): Edit['does'] {
  return ({ around }) => {
    around.files = around.files.map(({ inspection, text, ...file }) =>
      file.path === path
        ? { ...file, held: false }
        : { ...file, ...(inspection && { inspection }), ...(text !== undefined && { text }) },
    )
  }
}

function stageLogged({ around }: World, stage: string, time: string): void {
  const logged = { stage, statement: sha(`stage ${stage} again`), time: at(time) }
  around.stagesLogged = [...has(around.stagesLogged), logged]
  around.stage = logged
}

export const AROUND: readonly Edit[] = [
  {
    name: 'the licence text is gone, others hold it',
    does: gone('LICENSE'),
    answers: {
      'P1.3': 'declared',
      'P5.1': 'absent',
      'P5.2': 'declared',
      'P5.3': 'declared',
      'P5.9': 'declared',
      'P6.1': 'declared',
      'P7.2': 'declared', // not all files were read
    },
  },
  {
    name: 'a Python file among the files',
    does({ around }) {
      around.files = [
        ...around.files,
        {
          path: 'modeling.py',
          role: 'code',
          sizeBytes: 4,
          sha256: sha('pass') as Sha256,
          held: true,
          text: 'pass',
        },
      ]
    },
    answers: against('P7.2', 'P4.2'),
  },
  {
    name: 'nobody holds the namespace',
    does({ around }) {
      around.by = { ...around.by, holdsNamespace: false }
    },
    answers: {}, // signed and logged all the same
  },
  {
    name: 'a stage of the log that leads back',
    does: (world) => stageLogged(world, 'gated', '2026-11-10T00:00:00Z'),
    answers: against('P4.1', 'P4.6'),
    bounds: ['P4.2', 'P4.3'], // a stage before broad asks for less (7.1)
  },
  {
    name: 'the summary of training content was not met',
    does: unseen('07'),
    answers: { 'P1.4': 'declared', 'P6.3': 'declared' },
  },
  {
    name: 'logged after the release',
    does({ around }) {
      around.recorded = at('2026-11-05T00:00:00Z')
    },
    answers: { 'P2.5': 'declared' },
  },
  {
    name: 'decided after the release',
    does({ record }) {
      has(record.rationale?.decided).on = '2026-11-03'
    },
    answers: against('P2.5', 'P4.2'),
  },
  {
    name: 'the independent evaluator is the publisher',
    does({ record }) {
      has(record.evaluators?.['uni']).identity = MAKER
    },
    answers: against('P3.6', 'P4.2'),
  },
  {
    name: 'a parent without a digest',
    does({ record, around }) {
      const name = 'acme/tern-360m-base' // no digest, no version
      const parent = has(record.lineage?.[0])
      delete parent.parentDigest
      parent.parent = name
      around.ancestors = around.ancestors.map(({ digest: _, ...one }) => ({ ...one, name, path: [name] }))
    },
    answers: { 'P7.5': 'declared' }, // the tokenizer is said to be from a version that nothing pins
    findings: ['LD-9'],
  },
  {
    name: 'the benefit’s evidence was not met',
    does: unseen('11'),
    answers: { 'P2.2': 'declared' },
  },
  {
    name: 'items of one misuse test were not met',
    does: unseen('19'),
    answers: { 'P2.3': 'declared', 'P3.7': 'declared', 'P6.4': 'declared', ...against('P4.3') },
  },
]
