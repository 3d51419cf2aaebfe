// The folder that is being published: read once, signed beside its files, then read again while it is sent. Invariants:
// nothing in it is written but model.sig; a file that is no longer what was read ends the publishing, and nothing is
// said. Source: signing 2 (OpenSSF model signing).

import { createHash } from 'node:crypto'
import { constants, fstat, type Stats } from 'node:fs'
import { open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { asChunks, collect } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { manifestBytes } from '../base/manifest.ts'
import { parseStrict } from '../base/strict-json.ts'
import type { LocalFile } from '../client/upload.ts'
import type { FoundFiles } from '../commons/releases/found.ts'
import { RECORD_FILE } from '../commons/releases/record-yaml.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { signOms, signsOtherBytes, verifyOms } from '../ledger/oms.ts'
import { omsKeyOf } from '../ledger/oms-key.ts'
import { readOms } from '../ledger/oms-read.ts'
import type { KeyPair } from '../ledger/signer.ts'
import { folderFiles } from '../sources/path.ts'
import type { Found } from '../sources/walk.ts'
import { closeFd, openFd, readChunks } from '../storage/chunks.ts'
import type { Chunks } from '../storage/contracts.ts'
import type { InspectedFile } from '../weights/inspection.ts'
import { closeInspectors, openInspector } from '../weights/inspector.ts'
import { inspectSet } from '../weights/set.ts'
import type { Out } from './out.ts'
import { readFiles } from './read-files.ts'

export const SIGNATURE_FILE = 'model.sig'
const MAX_SIGNATURE_BYTES = 8 << 20

export type Companion = 'made' | 'kept' | 'of another' | 'of other bytes' | 'no key'

export type PublishFolder = {
  readonly found: FoundFiles // with the signature, where there is one
  readonly companion: Companion
  /** Files and manifest, as they are sent. */
  readonly local: readonly LocalFile[]
  /** Writes model.sig, if it is new. */
  writeSignature(): Promise<void>
  /** @throws OwcError `folder-changed` */
  checkUnchanged(): Promise<void>
}

export async function openFolder(
  folder: string,
  key: KeyPair | undefined,
  options: { readonly out: Out; readonly signal: AbortSignal },
): Promise<PublishFolder> {
  const before = await folderFiles(folder)
  const read = await readFiles(folder, options)
  const signature = await companionOf(folder, read, key)
  const found = signature.made === undefined ? read : await withSignature(read, signature.made)
  const places = new Map(before.map((file) => [file.path, file]))
  const local = found.files.map((file) => localFile(file, places.get(file.path), signature.made))
  const manifest = manifestBytes(found.files)
  const check = () => checkSame(folder, before)
  await check()
  return {
    found,
    companion: signature.how,
    local: [...local, inMemory(manifest)],
    writeSignature: async () => {
      if (signature.made !== undefined) await writeWhole(join(folder, SIGNATURE_FILE), signature.made)
    },
    checkUnchanged: check,
  }
}

// ---- the signature beside the files ----

type Signature = { readonly how: Companion; readonly made?: Uint8Array }

/** One of ours that still covers everything is kept, so that the same files stay the same artifact. */
async function companionOf(
  folder: string,
  { files }: FoundFiles,
  key: KeyPair | undefined,
): Promise<Signature> {
  const others = files.filter(({ path }) => path !== SIGNATURE_FILE)
  const present = files.some(({ path }) => path === SIGNATURE_FILE)
    ? await readFile(join(folder, SIGNATURE_FILE))
    : undefined
  const own = key === undefined ? undefined : omsKeyOf(key.key, nodeCrypto)
  const of = present && signsOtherBytes(present, others, nodeCrypto) ? 'of other bytes' : 'of another'
  if (key === undefined || own === undefined) return { how: present === undefined ? 'no key' : of }
  if (present !== undefined) {
    const where = SIGNATURE_FILE
    if (present.length > MAX_SIGNATURE_BYTES || hintIn(present) !== own.hint) return { how: of }
    const { facts } = await verifyOms(present, { files: others, keys: [own], where }, nodeCrypto)
    if (facts.verdict === 'good') return { how: 'kept' }
  }
  const name = basename(await realpath(folder))
  return {
    how: 'made',
    made: Buffer.from(await signOms({ name, files: others, beside: [RECORD_FILE] }, key, nodeCrypto)),
  }
}

/** Undefined: not a signature that names a key. */
function hintIn(bytes: Uint8Array): string | undefined {
  try {
    return readOms(parseStrict(bytes, SIGNATURE_FILE), SIGNATURE_FILE).hint
  } catch {
    return undefined // whatever it is, it is not ours to replace
  }
}

async function withSignature(read: FoundFiles, bytes: Uint8Array): Promise<FoundFiles> {
  const inspector = openInspector(SIGNATURE_FILE, { sizeBytes: bytes.length })
  try {
    await collect(inspector.through(asChunks(bytes)), bytes.length)
    const file: InspectedFile = {
      path: SIGNATURE_FILE,
      sizeBytes: bytes.length,
      sha256: digestOf(bytes),
      inspection: await inspector.result(),
    }
    const files = [...read.files.filter(({ path }) => path !== SIGNATURE_FILE), file]
    const sorted = files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    return { ...read, artifact: digestOf(manifestBytes(sorted)), files: sorted, set: inspectSet(sorted) }
  } finally {
    closeInspectors()
  }
}

/** A kill leaves the old file, or the new one, and never a part of it. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.new`
  try {
    await rm(temporary, { force: true })
    const handle = await open(temporary, 'wx', 0o644)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause
  }
}

// ---- reading it again, for sending ----

function localFile(file: InspectedFile, found: Found | undefined, made: Uint8Array | undefined): LocalFile {
  const { path, sizeBytes, sha256 } = file
  if (path === SIGNATURE_FILE && made !== undefined) return { ...inMemory(made), path }
  if (found === undefined) throw changed(path, 'a file that came while it was read')
  return { path, sizeBytes, sha256, open: (position) => readFrom(found, position) }
}

function inMemory(bytes: Uint8Array): LocalFile {
  return {
    sha256: digestOf(bytes),
    sizeBytes: bytes.length,
    open: (position) => asChunks(bytes.subarray(position)),
  }
}

const statFd = promisify(fstat)

async function* readFrom(found: Found, position: number): Chunks {
  const fd = await openFd(found.file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    throw changed(found.path, 'something that cannot be opened', cause)
  })
  try {
    if (!same(await statFd(fd), found.stats)) throw changed(found.path, 'another file or other bytes')
    yield* readChunks(fd, { start: position, end: found.stats.size }, found.path)
    if (!same(await statFd(fd), found.stats)) throw changed(found.path, 'bytes written meanwhile')
  } finally {
    await closeFd(fd)
  }
}

async function checkSame(folder: string, before: readonly Found[]): Promise<void> {
  const counted = ({ path }: Found) => path !== SIGNATURE_FILE && path !== RECORD_FILE
  const now = new Map((await folderFiles(folder)).filter(counted).map((file) => [file.path, file]))
  for (const file of before.filter(counted)) {
    const other = now.get(file.path)
    if (other === undefined || !same(other.stats, file.stats))
      throw changed(file.path, other === undefined ? 'no such file' : 'another file or other bytes')
    now.delete(file.path)
  }
  for (const path of now.keys()) throw changed(path, 'a new file')
}

function same(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeMs === b.mtimeMs
}

function digestOf(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256
}

function changed(path: string, found: string, cause?: unknown): OwcError {
  return new OwcError(
    {
      code: 'folder-changed',
      where: path,
      expected: 'the folder as it was read a moment ago',
      found,
      hint: 'Nothing was said. Run it again when nothing writes to the folder.',
    },
    cause,
  )
}
