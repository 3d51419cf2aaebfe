// P6, what an auditor needs: digests, versions that never move, training summary, reports bound to bytes, limits,
// changes. Source: release-standard 5; evidence: artifacts, evaluations, changes, tensorRoot.

import type { Outcome, Question } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { weightFiles } from '../met.ts'
import { componentOf, openComponent } from './components.ts'
import {
  absent,
  contradicted,
  count,
  declared,
  entry,
  evidenced,
  field,
  fileAt,
  incomplete,
  list,
  recordIn,
} from './grading.ts'
import { headingIn } from './headings.ts'
import { evaluations, recordEntry, testedOn } from './looked-up.ts'

function digestPerFile(dossier: Dossier): Outcome {
  const byPath = new Map<string, DossierFile[]>()
  for (const file of new Map(dossier.files.map((one) => [`${one.path} ${one.sha256}`, one])).values())
    byPath.getOrInsertComputed(file.path, () => []).push(file)
  const twice = [...byPath].find(([, files]) => files.length > 1)
  if (twice !== undefined) {
    const [path, [first, ...others]] = twice
    return contradicted(`${path} is named with ${others.length + 1} digests.`, {
      said: first === undefined ? [] : [fileAt(first)],
      against: others.map((file) => fileAt(file)),
    })
  }
  if (dossier.files.length === 0) return absent(dossier, 'a file with its digest')
  const read = dossier.files.filter(({ held }) => held)
  const all = count(dossier.files.length, 'file')
  if (read.length === dossier.files.length)
    return evidenced(`${all} with a digest; all bytes were hashed here.`, [recordEntry(dossier)])
  return declared(`${all} with a digest; the bytes of ${read.length} are here.`, [recordEntry(dossier)])
}

function neverRebound(dossier: Dossier): Outcome {
  const { version, earlier, artifact } = dossier
  if (version === null) return absent(dossier, 'a version')
  const other = earlier.filter((one) => one.version === version && one.artifact !== artifact)
  if (other.length > 0)
    return contradicted(
      `Version ${version} of this name has also stood for other bytes, ${count(other.length, 'time')}.`,
      {
        said: [recordEntry(dossier)],
        against: other.map(({ statement, artifact: bytes }) =>
          entry(statement, `${version} is sha256:${bytes.slice(0, 12)}`),
        ),
      },
    )
  const known = count(earlier.length, 'other record')
  return evidenced(`In this log, version ${version} has stood for these bytes only; ${known} of this name.`, [
    recordEntry(dossier),
  ])
}

function trainingSummary(dossier: Dossier): Outcome {
  const summary = openComponent(dossier, 'content-summary')
  if (summary.length > 0) return evidenced('The summary of training content can be opened.', summary)
  const training = recordIn(dossier)?.training
  const said = [
    ...(training?.data === undefined ? [] : [field('training.data')]),
    ...(training?.stages === undefined ? [] : [field('training.stages', training.stages.join(', '))]),
  ]
  if (said.length > 0) return declared('The record describes the training.', said)
  if (componentOf(dossier, 'content-summary')?.url !== undefined)
    return declared('A summary of training content is linked; it was not met here.', [field('components')])
  const heading = headingIn(dossier, /\btraining (data|procedure|details|summary)\b/i)
  if (heading !== undefined) return declared('The card has a part about training.', [heading])
  return absent(dossier, 'a summary of the training')
}

const REPORTS = ['safety-report', 'technical-report', 'evaluation-results'] as const

function reportsBound(dossier: Dossier): Outcome {
  const results = evaluations(dossier)
  const strange = results.filter((one) => testedOn(dossier, one) === 'other')
  if (strange.length > 0)
    return contradicted(`Results are of other bytes: ${list(strange.map(({ id }) => id))}.`, {
      said: strange.map(({ id }) => field('evaluations', id)),
      against: [recordEntry(dossier)],
    })
  const loose = results.filter((one) => testedOn(dossier, one) === 'unnamed').length
  const linked = REPORTS.filter((id) => {
    const state = componentOf(dossier, id)?.state
    return state === 'linked' || state === 'released'
  })
  if (results.length === 0 && linked.length === 0) return absent(dossier, 'a report or a result')
  if (loose > 0)
    return incomplete(`${count(loose, 'result')} without the digests of what was tested.`, [
      field('evaluations'),
    ])
  const opened = linked.map((id) => openComponent(dossier, id))
  if (linked.length > 0 && opened.every((one) => one.length > 0))
    return evidenced(
      'Reports can be opened at their digests, and each result names the bytes tested.',
      opened.flat(),
    )
  const because = 'Reports and results name what they are about; not all of them were met here.'
  return declared(because, [field(linked.length > 0 ? 'components' : 'evaluations')])
}

