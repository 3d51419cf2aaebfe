// Answers of the release standard that were computed before, found again by everything they were computed from. The key
// is the dossier itself with its bytes by digest, so that a stale answer cannot be found: whatever changes in log, bytes
// or time of the log gives another key. Bounded; a cache, never truth.

import { createHash } from 'node:crypto'
import { type Checked, check } from '../commons/standard/check.ts'
import type { Dossier, DossierFile } from '../commons/standard/dossier.ts'

const MAX_KEPT = 512 // dossiers; some 50 KB each with their answers

export type Checks = { of(dossier: Dossier): Checked }

export function openChecks(): Checks {
  const kept = new Map<string, Checked>()
  return {
    of(dossier) {
      const key = keyOf(dossier)
      const known = kept.get(key)
      const checked = known ?? check(dossier)
      kept.delete(key) // the newest use goes last
      kept.set(key, checked)
      const [oldest] = kept.keys()
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
      return checked
    },
  }
}

/** What a record says follows from its statement's digest; what a file says, from its own and from what was read. */
function keyOf({ content: _, files, ancestors, ...rest }: Dossier): string {
  const plain = {
    ...rest,
    files: files.map(fileKey),
    ancestors: ancestors.map(({ known, ...edge }) => ({
      ...edge,
      ...(known !== undefined && { known: [known.statement ?? known.content, known.files.map(fileKey)] }),
    })),
  }
  return createHash('sha256').update(JSON.stringify(plain)).digest('base64url')
}

function fileKey({ path, role, sha256, held, inspection, text }: DossierFile): readonly unknown[] {
  const { facts, hazards, templates, tensorRoot } = inspection ?? {}
  const read = inspection && [facts?.length, hazards?.length, templates?.length, tensorRoot]
  return [path, role, sha256, held, read, text !== undefined]
}
