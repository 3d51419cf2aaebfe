// What a backup is, as text: one line of JSON about the whole, a line for each file, and the digest of all lines before
// as the last. A manifest that was cut or changed is none; a backup without one was cut before its end.
// Paths are those of the data folder. The databases, the keys and the checkpoint stand in the folder `round`, which is
// new for each backup; blobs, tiles and sealed files never change and are kept from one backup to the next.

import { createHash } from 'node:crypto'
import { fromUtf8, utf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { type Json, parseStrict } from '../base/strict-json.ts'

export const MANIFEST = 'backup.manifest'
const VERSION = 'owc-backup/v1'
export const MAX_MANIFEST_BYTES = 512 << 20 // some four million files

export type BackupFile = { readonly path: string; readonly sizeBytes: number; readonly sha256: Sha256 }

export type BackupHead = {
  readonly version: typeof VERSION
  readonly made: string
  readonly by: string // version of the program
  readonly origin: string
  readonly size: number // of the log
  readonly root: string // hex
  readonly keys: 'with' | 'without'
  readonly round: string // folder of what changes
}

export type BackupManifest = { readonly head: BackupHead; readonly files: readonly BackupFile[] }

export function headOf(head: Omit<BackupHead, 'version'>): BackupHead {
  return { version: VERSION, ...head }
}

export function manifestText({ head, files }: BackupManifest): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  const lines = sorted.map(({ path, sizeBytes, sha256 }) => `${sha256} ${sizeBytes} ${path}\n`)
  const text = `${JSON.stringify(head)}\n${lines.join('')}`
  return `${text}${sumOf(text)}\n`
}

/** @throws OwcError `backup-invalid` */
export function parseBackup(bytes: Uint8Array, where: string): BackupManifest {
  const lines = fromUtf8(bytes)?.split('\n') ?? []
  if (lines.pop() !== '' || lines.length < 2) throw invalid(where, 'whole lines', 'text that was cut')
  const sum = lines.pop()
  const text = `${lines.join('\n')}\n`
  if (sum !== sumOf(text)) throw invalid(where, 'the digest of its lines as its last', 'another digest')
  const [first = '', ...rest] = lines
  return { head: parseHead(first, where), files: rest.map((line) => parseLine(line, where)) }
}

function parseHead(line: string, where: string): BackupHead {
  const head = parseStrict(utf8(line), where) as { readonly [key: string]: Json } | null
  const text = (key: string) => (typeof head?.[key] === 'string' ? (head[key] as string) : '')
  const size = head?.['size']
  const sound =
    text('version') === VERSION &&
    /^[0-9a-z-]{1,40}$/i.test(text('round')) &&
    /^[0-9a-f]{64}$/.test(text('root')) &&
    /^with(out)?$/.test(text('keys')) &&
    typeof size === 'number' &&
    size >= 0
  if (!sound) throw invalid(where, `a first line of ${VERSION}`, JSON.stringify(line.slice(0, 120)))
  return head as unknown as BackupHead
}

const LINE = /^([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) (.+)$/

function parseLine(line: string, where: string): BackupFile {
  const [, hex, size, path] = LINE.exec(line) ?? []
  const blob = /^(?:blobs|sealed\/bytes)\/sha256\/([0-9a-f]{2})\/([0-9a-f]{64})$/.exec(path ?? '')
  const misplaced = blob !== null && (blob[2] !== hex || !hex?.startsWith(blob[1] ?? '-'))
  if (path === undefined || misplaced || (blob === null && !KNOWN.test(path)))
    throw invalid(where, 'digest, size and a path of a data folder', JSON.stringify(line.slice(0, 200)))
  return { path, sizeBytes: Number(size), sha256: hex as Sha256 }
}

// Nothing else is ever written by a restore, whatever a manifest says.
const KNOWN =
  /^((log|index|facts|state)\.db|settings\.yaml|log\/checkpoint|(keys|sealed\/said|log\/tile)(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+)$/

/** Does this path change from one backup to the next? */
export function isOfRound(path: string): boolean {
  return !/^(blobs\/sha256|log\/tile|sealed)\//.test(path)
}

/** Where a file of the data folder stands in a backup. */
export function placeInBackup({ round }: Pick<BackupHead, 'round'>, path: string): string {
  return isOfRound(path) ? `${round}/${path}` : path
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function invalid(where: string, expected: string, found: string): OwcError {
  return new OwcError({
    code: 'backup-invalid',
    where,
    expected,
    found,
    hint: 'Nothing was restored. Use another backup, or make this one again from the running node.',
  })
}
