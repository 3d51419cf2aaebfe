// What is sealed, as it lies: for each seal (named by its statement, since anybody can copy a commitment) the envelope,
// the salt and a list of bytes, and once an opening has begun the signed reveal. Our own writing, read back as such.

import { fromBase64, fromHex, fromUtf8, toBase64, toHex } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { type Sha256, sha256 } from '../base/digest.ts'
import type { Sealed } from '../storage/contracts.ts'

export type SealedFile = {
  readonly sha256: Sha256
  readonly sizeBytes: number
  readonly path?: string // in the artifact; absent: no file of one, such as its manifest
}

export type Held = {
  readonly envelope: Uint8Array
  readonly salt: Uint8Array
  readonly files: readonly SealedFile[]
}

export type Vault = {
  keep(seal: Sha256, held: Held): Promise<void>
  held(seal: Sha256): Promise<Held | undefined>
  /** From here on its opening goes on by itself. */
  intend(seal: Sha256, reveal: Uint8Array): Promise<void>
  reveal(seal: Sha256): Promise<Uint8Array | undefined>
  /** Seals whose content is kept. */
  seals(): Promise<readonly Sha256[]>
  forget(seal: Sha256): Promise<void>
  /** Reveals that are left of openings that were ended. */
  sweep(): Promise<void>
}

const CONTENT = '.json'
const REVEAL = '.open'

export function openVault(sealed: Sealed): Vault {
  const seals = async (ending: string): Promise<readonly Sha256[]> => {
    const names = (await Array.fromAsync(sealed.list())).filter((name) => name.endsWith(ending))
    return names.flatMap((name) => sha256(name.slice(0, -ending.length)) ?? [])
  }
  return {
    keep: (seal, { envelope, salt, files }) =>
      sealed.create(
        `${seal}${CONTENT}`,
        canonicalBytes({
          envelope: toBase64(envelope),
          salt: toHex(salt),
          files: files.map((file) => ({ ...file })),
        }),
      ),
    held: async (seal) => readHeld(await sealed.get(`${seal}${CONTENT}`)),
    intend: (seal, reveal) => begin(sealed, `${seal}${REVEAL}`, reveal),
    reveal: (seal) => sealed.get(`${seal}${REVEAL}`),
    seals: () => seals(CONTENT),
    forget: async (seal) => {
      await sealed.remove(`${seal}${CONTENT}`)
      await sealed.remove(`${seal}${REVEAL}`)
    },
    sweep: async () => {
      const kept = new Set(await seals(CONTENT))
      for (const seal of await seals(REVEAL)) if (!kept.has(seal)) await sealed.remove(`${seal}${REVEAL}`)
    },
  }
}

/** The reveal that was kept first stays the one. */
async function begin(sealed: Sealed, name: string, reveal: Uint8Array): Promise<void> {
  if ((await sealed.get(name)) === undefined) await sealed.create(name, reveal)
}

function readHeld(bytes: Uint8Array | undefined): Held | undefined {
  if (bytes === undefined) return undefined
  const read = JSON.parse(fromUtf8(bytes) ?? '{}') as {
    readonly envelope: string
    readonly salt: string
    readonly files: readonly SealedFile[]
  }
  const [envelope, salt] = [fromBase64(read.envelope), fromHex(read.salt)]
  return envelope === undefined || salt === undefined ? undefined : { envelope, salt, files: read.files }
}
