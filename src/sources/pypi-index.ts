// The simple index of a Python package (PEP 503 HTML, PEP 691 JSON) and which of its files to take: the newest
// version that is neither yanked nor a pre-release, its wheel for any platform before others, else the source archive.
// Versions are ordered by PEP 440.

import { type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { invalid } from '../client/web.ts'

export type IndexFile = {
  readonly file: string // name
  readonly url: URL
  readonly sha256?: Sha256
  readonly sizeBytes?: number
  readonly version: string
  readonly kind: 'wheel' | 'sdist'
  readonly yanked: boolean
}

const MAX_FILES = 20_000

/** PEP 503: how two spellings of one package compare. */
export function packageKey(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

export type Page = { readonly text: string; readonly json: boolean; readonly url: URL }

export function indexFiles(page: Page, name: string): readonly IndexFile[] {
  const rows = page.json ? jsonRows(page, name) : htmlRows(page.text)
  if (rows.length > MAX_FILES) throw invalid(place(name), `at most ${MAX_FILES} files`, String(rows.length))
  return rows.flatMap((row) => indexFile(row, page.url, name) ?? [])
}

/** @throws OwcError `source-missing` naming the versions that there are */
export function choose(files: readonly IndexFile[], name: string, version: string | undefined): IndexFile {
  const versions = [...new Set(files.map((file) => file.version))].sort(compareVersions)
  const wanted =
    version === undefined
      ? newest(files, versions)
      : versions.find((candidate) => compareVersions(candidate, version) === 0)
  if (wanted === undefined)
    throw new OwcError({
      code: 'source-missing',
      where: place(name),
      expected: version === undefined ? 'a wheel or source archive' : `version ${version}`,
      found: versions.length === 0 ? 'none' : `versions ${versions.slice(-12).join(', ')}`,
    })
  const ranked = files.filter((file) => file.version === wanted).sort((a, b) => rank(a) - rank(b))
  return ranked[0] as IndexFile
}

function newest(files: readonly IndexFile[], versions: readonly string[]): string | undefined {
  const standing = versions.filter((version) =>
    files.some((file) => file.version === version && !file.yanked),
  )
  return standing.findLast((version) => !isPreRelease(version)) ?? standing.at(-1)
}

function rank(file: IndexFile): number {
  if (file.kind === 'sdist') return 2
  return file.file.endsWith('-none-any.whl') ? 0 : 1
}

type Row = {
  readonly file: string
  readonly href: string
  readonly sha256?: string
  readonly sizeBytes?: number
  readonly yanked: boolean
}

function indexFile(row: Row, base: URL, name: string): IndexFile | undefined {
  const version = versionOf(row.file, name)
  const url = URL.parse(row.href, base)
  if (version === undefined || url === null || !/^https?:$/.test(url.protocol)) return undefined
  const digest = sha256(row.sha256 ?? /^#sha256=([0-9a-f]{64})$/.exec(url.hash)?.[1] ?? '')
  url.hash = ''
  return {
    file: row.file,
    url,
    ...(digest === undefined ? {} : { sha256: digest }),
    ...(row.sizeBytes === undefined ? {} : { sizeBytes: row.sizeBytes }),
    version,
    kind: row.file.endsWith('.whl') ? 'wheel' : 'sdist',
    yanked: row.yanked,
  }
}

/** The version inside a file's name, when that is a wheel or a .tar.gz of this package. */
function versionOf(file: string, name: string): string | undefined {
  if (file.endsWith('.whl')) {
    const parts = file.slice(0, -4).split('-')
    const [distribution, version] = parts
    const whole = parts.length === 5 || parts.length === 6
    return whole && packageKey(distribution ?? '') === packageKey(name) ? version : undefined
  }
  if (!file.endsWith('.tar.gz')) return undefined
  const stem = file.slice(0, -7)
  const cut = stem.lastIndexOf('-')
  return cut > 0 && packageKey(stem.slice(0, cut)) === packageKey(name) ? stem.slice(cut + 1) : undefined
}

function jsonRows(page: Page, name: string): readonly Row[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(page.text)
  } catch {
    throw invalid(place(name), 'the index page as JSON', 'something else')
  }
  const files = (parsed as { files?: unknown } | null)?.files
  if (!Array.isArray(files)) throw invalid(place(name), 'a list of files', 'none')
  return files.flatMap((value: unknown) => jsonRow(value) ?? [])
}

function jsonRow(value: unknown): Row | undefined {
  const row = value as {
    filename?: unknown
    url?: unknown
    hashes?: { sha256?: unknown } | null
    size?: unknown
    yanked?: unknown
  } | null
  if (typeof row?.filename !== 'string' || typeof row.url !== 'string') return undefined
  const digest = row.hashes?.sha256
  return {
    file: row.filename,
    href: row.url,
    ...(typeof digest === 'string' ? { sha256: digest } : {}),
    ...(Number.isSafeInteger(row.size) && (row.size as number) >= 0 ? { sizeBytes: row.size as number } : {}),
    yanked: row.yanked !== undefined && row.yanked !== false,
  }
}

function htmlRows(text: string): readonly Row[] {
  const rows: Row[] = []
  for (const match of text.matchAll(/<a\s([^<>]{0,8000})>([^<>]{0,1000})<\/a>/gi)) {
    const [, attributes, shown] = match
    const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes ?? '')
    if (href === null) continue
    rows.push({
      file: unescapeHtml(shown ?? '').trim(),
      href: unescapeHtml(href[1] ?? href[2] ?? ''),
      yanked: /\bdata-yanked\b/i.test(attributes ?? ''),
    })
  }
  return rows
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(?:39|x27);/g, "'")
    .replace(/&amp;/g, '&')
}

type Version = {
  readonly epoch: number
  readonly release: readonly number[]
  readonly suffix: readonly number[]
}

const VERSION =
  /^v?(?:(\d{1,9})!)?(\d{1,15}(?:\.\d{1,15}){0,20})(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d{0,9}))?(?:(?:[-_.]?(?:post|rev|r)[-_.]?(\d{0,9}))|-(\d{1,9}))?(?:[-_.]?dev[-_.]?(\d{0,9}))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i
const PHASES: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1 }

function isPreRelease(version: string): boolean {
  const match = VERSION.exec(version)
  return match === null || match[3] !== undefined || match[7] !== undefined
}

/** PEP 440 order; what is no version at all comes first, by its letters. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)]
  if (left === undefined || right === undefined)
    return Number(left !== undefined) - Number(right !== undefined) || (a < b ? -1 : Number(a > b))
  return (
    left.epoch - right.epoch ||
    compareLists(left.release, right.release) ||
    compareLists(left.suffix, right.suffix)
  )
}

function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text)
  if (match === null) return undefined
  const [, epoch, release, phase, phaseNumber, post, shortPost, dev] = match
  const isDev = dev !== undefined
  const posted = post ?? shortPost
  // dev of the release itself < a < b < rc < the release < post; dev comes before what it leads to
  const stage =
    phase === undefined ? (isDev && posted === undefined ? -1 : 3) : (PHASES[phase.toLowerCase()] ?? 2)
  const suffix = [stage, Number(phaseNumber || 0), posted === undefined ? -1 : Number(posted || 0)]
  return {
    epoch: Number(epoch ?? 0),
    release: (release ?? '').split('.').map(Number),
    suffix: [...suffix, isDev ? Number(dev || 0) : Number.MAX_SAFE_INTEGER],
  }
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** For people. The address of the index may hold a password or name a private mirror, so it is never shown. */
function place(name: string): string {
  return `package index, page of ${name}`
}
