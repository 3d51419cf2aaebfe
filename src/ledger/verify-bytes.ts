// Files that were found against files that the record names: each missing, unexpected or damaged one is told, and of
// a damaged one the tensor, where the bundle has a table. Names count: the same bytes under another path are not the
// same artifact (OMS does not see that; signing 2).

import { digestText, type Sha256, shortDigest } from '../base/digest.ts'
import type { Problem } from '../base/errors.ts'
import { type ManifestFile, manifestBytes } from '../base/manifest.ts'
import type { Range } from '../base/range.ts'
import type { Bundle } from './bundle.ts'
import type { Crypto } from './crypto.ts'
import { locateDamage, type TensorRow, tensorTable } from './damage.ts'
import type { BytesFacts, DamagedFile } from './report.ts'

export type FoundFiles = {
  readonly files: readonly ManifestFile[] // what the caller hashed; nothing under .owc/
  /** folder: the whole artifact is meant to be there · files: only these are asked about, by digest if not by path. */
  readonly scope: 'folder' | 'files'
  /** Reads ranges of a found file again, to name the damaged tensor. Undefined for a range past its end. */
  readonly hashRange?: (path: string, range: Range) => Promise<Sha256 | undefined>
}

const MAX_PROBLEMS = 100 // of one kind; the facts list all
const MAX_NAMED = 5 // tensors in one sentence

export function artifactDigest(files: readonly ManifestFile[], crypto: Crypto): Sha256 {
  return crypto.sha256(manifestBytes(files)).toHex() as Sha256
}

export async function verifyBytes(
  found: FoundFiles,
  bundle: Bundle,
  crypto: Crypto,
): Promise<{ readonly facts: BytesFacts; readonly problems: readonly Problem[] }> {
  const here = new Map(found.files.map((file) => [file.path, file]))
  const pairs = pair(found, bundle.files)
  const wrong = pairs.filter(({ is, should }) => !same(is, should))
  const missing = found.scope === 'folder' ? bundle.files.filter(({ path }) => !here.has(path)) : []
  const paired = new Set(pairs.map(({ is }) => is))
  const unexpected = found.files.filter((file) => !paired.has(file))
  const problems: Problem[] = [
    ...missing.slice(0, MAX_PROBLEMS).map(missingProblem),
    ...unexpected.slice(0, MAX_PROBLEMS).map(unexpectedProblem),
  ]
  const damaged: DamagedFile[] = []
  for (const [i, { is, should }] of wrong.entries()) {
    const damage = await damageOf(found, { is, should }, tensorTable(bundle, should.sha256, crypto))
    damaged.push(damage)
    if (i < MAX_PROBLEMS) problems.push(damageProblem(is, should, damage))
  }
  const facts = {
    asked: true,
    ok: problems.length === 0 && pairs.length > 0,
    files: bundle.files.length,
    good: pairs.length - wrong.length,
    sizeBytes: found.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    missing: missing.map(({ path }) => path),
    unexpected: unexpected.map(({ path }) => path),
    damaged,
  }
  if (found.scope === 'files') return { facts, problems }
  const artifact = digestText(artifactDigest(found.files, crypto))
  return { facts: { ...facts, artifact }, problems }
}

type Pair = { readonly is: ManifestFile; readonly should: ManifestFile }

/** In a folder paths pair; a single file that was renamed is found by its digest. */
function pair({ files, scope }: FoundFiles, named: readonly ManifestFile[]): readonly Pair[] {
  const byPath = new Map(named.map((file) => [file.path, file]))
  const byDigest = new Map(named.map((file) => [file.sha256, file]))
  const byName = new Map(named.map((file) => [baseName(file.path), file]))
  return files.flatMap((is) => {
    const path = byPath.get(is.path)
    if (scope === 'folder') return path === undefined ? [] : [{ is, should: path }]
    const should = byDigest.get(is.sha256) ?? path ?? byName.get(baseName(is.path))
    return should === undefined ? [] : [{ is, should }]
  })
}

async function damageOf(
  { hashRange }: FoundFiles,
  { is, should }: Pair,
  table: readonly TensorRow[] | undefined,
): Promise<DamagedFile> {
  if (table === undefined || hashRange === undefined) return { path: is.path }
  const hashed = []
  for (const { offset, sizeBytes } of table) {
    const range = { start: offset, end: offset + sizeBytes }
    const digest = range.end > is.sizeBytes ? undefined : await hashRange(is.path, range)
    if (digest !== undefined) hashed.push({ ...range, sha256: digest })
  }
  const { tensors, elsewhere } = locateDamage(table, hashed)
  return { path: is.path, tensors, elsewhere: elsewhere || is.sizeBytes !== should.sizeBytes }
}

function damageProblem(is: ManifestFile, should: ManifestFile, { tensors }: DamagedFile): Problem {
  const length = is.sizeBytes !== should.sizeBytes
  const expected = length ? `${should.sizeBytes} bytes` : `sha256 ${shortDigest(should.sha256)}…`
  const bare = length ? `${is.sizeBytes} bytes` : `sha256 ${shortDigest(is.sha256)}…`
  const named = tensors === undefined ? bare : `${bare}; ${damageText(tensors)}`
  const hint = 'Fetch this file again from where it came, or from another holder.'
  return { code: 'bytes-differ', where: is.path, expected, found: named, hint }
}

function damageText(tensors: readonly string[]): string {
  if (tensors.length === 0) return 'all tensors are whole, the damage lies in the header or around them'
  const more = tensors.length > MAX_NAMED ? ` and ${tensors.length - MAX_NAMED} more` : ''
  const names = tensors.slice(0, MAX_NAMED).map((name) => JSON.stringify(name))
  return `damaged: ${tensors.length === 1 ? 'tensor' : 'tensors'} ${names.join(', ')}${more}`
}

function missingProblem({ path, sizeBytes }: ManifestFile): Problem {
  return { code: 'file-missing', where: path, expected: `a file of ${sizeBytes} bytes`, found: 'no file' }
}

function unexpectedProblem({ path, sizeBytes }: ManifestFile): Problem {
  const expected = 'only files that the record names'
  return { code: 'file-unexpected', where: path, expected, found: `a file of ${sizeBytes} bytes` }
}

function same(a: ManifestFile, b: ManifestFile): boolean {
  return a.sha256 === b.sha256 && a.sizeBytes === b.sizeBytes
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
