// What several questions look up in a dossier: a file by any of its names, files by what they are for, whether a digest
// was met, what an evaluation was run on. Pure; undefined means not known here.

import type { Sha256 } from '../../../base/digest.ts'
import type { Instant } from '../../../base/time.ts'
import type { Evidence } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { metHere, seen } from '../met.ts'
import { entry, fileAt, met, type ReleaseBody, recordIn } from './grading.ts'

export type Component = NonNullable<ReleaseBody['components']>[number]
export type Evaluation = NonNullable<ReleaseBody['evaluations']>[number]
export type System = NonNullable<ReleaseBody['systems']>[string]

/** What is looked up in one dossier again and again, under what it is looked up by. */
type Tables = {
  readonly artifacts: ReadonlyMap<string, ReleaseBody['artifacts'][number]> // by id
  readonly paths: ReadonlyMap<string, number> // places among the files
  readonly digests: ReadonlyMap<string, number>
  readonly whole: ReadonlySet<Sha256> // the artifact and its objects
  readonly tested: Map<System, TestedBytes>
}

const tables = new WeakMap<Dossier, Tables>() // of a dossier that nobody changes: thousands of names in thousands of files

function tablesOf(dossier: Dossier): Tables {
  return tables.getOrInsertComputed(dossier, ({ artifact, files, objects }) => ({
    artifacts: firstBy(recordIn(dossier)?.artifacts ?? [], ({ id }) => id),
    paths: firstBy(files.keys().toArray(), (place) => files[place]?.path),
    digests: firstBy(files.keys().toArray(), (place) => files[place]?.sha256),
    whole: new Set([artifact, ...objects.map(({ digest }) => digest)]),
    tested: new Map(),
  }))
}

function firstBy<One>(
  all: readonly One[],
  keyOf: (one: One) => string | undefined,
): ReadonlyMap<string, One> {
  const found = new Map<string, One>()
  for (const one of all) {
    const key = keyOf(one)
    if (key !== undefined && !found.has(key)) found.set(key, one)
  }
  return found
}

/** A file by its id, its path or its digest: compiled records name digests, the example of the standard ids. */
export function fileNamed(dossier: Dossier, name: string): DossierFile | undefined {
  const { artifacts, paths, digests } = tablesOf(dossier)
  const one = artifacts.get(name)
  const places = [paths.get(one?.path ?? name), digests.get(one?.sha256 ?? name.replace(/^sha256:/, ''))]
  const [first] = places.filter((place) => place !== undefined).toSorted((a, b) => a - b)
  return first === undefined ? undefined : dossier.files[first]
}

export function withRole(
  { files }: Pick<Dossier, 'files'>,
  ...roles: readonly string[]
): readonly DossierFile[] {
  return files.filter(({ role }) => role !== undefined && roles.includes(role))
}

/** Where a digest can be opened: a file of this release, or who met it. Empty: nobody has. */
export function openable(dossier: Dossier, digest: string | undefined): readonly Evidence[] {
  if (digest === undefined) return []
  const file = fileNamed(dossier, digest)
  if (file !== undefined) return [fileAt(file)]
  return seen(dossier, digest)
    .filter((one) => metHere(dossier, one))
    .slice(0, 1)
    .map(met)
}

export function evaluations(dossier: Dossier, kind?: Evaluation['kind']): readonly Evaluation[] {
  const all = recordIn(dossier)?.evaluations ?? []
  return kind === undefined ? all : all.filter((one) => one.kind === kind)
}

export function systemOf(dossier: Dossier, { system }: Evaluation): System | undefined {
  return system === undefined ? undefined : recordIn(dossier)?.systems?.[system]
}

/** Results that anybody can open: their items, or the statement that carries them, were met here. */
export function resultEvidence(dossier: Dossier, { items, statement }: Evaluation): readonly Evidence[] {
  return [...openable(dossier, statement), ...openable(dossier, items)]
}

/** Log time of the statement of a result, when it is logged. */
export function loggedAt(dossier: Dossier, digest: string | undefined): Instant | undefined {
  return seen(dossier, digest).findLast(({ how }) => how === 'logged')?.time
}

type TestedBytes = { readonly own: readonly DossierFile[]; readonly other: readonly string[] }

/** Members of its system that are, or are not, bytes of this release: a file, an object, or the whole of it. */
export function testedBytes(dossier: Dossier, system: System): TestedBytes {
  const { tested, whole } = tablesOf(dossier)
  return tested.getOrInsertComputed(system, ({ artifacts }) => {
    const files = artifacts.map((name) => ({ name, file: fileNamed(dossier, name) }))
    const isWhole = (name: string): boolean => whole.has(name.replace(/^sha256:/, '') as Sha256)
    return {
      own: files.flatMap(({ file }) => (file === undefined ? [] : [file])),
      other: files.filter(({ name, file }) => file === undefined && !isWhole(name)).map(({ name }) => name),
    }
  })
}

/** What a result was run on: `unnamed` when it names no system, or one of no bytes. */
export function testedOn(dossier: Dossier, one: Evaluation): 'own' | 'other' | 'unnamed' {
  const system = systemOf(dossier, one)
  if (system === undefined || system.artifacts.length === 0) return 'unnamed'
  return testedBytes(dossier, system).other.length > 0 ? 'other' : 'own'
}

export function recordEntry({ statement, content }: Dossier): Evidence {
  return entry(statement, content.kind === 'release' ? 'the signed record' : 'what the importer found')
}

/** Days of a record may be months: what one of the two does not tell decides nothing. */
export function isAfter(day: string, other: string): boolean {
  const told = Math.min(day.length, other.length)
  return day.slice(0, told) > other.slice(0, told)
}

/** The same certainly not: the earlier of the two, or the same whole day. */
export function isNoLater(day: string, other: string): boolean {
  return isAfter(other, day) || (day === other && day.length === 'YYYY-MM-DD'.length)
}

/** Instants are compared with days of the record as text: 2026-10-14 and 2026-10 sort as they stand. */
export function dayOf(time: Instant): string {
  return time.slice(0, 10)
}
