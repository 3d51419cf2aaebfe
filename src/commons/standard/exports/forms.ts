// The forms in which a release can be taken away, each with whom it is for, of when it is, and how it is written.
// The titles and file names are what commands, pages and the API show.

import type { Dossier } from '../dossier.ts'
import { exportCard } from './card.ts'
import type { BodySection } from './card-body.ts'
import { exportCitation } from './citation.ts'
import { exportCroissant } from './croissant.ts'
import { exportCycloneDx } from './cyclonedx.ts'
import { exportEuForm } from './eu-form.ts'
import { exportEuSummary } from './eu-summary.ts'
import { exportEvalResults } from './eval-results.ts'
import type { Exported } from './exported.ts'
import { exportSpdx } from './spdx.ts'

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
  {
    id: 'spdx',
    title: 'SPDX document, profiles AI and dataset',
    version: '3.0.1',
    file: 'release.spdx.json',
    write: exportSpdx,
  },
  {
    id: 'croissant',
    title: 'Croissant, the data of the release',
    version: '1.1',
    file: 'croissant.json',
    write: exportCroissant,
  },
  {
    id: 'eval-results',
    title: 'Results for the Hugging Face Hub (.eval_results)',
    version: 'hub-docs of 2026-08',
    file: 'eval_results.yaml',
    write: exportEvalResults,
  },
  {
    id: 'citation',
    title: 'Citation File Format',
    version: '1.2.0',
    file: 'CITATION.cff',
    write: exportCitation,
  },
  {
    id: 'eu-form',
    title: 'Model documentation form (European Union)',
    version: 'Code of Practice, third draft of 2025-03 as kept in 2025-07',
    file: 'eu-model-documentation.md',
    write: exportEuForm,
  },
  {
    id: 'eu-summary',
    title: 'Public summary of training content (European Union)',
    version: 'C(2025) 5235 of 2025-07-24',
    file: 'eu-training-content.md',
    write: exportEuSummary,
  },
]
