// A person's keys on this machine: STATE/keys/NAME/ with key.pem, recovery.pem and identity.json (the envelope that
// founds the identity). Private files are 0600 and never overwritten.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { type KeyPair, saveKeyPair } from '../ledger/signer.ts'
import { identityId } from '../ledger/statement.ts'

export type StoredIdentity = { readonly name: string; readonly identity: string; readonly folder: string }

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
    found.push({ name, identity: identityId(payload, nodeCrypto), folder })
  }
  return found
}
