// The forms in which a release can be taken away, each with whom it is for, of when it is, and how it is written.
// The titles and file names are what commands, pages and the API show.

import type { Dossier } from '../dossier.ts'
import { exportCard } from './card.ts'
import type { BodySection } from './card-body.ts'
import { exportCycloneDx } from './cyclonedx.ts'
import type { Exported } from './exported.ts'

export type ExportForm = {
  readonly id: string
  readonly title: string
  readonly version: string // of the form, with its date where it has one
  readonly file: string
  readonly write: (dossier: Dossier, sections: readonly BodySection[]) => Exported
}

export const EXPORT_FORMS: readonly ExportForm[] = [
  {
    id: 'card',
    title: 'Model card of the Hugging Face Hub',
    version: 'hub-docs of 2026-08',
    file: 'README.md',
    write: exportCard,
  },
  {
    id: 'cyclonedx',
    title: 'CycloneDX bill of materials of a model',
    version: '1.7',
    file: 'bom.cdx.json',
    write: exportCycloneDx,
  },
]
