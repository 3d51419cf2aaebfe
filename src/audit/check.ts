// What verify.html does with a choice of files: finds the bundle, hashes the rest, and asks the same judges as
// `owc verify`. A folder with release.owcb.json is judged as an audit folder, any other as a copy of a release.

import { fromUtf8, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { ManifestFile } from '../base/manifest.ts'
import { parseInstant, seconds } from '../base/time.ts'
import { BUNDLE_MEDIA_TYPE, MAX_BUNDLE_BYTES } from '../ledger/bundle.ts'
import type { Crypto } from '../ledger/crypto.ts'
import type { Report } from '../ledger/report.ts'
import { parseTrust } from '../ledger/trust.ts'
import { verifyRelease } from '../ledger/verify.ts'
import type { FoundFiles } from '../ledger/verify-bytes.ts'
import type { Picked } from './dom.ts'
import { BUNDLE_FILE, layoutOf, SUMS_FILE } from './folder.ts'
import type { HashPool } from './hash-pool.ts'
import { type AuditReport, anchorsOf, judgeAudit } from './judge.ts'
import { bundleOf, type Choice, type PickedFile, relevant } from './pick.ts'
import { MAX_SUMS_BYTES } from './sums.ts'

export type Asked = {
  readonly choice: Choice
  readonly apart?: Choice // the release's files, where they lie elsewhere
  readonly trust: string
  readonly at: string // empty: now
  readonly pool: HashPool
}

/** @throws OwcError for files and anchors that cannot be read; what is wrong with a release is in the report */
export async function check(asked: Asked, crypto: Crypto): Promise<Report | AuditReport> {
  const { choice, pool } = asked
  const trust = parseTrust(asked.trust, 'trust', crypto)
  const at = asked.at === '' ? {} : { atSeconds: seconds(parseInstant(asked.at, 'as it was')) }
  if (asked.apart !== undefined) {
    const bundle = await bundleIn(choice)
    return await verifyRelease({ bundle, found: await whole(asked.apart, pool), trust, ...at }, crypto)
  }
  const paths = new Set(choice.files.map(({ path }) => path))
  if (choice.kind === 'folder' && layoutOf((path) => paths.has(path)) === 'audit') {
    const files = relevant(choice.files)
    const named = (name: string) => files.find(({ path }) => path === name)?.file
    const anchors = anchorsOf(utf8(asked.trust), trust, crypto)
    return await judgeAudit(
      {
        trust,
        ...at,
        bundle: await small(named(BUNDLE_FILE), BUNDLE_FILE, MAX_BUNDLE_BYTES),
        sums: await small(named(SUMS_FILE), SUMS_FILE, MAX_SUMS_BYTES),
        files: await hashAll(files, pool),
        hashRange: ranges(files, pool),
        ...(anchors !== undefined && { anchors }),
      },
      crypto,
    )
  }
  const { bundle, found } = choice.kind === 'folder' ? await copy(choice, pool) : await loose(choice, pool)
  return await verifyRelease({ bundle, found, trust, ...at }, crypto)
}

type Gathered = { readonly bundle: Uint8Array | undefined; readonly found: FoundFiles | undefined }

async function copy(choice: Choice, pool: HashPool): Promise<Gathered> {
  return { bundle: await bundleIn(choice), found: await whole(choice, pool) }
}

async function whole({ files }: Choice, pool: HashPool): Promise<FoundFiles> {
  const own = relevant(files)
  return { files: await hashAll(own, pool), scope: 'folder', hashRange: ranges(own, pool) }
}

/** In a copy, at the root of an audit folder, or chosen alone. */
async function bundleIn({ files }: Choice): Promise<Uint8Array | undefined> {
  const inside = bundleOf(files) ?? files.find(({ path }) => path === BUNDLE_FILE)?.file
  return await small(
    inside ?? (files.length === 1 ? files[0]?.file : undefined),
    BUNDLE_FILE,
    MAX_BUNDLE_BYTES,
  )
}

/** Of loose files the bundle is the one that says so; the others are asked about. */
async function loose({ files }: Choice, pool: HashPool): Promise<Gathered> {
  let bundle: Uint8Array | undefined
  const others: PickedFile[] = []
  for (const one of relevant(files)) {
    const text = one.path.endsWith('.json') && one.file.size <= MAX_BUNDLE_BYTES
    const bytes = bundle === undefined && text ? await bytesOf(one.file) : undefined
    if (bytes !== undefined && fromUtf8(bytes)?.includes(BUNDLE_MEDIA_TYPE) === true) bundle = bytes
    else others.push(one)
  }
  if (others.length === 0) return { bundle, found: undefined }
  return {
    bundle,
    found: { files: await hashAll(others, pool), scope: 'files', hashRange: ranges(others, pool) },
  }
}

async function hashAll(files: readonly PickedFile[], pool: HashPool): Promise<readonly ManifestFile[]> {
  return await Promise.all(
    files.map(async ({ path, file }) => {
      const digest = await pool.hash(path, file, { start: 0, end: file.size })
      return { path, sizeBytes: file.size, sha256: digest }
    }),
  )
}

function ranges(files: readonly PickedFile[], pool: HashPool): NonNullable<FoundFiles['hashRange']> {
  const byPath = new Map(files.map(({ path, file }) => [path, file]))
  return async (path, range) => {
    const file = byPath.get(path)
    return file === undefined || range.end > file.size ? undefined : await pool.hash(path, file, range)
  }
}

async function small(file: Picked | undefined, name: string, limit: number): Promise<Uint8Array | undefined> {
  if (file === undefined) return undefined
  if (file.size <= limit) return await bytesOf(file)
  const expected = `at most ${limit} bytes`
  throw new OwcError({ code: 'file-missing', where: name, expected, found: `${file.size} bytes` })
}

async function bytesOf(file: Picked): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, file.size).arrayBuffer())
}
