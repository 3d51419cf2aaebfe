// LD, lineage decay: what a model was made from, and what should have travelled with it, gets lost on the way.
// Inferred parents lead to "check", declared ones to a contradiction (lineage 5). Source: release-standard 6.

import type { FoundHere } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { fileAt, list, recordIn } from '../questions/grading.ts'
import { bareName, declaredParents, pointersInFiles, quantisedFile, showsParent } from './parents.ts'
import { detectors, found } from './reading.ts'

export const LD = detectors('LD', [
  {
    id: 'LD-3',
    severity: 'W',
    title: 'Files point to a model that is not declared',
    condition:
      'A configuration, a header or a card’s “fine-tuned from” link names another model, and neither the record nor a card’s base_model does.',
    clears: 'The model in the record’s lineage, or a rebuttal as an answer.',
    errs: 'A configuration often keeps the name of the model itself or of one that only shares its architecture. Names of folders and the release’s own name are passed over.',
    fields: ['lineage'],
    find: undeclaredParents,
  },
  {
    id: 'LD-9',
    severity: 'N',
    title: 'Parent named, not pinned',
    condition:
      'A parent is named without a digest or a revision, so that nobody can tell which bytes are meant.',
    clears: 'The parent’s digest, or a version that is never bound to other bytes.',
    errs: 'A revision that somebody wrote elsewhere is not seen.',
    fields: ['lineage'],
    find: unpinned,
  },
])

function undeclaredParents(dossier: Dossier): readonly FoundHere[] {
  const own = new Set([dossier.ref.toLowerCase(), dossier.display.toLowerCase()])
  const nameOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
  const declared = new Set(declaredParents(dossier).map(({ name }) => bareName(name)))
  const hidden = pointersInFiles(dossier).filter(({ name }) => {
    const bare = bareName(name)
    const itself = own.has(bare) || [...own].some((one) => nameOf(one) === nameOf(bare))
    return !itself && !declared.has(bare)
  })
  const names = list(hidden.map(({ name }) => name))
  return found(
    `Files point to ${names}; not declared.`,
    hidden.map(({ evidence }) => evidence),
  )
}

function unpinned(dossier: Dossier): readonly FoundHere[] {
  const loose = declaredParents(dossier).filter(({ pinned }) => !pinned)
  if (loose.length > 0)
    return found(
      `Named, not pinned: ${list(loose.map(({ name }) => name))}.`,
      loose.map(({ evidence }) => evidence),
    )
  const quantised = quantisedFile(dossier)
  if (recordIn(dossier) !== undefined || quantised === undefined || showsParent(dossier).length > 1) return []
  if (declaredParents(dossier).length > 0 || quantised.label === '') return []
  return found(`Named, not pinned: ${quantised.label}, by the file’s name only.`, [fileAt(quantised.file)])
}
