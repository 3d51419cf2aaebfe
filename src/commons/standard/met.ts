// What this node has of a release: the files with the numbers, and which digests it met, when. Rules of every kind read
// it; it reads none of them. Invariant: what others say to have met is their word. Source: release-standard 1.3, 5.

import type { Sha256 } from '../../base/digest.ts'
import { seconds } from '../../base/time.ts'
import type { Dossier, DossierFile, Seen } from './dossier.ts'

export const SEEN_DAYS = 90 // a linked digest counts as seen for so long (release-standard 1.3)
const DAY_SECONDS = 86_400

/** Files that hold the numbers: by what was read from their bytes, whatever they are said to be, else by their role. */
export function weightFiles({ files }: Dossier): readonly DossierFile[] {
  return files.filter(
    ({ role, inspection }) =>
      role === 'weights' || role === 'adapter' || WEIGHTS.includes(inspection?.format ?? ''),
  )
}

const WEIGHTS: readonly string[] = ['safetensors', 'gguf']

/** Meetings of a digest by this node in the last days, newest first: what others say to have met is their word. */
export function seenLately(dossier: Dossier, digest: string | undefined): readonly Seen[] {
  const since = seconds(dossier.at) - SEEN_DAYS * DAY_SECONDS
  return seen(dossier, digest).filter((one) => seconds(one.time) >= since && metHere(dossier, one))
}

/** Bytes or a statement that this node has, or what it found or holds itself. */
export function metHere({ node }: Dossier, { how, by }: Seen): boolean {
  return how === 'held' || how === 'logged' || by === node
}

/** Every meeting of a digest, newest first. */
export function seen(dossier: Dossier, digest: string | undefined): readonly Seen[] {
  if (digest === undefined) return []
  const all = meetings.getOrInsertComputed(dossier, () => Map.groupBy(dossier.seen, ({ sha256 }) => sha256))
  const here = all.get(digest.replace(/^sha256:/, '') as Sha256) ?? []
  return here.toSorted((a, b) => (a.time < b.time ? 1 : -1))
}

const meetings = new WeakMap<Dossier, ReadonlyMap<Sha256, readonly Seen[]>>() // of a dossier that nobody changes
