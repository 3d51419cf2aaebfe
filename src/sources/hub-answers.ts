// What a hub of the Hugging Face kind answers (hub-protocols 2.2, 8), read with suspicion: only fields that are used,
// each checked. Lists are cut off by named limits.

import { type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { refusal } from '../client/fill.ts'
import type { Answer } from '../client/web.ts'
import { invalid } from '../client/web.ts'
import type { Said } from './source.ts'

export type HubFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256?: Sha256 // of large files
  readonly gitOid?: string // of small files: SHA-1 of the git blob
}

export type HubInfo = {
  readonly id: string
  readonly commit: string
  readonly gated: boolean
  readonly siblings: readonly { readonly path: string; readonly file?: HubFile }[]
  readonly card: Readonly<Record<string, unknown>>
  readonly said: Readonly<Record<string, unknown>>
}

const MAX_VALUE = 1_000
const MAX_VALUES = 20 // of one list in a card

type Loose = Readonly<Record<string, unknown>>

export function parseInfo(value: unknown, where: string): HubInfo {
  const info = object(value) ?? {}
  const commit = info['sha']
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit))
    throw invalid(where, 'a commit id of 40 hexadecimal digits', 'none')
  const siblings = Array.isArray(info['siblings']) ? info['siblings'] : []
  return {
    id: typeof info['id'] === 'string' ? info['id'].slice(0, 200) : '',
    commit,
    gated: info['gated'] !== undefined && info['gated'] !== false,
    siblings: siblings.flatMap((sibling: unknown) => parseSibling(sibling) ?? []),
    card: object(info['cardData']) ?? {},
    said: info,
  }
}

function parseSibling(value: unknown): HubInfo['siblings'][number] | undefined {
  const row = object(value)
  const path = row?.['rfilename']
  if (typeof path !== 'string') return undefined
  const file = fileOf(path, row?.['size'], object(row?.['lfs'])?.['sha256'], row?.['blobId'])
  return file === undefined ? { path } : { path, file }
}

/** One page of a tree; folders are left out. */
export function parseTree(value: unknown, where: string): readonly HubFile[] {
  if (!Array.isArray(value)) throw invalid(where, 'a list of files', 'something else')
  return value.flatMap((entry: unknown) => {
    const row = object(entry)
    if (row?.['type'] === 'directory') return []
    const path = row?.['path']
    const file = fileOf(path, row?.['size'], object(row?.['lfs'])?.['oid'], row?.['oid'])
    if (file === undefined) throw invalid(where, 'a path and a size of every file', 'an entry without them')
    return [file]
  })
}

function fileOf(path: unknown, size: unknown, lfs: unknown, oid: unknown): HubFile | undefined {
  if (typeof path !== 'string' || !Number.isSafeInteger(size) || (size as number) < 0) return undefined
  const digest = typeof lfs === 'string' ? sha256(lfs) : undefined
  const gitOid =
    digest === undefined && typeof oid === 'string' && /^[0-9a-f]{40}$/.test(oid) ? oid : undefined
  return {
    path,
    sizeBytes: size as number,
    ...(digest === undefined ? {} : { sha256: digest }),
    ...(gitOid === undefined ? {} : { gitOid }),
  }
}

/** Values of a card's keys, lists one by one, verbatim. */
export function saidBy(from: Loose, keys: readonly string[], where: string): readonly Said[] {
  return keys.flatMap((key) => {
    const value = from[key]
    const values = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value]
    return values.flatMap((one: unknown) =>
      typeof one === 'string' && one !== '' ? [{ key, value: one.slice(0, MAX_VALUE), where }] : [],
    )
  })
}

type Asked = { readonly repository: string; readonly revision: string; readonly hasToken: boolean }

/** What a refusal of a hub means, by its X-Error-Code; its own message is passed on. */
export function hubRefusal(answer: Answer, where: string, asked: Asked): OwcError {
  const header = (name: string) => String(answer.headers[name] ?? '').slice(0, 500)
  const [code, message] = [header('x-error-code'), header('x-error-message')]
  const found = message === '' ? `status ${answer.status}` : JSON.stringify(message)
  const token = asked.hasToken
    ? 'The token that is set here has no such leave.'
    : 'Set HF_TOKEN to a token that has it.'
  switch (code) {
    case 'GatedRepo':
      return new OwcError({
        code: 'source-denied',
        where,
        expected: `leave to read ${asked.repository}, which is gated`,
        found,
        hint: `Accept its terms on the hub with your account. ${token}`,
      })
    case 'RepoNotFound':
      return new OwcError({
        code: 'source-missing',
        where,
        expected: `a model ${asked.repository}`,
        found,
        hint: `Check the spelling. If it is private: ${token}`,
      })
    case 'RevisionNotFound':
      return new OwcError({ code: 'source-missing', where, expected: `a revision ${asked.revision}`, found })
    case 'EntryNotFound':
      return new OwcError({ code: 'source-missing', where, expected: 'a file of the list', found })
    default:
      break
  }
  if (answer.status === 451)
    return new OwcError({
      code: 'source-denied',
      where,
      expected: 'a model that is offered',
      found: `withdrawn: ${found}`,
    })
  if (answer.status === 401 || answer.status === 403)
    return new OwcError({
      code: 'source-denied',
      where,
      expected: `leave to read ${asked.repository}`,
      found,
      hint: token,
    })
  return refusal(answer, where)
}

function object(value: unknown): Loose | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : undefined
}
