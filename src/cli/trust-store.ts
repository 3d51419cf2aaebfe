// The trust set of this user: one text file in the state folder, outside every data folder. A tlog-policy with pinned
// identities and the newest checkpoint seen of each log (ledger/trust.ts). Written whole and atomically.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type NoteKey, noteKeyText, parseNoteKey } from '../ledger/note.ts'
import { openCheckpoint } from '../ledger/note-verify.ts'
import { isIdentityId } from '../ledger/statement.ts'
import { checkpointLine, identityLine, type PinnedIdentity, parseTrust, type Trust } from '../ledger/trust.ts'
import type { LogView, NodeView } from '../node/views/statement.ts'

const FILE = 'trust'
const HEADING =
  '# What this machine trusts when it verifies: logs, identities, newest checkpoints seen. See owc trust --help.\n'

export function trustPath(stateFolder: string): string {
  return join(stateFolder, FILE)
}

export async function readTrust(path: string): Promise<Trust> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new OwcError(
      {
        code: 'file-missing',
        where: path,
        expected: 'a readable trust file',
        found: error.code ?? 'an error',
      },
      error,
    )
  })
  return parseTrust(text, path, nodeCrypto)
}

export type Introduction = {
  readonly origin: string
  readonly verifierKey: string
  readonly identity: string
  readonly name: string
  readonly note: string
  readonly seconds: number // log time under that checkpoint: no entry below its size is later
  readonly url?: string
}

/** What a node says of itself; whoever adds it decides to believe it. A log answers for its own name only.
 *  @throws OwcError `answer-invalid`, `note-invalid` */
export async function introductionOf(api: Api, url: string): Promise<Introduction> {
  const [node, log] = await Promise.all([
    api.get<Partial<NodeView> | null>('/commons/v1/node'),
    api.get<Partial<LogView> | null>('/commons/v1/log'),
  ])
  const said = (value: unknown, expected: string): string => {
    if (typeof value === 'string' && value !== '') return value
    throw new OwcError({ code: 'answer-invalid', where: url, expected, found: 'none' })
  }
  const origin = said(log?.origin, 'the name of a log')
  const verifierKey = said(log?.verifierKey, 'the key of a log')
  const named = parseNoteKey(nodeCrypto, verifierKey, 'key of the log').name
  const identity = said(node?.identity, 'the identity of a node')
  const seconds = Date.parse(said(log?.time, 'the time of a log')) / 1000
  if (named !== origin || !isIdentityId(identity) || !Number.isFinite(seconds))
    throw new OwcError({
      code: 'answer-invalid',
      where: url,
      expected: `the key of ${origin}, an identity and a time`,
      found: `a key of ${named}, ${identity.slice(0, 80)}, ${seconds}`,
    })
  const name = said(node?.name, 'the name of a node')
  return { origin, verifierKey, identity, name, note: said(log?.checkpoint, 'a checkpoint'), seconds, url }
}

/** Adds what is new. The checkpoint must be signed by the log's pinned key; a mark only ever rises.
 *  @throws OwcError `key-changed` when the log is pinned with another key, `checkpoint-invalid` */
export async function addTrust(stateFolder: string, shown: Introduction): Promise<void> {
  const path = trustPath(stateFolder)
  const trust = await readTrust(path)
  const { size } = await signedCheckpoint(trust, shown)
  const lines = (await readFile(path, 'utf8').catch(() => HEADING)).split('\n').filter((line) => line !== '')
  const { origin, verifierKey, identity: id, name, note, seconds, url } = shown
  if (pinnedKey(trust, origin) === undefined)
    lines.push(`log ${verifierKey}${url === undefined ? '' : ` ${url}`}`)
  if (!trust.identities.some((known) => known.id === id)) lines.push(identityLine({ id, name }).trimEnd())
  const seen = trust.checkpoints.filter((known) => known.origin === origin)
  const raised = seen.every((known) => known.size < size)
  const kept = raised ? lines.filter((line) => !isCheckpointOf(line, trust, origin)) : lines
  if (raised) kept.push(checkpointLine({ note, untilSeconds: seconds }).trimEnd())
  await writeTrust(path, `${kept.join('\n')}\n`)
}

/** Believes what an identity says from now on; its log is another matter. @throws OwcError `trust-invalid` */
export async function pinIdentity(stateFolder: string, pinned: PinnedIdentity): Promise<string> {
  const path = trustPath(stateFolder)
  const trust = await readTrust(path)
  const text = await readFile(path, 'utf8').catch(() => HEADING)
  const known = trust.identities.some(({ id }) => id === pinned.id)
  if (!known) await writeTrust(path, `${text.trimEnd()}\n${identityLine(pinned)}`)
  return path
}

/** Believes a log whose key was had by another way, such as of a node that is gone.
 *  @throws OwcError `key-changed` when the log is pinned with another key, `note-invalid` */
export async function pinLog(
  stateFolder: string,
  verifierKey: string,
): Promise<{ readonly path: string; readonly origin: string }> {
  const path = trustPath(stateFolder)
  const { name: origin } = parseNoteKey(nodeCrypto, verifierKey, 'verifier key')
  const trust = await readTrust(path)
  checkPinned(trust, { origin, verifierKey })
  const text = await readFile(path, 'utf8').catch(() => HEADING)
  if (pinnedKey(trust, origin) === undefined)
    await writeTrust(path, `${text.trimEnd()}\nlog ${verifierKey}\n`)
  return { path, origin }
}

function pinnedKey({ policy }: Trust, origin: string): NoteKey | undefined {
  return policy.logs.find(({ key }) => key.name === origin)?.key
}

async function signedCheckpoint(
  trust: Trust,
  { origin, verifierKey, note }: Introduction,
): Promise<{ readonly size: number }> {
  const shown = parseNoteKey(nodeCrypto, verifierKey, 'key of the log')
  checkPinned(trust, { origin, verifierKey })
  const opened = await openCheckpoint(nodeCrypto, note, { logKey: shown })
  if (opened.ok) return opened.checkpoint
  throw new OwcError({
    code: 'checkpoint-invalid',
    where: origin,
    expected: `a note signed by ${shown.name}`,
    found: opened.reason,
  })
}

function checkPinned(
  trust: Trust,
  { origin, verifierKey }: Pick<Introduction, 'origin' | 'verifierKey'>,
): void {
  const pinned = pinnedKey(trust, origin)
  if (pinned === undefined || noteKeyText(pinned) === verifierKey) return
  const hint = 'Ask its operator by another way; owc trust list shows what is pinned.'
  throw new OwcError({
    code: 'key-changed',
    where: origin,
    expected: noteKeyText(pinned),
    found: verifierKey,
    hint,
  })
}

async function writeTrust(path: string, text: string): Promise<void> {
  parseTrust(text, path, nodeCrypto) // nothing is written that could not be read
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, text, { mode: 0o600 })
  await rename(temporary, path)
}

function isCheckpointOf(line: string, trust: Trust, origin: string): boolean {
  return trust.checkpoints.some(
    (known) => known.origin === origin && checkpointLine(known).trimEnd() === line,
  )
}
