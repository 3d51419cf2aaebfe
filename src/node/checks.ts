// What was computed before, found again by everything that it was computed from: answers of the release standard, what
// files show together, texts of small files. The key of answers is the dossier itself with its bytes by digest, so that
// a stale answer cannot be found: whatever changes in log or bytes gives another key, and so does the next hour of the
// log: rules that only time moves (ninety days since a link was met) are asked again then. Bounded; caches, never truth.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../base/digest.ts'
import { type Checked, check } from '../commons/standard/check.ts'
import type { Dossier, DossierFile } from '../commons/standard/dossier.ts'
import type { InspectedFile, Inspection, SetInspection } from '../weights/inspection.ts'
import { inspectSet } from '../weights/set.ts'

const MAX_CHECKED = 512 // dossiers; some 50 KB each with their answers
const MAX_SETS = 512 // artifacts; a few KB each, without the tensors
const MAX_TEXTS = 256
const MAX_TEXT = 64 * 1024 // characters of one; what is longer is read again

export type Checks = {
  of(dossier: Dossier): Checked
  set(files: readonly InspectedFile[]): SetInspection
  /** Text of bytes that are here, by their digest. */
  text(sha256: Sha256, read: () => Promise<string | undefined>): Promise<string | undefined>
  /** Of bytes that went: what quotes them is forgotten too. */
  forget(sha256: Sha256): void
}

export function openChecks(): Checks {
  const checked = new Map<string, Checked>()
  const sets = new Map<string, SetInspection>()
  const texts = new Map<string, string>()
  return {
    of: (dossier) => kept(checked, MAX_CHECKED, keyOf(dossier), () => check(dossier)),
    set: (files) => kept(sets, MAX_SETS, setKey(files), () => inspectSet(files)),
    async text(sha256, read) {
      const text = texts.get(sha256) ?? (await read())
      return text === undefined || text.length > MAX_TEXT ? text : kept(texts, MAX_TEXTS, sha256, () => text)
    },
    forget(sha256) {
      texts.delete(sha256)
      checked.clear()
    },
  }
}

function kept<Made>(known: Map<string, Made>, most: number, key: string, make: () => Made): Made {
  const made = known.get(key) ?? make()
  known.delete(key) // the newest use goes last
  known.set(key, made)
  const [oldest] = known.keys()
  if (known.size > most && oldest !== undefined) known.delete(oldest)
  return made
}

/** What a record says follows from its statement's digest; what a file says, from its own and from what was read. */
function keyOf({ content: _, files, ancestors, at, ...rest }: Dossier): string {
  return digest({
    ...rest,
    hour: at.slice(0, 'YYYY-MM-DDThh'.length),
    files: files.map(fileKey),
    ancestors: ancestors.map(({ known, ...edge }) => ({
      ...edge,
      ...(known !== undefined && { known: [known.statement ?? known.content, known.files.map(fileKey)] }),
    })),
  })
}

function fileKey({ path, role, sha256, held, inspection, text }: DossierFile): readonly unknown[] {
  return [path, role, sha256, held, inspection && readKey(inspection), text !== undefined]
}

function setKey(files: readonly InspectedFile[]): string {
  return digest(files.map(({ path, sha256, inspection }) => [path, sha256, readKey(inspection)]))
}

type Read = Pick<Inspection, 'facts' | 'hazards' | 'templates' | 'tensorRoot'>

/** The same bytes read again give the same, but for an inspection that did not finish. */
function readKey({ facts, hazards, templates, tensorRoot }: Read): readonly unknown[] {
  return [facts.length, hazards.length, templates.length, tensorRoot]
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url')
}
