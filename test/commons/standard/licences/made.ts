// Plain dossiers for tests of licences and frameworks: a record, files with text, ancestors. Texts of licences are taken
// from packages that stand in this checkout; none is copied here.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Sha256 } from '../../../../src/base/digest.ts'
import type { Instant } from '../../../../src/base/time.ts'
import type { ReleaseRecord } from '../../../../src/commons/releases/record.ts'
import type { Observation } from '../../../../src/commons/releases/statements.ts'
import type { Ancestor, Dossier, DossierFile } from '../../../../src/commons/standard/dossier.ts'

export const APACHE = readFileSync('LICENSE', 'utf8')
export const MIT = readFileSync('node_modules/hono/LICENSE', 'utf8')
export const AT = '2026-11-20T00:00:00Z' as Instant

export function sha(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex') as Sha256
}

export function textFile(path: string, text: string, role?: string): DossierFile {
  return {
    path,
    ...(role !== undefined && { role }),
    sizeBytes: text.length,
    sha256: sha(text),
    held: true,
    text,
  }
}

const WEIGHTS: DossierFile = {
  path: 'model.safetensors',
  role: 'weights',
  sizeBytes: 10,
  sha256: sha('weights'),
  held: true,
}

type Said = Partial<Omit<ReleaseRecord, 'subject'>> & { readonly id?: string }
type More = {
  readonly files?: readonly DossierFile[]
  readonly ancestors?: readonly Ancestor[]
} & Partial<Dossier>

/** What a publisher says of weights that are here. */
export function released({ id = 'acme/tern', ...said }: Said, { files = [], ...more }: More = {}): Dossier {
  const body: ReleaseRecord = {
    owc: 1,
    kind: 'release',
    subject: { id, version: '1.0.0' },
    artifacts: [{ id: 'w', path: WEIGHTS.path, role: 'weights', bytes: 10, sha256: WEIGHTS.sha256 }],
    ...said,
  }
  return dossier(id, { files: [WEIGHTS, ...files], ...more, content: { kind: 'release', body } })
}

/** What an importer found. */
export function observed(said: Partial<Observation>, { files = [], ...more }: More = {}): Dossier {
  const body: Observation = {
    name: 'found/tern',
    found: {},
    fileCount: 1,
    sizeBytes: 10,
    files: [],
    objects: [],
    read: [],
    said: [],
    hazards: [],
    ...said,
  }
  return dossier(body.name, { files: [WEIGHTS, ...files], ...more, content: { kind: 'observed', body } })
}

function dossier(ref: string, more: Pick<Dossier, 'content' | 'files'> & Partial<Dossier>): Dossier {
  return {
    at: AT,
    node: 'owcid:node',
    ref,
    display: ref,
    version: '1.0.0',
    artifact: sha('artifact'),
    statement: sha('statement'),
    recorded: AT,
    by: { identity: 'owcid:somebody', holdsNamespace: true },
    objects: [],
    earlier: [],
    ancestors: [],
    seen: [],
    holders: [],
    reviews: [],
    advisories: [],
    answers: [],
    runs: [],
    ...more,
  }
}

export function parent(name: string, relation: string, more: Partial<Ancestor> = {}): Ancestor {
  return { relation, name, path: [name], basis: 'record', statement: sha(name), ...more }
}

/** A parent whose own record is here, under a licence. */
export function knownParent(name: string, relation: string, licence: string): Ancestor {
  const { artifact, content, files } = released({ id: name, terms: [{ licence }] })
  return parent(name, relation, { known: { ref: name, artifact, content, files } })
}
