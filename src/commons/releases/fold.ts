// Records of releases as rows. Each record keeps its row for ever: the newest of a name is where the name points, the
// older ones are its history. Lists read the narrow columns; `body` is read for one record at a time.

import { canonicalJson } from '../../base/canonical-json.ts'
import type { Sha256 } from '../../base/digest.ts'
import { commitOf } from '../../base/manifest.ts'
import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { licencesOf } from './licence-lines.ts'
import { type NamedParent, parentsNamed } from './parents.ts'
import { ReleaseRecord } from './record.ts'
import { Observation, Status, types, Withdrawal } from './statements.ts'

export const tables = {
  records: {
    columns: {
      name: 'text', // namespace/name, lower case
      namespace: 'text',
      display: 'text',
      version: 'text?',
      kind: 'text', // release, observed
      artifact: 'text',
      commit_id: 'text',
      statement: 'text',
      issuer: 'text',
      time: 'text',
      place: 'text',
      size_bytes: 'integer',
      files: 'integer',
      formats: 'text', // JSON list
      licences: 'text', // JSON list, as stated
      body: 'text', // JSON
      words: 'search',
    },
    indexes: [
      ['name', 'place'],
      ['name', 'issuer', 'place'],
      ['namespace', 'place'],
      ['place'],
      ['artifact', 'place'],
      ['commit_id'],
      ['statement'],
      ['size_bytes', 'place'],
    ],
  },
  record_files: {
    columns: {
      sha256: 'text',
      artifact: 'text',
      statement: 'text',
      path: 'text',
      size_bytes: 'integer',
      git_oid: 'text?',
      format: 'text?',
    },
    indexes: [
      ['sha256', 'size_bytes'],
      ['statement', 'path'],
    ],
  },
  record_objects: {
    columns: {
      digest: 'text',
      artifact: 'text',
      statement: 'text',
      tag: 'text',
      format: 'text',
      size_bytes: 'integer',
      files: 'text', // JSON list of paths
    },
    indexes: [['digest'], ['statement']],
  },
  record_parents: {
    columns: {
      parent: 'text', // name in lower case, without version
      digest: 'text?',
      said: 'text',
      relation: 'text',
      basis: 'text', // record, file
      statement: 'text',
    },
    indexes: [['parent'], ['digest'], ['statement']],
  },
  record_facets: {
    columns: { facet: 'text', value: 'text', statement: 'text' }, // format, licence, tensors (root); in lower case
    indexes: [['facet', 'value', 'statement']],
  },
  record_statuses: {
    columns: {
      digest: 'text',
      stage: 'text',
      serving: 'text?',
      superseded_by: 'text?',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['digest', 'place']],
  },
  withdrawals: {
    columns: {
      digest: 'text',
      reason: 'text',
      said: 'text',
      remaining: 'text', // JSON list of known copies; null: the statement says nothing of them
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['digest', 'place']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  switch (logged.type) {
    case 'owc:observation/v1':
      return recordRows(logged, observed(bodyOf(logged, Observation)))
    case 'owc:release/v1':
      return recordRows(logged, released(bodyOf(logged, ReleaseRecord)))
    case 'owc:status/v1':
      return statusRows(logged)
    default:
      return withdrawalRows(logged)
  }
}

type FileItem = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly gitOid?: string | undefined
  readonly format?: string | undefined
}

type ObjectItem = {
  readonly tag: string
  readonly digest: string
  readonly format: string
  readonly sizeBytes: number
  readonly files: readonly string[]
}

/** What both kinds of record have in common. */
type Common = {
  readonly name: string
  readonly display: string
  readonly version: string | undefined
  readonly kind: 'release' | 'observed'
  readonly commit: string | undefined
  readonly sizeBytes: number
  readonly fileCount: number
  readonly files: readonly FileItem[]
  readonly objects: readonly ObjectItem[]
  readonly licences: readonly string[]
  readonly parents: readonly NamedParent[]
  readonly roots: readonly string[] // of its tensors, of all and of single files
  readonly words: readonly string[]
}

function observed(body: Observation): Common {
  return {
    name: body.name,
    display: body.display ?? body.name,
    version: body.version,
    kind: 'observed',
    commit: body.commit,
    sizeBytes: body.sizeBytes,
    fileCount: body.fileCount,
    files: body.files,
    objects: body.objects,
    licences: licencesOf(body),
    parents: parentsNamed({ kind: 'observed', body }),
    roots: body.tensorRoot === undefined ? [] : [body.tensorRoot],
    words: Object.values(body.found),
  }
}

function released(body: ReleaseRecord): Common {
  const { subject, artifacts, objects = [], terms = [] } = body
  return {
    name: subject.id,
    display: subject.display ?? subject.id,
    version: subject.version,
    kind: 'release',
    commit: subject.commit,
    sizeBytes: artifacts.reduce((sum, file) => sum + file.bytes, 0),
    fileCount: artifacts.length,
    files: artifacts.map(({ path, bytes, sha256, format }) => ({ path, sizeBytes: bytes, sha256, format })),
    objects,
    licences: [...new Set(terms.map(({ licence }) => licence))],
    parents: parentsNamed({ kind: 'release', body }),
    roots: [body.tensorRoot, ...artifacts.map(({ tensorRoot }) => tensorRoot)].filter(
      (one) => one !== undefined,
    ),
    words: [subject.family ?? '', subject.variant ?? '', subject.publisher?.name ?? ''],
  }
}

function recordRows(logged: Logged, record: Common): readonly Put[] {
  const artifact = logged.subjects[0]?.digest
  if (artifact === undefined) return []
  const { statement } = logged
  const formats = [...new Set(record.files.flatMap(({ format }) => format ?? []))].sort()
  const facets = [
    ...new Set(formats.map((format) => canonicalJson(['format', format.toLowerCase()]))),
    ...new Set(record.licences.map((licence) => canonicalJson(['licence', licence.toLowerCase()]))),
    ...new Set(record.roots.map((root) => canonicalJson(['tensors', root]))),
  ]
  return [
    { table: 'records', row: recordRow(logged, record, artifact, formats) },
    ...record.files.map((file) => ({ table: 'record_files', row: fileRow(file, artifact, statement) })),
    ...record.objects.map((object) => ({
      table: 'record_objects',
      row: objectRow(object, artifact, statement),
    })),
    ...record.parents.map((parent) => ({ table: 'record_parents', row: parentRow(parent, statement) })),
    ...facets.map((pair) => {
      const [facet, value] = JSON.parse(pair) as [string, string]
      return { table: 'record_facets', row: { facet, value, statement } }
    }),
  ]
}

function recordRow(logged: Logged, record: Common, artifact: Sha256, formats: readonly string[]): Put['row'] {
  const { name, display, version, licences, words } = record
  return {
    name,
    namespace: name.split('/')[0] as string,
    display,
    version: version ?? null,
    kind: record.kind,
    artifact,
    commit_id: record.commit ?? commitOf(artifact),
    statement: logged.statement,
    issuer: logged.issuer,
    time: logged.time,
    place: place(logged),
    size_bytes: record.sizeBytes,
    files: record.fileCount,
    formats: canonicalJson(formats),
    licences: canonicalJson(licences),
    body: canonicalJson(logged.body),
    words: [display, name, version ?? '', ...licences, ...formats, ...words].join(' '),
  }
}

function fileRow(file: FileItem, artifact: Sha256, statement: Sha256): Put['row'] {
  const { path, sizeBytes, sha256, gitOid, format } = file
  return {
    sha256,
    artifact,
    statement,
    path,
    size_bytes: sizeBytes,
    git_oid: gitOid ?? null,
    format: format ?? null,
  }
}

function objectRow(object: ObjectItem, artifact: Sha256, statement: Sha256): Put['row'] {
  const { tag, digest, format, sizeBytes, files } = object
  return {
    digest: hex(digest),
    artifact,
    statement,
    tag,
    format,
    size_bytes: sizeBytes,
    files: canonicalJson(files),
  }
}

function parentRow({ name, digest, said, relation, basis }: NamedParent, statement: Sha256): Put['row'] {
  return { parent: name, digest: digest ?? null, said, relation, basis, statement }
}

function statusRows(logged: Logged): readonly Put[] {
  const { stage, serving, supersededBy } = bodyOf(logged, Status)
  const { issuer, statement, time, subjects } = logged
  const row = {
    stage,
    serving: serving ?? null,
    superseded_by: supersededBy ?? null,
    issuer,
    statement,
    time,
  }
  return subjects.map(({ digest }) => ({
    table: 'record_statuses',
    row: { ...row, digest, place: place(logged) },
  }))
}

function withdrawalRows(logged: Logged): readonly Put[] {
  const { reason, text, remaining } = bodyOf(logged, Withdrawal)
  const { issuer, statement, time, subjects } = logged
  const row = {
    reason,
    said: text,
    remaining: canonicalJson(remaining?.known ?? null),
    issuer,
    statement,
    time,
  }
  return subjects.map(({ digest }) => ({
    table: 'withdrawals',
    row: { ...row, digest, place: place(logged) },
  }))
}

export const releases: Subject = { name: 'releases', types, tables, fold }
