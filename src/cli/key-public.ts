// Public keys as files that people hand each other: SPKI in PEM, or a line of an OpenSSH public key file.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { concat, fromBase64, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { IdentityKey } from '../ledger/identity.ts'
import { decodeSpki, encodeSpki, type PublicKey, publicKey, spkiPem } from '../ledger/keys.ts'
import { parseSshPublicKey } from '../ledger/sshsig.ts'

const MAX_FILE_BYTES = 16 * 1024
const PEM = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END PUBLIC KEY-----\s*$/

/** @throws OwcError `key-invalid` for anything that is no public key, a private one above all */
export async function readPublicKey(folder: string, path: string): Promise<PublicKey> {
  const bytes = await readFile(resolve(folder, path))
  const text = bytes.length > MAX_FILE_BYTES ? '' : bytes.toString('latin1')
  if (/^(sk-)?ssh-/.test(text)) return parseSshPublicKey(text, path, nodeCrypto)
  const der = fromBase64(PEM.exec(text)?.[1]?.replace(/[\r\n]/g, '') ?? '-')
  if (der !== undefined) return decodeSpki(der, path, nodeCrypto)
  const found = text.includes('PRIVATE KEY')
    ? 'a private key, which is nobody else’s business'
    : 'something else'
  const expected = 'a public key: PEM, or a line that begins with ssh-ed25519'
  throw new OwcError({
    code: 'key-invalid',
    where: path,
    expected,
    found,
    hint: 'owc key show NAME --public prints one.',
  })
}

/** The key of a document, checked again. */
export function keyOf({ alg, pub, keyid }: IdentityKey): PublicKey {
  return publicKey(
    { algorithm: alg, raw: fromBase64(pub) ?? new Uint8Array() },
    keyid.slice(0, 12),
    nodeCrypto,
  )
}

export function pemOf(key: PublicKey): string {
  return spkiPem(encodeSpki(key))
}

/** As a line of an OpenSSH public key file; undefined for keys that SSH has no such line for here. */
export function sshLine({ algorithm, raw }: PublicKey, comment: string): string | undefined {
  if (algorithm !== 'ed25519' && algorithm !== 'ssh-ed25519') return undefined
  const kind = 'ssh-ed25519'
  const blob = concat([sshString(utf8(kind)), sshString(raw)])
  return `${kind} ${blob.toBase64()} ${comment.replaceAll(/\s+/g, '-')}`
}

function sshString(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return concat([length, bytes])
}
