// The forms in which an advisory can be taken away.

import type { AdvisoryCase } from './advisory.ts'
import { exportCsaf } from './advisory-csaf.ts'
import { exportOpenVex } from './advisory-openvex.ts'
import { exportOsv } from './advisory-osv.ts'
import type { Exported } from './exported.ts'

export type AdvisoryForm = {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly file: string
  readonly write: (found: AdvisoryCase, by?: string) => Exported // by: only OpenVEX has one author of several
}

export const ADVISORY_FORMS: readonly AdvisoryForm[] = [
  { id: 'csaf', title: 'CSAF advisory', version: '2.0', file: 'advisory.csaf.json', write: exportCsaf },
  { id: 'osv', title: 'OSV entry', version: '1.7', file: 'advisory.osv.json', write: exportOsv },
  {
    id: 'openvex',
    title: 'OpenVEX document',
    version: '0.2.0',
    file: 'advisory.openvex.json',
    write: exportOpenVex,
  },
]
