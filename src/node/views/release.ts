// The release page's view and its JSON twin: everything that is known here of one named artifact, each value with the
// statement or the bytes behind it. Availability, openness and release safety stand side by side and share no input.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Hazard } from '../../weights/inspection.ts'
import type { ForeignStatement } from '../elsewhere.ts'
import type { AnswerView } from './answers.ts'
import type { CheckView } from './check.ts'
import type { Citation } from './citation.ts'

/** held: this machine inspects and runs it · hosted: served to others · refused (DESIGN 2). */
export type HostingState = 'held' | 'hosted' | 'refused'

/** A value somebody stated, verbatim, with its place; several may disagree and are never merged. */
export type Stated = { readonly key: string; readonly value: string; readonly where: string }

export type FileView = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: Sha256
  readonly format?: string // from inspection; absent when the bytes are not here
  readonly held: boolean
  readonly hazards: readonly Hazard[]
}

export type ObjectView = {
  readonly tag: string
  readonly digest: Sha256
  readonly format: string
  readonly sizeBytes: number
  readonly files: readonly string[]
}

/** One line of "What was said": a statement about this artifact, in log order. */
export type SaidView = {
  readonly statement: Sha256
  readonly type: string
  readonly title: string
  readonly by: string
  readonly byName?: string
  readonly time: Instant
  readonly logIndex: number
  readonly summary: string
  readonly answers?: readonly AnswerView[] // what answers this very statement, in the order of the log
}

/** A row of lists: newest record of each name. */
export type ReleaseRow = {
  readonly ref: string // namespace/name, lower case
  readonly display: string // as its publisher or source spells it
  readonly version: string | null
  readonly kind: 'release' | 'observed'
  readonly artifact: Sha256
  readonly sizeBytes: number
  readonly files: number
  readonly formats: readonly string[]
  readonly licences: readonly string[] // as stated, distinct
  readonly state: HostingState
  readonly withdrawn: boolean
  readonly time: Instant // log time of the record
  readonly logIndex: number
}

/** Who holds the namespace of a name on this node; what they say of the name is what it points to. */
export type HolderView = {
  readonly namespace: string
  readonly holder: string
  readonly name?: string
  readonly since: Instant
}

export type ReleaseView = ReleaseRow & {
  readonly commit: string // 40 hex: of the hub view
  readonly statement: Sha256 // the record
  readonly by: string // identity that signed the record
  readonly byName?: string
  readonly namespace?: HolderView // absent: nobody holds it, and the name points to the newest record of anybody
  readonly found?: Readonly<Record<string, string>> // observed: where it was found, public addresses only
  readonly foundWhere?: string // the same in words
  readonly stated: readonly Stated[] // licence, base model, architecture … from files, package and record, unmerged
  readonly licenceAgreement: 'agree' | 'conflict' | 'silent' | 'single'
  readonly fileList: readonly FileView[]
  readonly objects: readonly ObjectView[]
  readonly tensorRoot?: Sha256
  readonly tensorCount?: number
  readonly parameters?: number
  readonly dtypes: readonly { readonly dtype: string; readonly tensors: number; readonly elements: number }[]
  readonly architecture?: string
  readonly hazards: readonly (Hazard & { readonly file: string })[]
  readonly holders: readonly {
    readonly holder: string
    readonly name?: string
    readonly since: Instant
    readonly until: string | null
    readonly statement: Sha256
    readonly lapsed: boolean
  }[]
  readonly lineage: readonly {
    readonly relation: string
    readonly parent: string
    readonly parentDigest?: Sha256
    readonly evidence: 'declared' | 'measured'
    readonly by: string
    readonly byName?: string
    readonly word: 'publisher' | 'node' | 'other' // whose: of this release's publisher, of this node, of anybody else
    readonly statement: Sha256
  }[]
  readonly status?: { readonly stage: string; readonly supersededBy?: string; readonly statement: Sha256 }
  readonly withdrawal?: {
    readonly reason: string
    readonly statement: Sha256
    readonly remaining: readonly string[]
  }
  readonly answers: readonly AnswerView[]
  readonly decision?: {
    readonly outcome: string
    readonly ground: string
    readonly statement: Sha256
    readonly time: Instant
  }
  readonly claims: {
    readonly availability: readonly string[]
    readonly openness: readonly string[]
    readonly safety: readonly string[]
  } // sentences
  readonly standard?: CheckView // what the release standard answers; absent when the record's body was erased
  readonly citation: Citation
  readonly otherVersions: readonly {
    readonly version: string | null
    readonly artifact: Sha256
    readonly time: Instant
  }[]
  readonly said: readonly SaidView[]
  readonly elsewhere?: readonly ElsewhereView[] // records first; absent: nothing came along
}

/** A statement about these bytes that stands in other logs and came along from there; as of those logs. */
export type ElsewhereView = Omit<ForeignStatement, 'body'> & {
  readonly stated: readonly Stated[] // by a release record
}

export type ReleaseFilter = {
  readonly words?: string
  readonly namespace?: string
  readonly format?: string
  readonly licence?: string
  readonly state?: HostingState
  readonly kind?: 'release' | 'observed'
  readonly sort?: 'newest' | 'oldest' | 'name' | 'largest' // newest when absent
  readonly after?: string // opaque page token
  readonly limit: number // 1 to 200
}

export type ReleasePage = {
  readonly rows: readonly ReleaseRow[]
  readonly next?: string
  readonly about?: number
} // about: count, stopped at 10,000, and at 300 where words are looked up
