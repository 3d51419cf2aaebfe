// AA, artifact ambiguity: words under which several files can be meant, or a file that says two things of itself.
// Source: release-standard 6.

import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { weightFiles } from '../met.ts'
import { count, entry, field, fileAt, list, type ReleaseBody, recordIn } from '../questions/grading.ts'
import { sizesIn, wordsOf } from './names.ts'
import { detectors, factIn, factsOf, found, onRecord, resultsOf } from './reading.ts'

export const AA = detectors('AA', [
  {
    id: 'AA-1',
    severity: 'W',
    title: 'Which artifact is meant?',
    condition:
      'A claim of the record names no file, system or result that it is about, and does not say that it is about the family.',
    clears: 'The file, system or result that the claim is about, or “scope: family”.',
    errs: 'A claim that means the whole release has to say so as well.',
    fields: ['claims'],
    find: onRecord(whichArtifact),
  },
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
    title: 'Its kind is not stated, or its names differ',
    condition:
      'The record does not say which variant it is, or the name of a file and the name inside it have words that the other does not have.',
    clears: 'The variant in the record; the inner name declared as an alias.',
    errs: 'Sizes, quantisation tags, case and separators are set aside. Names of training runs inside a file count as other words.',
    fields: ['subject.variant'],
    find: otherInside,
  },
  {
    id: 'AA-4',
    severity: 'W',
    title: 'The name moved',
    condition: 'The same name, in the same version or without one, was recorded here for other bytes before.',
    clears: 'A version of its own for each digest.',
    errs: 'It looks at records by whoever holds the namespace and by this node; where nobody holds it, by anybody. A find without a version moves whenever its origin does.',
    fields: ['subject.version'],
    find: moved,
  },
  {
    id: 'AA-5',
    severity: 'W',
    title: 'Not reproducible as named',
    condition:
      'A merge or a stack of adapters does not give the digests of what went in, or the recipe: order and scales.',
    clears: 'Each parent’s digest and the method.',
    errs: 'The method is taken as it is written; nobody ran it again.',
    fields: ['lineage'],
    find: noRecipe,
  },
  {
    id: 'AA-6',
    severity: 'W',
    title: 'Measured through a service',
    condition: 'A result of these weights was measured through a service, as its system says.',
    clears: 'A run of the weights themselves.',
    errs: 'Where the record names no service, it is told by the words of its runtime. Silent for hosted models.',
    fields: ['systems'],
    find: onRecord(throughService),
  },
])

function whichArtifact({ claims = [] }: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  const loose = claims.flatMap(({ about, scope = '', says }, index) =>
    about === undefined && !/^family\b/i.test(scope) ? [field(`claims[${index}].says`, says)] : [],
  )
  const objects = dossier.objects.map(({ tag }) => tag)
  const candidates = objects.length > 0 ? objects : weightFiles(dossier).map(({ path }) => path)
  return found(`Which artifact? ${candidates.length === 0 ? dossier.display : list(candidates)}.`, loose)
}

function moved({ earlier, artifact, version, display, recorded, content }: Dossier): readonly FoundHere[] {
  const others = earlier.filter(
    (one) => one.version === version && one.artifact !== artifact && one.kind === content.kind,
  )
  const [newest] = others
  if (newest === undefined) return []
  const name = version === null ? display : `${display} ${version}`
  return found(
    `${name} moved on ${recorded.slice(0, 10)}: it meant other bytes before.`,
    others.map(({ statement, time }) => entry(statement, `the record of ${time.slice(0, 10)}`)),
  )
}

const JOINED = /^(merge|adapter)/i

function noRecipe(dossier: Dossier): readonly FoundHere[] {
  const record = recordIn(dossier)
  if (record !== undefined) {
    const parts = (record.lineage ?? [])
      .map((one, index) => ({ ...one, index }))
      .filter(({ relation }) => JOINED.test(relation))
    const stack = parts.length > 1 || parts.some(({ relation }) => /^merge/i.test(relation))
    const loose = parts.filter(({ parentDigest }) => parentDigest === undefined)
    const recipe =
      hasRecipe(dossier) ||
      parts.some(({ method }) => method !== undefined) ||
      parts.every(({ scale }) => scale !== undefined)
    if (!stack || (loose.length === 0 && recipe)) return []
    const lacks = [
      ...(loose.length > 0 ? ['digests of what went in'] : []),
      ...(recipe ? [] : ['order and scales']),
    ]
    return found(
      `Not reproducible as named: it lacks ${lacks.join(', and ')}.`,
      (loose.length > 0 ? loose : parts).map(({ index, parent }) =>
        field(`lineage[${index}].parent`, parent),
      ),
    )
  }
  const tagged = dossier.files.flatMap((file) =>
    factsOf(dossier, file, /^(tags|base_model_relation)$/)
      .filter(({ value }) => value === 'merge')
      .map((fact) => factIn(file, fact)),
  )
  if (tagged.length === 0 || hasRecipe(dossier)) return [] // texts are read only where a tag asks for one
  return found('Not reproducible as named: a merge without its recipe.', tagged)
}

function hasRecipe({ files }: Dossier): boolean {
  return files.some(
    ({ path, text = '' }) =>
      /mergekit[\w.-]*\.ya?ml$/i.test(path) || /^[ \t]{0,40}merge_method[ \t]{0,40}:/m.test(text),
  )
}

const SERVICE = /\b(?:api|service|hosted|endpoint|cloud|serverless)\b|^https?:/i

function throughService(record: ReleaseBody): readonly FoundHere[] {
  if (record.subject.variant === 'hosted') return []
  const served = resultsOf(record).filter(
    ({ tested }) => tested?.service !== undefined || SERVICE.test(tested?.runtime ?? ''),
  )
  return found(
    `Measured through a service: ${list(served.map(({ id }) => id))}.`,
    served.map(({ system, tested }) =>
      tested?.service === undefined
        ? field(`systems.${system}.runtime`, tested?.runtime)
        : field(`systems.${system}.service`, tested.service),
    ),
  )
}

function severalFiles(dossier: Dossier): readonly FoundHere[] {
  const name = dossier.display.slice(dossier.display.indexOf('/') + 1)
  const objects = dossier.objects
  if (objects.length > 1) {
    const loose = namedOnly(dossier)
    const first = new Map(dossier.files.toReversed().map((file) => [file.path, file]))
    const files = objects.flatMap(({ files: [path] }) => (path === undefined ? [] : (first.get(path) ?? [])))
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
  return [...missing, ...weightFiles(dossier).flatMap((file) => innerName(dossier, file))]
}

function innerName(dossier: Dossier, file: DossierFile): readonly FoundHere[] {
  const inner = factsOf(dossier, file, /^general\.(name|basename|finetune)$/).filter(
    ({ value }) => value.trim() !== '',
  )
  const stem = file.path.split('/').at(-1) ?? ''
  const [outside, inside] = [wordsOf(stem), inner.flatMap(({ value }) => wordsOf(value))]
  const aliases = (recordIn(dossier)?.subject.aliases ?? []).flatMap(wordsOf)
  const onlyOut = outside.filter((word) => !inside.includes(word) && !aliases.includes(word))
  const onlyIn = inside.filter((word) => !outside.includes(word) && !aliases.includes(word))
  if (inner.length === 0 || onlyOut.length === 0 || onlyIn.length === 0) return []
  const says = `File says ${stem}, inside says ${inner.map(({ value }) => value).join(' · ')}.`
  return found(
    says,
    inner.map((fact) => factIn(file, fact)),
  )
}