function limitations(dossier: Dossier): Outcome {
  const limits = recordIn(dossier)?.limits ?? []
  if (limits.length > 0)
    return declared(`The record names ${count(limits.length, 'limit')}.`, [field('limits')])
  const heading = headingIn(dossier, /\b(limitations?|known issues|bias(es)?, risks)\b/i)
  if (heading !== undefined) return declared('The card has a part about limits.', [heading])
  return absent(dossier, 'limits of the model')
}

function safetyChanges(dossier: Dossier): Outcome {
  const changes = recordIn(dossier)?.changes ?? []
  const before = dossier.earlier.filter(
    ({ artifact, time }) => artifact !== dossier.artifact && time < dossier.recorded,
  )
  const safety = changes.findIndex((change) => change.safety !== undefined)
  if (safety !== -1)
    return declared('The record says what changed for safety.', [
      field(`changes[${safety}].safety`, changes[safety]?.safety),
    ])
  if (before.length === 0 && dossier.content.kind === 'observed')
    return absent(dossier, 'a version before this one, and what changed since')
  if (before.length === 0)
    return evidenced(
      'Its publisher has logged no earlier bytes of this name here, so there is nothing to compare.',
      [recordEntry(dossier)],
    )
  if (changes.length > 0)
    return incomplete(`The record names ${count(changes.length, 'change')}, none with a word on safety.`, [
      field('changes', changes[0]?.what),
    ])
  return absent(dossier, 'what changed since the version before')
}

function tensorDigests(dossier: Dossier): Outcome {
  const stated = dossier.content.body.tensorRoot
  const read = dossier.set?.tensorRoot
  const said = stated === undefined ? [] : [field('tensorRoot', stated)]
  if (read !== undefined && stated !== undefined && read !== stated)
    return contradicted('The weights root of the record is not that of the bytes.', {
      said,
      against: weightFiles(dossier).map((file) => fileAt(file)),
    })
  if (read !== undefined)
    return evidenced(
      `Each tensor was hashed here; together they give the weights root sha256:${read.slice(0, 12)}.`,
      weightFiles(dossier).map((file) => fileAt(file)),
    )
  if (stated !== undefined)
    return declared('The record states a weights root; the bytes are not all here.', said)
  return absent(dossier, 'digests of tensors')
}

export const P6: readonly Question[] = [
  {
    id: 'P6.1',
    group: 'P6',
    asks: 'Has each served file a digest?',
    looksAt:
      'Evidenced when all bytes were hashed here; declared when some are not here; contradicted when a path has two digests.',
    fields: ['artifacts'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: digestPerFile,
  },
  {
    id: 'P6.2',
    group: 'P6',
    asks: 'Was this version never used for other bytes?',
    looksAt:
      'Every record of this name in the log: contradicted when the version also stood for another artifact, evidenced when not.',
    fields: ['subject.version'],
    grades: ['evidenced', 'absent', 'contradicted'],
    rule: 1,
    answer: neverRebound,
  },
  {
    id: 'P6.3',
    group: 'P6',
    asks: 'Is there a summary of the training?',
    looksAt:
      'Evidenced when the content summary is here or was met at its digest; declared when the record or the card describes the training.',
    fields: ['components', 'training.stages', 'training.data.provenance'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: trainingSummary,
  },
  {
    id: 'P6.4',
    group: 'P6',
    asks: 'Are reports and results bound to digests?',
    looksAt:
      'Evidenced when reports can be opened at their digests and each result names the bytes tested; declared when they are only named; contradicted when a result names other bytes.',
    fields: ['systems', 'evaluations', 'components'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: reportsBound,
  },
  {
    id: 'P6.5',
    group: 'P6',
    asks: 'Are limitations stated?',
    looksAt:
      'Declared when the record names limits or the card has a part about them; never more, since it is free text.',
    fields: ['limits'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: limitations,
  },
  {
    id: 'P6.6',
    group: 'P6',
    asks: 'What changed for safety since the last version?',
    looksAt:
      'Declared when a change in the record says what it means for safety; evidenced when its publisher logged no earlier bytes of this name; absent when an importer met none, or when there are earlier bytes and no word on safety.',
    fields: ['changes'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: safetyChanges,
  },
  {
    id: 'P6.7',
    group: 'P6',
    asks: 'Are there digests of the tensors?',
    looksAt:
      'Evidenced when the tensors were hashed here; declared when only the record states a weights root; contradicted when the two differ.',
    fields: ['artifacts'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: tensorDigests,
  },
]
