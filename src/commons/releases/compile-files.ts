// The list of files in a record: every file that is published, in the order of the manifest, with what the draft says
// of it and what its bytes say. A draft that was made from other bytes is told which file changed.

import { nearest } from '../../base/nearest.ts'
import type { InspectedFile } from '../../weights/inspection.ts'
import { precisionOf } from './file-words.ts'
import type { Found } from './found.ts'
import type { ReleaseRecord } from './record.ts'
import type { ReleaseDraft } from './record-draft.ts'
import { hiddenIn, type ReadRecord, type RecordProblem } from './record-yaml.ts'

type Artifact = ReleaseRecord['artifacts'][number]
type Line = NonNullable<ReleaseDraft['artifacts']>[number]

const MAX_PROBLEMS = 50
const AGAIN = 'Run `owc draft --update` to take over what the files say now.'

export function compileFiles(
  { draft, at }: ReadRecord,
  found: Found,
): {
  readonly artifacts: readonly (Artifact & { sha256: InspectedFile['sha256'] })[]
  readonly problems: readonly RecordProblem[]
} {
  const problems: RecordProblem[] = []
  const problem = (path: string, expected: string, have: string, hint: string): void => {
    if (problems.length < MAX_PROBLEMS)
      problems.push({ code: 'record-invalid', where: at(path), path, expected, found: have, hint })
  }
  const lines = new Map<string, { readonly line: Line; readonly at: string }>()
  for (const [index, line] of (draft.artifacts ?? []).entries()) {
    const place = `artifacts[${index}]`
    if (lines.has(line.path))
      problem(`${place}.path`, 'each file once', `a second ${JSON.stringify(line.path)}`, AGAIN)
    lines.set(line.path, { line, at: place })
  }
  const artifacts = found.files.map((file) => {
    const known = lines.get(file.path)
    lines.delete(file.path)
    const hidden = hiddenIn(file.path)
    if (hidden !== undefined)
      problem('artifacts', 'names of files that can be seen', hidden, 'Rename the file.')
    if (known !== undefined) {
      const other = difference(known.line, file)
      if (other !== undefined) problem(`${known.at}.${other.field}`, other.expected, other.found, AGAIN)
    }
    return artifact(file, known?.line, found)
  })
  for (const { line, at: place } of lines.values()) {
    const close = nearest(
      line.path,
      found.files.map(({ path }) => path),
    )
    const hint = close === undefined ? AGAIN : `Did you mean ${JSON.stringify(close)}?`
    problem(`${place}.path`, 'a file that is there', JSON.stringify(line.path), hint)
  }
  return { artifacts, problems }
}

function artifact(
  file: InspectedFile,
  line: Line | undefined,
  found: Found,
): Artifact & { sha256: InspectedFile['sha256'] } {
  const { path, sizeBytes, sha256, inspection } = file
  const { format, tensorRoot } = inspection
  const precision = precisionOf(file, found.set.objects)
  return {
    ...(format !== 'other' && format !== 'empty' && { format }),
    ...(precision !== undefined && { precision }),
    ...line,
    path,
    bytes: sizeBytes,
    sha256,
    ...(tensorRoot !== undefined && { tensorRoot }),
  }
}

type Difference = { readonly field: string; readonly expected: string; readonly found: string }

/** The first thing that a line says and the bytes do not. */
function difference(line: Line, { sizeBytes, sha256, inspection }: InspectedFile): Difference | undefined {
  if (line.sha256 !== undefined && line.sha256 !== sha256)
    return { field: 'sha256', expected: `${sha256}, the digest of the file as it is now`, found: line.sha256 }
  if (line.bytes !== undefined && line.bytes !== sizeBytes)
    return { field: 'bytes', expected: `${sizeBytes}, the size of the file`, found: `${line.bytes}` }
  const root = inspection.tensorRoot
  if (line.tensorRoot !== undefined && line.tensorRoot !== root)
    return {
      field: 'tensorRoot',
      expected: root ?? 'none: the file has no tensors that can be told apart',
      found: line.tensorRoot,
    }
  return undefined
}
