// A person's keys on this machine: STATE/keys/NAME/ with *.pem and identity.json (the envelope that founds the
// identity). Private files are 0600 and never overwritten; which key may speak now, the identity's document in the log
// says, so that a rotation which is cut anywhere loses none. next.json: a document that is signed and not logged yet.

import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { OwcError } from '../base/errors.ts'
import { namePart } from '../base/names.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type Envelope, envelopeBytes, parseEnvelope } from '../ledger/envelope.ts'
import { type KeyPair, loadKeyPair, saveKeyPair } from '../ledger/signer.ts'
import { identityId, readStatement } from '../ledger/statement.ts'
import { readLoose } from './key-envelope.ts'

const MAX_KEY_FILES = 256 // of one identity, old ones included
const FIRST = 'identity.json'
const NEXT = 'next.json'

export type StoredIdentity = {
  readonly name: string
  readonly identity: string
  readonly folder: string
  readonly home: string // origin of the log that it is at home in
}

export function keysFolder(stateFolder: string): string {
  return join(stateFolder, 'keys')
}

/** Where the keys of a new identity will lie. @throws OwcError `usage` when somebody's keys are there */
export function freeFolder(stateFolder: string, name: string): string {
  const folder = join(keysFolder(stateFolder), namePart(name, 'me'))
  if (!existsSync(folder)) return folder
  throw new OwcError({
    code: 'usage',
    where: folder,
    expected: 'a name without keys yet',
    found: 'keys',
    hint: 'owc key list shows them; owc key log posts an identity whose posting was cut.',
  })
}

/** Whole or not at all: keys without their document would only block the name. */
export async function storeIdentity(
  folder: string,
  {
    keys,
    envelope,
  }: {
    readonly keys: readonly { readonly file: string; readonly pair: KeyPair }[]
    readonly envelope: Envelope
  },
): Promise<void> {
  const making = join(dirname(folder), `.making-${process.pid}-${basename(folder)}`)
  await mkdir(making, { recursive: true, mode: 0o700 })
  for (const { file, pair } of keys) await saveKeyPair(join(making, file), pair)
  await writeFile(join(making, FIRST), envelopeBytes(envelope), { flag: 'wx', mode: 0o600 })
  await rename(making, folder)
}

export async function storedIdentities(stateFolder: string): Promise<readonly StoredIdentity[]> {
  const names = await readdir(keysFolder(stateFolder)).catch(() => [])
  const found: StoredIdentity[] = []
  for (const name of names.filter((one) => !one.startsWith('.')).sort()) {
    const folder = join(keysFolder(stateFolder), name)
    const path = join(folder, FIRST)
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes === undefined) continue
    const { payload } = readLoose(bytes, path)
    const { header } = readStatement(payload, path, nodeCrypto)
    found.push({ name, identity: identityId(payload, nodeCrypto), folder, home: header.home })
  }
  return found
}

/** Whether a word means it: its id, its name here, or the name that was given when it was made ("Ada Lovelace"). */
export function isCalled({ name, identity }: StoredIdentity, word: string): boolean {
  return name === word || identity === word || name === namePart(word, '')
}

/** The one of a name or id; of the only one when nobody is named. @throws OwcError `identity-missing`, `usage` */
export async function storedIdentity(stateFolder: string, key: string | undefined): Promise<StoredIdentity> {
  const all = await storedIdentities(stateFolder)
  const found = key === undefined ? all : all.filter((one) => isCalled(one, key))
  if (found[0] !== undefined && found.length === 1) return found[0]
  if (key === undefined && all.length > 1)
    throw new OwcError({
      code: 'usage',
      where: 'identities on this machine',
      expected: 'the name of one',
      found: `${all.length}: ${all.map(({ name }) => name).join(', ')}`,
    })
  throw new OwcError({
    code: 'identity-missing',
    where: 'identities on this machine',
    expected: 'one whose keys are here',
    found: key === undefined ? 'none' : JSON.stringify(key.slice(0, 80)),
    hint: 'owc key list shows those that are here; owc key new NAME makes one.',
  })
}

/** Every private key of a folder. Which of them may speak, the identity's document in force says. */
export async function keyPairsIn(
  folder: string,
  wanted: (file: string) => boolean = () => true,
): Promise<readonly KeyPair[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.pem') && wanted(name)).sort()
  if (files.length > MAX_KEY_FILES)
    throw new OwcError({
      code: 'too-large',
      where: folder,
      expected: `at most ${MAX_KEY_FILES} key files`,
      found: `${files.length}`,
    })
  return await Promise.all(files.map((name) => loadKeyPair(join(folder, name), nodeCrypto)))
}

/** A further key beside the old ones; its file is named by the key, so that it never meets another. */
export async function addKeyPair(folder: string, kind: string, pair: KeyPair): Promise<string> {
  const path = join(folder, `${kind}-${pair.key.keyid.slice(0, 12)}.pem`)
  await saveKeyPair(path, pair)
  return path
}

export function firstDocument({ folder }: StoredIdentity): string {
  return join(folder, FIRST)
}

export function nextDocument({ folder }: StoredIdentity): string {
  return join(folder, NEXT)
}

/** The founding document as it stands here. */
export async function foundingEnvelope(stored: StoredIdentity): Promise<Envelope> {
  const path = firstDocument(stored)
  return parseEnvelope(await readFile(path), path)
}

/** Whole or not at all, over what stood there. */
export async function writePrivate(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, bytes, { mode: 0o600 })
  await rename(temporary, path)
}

export async function forgetFile(path: string): Promise<void> {
  await rm(path, { force: true })
}
