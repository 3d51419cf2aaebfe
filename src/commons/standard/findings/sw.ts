// SW, safety-wrapper evaporation: what restrained the system that was tested is not in what is downloaded.
// Source: release-standard 6; lives of safeguards: release-standard 10.

import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { field, fileAt, list, type ReleaseBody } from '../questions/grading.ts'
import { fileNamed, testedBytes } from '../questions/looked-up.ts'
import { endsOnRemoval } from './licences-read.ts'
import { testedALargerSystem } from './phrases.ts'
import { offeredPrecisions, precisionsOf, sameNumbers } from './precision.ts'
import {
  detectors,
  found,
  onRecord,
  outside,
  type Result,
  resultsOf,
  type System,
  sentencesSaying,
} from './reading.ts'
import { changedPrompts, shippedPrompts } from './templates.ts'

export const SW = detectors('SW', [
  {
    id: 'SW-1',
    severity: 'W',
    title: 'Tested with a safeguard that is not in the download',
    condition:
      'A misuse or refusal result was measured on a system with a safeguard that lives only in a service. It notes instead of warning where the same suite was also run without such a safeguard.',
    clears: 'The same suite on the weights as they are downloaded.',
    errs: 'It believes the record about where a safeguard lives. Silent for hosted models, whose service is the thing.',
    fields: ['systems', 'evaluations'],
    find: onRecord(testedWithService),
  },
  {
    id: 'SW-2',
    severity: 'W',
    title: 'Results are for other bytes',
    condition: 'A result is about weights whose digest is none of this release’s, nor has the same tensors.',
    clears: 'A run on the released bytes.',
    errs: 'Tensors are compared where the other file is known here; else a digest that differs is taken for other bytes, also where only the container differs.',
    fields: ['systems'],
    find: onRecord(otherBytes),
  },
  {
    id: 'SW-3',
    severity: 'N',
    title: 'Measured at one precision, offered at another',
    condition:
      'Weights are offered in numbers of a precision at which no result was measured. It warns where the results are about misuse.',
    clears: 'A run at the offered precision.',
    errs: 'Silent where the other precision holds the same numbers, such as bf16 stored as f32.',
    fields: ['systems'],
    find: onRecord(otherPrecision),
  },
  {
    id: 'SW-4',
    severity: 'W',
    title: 'Tested with a prompt that is not shipped',
    condition: 'The prompt of a tested system is neither a file of the release nor a text in its template.',
    clears: 'The prompt, shipped.',
    errs: 'A prompt that a template puts together from pieces is not recognised.',
    fields: ['systems'],
    find: onRecord(promptNotShipped),
  },
  {
    id: 'SW-5',
    severity: 'W',
    title: 'Bare weights: not known',
    condition: 'The record names safeguards, and no misuse result is of a system without any.',
    clears: 'A misuse run of a system with no safeguard.',
    errs: 'Silent for embedding, classifier and hosted models, and where the licence ends for whoever removes a safeguard to test.',
    fields: ['systems', 'evaluations'],
    fromSilence: true,
    find: onRecord(bareNotTested),
  },
  {
    id: 'SW-6',
    severity: 'W',
    title: 'The parent’s default prompt changed',
    condition:
      'A safeguard of the parent lives in its template, and this release has another template without saying so.',
    clears: 'The change, declared in the record.',
    errs: 'It compares texts of templates; a change that does not touch the prompt counts too. Blanks are set aside.',
    fields: ['changes', 'lineage'],
    find: promptChanged,
  },
  {
    id: 'SW-7',
    severity: 'N',
    title: 'The text says that a larger system was tested',
    condition:
      'A card says that something was evaluated or red-teamed as a system composed of several parts, or with a guard, filter or moderation.',
    clears: 'A misuse result in the record, with the system that was tested.',
    errs: 'It asks, and asserts nothing: the sentence may be about another evaluation. Silent for models that are guards by their name.',
    fields: ['systems', 'evaluations'],
    find: largerSystem,
  },
])

function isMisuse({ kind, metric }: Result): boolean {
  return kind === 'misuse' || /refus|complied|jailbreak|attack/i.test(metric)
}

function testedWithService(record: ReleaseBody): readonly FoundHere[] {
  if (record.subject.variant === 'hosted') return []
  const services = new Map<System, readonly string[]>() // a system may be that of every result
  const outsideOf = (tested: System) => services.getOrInsertComputed(tested, () => outside(record, tested))
  const results = resultsOf(record).filter(isMisuse)
  const served = results.filter(({ tested }) => tested !== undefined && outsideOf(tested).length > 0)
  const what = ({ suite, domain }: Result): string => JSON.stringify([suite, domain ?? null])
  const bare = results.filter(({ tested }) => tested !== undefined && outsideOf(tested).length === 0)
  const plain = new Set(bare.map(what))
  const systems = new Set(served.flatMap(({ tested }) => tested ?? []))
  const ids = [...new Set([...systems].flatMap(outsideOf))]
  const quotes = served.map(({ field: path, suite, system }) => field(`${path}.system`, system ?? suite))
  const names = list(served.map(({ id }) => id))
  return found(
    `Tested with ${list(ids)}, not in the download: ${names}.`,
    quotes,
    served.every((one) => plain.has(what(one))) ? 'N' : 'W',
  )
}

