// A person's keys on this machine: STATE/keys/NAME/ with key.pem, recovery.pem and identity.json (the envelope that
// founds the identity). Private files are 0600 and never overwritten.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { type KeyPair, loadKeyPair, saveKeyPair } from '../ledger/signer.ts'
import { identityId, readStatement } from '../ledger/statement.ts'

const MAX_KEY_FILES = 256 // of one identity, old ones included

export type StoredIdentity = {
  readonly name: string
  readonly identity: string
  readonly folder: string
  readonly home: string // origin of the log that it is at home in
}

export function keysFolder(stateFolder: string): string {
  return join(stateFolder, 'keys')
}

export async function storeIdentity(
  folder: string,
  {
    key,
    recovery,
    envelope,
  }: { readonly key: KeyPair; readonly recovery: KeyPair; readonly envelope: Uint8Array },
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await saveKeyPair(join(folder, 'key.pem'), key)
  await saveKeyPair(join(folder, 'recovery.pem'), recovery)
  await writeFile(join(folder, 'identity.json'), envelope, { flag: 'wx', mode: 0o600 })
}

export async function storedIdentities(stateFolder: string): Promise<readonly StoredIdentity[]> {
  const names = await readdir(keysFolder(stateFolder)).catch(() => [])
  const found: StoredIdentity[] = []
  for (const name of names.sort()) {
    const folder = join(keysFolder(stateFolder), name)
    const bytes = await readFile(join(folder, 'identity.json')).catch(() => undefined)
    if (bytes === undefined) continue
    const { payload } = parseEnvelope(bytes, join(folder, 'identity.json'))
    const { header } = readStatement(payload, join(folder, 'identity.json'), nodeCrypto)
    found.push({ name, identity: identityId(payload, nodeCrypto), folder, home: header.home })
  }
  return found
}

/** Every private key of a folder. Which of them may speak, the identity's document in force says. */
export async function keyPairsIn(folder: string): Promise<readonly KeyPair[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.pem')).sort()
  if (files.length > MAX_KEY_FILES)
    throw new OwcError({
      code: 'too-large',
      where: folder,
      expected: `at most ${MAX_KEY_FILES} key files`,
      found: `${files.length}`,
    })
  return await Promise.all(files.map((name) => loadKeyPair(join(folder, name), nodeCrypto)))
}
