// Where the words of a release come from: a record that was written here, or on the node's pages, else a first draft of
// what the files say.

import { basename, join, resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { draftRecord } from '../commons/releases/draft.ts'
import type { FoundFiles } from '../commons/releases/found.ts'
import { RECORD_FILE, type ReadRecord, readRecord } from '../commons/releases/record-yaml.ts'
import type { Call, Connection } from './command.ts'
import { SIGNATURE_FILE } from './publish-folder.ts'
import { recordFileText } from './record-file.ts'

type Sources = { readonly dir: string; readonly found: FoundFiles; readonly connection: Connection }

/** Never throws for what the record says; its problems stand in the answer, each with line and column. */
export async function recordText(call: Call, { dir, found, connection }: Sources): Promise<ReadRecord> {
  const [named, draft] = [call.flag('record'), call.flag('draft')]
  if (named !== undefined && draft !== undefined) throw bothNamed()
  if (draft !== undefined) {
    const read = readRecord(await draftText(connection, draft), `draft ${draft}`)
    return { ...read, draft: withoutOldSignature(read.draft) }
  }
  const file = named === undefined ? join(dir, RECORD_FILE) : resolve(call.world.folder, named)
  const text = await recordFileText(file)
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

/** What a page of the node was filled in with. @throws OwcError `not-found`, `answer-invalid` */
async function draftText({ api, url }: Connection, id: string): Promise<string> {
  const told = await api.get<{ readonly yaml?: unknown }>(`/commons/v1/drafts/${encodeURIComponent(id)}`)
  if (typeof told.yaml === 'string') return told.yaml
  const expected = 'the text of a draft'
  throw new OwcError({ code: 'answer-invalid', where: url, expected, found: 'something else' })
}

function bothNamed(): OwcError {
  return new OwcError({ code: 'usage', where: 'owc publish', expected: '--record or --draft', found: 'both' })
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
