// Bytes that somebody sends to be sealed: the same walk as uploads.ts, with everything below sealed/ and nothing of it
// in a table, a line of a log or another sender's answer. Who sent them whole is kept by an empty mark of its own name.

import { utf8 } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Clock } from '../base/time.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { Chunks, Stage, Storage } from '../storage/contracts.ts'
import { openVault } from './sealed-vault.ts'
import type { UploadState } from './uploads.ts'

export type SealedPart = {
  readonly sha256: Sha256
  readonly sizeBytes: number
  readonly position: number
  readonly chunks: Chunks
}

export type SealedBytes = {
  state(owner: string, file: Pick<SealedPart, 'sha256' | 'sizeBytes'>): Promise<UploadState>
  /** What came before a failure is kept. @throws OwcError `upload-conflict`, `bytes-differ`, `too-large`, `busy` */
  write(owner: string, part: SealedPart): Promise<UploadState>
  /** Forgets what nobody went on with, and bytes that no seal needs. */
  expire(): Promise<void>
}

const KEPT_SECONDS = 7 * 86_400
const MARKS = 'sent/'

type Parts = {
  readonly storage: Pick<Storage, 'sealed' | 'sealedBlobs'>
  readonly clock: Clock
  readonly maxBytes: number // of one file, and of all that are on their way
}

export function openSealedBytes(parts: Parts): SealedBytes {
  const writing = new Set<string>()
  return {
    state: (owner, file) => stateOf(parts, owner, file),
    async write(owner, part) {
      const key = stageKey(owner, part.sha256)
      if (writing.has(key)) throw busy()
      writing.add(key)
      try {
        return await write(parts, owner, part)
      } finally {
        writing.delete(key)
      }
    },
    expire: () => expire(parts),
  }
}

async function stateOf(
  { storage }: Parts,
  owner: string,
  { sha256, sizeBytes }: Pick<SealedPart, 'sha256' | 'sizeBytes'>,
): Promise<UploadState> {
  const sent = await wasSent(storage, owner, sha256)
  const held = sent && (await storage.sealedBlobs.stat(sha256))?.sizeBytes === sizeBytes
  const haveBytes = held ? sizeBytes : await (await stageOf(storage, owner, sha256)).sizeBytes()
  return { sha256, sizeBytes, held, haveBytes }
}

async function write(parts: Parts, owner: string, part: SealedPart): Promise<UploadState> {
  const { storage, maxBytes } = parts
  const { sha256, sizeBytes, position, chunks } = part
  const before = await stateOf(parts, owner, part)
  if (before.held) return before
  await checkRoom(storage, maxBytes, sizeBytes)
  if (position !== before.haveBytes) throw conflict(part, before.haveBytes)
  const stage = await stageOf(storage, owner, sha256)
  await stage.write(position, upTo(part, chunks))
  if ((await stage.sizeBytes()) === sizeBytes) {
    await stage.commit({ sha256, sizeBytes })
    await storage.sealed.create(markOf(owner, sha256), new Uint8Array(0))
  }
  return await stateOf(parts, owner, part)
}

async function* upTo(part: SealedPart, chunks: Chunks): Chunks {
  let at = part.position
  for await (const chunk of chunks) {
    at += chunk.length
    if (at > part.sizeBytes)
      throw new OwcError({
        code: 'bytes-differ',
        where: 'sealed bytes',
        expected: `${part.sizeBytes} bytes, as announced`,
        found: 'more',
      })
    yield chunk
  }
}

async function checkRoom(
  { sealedBlobs }: Parts['storage'],
  maxBytes: number,
  sizeBytes: number,
): Promise<void> {
  let waiting = sizeBytes
  for await (const stage of sealedBlobs.stages()) waiting += stage.sizeBytes
  if (waiting <= maxBytes) return
  throw new OwcError({
    code: 'too-large',
    where: 'sealed bytes',
    expected: `at most ${maxBytes} bytes on their way`,
    found: `${waiting}`,
    hint: 'Ask the operator: maxUploadBytes in settings.yaml.',
  })
}

async function expire({ storage, clock }: Parts): Promise<void> {
  const { sealed, sealedBlobs } = storage
  const before = clock() - KEPT_SECONDS
  const vault = openVault(sealed)
  const needed = new Set<Sha256>()
  for (const seal of await vault.seals())
    for (const { sha256 } of (await vault.held(seal))?.files ?? []) needed.add(sha256)
  for await (const { key } of sealedBlobs.stages()) await sealedBlobs.discardOld(key, before)
  for await (const { sha256 } of sealedBlobs.list())
    if (!needed.has(sha256)) await sealedBlobs.removeOld(sha256, before)
  for await (const name of sealed.list()) {
    if (!name.startsWith(MARKS)) continue
    const sha256 = name.slice(-64) as Sha256 // markOf
    if ((await sealedBlobs.stat(sha256)) === undefined) await sealed.remove(name)
  }
}

/** Did this sender send them whole? Whether somebody else did is told to nobody. */
export async function wasSent(
  { sealed }: Pick<Storage, 'sealed'>,
  owner: string,
  sha256: Sha256,
): Promise<boolean> {
  return (await sealed.get(markOf(owner, sha256))) !== undefined
}

function stageOf({ sealedBlobs }: Parts['storage'], owner: string, sha256: Sha256): Promise<Stage> {
  return sealedBlobs.stage(stageKey(owner, sha256))
}

function stageKey(owner: string, sha256: Sha256): string {
  return `s-${short(owner)}-${sha256}`
}

function markOf(owner: string, sha256: Sha256): string {
  return `${MARKS}${short(owner)}-${sha256}`
}

function short(owner: string): string {
  return nodeCrypto.sha256(utf8(owner)).toHex().slice(0, 12)
}

function conflict({ sha256, position }: SealedPart, have: number): OwcError {
  return new OwcError({
    code: 'upload-conflict',
    where: digestText(sha256),
    expected: `bytes from ${have} on`,
    found: `bytes from ${position} on`,
  })
}

function busy(): OwcError {
  return new OwcError({
    code: 'busy',
    where: 'sealed bytes',
    expected: 'one writer of a file',
    found: 'another that is at work',
    hint: 'Try again in a moment; what has arrived is kept.',
  })
}
