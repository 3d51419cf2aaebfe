// The body of an observation: what was found, where and when, every value verbatim with its place. Lists are cut at the
// statement's limits, facts first by weight of interest; the manifest blob names all files when they do not fit.

import { digestText, type Sha256 } from '../base/digest.ts'
import type { Offer } from '../sources/source.ts'
import type { SignatureSaid } from './model-signatures.ts'
import type { Taken } from './take-in.ts'

const MAX_FILES = 2_048 // in the statement itself; a payload holds 1 MiB
const MAX_FACTS = 400
const MAX_HAZARDS = 200
const MAX_VALUE = 2_000 // characters of a value; longer ones stay in the file

type Found = {
  readonly name: string
  readonly offer: Offer
  readonly taken: Taken
  readonly signatures: readonly SignatureSaid[]
  readonly bundle?: Sha256 // blob of what travelled along
}

export function observationOf({
  name,
  offer,
  taken,
  signatures,
  bundle,
}: Found): Readonly<Record<string, unknown>> {
  const { artifact, files, set } = taken
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return {
    name,
    display: offer.display,
    version: offer.version,
    found: offer.found,
    where: offer.where,
    fileCount: files.length,
    sizeBytes: total,
    files: files.slice(0, MAX_FILES).map(({ path, sizeBytes, sha256, inspection }) => ({
      path,
      sizeBytes,
      sha256,
      gitOid: inspection.gitOid,
      format: inspection.format,
    })),
    moreFiles: files.length > MAX_FILES ? digestText(artifact) : undefined,
    objects: set.objects.slice(0, 256).map(({ tag, files: parts, digest, format, sizeBytes }) => ({
      tag,
      files: parts,
      digest: digestText(digest),
      format,
      sizeBytes,
    })),
    tensorRoot: set.tensorRoot,
    commit: offer.commit,
    read: factsOf(taken),
    said: [...offer.licences, ...offer.said, ...signatures]
      .slice(0, MAX_FACTS)
      .map(({ key, value, where }) => ({ key, value: cut(value), where })),
    bundle: bundle && digestText(bundle),
    hazards: hazardsOf(taken),
  }
}

function factsOf({ files }: Taken) {
  const all = files.flatMap(({ path, inspection }) =>
    inspection.facts.map(({ key, value, offset }) => ({ key, value: cut(value), file: path, offset })),
  )
  return all.slice(0, MAX_FACTS)
}

function hazardsOf({ files, set }: Taken) {
  const single = files.flatMap(({ path, inspection }) =>
    inspection.hazards.map((hazard) => ({ ...hazard, file: path })),
  )
  const all = [...single, ...set.hazards]
  return all.slice(0, MAX_HAZARDS).map(({ rule, verdict, file, offset, path, message }) => ({
    rule,
    verdict,
    file,
    offset,
    path: path === undefined ? undefined : cut(path),
    message: cut(message),
  }))
}

/** Well-formed and at most MAX_VALUE characters, with a mark where it was cut. */
function cut(value: string): string {
  const text = value.toWellFormed()
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE - 1).toWellFormed()}…`
}
