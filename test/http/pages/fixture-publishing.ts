// Drafts for tests of pages: one that is fine, one that holds hostile text in every field, kept in this process.

import type { ReleaseDraft } from '../../../src/commons/releases/record-draft.ts'
import { notStated } from '../../../src/commons/releases/record-fields.ts'
import { readRecord } from '../../../src/commons/releases/record-yaml.ts'
import { writeRecord } from '../../../src/commons/releases/write-record.ts'
import { draftMissing } from '../../../src/node/drafts.ts'
import type { DraftView, Publishing } from '../../../src/node/publishing.ts'
import { wholeDraft, wholeRecord } from '../../commons/releases/whole.ts'
import { HOSTILE, smol } from './fixture.ts'

/** Everything that can be stated, as a draft. */
export const filledDraft: ReleaseDraft = wholeDraft

/** Every text in it replaced. */
function hostile(value: unknown): unknown {
  if (typeof value === 'string') return HOSTILE
  if (Array.isArray(value)) return value.map(hostile)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hostile(one)]))
}

export function draftView(id: string, yaml: string): DraftView {
  const read = readRecord(yaml, 'the record')
  const { draft, problems } = read
  return {
    id,
    revision: 3,
    owner: 'token acme',
    touched: 1_767_225_600,
    name: 'acme/tern-360m-instruct@1.0.0',
    artifact: smol.artifact,
    yaml,
    draft,
    problems,
    missing: problems.length > 0 ? [] : notStated(draft),
    findings: [{ code: 'licence-text-differs', where: HOSTILE, says: HOSTILE }],
    files: smol.fileList.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
    record: problems.length > 0 ? null : wholeRecord,
  }
}

const texts: Readonly<Record<string, string>> = {
  filled: writeRecord(filledDraft, [], new Map()),
  empty: writeRecord({}, [], new Map()),
  hostile: writeRecord(hostile(filledDraft) as ReleaseDraft, [HOSTILE], new Map()),
  broken: 'subject: [\n',
}

export const publishing: Publishing = {
  list: async () => Object.entries(texts).map(([id, text]) => draftView(id, text)),
  choices: async () => [{ artifact: smol.artifact, name: HOSTILE, sizeBytes: 92_000_000 }],
  begin: async () => draftView('filled', texts['filled'] ?? ''),
  async view(_who, id) {
    const text = texts[id]
    if (text === undefined) throw draftMissing(id)
    return draftView(id, text)
  },
  async save(_who, id, change) {
    const view = draftView(id, texts[id] ?? '')
    if (change.revision === view.revision) return { saved: true, view }
    const changed = [{ path: 'subject.family', title: 'Family', before: 'tern', now: HOSTILE }]
    return { saved: false, view, changed }
  },
  discard: async () => {},
  sent: async () => true,
}
