// Which licence a text is: the one whose normal form has the same SHA-256, or none. A text that matches none gets a
// name of its own digest, and is told by where it differs from the nearest; nearness names nothing (release-standard
// 4.1). What follows the end of the terms must be a known appendix, or else the text is another.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../base/digest.ts'
import { type Difference, differences, nearestText } from './diff.ts'
import { type KnownText, known } from './known.ts'
import { digestOf, type Normal, normalise, type Unreadable } from './normal.ts'
import { templateOf } from './template.ts'

export type Identified = {
  readonly id: string // of SPDX, of a model licence, or LicenseRef-sha256-<12 hex>
  readonly exact: boolean
  readonly ids: readonly string[] // all licences that have this text
  readonly edition?: string
  readonly digest: Sha256 // of the normal form; of the raw text when it has none
  readonly ignored: readonly string[] // lines that were taken for copyright notices
  readonly unreadable?: Unreadable
  readonly nearest?: {
    readonly id: string
    readonly likeness: number // of the runs of three words, 0 to 1; it identifies nothing
    readonly differences: readonly Difference[]
    readonly more: number // differences that are not listed
  }
}

export function identify(text: string): Identified {
  const normal = normalise(text)
  if (typeof normal === 'string') return unread(text, normal)
  const found = known().byDigest.get(normal.digest)
  if (found !== undefined && appendixFits(found, normal)) return exactly(found, normal)
  const template = templateOf(normal.words)
  const filled = template && known().byDigest.get(digestOf(template.words))
  if (filled !== undefined && normal.appendix.length === 0)
    return exactly(filled, { ...normal, ignored: [...normal.ignored, ...named(template?.name)] })
  const words = [...normal.words, ...normal.appendix]
  const digest = digestOf(words)
  const nearest = nearestTo(words, digest)
  const { ignored } = normal
  return { id: ownName(digest), exact: false, ids: [], digest, ignored, ...(nearest && { nearest }) }
}

const MAX_RECENT = 256
const recent = new Map<Sha256, Identified['nearest']>() // the same words have the same nearest; many releases share a text

function nearestTo(words: readonly string[], digest: Sha256): Identified['nearest'] {
  if (recent.has(digest)) return recent.get(digest)
  const near = nearestText(words)
  const found = near && {
    id: preferred(near.text.ids),
    likeness: near.likeness,
    ...differences(words, near.text),
  }
  const [oldest] = recent.keys()
  if (recent.size >= MAX_RECENT && oldest !== undefined) recent.delete(oldest)
  recent.set(digest, found)
  return found
}

function exactly(found: KnownText, { digest, ignored }: Normal): Identified {
  return {
    id: preferred(found.ids),
    exact: true,
    ids: found.ids,
    ...(found.edition !== undefined && { edition: found.edition }),
    digest,
    ignored,
  }
}

/** What a holder put into a template. */
function named(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [`neither the name of ${name}`]
}

function appendixFits(found: KnownText, { appendix }: Normal): boolean {
  return appendix.length === 0 || (found.appendices ?? []).includes(digestOf(appendix))
}

function unread(text: string, unreadable: Unreadable): Identified {
  const digest = createHash('sha256').update(text).digest('hex') as Sha256
  return { id: ownName(digest), exact: false, ids: [], digest, ignored: [], unreadable }
}

function ownName(digest: Sha256): string {
  return `LicenseRef-sha256-${digest.slice(0, 12)}`
}

/** One name where several licences have one text: without "or later", which no text grants by itself. */
function preferred(ids: readonly string[]): string {
  const only = ids.find((id) => id.endsWith('-only') && !id.includes('invariants'))
  return only ?? [...ids].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? 'unknown'
}
