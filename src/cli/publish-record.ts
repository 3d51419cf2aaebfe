// Where the words of a release come from: a record that was written, else a first draft of what the files say.

import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fromUtf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { draftRecord } from '../commons/releases/draft.ts'
import type { FoundFiles } from '../commons/releases/found.ts'
import { RECORD_FILE, type ReadRecord, readRecord } from '../commons/releases/record-yaml.ts'
import type { Call, Connection } from './command.ts'
import { SIGNATURE_FILE } from './publish-folder.ts'

type Sources = { readonly dir: string; readonly found: FoundFiles; readonly connection: Connection }

/** Never throws for what the record says; its problems stand in the answer, each with line and column. */
export async function recordText(call: Call, { dir, found }: Sources): Promise<ReadRecord> {
  const named = call.flag('record')
  const file = named === undefined ? join(dir, RECORD_FILE) : resolve(call.world.folder, named)
  const text = await textOf(file)
  if (text === undefined && named !== undefined) throw noRecord(named)
  const shown = text === undefined ? `draft of ${basename(dir)}` : basename(file)
  const read = readRecord(text ?? draftRecord(found, basename(dir)).text, shown)
  return { ...read, draft: withoutOldSignature(read.draft) }
}

/** The signature may have been made again since the record was drafted; its new bytes are what counts. */
function withoutOldSignature(draft: ReadRecord['draft']): ReadRecord['draft'] {
  if (draft.artifacts === undefined) return draft
  const artifacts = draft.artifacts.map((line) => {
    if (line.path !== SIGNATURE_FILE) return line
    const { bytes: _bytes, sha256: _sha256, ...kept } = line
    return kept
  })
  return { ...draft, artifacts }
}

async function textOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (bytes === undefined) return undefined
  const text = fromUtf8(bytes)
  if (text !== undefined) return text
  const expected = 'text in UTF-8'
  throw new OwcError({ code: 'record-invalid', where: file, expected, found: 'other bytes' })
}

function noRecord(file: string): OwcError {
  return new OwcError({
    code: 'file-missing',
    where: file,
    expected: 'a release record',
    found: 'nothing',
    hint: 'owc draft DIR makes one.',
  })
}
