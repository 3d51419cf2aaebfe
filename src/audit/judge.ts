// Judges a whole audit folder: the four facts of `owc verify` about its bundle and files, and whether what lies beside
// them is what SHA256SUMS lists. Pure over digests that the caller computed; the command and verify.html both call it,
// so that their answers are one. What it does not show: anything about documents that no key signed.

import { compareBytes, utf8 } from '../base/bytes.ts'
import { type Sha256, shortDigest } from '../base/digest.ts'
import type { Problem } from '../base/errors.ts'
import type { ManifestFile } from '../base/manifest.ts'
import type { Crypto } from '../ledger/crypto.ts'
import type { Report } from '../ledger/report.ts'
import { NO_TRUST, type Trust } from '../ledger/trust.ts'
import { type VerifyRequest, verifyRelease } from '../ledger/verify.ts'
import type { FoundFiles } from '../ledger/verify-bytes.ts'
import { FILES_FOLDER, SUMS_FILE } from './folder.ts'
import { readSums, type Sum } from './sums.ts'

export type AuditRequest = Omit<VerifyRequest, 'bundle' | 'found'> & {
  readonly files: readonly ManifestFile[] // all that lie in the folder, hashed; paths from its root
  readonly bundle: Uint8Array | undefined
  readonly sums: Uint8Array | undefined
  readonly hashRange?: FoundFiles['hashRange'] // of a file by its path from the root
  readonly anchors?: Sha256 // of the trust file, when there is anything in it
}

/** Of the documents that no key signed, and of the list that names them. */
export type FolderFacts = {
  readonly ok: boolean
  readonly listed: number // lines of SHA256SUMS
  readonly good: number // of them, as they lie here
}

export type AuditReport = Report & { readonly folder: FolderFacts }

const MAX_PROBLEMS = 100
const INSIDE = `${FILES_FOLDER}/`

export async function judgeAudit(request: AuditRequest, crypto: Crypto): Promise<AuditReport> {
  const { bundle, sums: list, anchors, policy, atSeconds } = request
  const files = request.files.toSorted((a, b) => compareBytes(utf8(a.path), utf8(b.path)))
  const sums = list === undefined ? { rows: [], problems: [NO_SUMS] } : readSums(list)
  const inside = files.find(({ sha256 }) => sha256 === anchors)
  const report = await verifyRelease(
    {
      bundle,
      found: foundFiles(request, files, sums.rows),
      trust: inside === undefined ? request.trust : NO_TRUST,
      ...(policy !== undefined && inside === undefined && { policy }),
      ...(atSeconds !== undefined && { atSeconds }),
    },
    crypto,
  )
  // Without a list every file would be one that it does not name; that there is none is told once.
  const unlisted = { good: 0, problems: [] }
  const { good, problems: beside } = sums.rows.length === 0 ? unlisted : compareSums(files, sums.rows, report)
  const problems = [...sums.problems, ...beside].slice(0, MAX_PROBLEMS)
  const all = [...report.problems, ...problems, ...(inside === undefined ? [] : [trustInside(inside)])]
  const folder = { ok: problems.length === 0, listed: sums.rows.length, good }
  return { ...report, ok: all.length === 0, folder, problems: all }
}

/** Digest of a trust file by which a copy of it inside the folder is found; undefined when it names nobody. */
export function anchorsOf(
  bytes: Uint8Array,
  { policy, identities }: Trust,
  crypto: Crypto,
): Sha256 | undefined {
  if (policy.logs.length + policy.witnesses.length + identities.length === 0) return undefined
  return crypto.sha256(bytes).toHex() as Sha256
}

/** The release's own files; undefined when the folder was made without them. A list that names some asks for them. */
function foundFiles(
  { hashRange }: AuditRequest,
  files: readonly ManifestFile[],
  listed: readonly Sum[],
): FoundFiles | undefined {
  const own = files.flatMap((file) =>
    file.path.startsWith(INSIDE) ? [{ ...file, path: file.path.slice(INSIDE.length) }] : [],
  )
  if (own.length === 0 && !listed.some(({ path }) => path.startsWith(INSIDE))) return undefined
  const found = { files: own, scope: 'folder' } as const
  return hashRange === undefined
    ? found
    : { ...found, hashRange: (path, range) => hashRange(INSIDE + path, range) }
}

/** A release file that the record already found damaged, missing or foreign is told once, by the record. */
function compareSums(
  files: readonly ManifestFile[],
  rows: readonly Sum[],
  { bytes }: Report,
): { readonly good: number; readonly problems: readonly Problem[] } {
  const told = new Set([...bytes.missing, ...bytes.unexpected, ...bytes.damaged.map(({ path }) => path)])
  const isTold = (path: string) => path.startsWith(INSIDE) && told.has(path.slice(INSIDE.length))
  const here = new Map(files.map((file) => [file.path, file]))
  const listed = new Set(rows.map(({ path }) => path))
  const problems: Problem[] = []
  let good = 0
  for (const row of rows) {
    const file = here.get(row.path)
    if (file?.sha256 === row.sha256) good++
    else if (!isTold(row.path)) problems.push(file === undefined ? missing(row) : differs(file, row))
  }
  for (const { path, sizeBytes } of files) {
    if (path === SUMS_FILE || listed.has(path) || isTold(path)) continue
    const found = `a file of ${sizeBytes} bytes`
    problems.push({
      code: 'file-unexpected',
      where: path,
      expected: `only files that ${SUMS_FILE} lists`,
      found,
    })
  }
  return { good, problems }
}

const NO_SUMS: Problem = {
  code: 'file-missing',
  where: SUMS_FILE,
  expected: 'the list of what was put into the folder',
  found: 'no file',
}

function missing({ path, line }: Sum): Problem {
  return {
    code: 'file-missing',
    where: path,
    expected: `the file of ${SUMS_FILE}, line ${line}`,
    found: 'no file',
  }
}

function differs({ path, sha256 }: ManifestFile, { sha256: listed, line }: Sum): Problem {
  return {
    code: 'sums-differ',
    where: path,
    expected: `sha256 ${shortDigest(listed)}… of ${SUMS_FILE}, line ${line}`,
    found: `sha256 ${shortDigest(sha256)}…`,
    hint: 'The file or its line was changed after the folder was made; neither is signed.',
  }
}

function trustInside({ path }: ManifestFile): Problem {
  return {
    code: 'trust-inside',
    where: path,
    expected: 'a trust file that came another way',
    found: 'one that lies in the folder it should judge',
    hint: 'Whoever made the folder chose it. Get the log’s key and the issuer’s id from them by another way.',
  }
}
