// From what a publisher wrote and what the files hold to the record that is signed: lists of component ids expanded,
// names of files replaced by digests, sizes and digests filled in from the bytes, every reference followed. Invariants:
// pure; what the files say wins over nothing, and a draft that says otherwise is a problem, not a choice; what nobody
// wrote and no file says stays not stated. Source: release-standard 10.

import { digestText, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { misfitsOf } from '../explain.ts'
import { MAX_FILES } from '../shapes.ts'
import type { FileText } from './compile-claims.ts'
import { compileComponents } from './compile-components.ts'
import { compileFiles } from './compile-files.ts'
import { compileParts } from './compile-parts.ts'
import { type FoundFiles, MAX_HEAD_BYTES } from './found.ts'
import { ReleaseRecord } from './record.ts'
import type { ReleaseDraft } from './record-draft.ts'
import { Names } from './record-ids.ts'
import type { ReadRecord, RecordProblem } from './record-yaml.ts'

/** How the publisher calls it in this very act: `--as ns/name@version`. */
export type Called = { readonly id?: string; readonly version?: string }

export type Compiled =
  | { readonly record: ReleaseRecord; readonly problems: readonly [] }
  | { readonly record?: undefined; readonly problems: readonly RecordProblem[] }

export function compileRecord(read: ReadRecord, found: FoundFiles, called: Called = {}): Compiled {
  if (read.problems.length > 0) return { problems: read.problems }
  const { draft } = read
  const files = compileFiles(read, found)
  const names = new Names(read, files.artifacts, [found.artifact, ...found.set.objects.map(digestIn)])
  const body = {
    ...compileParts(draft, names, textsOf(found)),
    owc: 1,
    kind: 'release',
    subject: subject(draft, called, names),
    artifacts: files.artifacts.slice(0, MAX_FILES),
    ...(files.artifacts.length > MAX_FILES && { moreFiles: digestText(found.artifact) }),
    objects: found.set.objects
      .slice(0, 256)
      .map((object) => ({ ...object, digest: digestText(object.digest) })),
    ...(found.set.tensorRoot !== undefined && { tensorRoot: found.set.tensorRoot }),
    ...(draft.components !== undefined && { components: compileComponents(draft.components, names) }),
  }
  const problems = [...files.problems, ...names.problems]
  if (problems.length > 0) return { problems }
  return checked(body, read)
}

/** The record of a draft that compiles. @throws OwcError with the first problem of one that does not */
export function recordOf({ record, problems }: Compiled): ReleaseRecord {
  if (record !== undefined) return record
  const [first] = problems
  if (first === undefined) throw new Error('a draft that did not compile has a problem')
  throw new OwcError(first)
}

function digestIn({ digest }: { readonly digest: Sha256 }): Sha256 {
  return digest
}

/** Texts that are here whole, by digest. */
function textsOf({ files, heads }: FoundFiles): ReadonlyMap<string, FileText> {
  return new Map(
    files.flatMap(({ path, sha256, sizeBytes }): [string, FileText][] => {
      const text = sizeBytes > MAX_HEAD_BYTES ? undefined : heads.get(path)
      return text === undefined ? [] : [[digestText(sha256), { path, text }]]
    }),
  )
}

function subject(draft: ReleaseDraft, called: Called, names: Names): ReleaseDraft['subject'] {
  const written = draft.subject ?? {}
  for (const key of ['id', 'version'] as const) {
    const [wrote, asked] = [written[key], called[key]]
    if (wrote !== undefined && asked !== undefined && wrote !== asked)
      names.problem(`subject.${key}`, `${asked}, as it is called in this command`, wrote)
  }
  return { ...called, ...written }
}

/** What is left after reading and compiling: a name or a version that nobody gave. */
function checked(body: object, { at }: ReadRecord): Compiled {
  const misfits = misfitsOf(ReleaseRecord, body)
  if (misfits.length === 0) return { record: body as ReleaseRecord, problems: [] } // as the schema says
  return {
    problems: misfits.map(({ path, expected, found, hint }) => ({
      code: 'record-invalid',
      where: at(path),
      path,
      expected,
      found,
      ...(hint !== undefined && { hint }),
    })),
  }
}
