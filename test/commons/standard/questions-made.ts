// Dossiers for tests of questions: the example of the standard with nothing here, with everything here and met, the
// least record that there is, and what an importer found.

import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import type { Dossier, Seen } from '../../../src/commons/standard/dossier.ts'
import { AT, type Files, made, NODE, observed, record, SOMEBODY, sha } from './findings-made.ts'

export type Change = (body: ReleaseRecord) => void

/** A release whose files are named and not here, but those given. */
export function release(change: Change = () => {}, files: Files = {}, more: Partial<Dossier> = {}): Dossier {
  return made(record(change), files, { holders: [], ...more }).dossier
}

/** The same with every file held, and every digest that it names met lately by somebody else. */
export function here(change: Change = () => {}, files: Files = {}, more: Partial<Dossier> = {}): Dossier {
  const dossier = release(change, files)
  const digests = [...JSON.stringify(dossier.content.body).matchAll(/[0-9a-f]{64}/g)].map(([hex]) => hex)
  return {
    ...dossier,
    files: dossier.files.map((file) => ({ ...file, held: true })),
    seen: [...new Set(digests)].map((hex) => logged(hex)),
    ...more,
  }
}

/** A statement of somebody, logged before the release. */
export function logged(sha256: string, time = '2026-10-01T00:00:00Z'): Seen {
  return { sha256, time, how: 'logged', by: SOMEBODY, statement: sha256 } as Seen
}

export function found(files: Files = {}, more: Partial<Dossier> = {}): Dossier {
  return made(observed(), files, { holders: [], ...more }).dossier
}

/** Only what the schema asks. */
export const least: Change = (body) => {
  const { artifacts, subject, owc, kind } = body
  for (const key of Object.keys(body)) delete (body as Record<string, unknown>)[key]
  Object.assign(body, { owc, kind, subject: { id: subject.id, version: subject.version }, artifacts })
}

export const SITUATIONS: Readonly<Record<string, () => Dossier>> = {
  'the example, nothing here': () => release(),
  'the example, all here and met': () => here(),
  'the least record': () => release(least),
  'a find': () => found(),
}

export { AT, NODE, SOMEBODY, sha }
