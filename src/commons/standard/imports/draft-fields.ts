// What an import gives: fields of a record as far as the form states them, each with its place, and what was not taken
// over and why. Invariant: nothing is concluded; what a form leaves open stays not stated.

import type { Problem } from '../../../base/errors.ts'
import type { Release } from '../exports/exported.ts'

/** Part of a draft of a record (releases/record-draft.ts); components and files are the folder's own to say. */
export type DraftFields = Partial<
  Pick<
    Release,
    | 'lineage'
    | 'terms'
    | 'obligations'
    | 'training'
    | 'evaluations'
    | 'evaluators'
    | 'limits'
    | 'claims'
    | 'rationale'
  >
> & {
  readonly subject?: Partial<Pick<Release['subject'], 'display' | 'version' | 'released' | 'family'>> & {
    readonly publisher?: { readonly name: string; readonly contact?: string }
  }
}

export type Imported = {
  readonly fields: DraftFields
  readonly places: Readonly<Record<string, string>> // by field: where its value was read
  readonly left: readonly string[] // sentences: what was not taken over, and why
  readonly problems: readonly Problem[] // the form cannot be read; fields are then empty
}
