// AA, artifact ambiguity: words under which several files can be meant, or a file that says two things of itself.
// Source: release-standard 6.

import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { count, entry, field, fileAt, list, recordIn } from '../questions/grading.ts'
import { weightFiles } from '../questions/looked-up.ts'
import { sizesIn, wordsOf } from './names.ts'
import { detectors, factIn, factsOf, found } from './reading.ts'

export const AA = detectors('AA', [
  {
    id: 'AA-2',
    severity: 'N',
    title: 'One name, several files',
    condition:
      'The name stands for several objects that can be loaded, or lacks the size that the file itself bears, as the name of a family does. It warns where a claim or a result names no more than that.',
    clears: 'Claims and results that name the object’s digest; a name for each.',
    errs: 'Sizes are read from names only. A name whose publisher has a single size is a family of one.',
    fields: ['claims', 'systems'],
    find: severalFiles,
  },
  {
    id: 'AA-3',
    severity: 'W',
    title: 'Outside says one thing, inside another',
    condition:
      'The record does not say which variant it is, or the name of a file and the name inside it have words that the other does not have.',
    clears: 'The variant in the record; the inner name declared as an alias.',
    errs: 'Sizes, quantisation tags, case and separators are set aside. Names of training runs inside a file count as other words.',
    fields: ['subject.variant'],
    find: otherInside,
  },
])

function severalFiles(dossier: Dossier): readonly FoundHere[] {
  const name = dossier.display.slice(dossier.display.indexOf('/') + 1)
  const objects = dossier.objects
  if (objects.length > 1) {
    const loose = namedOnly(dossier)
    const files = objects.flatMap(
      ({ files: [path] }) => dossier.files.find((file) => file.path === path) ?? [],
    )
    const says = `${name} is ${count(objects.length, 'file')}: ${list(objects.map(({ tag }) => tag))}.`
    return found(says, [...files.map((file) => fileAt(file)), ...loose], loose.length > 0 ? 'W' : 'N')
  }
  const file = weightFiles(dossier)[0]
  if (file === undefined || weightFiles(dossier).length > 1) return []
  const [size] = sizesIn(file.path.split('/').at(-1) ?? '')
  if (size === undefined || sizesIn(name).length > 0) return []
  return found(`${name} is a family; this file is the one of ${size.toUpperCase()}.`, [fileAt(file)])
}

/** Claims and results that say nothing about which object they mean. */
function namedOnly(dossier: Dossier): readonly Evidence[] {
  const record = recordIn(dossier)
  return [
    ...(record?.claims ?? []).flatMap(({ about, says }, i) =>
      about === undefined ? [field(`claims[${i}].says`, says)] : [],
    ),
    ...(record?.evaluations ?? []).flatMap(({ system, suite }, i) =>
      system === undefined ? [field(`evaluations[${i}].suite`, suite)] : [],
    ),
  ]
}

function otherInside(dossier: Dossier): readonly FoundHere[] {
  const record = recordIn(dossier)
  const missing =
    record !== undefined && record.subject.variant === undefined
      ? [
          {
            says: 'The record does not say which variant it is.',
            quotes: [entry(dossier.statement, 'the record')],
          },
        ]
      : []
  return [...missing, ...weightFiles(dossier).flatMap(innerName)]
}

function innerName(file: DossierFile): readonly FoundHere[] {
  const inner = factsOf(file, /^general\.(name|basename|finetune)$/).filter(
    ({ value }) => value.trim() !== '',
  )
  const stem = file.path.split('/').at(-1) ?? ''
  const [outside, inside] = [wordsOf(stem), inner.flatMap(({ value }) => wordsOf(value))]
  const onlyOut = outside.filter((word) => !inside.includes(word))
  const onlyIn = inside.filter((word) => !outside.includes(word))
  if (inner.length === 0 || onlyOut.length === 0 || onlyIn.length === 0) return []
  const says = `File says ${stem}, inside says ${inner.map(({ value }) => value).join(' · ')}.`
  return found(
    says,
    inner.map((fact) => factIn(file, fact)),
  )
}
