// The G7 label of a record with what the next step lacks, as findings about the word "open" read it. Computed by the
// framework's own rule (frameworks/), never here. Source: release-standard 1.3.

import type { Dossier } from '../dossier.ts'

export type Label = {
  readonly words: string
  readonly openSource: boolean // one of the two labels "Open Source AI"
  readonly lacks: readonly string[]
}

export function labelOf(dossier: Dossier): Label {
  const known = dossier.content.kind === 'release' ? (dossier.content.body.components?.length ?? 0) : 0
  return { words: known === 0 ? 'undecided' : 'none', openSource: false, lacks: [] }
}
