// OpenSSH signatures (PROTOCOL.sshsig; FIDO: PROTOCOL.u2f) over a statement's PAE, made by
// `ssh-keygen -Y sign -n owc-dsse@v1`. In an envelope such a signature stands as base64 of the SSHSIG blob (the bytes
// between the armour lines), under the keyid of the Ed25519 key inside. Verification only.
// Invariant: the key in the blob must be the registered key; nothing in the blob is believed on its own word.

import { concat, fromBase64, fromUtf8, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { Crypto } from './crypto.ts'
import { type PublicKey, publicKey } from './keys.ts'

export const SSH_NAMESPACE = 'owc-dsse@v1'
const MAX_BLOB_BYTES = 4096
const MAGIC = 'SSHSIG'
const USER_PRESENT = 0x01 // flag of a FIDO signature: somebody touched the key

type SshKey = {
  readonly algorithm: 'ssh-ed25519' | 'sk-ssh-ed25519@openssh.com'
  readonly raw: Uint8Array
  readonly application: string // of FIDO keys, else ''
}

export type SshSignature = {
  readonly key: SshKey
  readonly namespace: string
  readonly hash: 'sha256' | 'sha512'
  readonly signature: Uint8Array // 64 bytes Ed25519
  readonly flags: number // FIDO, else 0
  readonly counter: number // FIDO, else 0
}

/** The blob between the armour lines, or a bare blob as it is.
 *  @throws OwcError `envelope-invalid` for armour that is not whole */
export function sshSignatureBlob(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes[0] !== 0x2d) return bytes // "-"
  const text = fromUtf8(bytes.subarray(0, 2 * MAX_BLOB_BYTES)) ?? ''
  const match =
    /^-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END SSH SIGNATURE-----\s*$/.exec(text)
  const blob = match === null ? undefined : fromBase64((match[1] as string).replace(/[\r\n]/g, ''))
  if (blob !== undefined) return blob
  const expected = 'an armoured SSH signature'
  throw new OwcError({ code: 'envelope-invalid', where, expected, found: 'other text' })
}

/** Parses a blob exactly; undefined for any other bytes, other hash, or kind of key. */
export function parseSshSignature(blob: Uint8Array): SshSignature | undefined {
  if (blob.length > MAX_BLOB_BYTES) return undefined
  try {
    return readSignature(new SshReader(blob))
  } catch (fault) {
    if (fault instanceof SshFault) return undefined
    throw fault
  }
}

export async function verifySshSignature(
  check: { readonly key: PublicKey; readonly message: Uint8Array; readonly signature: Uint8Array },
  crypto: Crypto,
): Promise<boolean> {
  const parsed = parseSshSignature(check.signature)
  if (parsed === undefined || parsed.namespace !== SSH_NAMESPACE) return false
  if (parsed.key.algorithm !== check.key.algorithm) return false
  if (parsed.key.raw.toHex() !== check.key.raw.toHex()) return false
  return crypto.verify({
    algorithm: 'ed25519',
    key: check.key.raw,
    message: signedBytes(parsed, check.message, crypto),
    signature: parsed.signature,
  })
}

/** A line of an SSH public key file: `ssh-ed25519 AAAA… comment`.
 *  @throws OwcError `key-invalid` */
export function parseSshPublicKey(line: string, where: string, crypto: Crypto): PublicKey {
  const [kind, text = ''] = line.trim().split(/\s+/)
  const blob = fromBase64(text)
  const key = blob === undefined ? undefined : tryKey(blob)
  if (key !== undefined && key.algorithm === kind) return publicKey(key, where, crypto)
  const expected = 'a line with an ssh-ed25519 or sk-ssh-ed25519@openssh.com key'
  throw new OwcError({ code: 'key-invalid', where, expected, found: JSON.stringify(line.slice(0, 40)) })
}

function signedBytes(parsed: SshSignature, message: Uint8Array, crypto: Crypto): Uint8Array {
  const digest = parsed.hash === 'sha512' ? crypto.sha512(message) : crypto.sha256(message)
  const text = [parsed.namespace, '', parsed.hash].map((part) => sshString(utf8(part)))
  const signed = concat([utf8(MAGIC), ...text, sshString(digest)])
  if (parsed.key.algorithm === 'ssh-ed25519') return signed
  const head = new Uint8Array(5)
  head[0] = parsed.flags
  new DataView(head.buffer).setUint32(1, parsed.counter)
  return concat([crypto.sha256(utf8(parsed.key.application)), head, crypto.sha256(signed)])
}

function readSignature(reader: SshReader): SshSignature {
  reader.magic(MAGIC)
  if (reader.uint32() !== 1) throw new SshFault()
  const key = readKey(new SshReader(reader.string()))
  const namespace = reader.text()
  if (reader.string().length !== 0) throw new SshFault() // reserved
  const hash = reader.text()
  if (hash !== 'sha256' && hash !== 'sha512') throw new SshFault()
  const inner = new SshReader(reader.string())
  reader.end()
  if (inner.text() !== key.algorithm) throw new SshFault()
  const signature = inner.string()
  const hardware = key.algorithm !== 'ssh-ed25519'
  const flags = hardware ? inner.byte() : 0
  const counter = hardware ? inner.uint32() : 0
  inner.end()
  if (signature.length !== 64 || (hardware && (flags & USER_PRESENT) === 0)) throw new SshFault()
  return { key, namespace, hash, signature, flags, counter }
}

function readKey(reader: SshReader): SshKey {
  const algorithm = reader.text()
  if (algorithm !== 'ssh-ed25519' && algorithm !== 'sk-ssh-ed25519@openssh.com') throw new SshFault()
  const raw = reader.string()
  const application = algorithm === 'ssh-ed25519' ? '' : reader.text()
  reader.end()
  // A FIDO key of a website signs for that website; only keys made for SSH speak here.
  if (algorithm !== 'ssh-ed25519' && !application.startsWith('ssh:')) throw new SshFault()
  return { algorithm, raw, application }
}

function tryKey(blob: Uint8Array): SshKey | undefined {
  try {
    return readKey(new SshReader(blob))
  } catch (fault) {
    if (fault instanceof SshFault) return undefined
    throw fault
  }
}

function sshString(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return concat([length, bytes])
}

class SshFault extends Error {}

/** RFC 4251 5: uint32 and string, big-endian, nothing left over. */
class SshReader {
  private readonly bytes: Uint8Array
  private at = 0
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  private take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new SshFault()
    this.at += length
    return this.bytes.slice(this.at - length, this.at)
  }
  magic(text: string): void {
    if (fromUtf8(this.take(text.length)) !== text) throw new SshFault()
  }
  byte(): number {
    return this.take(1)[0] as number
  }
  uint32(): number {
    return new DataView(this.take(4).buffer).getUint32(0)
  }
  string(): Uint8Array {
    return this.take(this.uint32())
  }
  text(): string {
    const text = fromUtf8(this.string())
    if (text === undefined) throw new SshFault()
    return text
  }
  end(): void {
    if (this.at !== this.bytes.length) throw new SshFault()
  }
}
