// The release standard asked of a folder, before anything is said: its files as read, and the record beside them if there
// is one, else only what the files say. Nothing is kept and no node is asked, so what rests on a log is not answered.

import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Instant, instant } from '../base/time.ts'
import { compileRecord, recordOf } from '../commons/releases/compile.ts'
import { type FoundFiles, MAX_HEAD_BYTES } from '../commons/releases/found.ts'
import type { Content } from '../commons/releases/query.ts'
import { RECORD_FILE, readRecord } from '../commons/releases/record-yaml.ts'
import { roleOf } from '../commons/releases/words.ts'
import type { Evidence } from '../commons/standard/answer.ts'
import { check } from '../commons/standard/check.ts'
import { openness } from '../commons/standard/claims/openness.ts'
import { safety } from '../commons/standard/claims/safety.ts'
import type { Dossier, DossierFile } from '../commons/standard/dossier.ts'
import { QUESTIONS } from '../commons/standard/questions/catalogue.ts'
import { todoOf } from '../commons/standard/todo.ts'
import type { CheckView } from '../node/views/check.ts'
import { exampleOf } from '../node/views/todo.ts'
import type { Call } from './command.ts'
import type { Out } from './out.ts'
import { readFiles } from './read-files.ts'
import { recordFileText } from './record-file.ts'

/** Questions that only a log can answer. */
const OF_THE_LOG = ['P2.5', 'P4.1', 'P4.4', 'P4.6', 'P5.8', 'P6.2', 'P6.6', 'P7.3', 'P7.4']

export type FolderCheck = Omit<CheckView, 'statement' | 'commit'> & {
  readonly notAsked: readonly string[]
  readonly todo: ReturnType<typeof todoOf>
}

/** @throws OwcError of reading, and `record-invalid` with the first problem of the record */
export async function checkFolder(path: string, { world }: Call, out: Out): Promise<FolderCheck> {
  const found = await readFiles(path, { out, signal: world.signal })
  const beside = (await stat(path)).isDirectory() ? path : dirname(path)
  const written = await recordFileText(join(beside, RECORD_FILE))
  const content = written === undefined ? readFrom(found, path) : recordFrom(written, found)
  const dossier = dossierOf(found, content, instant(world.now()))
  const checked = check(dossier)
  const { answers, findings, notChecked, licences, frameworks } = checked
  const asked = new Map(QUESTIONS.map((question) => [question.id, question]))
  return {
    ref: dossier.ref,
    display: dossier.display,
    version: dossier.version,
    kind: content.kind,
    artifact: found.artifact,
    at: dossier.at,
    checks: answers
      .filter(({ q }) => !OF_THE_LOG.includes(q))
      .map(({ q, at: _, evidence, against, ...rest }) => ({
        id: q,
        group: asked.get(q)?.group ?? '',
        asks: asked.get(q)?.asks ?? '',
        ...rest,
        evidence: evidence.map(unlogged),
        against: against.map(unlogged),
      })),
    findings,
    notChecked,
    openness: { licences, frameworks },
    claims: {
      availability: [`The files lie in ${resolve(path)}; no node was asked.`],
      openness: openness({ kind: content.kind, licences, frameworks }),
      safety: safety({ dossier, answers, findings }),
    },
    advisories: [],
    reviews: [],
    notAsked: OF_THE_LOG,
    todo: todoOf(checked, dossier, exampleOf),
  }
}

/** Nothing here is a statement yet. */
function unlogged(evidence: Evidence): Evidence {
  return evidence.kind === 'statement' ? { kind: 'record', field: RECORD_FILE } : evidence
}

function recordFrom(written: string, found: FoundFiles): Content {
  const read = readRecord(written, RECORD_FILE)
  const { id = 'folder/unnamed', version = '0' } = read.draft.subject ?? {} // publishing asks for them
  return { kind: 'release', body: recordOf(compileRecord(read, found, { id, version })) }
}

function readFrom({ files, set }: FoundFiles, path: string): Content {
  return {
    kind: 'observed',
    body: {
      name: 'folder/unnamed',
      display: basename(resolve(path)),
      found: { kind: 'folder' },
      fileCount: files.length,
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      files: files.map(({ path: name, sizeBytes, sha256 }) => ({ path: name, sizeBytes, sha256 })),
      objects: set.objects.map(({ tag, files: names, digest, format, sizeBytes }) => ({
        tag,
        files: [...names],
        digest: `sha256:${digest}`,
        format,
        sizeBytes,
      })),
      read: files.flatMap(({ path: file, inspection }) =>
        inspection.facts.map(({ key, value, offset }) => ({ key, value, file, offset })),
      ),
      said: [],
      hazards: [],
    },
  }
}

function dossierOf(found: FoundFiles, content: Content, at: Instant): Dossier {
  const { artifact, files, set } = found
  const ref = content.kind === 'release' ? content.body.subject.id : content.body.name
  const display = content.kind === 'release' ? content.body.subject.display : content.body.display
  return {
    at,
    node: '',
    ref,
    display: display === undefined ? ref : display.includes('/') ? display : `folder/${display}`,
    version: content.kind === 'release' ? content.body.subject.version : null,
    artifact,
    statement: artifact,
    recorded: at,
    by: { identity: '', holdsNamespace: false },
    content,
    files: files.map(({ path, sizeBytes, sha256, inspection }): DossierFile => {
      const role = roleOf(path)
      const text = textOf(found, path, sizeBytes)
      return {
        path,
        sizeBytes,
        sha256,
        held: true,
        inspection,
        ...(role !== undefined && { role }),
        ...(text !== undefined && { text }),
      }
    }),
    set,
    objects: set.objects,
    earlier: [],
    ancestors: [],
    seen: [],
    holders: [],
    reviews: [],
    advisories: [],
    answers: [],
    runs: [],
  }
}

/** Whole or not at all, so that a quote's offset in it is its offset in the file. */
function textOf({ heads }: FoundFiles, path: string, sizeBytes: number): string | undefined {
  const text = heads.get(path)
  return sizeBytes > MAX_HEAD_BYTES || text?.includes('\ufffd') ? undefined : text
}
