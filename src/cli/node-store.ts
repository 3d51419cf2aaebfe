// What this machine keeps of nodes that it joined: STATE/nodes/NAME.json, 0600: address, log, identity and token.
// Invariant: a token is sent only to the address that it was given by, and the file of one log is never that of another:
// its name holds the digest of the log's whole origin. Files of before, named by its letters alone, are still found.

import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { forgetFile, writePrivate } from './key-store.ts'

const MAX_NODES = 1_000
const TOKEN = /^hf_[A-Za-z0-9]{36}$/

export type StoredNode = {
  readonly url: string
  readonly origin: string // of its log
  readonly name: string
  readonly identity: string // who joined
  readonly token: string
  readonly tokenName: string
  readonly scopes: readonly string[]
}

export async function storeNode(stateFolder: string, node: StoredNode): Promise<string> {
  const path = fileOf(stateFolder, node.origin, '.json')
  await writeJson(path, node)
  const before = formerFileOf(stateFolder, node.origin, '.json')
  if ((await read(before).catch(() => undefined))?.origin === node.origin) await forgetFile(before)
  return path
}

export async function storedNodes(stateFolder: string): Promise<readonly StoredNode[]> {
  const folder = join(stateFolder, 'nodes')
  const files = (await readdir(folder).catch(() => [])).filter((name) => /^[^.]+\.json$/.test(name))
  const nodes = await Promise.all(
    files
      .sort()
      .slice(0, MAX_NODES)
      .map((name) => read(join(folder, name))),
  )
  return nodes.flatMap((node) => node ?? [])
}

/** The one that is reached under this address. */
export async function storedNodeAt(stateFolder: string, url: string): Promise<StoredNode | undefined> {
  const wanted = plainUrl(url)
  return (await storedNodes(stateFolder)).find((node) => plainUrl(node.url) === wanted)
}

export type Pending = {
  readonly claim: string
  readonly namespace: string
  readonly link: string // SHA-256 of the secret: another invitation is another join
}

/** What a join that was cut must say again, so that the node knows it: kept until it is through. */
export async function pendingJoin(stateFolder: string, origin: string): Promise<Pending | undefined> {
  const now = await readPending(fileOf(stateFolder, origin, '.pending.json'))
  return now ?? (await readPending(formerFileOf(stateFolder, origin, '.pending.json')))
}

async function readPending(path: string): Promise<Pending | undefined> {
  const json = parsed(await readFile(path, 'utf8').catch(() => '{}'))
  const { claim, namespace, link } = json ?? {}
  if (typeof claim !== 'string' || typeof namespace !== 'string' || typeof link !== 'string') return undefined
  return { claim, namespace, link }
}

export async function storePending(stateFolder: string, origin: string, pending: Pending): Promise<void> {
  await writeJson(fileOf(stateFolder, origin, '.pending.json'), pending)
}

export async function forgetPending(stateFolder: string, origin: string): Promise<void> {
  const path = fileOf(stateFolder, origin, '.pending.json')
  const before = formerFileOf(stateFolder, origin, '.pending.json')
  const [done, former] = [await readPending(path), await readPending(before)]
  if (former !== undefined && former.link === done?.link) await forgetFile(before) // else it may be another log's
  await forgetFile(path)
}

/** A file that cannot be read is as good as none: the join begins anew. */
function parsed(text: string): Partial<Pending> | undefined {
  try {
    return JSON.parse(text) as Partial<Pending>
  } catch {
    return undefined
  }
}

async function writeJson(path: string, value: object): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
  await writePrivate(path, new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`))
}

async function read(path: string): Promise<StoredNode | undefined> {
  const text = await readFile(path, 'utf8')
  try {
    const { url, origin, name, identity, token, tokenName, scopes } = JSON.parse(text)
    const words = [url, origin, name, identity, token, tokenName]
    if (!words.every((word) => typeof word === 'string') || !TOKEN.test(token)) throw new TypeError('fields')
    return { url, origin, name, identity, token, tokenName, scopes: Array.isArray(scopes) ? scopes : [] }
  } catch (cause) {
    const expected = 'what owc join wrote'
    throw new OwcError(
      {
        code: 'file-unusable',
        where: path,
        expected,
        found: 'something else',
        hint: 'Remove it and join again.',
      },
      cause,
    )
  }
}

function fileOf(stateFolder: string, origin: string, end: string): string {
  const digest = nodeCrypto.sha256(utf8(origin)).toHex()
  return join(stateFolder, 'nodes', `${letters(origin).slice(0, 60)}-${digest}${end}`)
}

/** As it was before the digest: of several logs, so what it holds is looked at first. */
function formerFileOf(stateFolder: string, origin: string, end: string): string {
  return join(stateFolder, 'nodes', `${letters(origin).slice(0, 120)}${end}`)
}

function letters(origin: string): string {
  return origin.replaceAll(/[^A-Za-z0-9_-]/g, '_')
}

/** Without a last slash; this machine has one name. */
function plainUrl(text: string): string | undefined {
  const url = URL.parse(text)
  if (url !== null && /^(localhost|\[::1\])$/.test(url.hostname)) url.hostname = '127.0.0.1'
  return url?.href.replace(/\/+$/, '')
}
