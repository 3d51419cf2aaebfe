// A record of this node with what the release standard answers of it.

import type { Row } from '../../commons/releases/query.ts'
import type { Checked } from '../../commons/standard/check.ts'
import type { Dossier } from '../../commons/standard/dossier.ts'
import { dossierOf } from './dossier.ts'
import type { ViewSources } from './sources.ts'

export type CheckedHere = Checked & { readonly dossier: Dossier }

/** Undefined when the record's body was erased. */
export async function checkedHere(sources: ViewSources, row: Row): Promise<CheckedHere | undefined> {
  const dossier = await dossierOf(sources, row)
  return dossier && { dossier, ...sources.checks.of(dossier) }
}
