// What every framework says beside its result: its own date, the version of the licence list, and what the next step
// lacks. No result is an input of another, and nothing joins them to one (release-standard 1.2, 1.3).

import type { ListVersion } from '../licences/known.ts'
import type { ComponentId } from './have.ts'

/** `only`: it is here, and nothing but its licence keeps it from counting. */
export type Lack = { readonly c?: ComponentId; readonly says: string; readonly only?: 'licence' }

export type Stamp = {
  readonly framework: string
  readonly date: string // of the framework
  readonly source: string
  readonly list: ListVersion
}
