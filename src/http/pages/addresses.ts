// Where every page lies. Digests in addresses are bare hexadecimal digits. `.json` at the end of a path always means
// the twin, so a thing whose own name ends so is addressed by its digest. Source: DESIGN 10, reference/README.md.

import { type Sha256, shortDigest } from '../../base/digest.ts'
import type { Opened } from '../../node/views/opens.ts'

const TWIN = '.json'

export type Pointer = { readonly version?: string | null; readonly digest: Sha256 }

/** Page of a name; with a pointer, of that version or digest. */
export function releaseAddress(ref: string, pointer?: Pointer): string {
  const base = `/r/${segments(ref)}`
  if (pointer?.version && !pointer.version.endsWith(TWIN))
    return `${base}@${encodeURIComponent(pointer.version)}`
  if (pointer !== undefined || ref.endsWith(TWIN)) {
    return pointer === undefined ? base : `${base}@${shortDigest(pointer.digest)}`
  }
  return base
}

export function artifactAddress(artifact: Sha256): string {
  return `/a/${artifact}`
}

export function statementAddress(statement: Sha256): string {
  return `/s/${statement}`
}

/** Somebody: an identity (`owcid:…`), or whoever holds a namespace. */
export function whoAddress(who: string): string {
  return `/who/${encodeURIComponent(who).replaceAll('%3A', ':')}`
}

/** Where a name has pointed. */
export function historyAddress(ref: string): string {
  return `/r/${segments(ref)}/history`
}

/** Two records of a name side by side; each by its version, its artifact's digits or its statement. */
export function compareAddress(ref: string, a?: string, b?: string): string {
  return withQuery(`/r/${segments(ref)}/compare`, { a, b })
}

/** Every question of the release standard about a release, with its evidence, and what its publisher can do next. */
export function checkAddress(ref: string): string {
  return `/r/${segments(ref)}/check`
}

/** What came after a release: what was made from it, what ran it, what was reported. */
export function afterAddress(ref: string): string {
  return `/r/${segments(ref)}/after`
}

/** A release in the forms that others use. */
export function exportsAddress(ref: string): string {
  return `/r/${segments(ref)}/exports`
}

/** One of them, as a file. */
export function exportAddress(ref: string, form: string): string {
  return withQuery(`/commons/v1/releases/${segments(ref)}/export`, { as: form, file: 'yes' })
}

/** How a failure mode is found, and how that errs. */
export function methodAddress(detector: string): string {
  return `/findings/${encodeURIComponent(detector)}`
}

/** What a licence allows, asks and forbids, and which releases bear it. */
export function licenceAddress(id: string): string {
  return `/licences/${encodeURIComponent(id)}`
}

/** A digest of which only the digits are known: opens what it names here, else the search says that nothing bears it. */
export function digestAddress(digits: string): string {
  return withQuery('/releases', { q: `sha256:${digits}` })
}

/** Bytes that anybody may read, such as the view that a decision judged. */
export function blobAddress(digits: string): string {
  return `/commons/v1/blobs/${digits}`
}

/** What was kept of a log that showed two histories. */
export function evidenceAddress(digits: string): string {
  return `/commons/v1/log/evidence/${digits}`
}

/** Where a digest leads whose kind was found out. */
export function openedAddress(opened: Opened): string {
  switch (opened.kind) {
    case 'artifact':
      return artifactAddress(opened.digest)
    case 'file':
      return artifactAddress(opened.artifact)
    case 'statement':
      return statementAddress(opened.digest)
    case 'view':
      return blobAddress(opened.digest)
    default:
      return saidAddress({ about: `sha256:${opened.digest}` })
  }
}

/** Statements by filter: newest first. */
export function saidAddress(filter: {
  readonly type?: string | undefined
  readonly issuer?: string | undefined
  readonly about?: string | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly after?: string | undefined
}): string {
  const { type, issuer, about, from, until, after } = filter
  return withQuery('/said', { type, issuer, about, from, until, after })
}

/** The feed of what an address is about; the node's own lies at /feed.xml. */
export function feedAddress(address = ''): string {
  return `${address}/feed.xml`
}

export function importAddress(id: string): string {
  return `/imports/${encodeURIComponent(id)}`
}

/** One file, as every hub client asks for it: at the commit id of these exact bytes. */
export function fileAddress(ref: string, commit: string, path: string): string {
  return `/${segments(ref)}/resolve/${encodeURIComponent(commit)}/${segments(path)}`
}

/** A path with a query; absent and empty values are left out, keys in the given order. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs: [string, string][] = []
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') pairs.push([key, String(value)])
  }
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`
}

/** The twin of a page: `.json` before the query; the start page's is /index.json. */
export function twinAddress(address: string): string {
  const [path = '/', query] = address.split('?', 2)
  const twin = path === '/' ? `/index${TWIN}` : `${path}${TWIN}`
  return query === undefined ? twin : `${twin}?${query}`
}

function segments(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