function otherBytes(record: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  const roots = rootsOf(record, dossier)
  const files = dossier.ancestors.flatMap(({ known }) => known?.files ?? [])
  const known = new Map(files.toReversed().map(({ sha256, inspection }) => [sha256, inspection?.tensorRoot])) // the first of each
  const other = new Map<System, boolean>() // a system may be that of every result
  const isOf = (tested: System) =>
    other.getOrInsertComputed(tested, () => isOther(testedBytes(dossier, tested), roots, known))
  const about = resultsOf(record).filter(({ tested }) => tested !== undefined && isOf(tested))
  const names = list(about.map(({ id }) => id))
  return found(
    `Results are for other bytes: ${names}.`,
    about.map(({ system, tested }) => field(`systems.${system}.artifacts[0]`, tested?.artifacts[0])),
  )
}

function isOther(
  { own, other }: ReturnType<typeof testedBytes>,
  roots: ReadonlySet<string>,
  known: ReadonlyMap<string, string | undefined>,
): boolean {
  if (own.some(({ role }) => role === 'weights' || role === 'adapter')) return false
  return other.some((name) => {
    const bare = name.replace(/^sha256:/, '')
    const elsewhere = known.get(bare)
    return !roots.has(bare) && !(elsewhere !== undefined && roots.has(elsewhere))
  })
}

/** Digests under which these very tensors go. */
function rootsOf(record: ReleaseBody, { artifact, set, files }: Dossier): ReadonlySet<string> {
  const all = [
    artifact,
    record.tensorRoot,
    set?.tensorRoot,
    set?.contentRoot,
    ...record.artifacts.map(({ tensorRoot }) => tensorRoot),
    ...files.map(({ inspection }) => inspection?.tensorRoot),
  ]
  return new Set(all.filter((root) => root !== undefined))
}

function otherPrecision(record: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  const offered = offeredPrecisions(record, dossier)
  const results = resultsOf(record)
  return [results.filter(isMisuse), results.filter((one) => !isMisuse(one))].flatMap((group, index) => {
    const measured = [...new Set(group.flatMap(({ tested }) => (tested ? precisionsOf(tested, record) : [])))]
    const without = offered.filter(({ precision }) => !measured.some((one) => sameNumbers(one, precision)))
    if (measured.length === 0 || without.length === 0) return []
    const what = index === 0 ? 'Misuse measured' : 'Measured'
    const says = `${what} at ${list(measured)}, offered at ${list([...new Set(without.map(({ precision }) => precision))])}.`
    return found(
      says,
      without.map(({ evidence }) => evidence),
      index === 0 ? 'W' : 'N',
    )
  })
}

function promptNotShipped(record: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  const shipped = shippedPrompts(dossier, record)
  const lost = Object.entries(record.systems ?? {}).filter(
    ([name, { prompt }]) =>
      prompt !== undefined &&
      !shipped.has(prompt.slice(-64)) &&
      resultsOf(record).some(({ system }) => system === name),
  )
  return found(
    `Needs a prompt that is not shipped: ${list(lost.map(([name]) => name))}.`,
    lost.map(([name, { prompt }]) => field(`systems.${name}.prompt`, prompt)),
  )
}

const NOT_RESTRAINED = ['embedding', 'classifier', 'hosted']

function bareNotTested(record: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  const safeguards = record.safeguards ?? []
  const bare = resultsOf(record).some(
    ({ kind, tested }) => kind === 'misuse' && tested?.safeguards.length === 0,
  )
  if (bare || NOT_RESTRAINED.includes(record.subject.variant ?? '') || endsOnRemoval(dossier)) return []
  return found(
    'Bare weights: not known. No misuse result is of a system without safeguards.',
    safeguards.map(({ kind }, index) => field(`safeguards[${index}].kind`, kind)),
  )
}

function promptChanged(dossier: Dossier): readonly FoundHere[] {
  const quotes: Evidence[] = changedPrompts(dossier).map(({ path, sha256 }) =>
    fileAt(fileNamed(dossier, path) ?? { path, sha256, sizeBytes: 0, held: false }),
  )
  return found('The parent’s default prompt changed, and the record does not say so.', quotes)
}

/** A model that is itself a guard is tested as one. */
const GUARD = /guard|shield|moderation|classifier|filter/i

function largerSystem(dossier: Dossier): readonly FoundHere[] {
  const { content } = dossier
  const structured =
    content.kind === 'release' &&
    resultsOf(content.body).some(({ kind, tested }) => kind === 'misuse' && tested !== undefined)
  if (structured || GUARD.test(dossier.display)) return []
  return found(
    'The text says that a larger system was tested. Which parts of it are in this download?',
    sentencesSaying(dossier, testedALargerSystem),
  )
}
