// A release as exports read it: the example of release-standard 10 as a dossier, and ways to change it.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../../src/base/digest.ts'
import type { Instant } from '../../../../src/base/time.ts'
import { exampleRecord } from '../../../../src/commons/releases/example-record.ts'
import { SECTIONS } from '../../../../src/commons/releases/record-fields.ts'
import type { Dossier, DossierFile } from '../../../../src/commons/standard/dossier.ts'
import type { Exported, Observed, Release } from '../../../../src/commons/standard/exports/exported.ts'
import { EXPORT_FORMS } from '../../../../src/commons/standard/exports/forms.ts'

export function sha(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex') as Sha256
}

const around = {
  at: '2026-11-21T00:00:00Z' as Instant,
  node: 'owcid:node',
  ref: 'acme/tern-360m-instruct',
  display: 'Acme/Tern-360M-Instruct',
  version: '1.0.0',
  artifact: sha('artifact'),
  statement: sha('statement'),
  recorded: '2026-11-01T09:00:00Z' as Instant,
  by: { identity: 'owcid:acme', name: 'Acme', holdsNamespace: true },
  files: [],
  objects: [],
  earlier: [],
  ancestors: [],
  seen: [],
  holders: [],
  reviews: [],
  advisories: [],
  answers: [],
  runs: [],
} as const

/** @param card text of the README.md among the files */
export function released(body: Release = exampleRecord as Release, card?: string): Dossier {
  return {
    ...around,
    content: { kind: 'release', body },
    files: card === undefined ? [] : [cardFile(card)],
  } as Dossier
}

export function observed(body: Observed, card?: string): Dossier {
  const files = card === undefined ? [] : [cardFile(card)]
  return { ...around, version: null, content: { kind: 'observed', body }, files } as Dossier
}

export function cardFile(text: string): DossierFile {
  return { path: 'README.md', role: 'card', sizeBytes: text.length, sha256: sha(text), held: true, text }
}

/** The smallest record that there is. */
export const LEAST: Release = {
  owc: 1,
  kind: 'release',
  subject: { id: 'acme/least', version: '1' },
  artifacts: [{ path: 'model.safetensors', bytes: 1, sha256: sha('w') }],
}

export function written(form: string, dossier: Dossier): Exported {
  const found = EXPORT_FORMS.find(({ id }) => id === form)
  if (found === undefined) throw new Error(`no form ${form}`)
  return found.write(dossier, SECTIONS)
}
