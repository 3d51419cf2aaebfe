// What the rules of the release standard read: one record with the bytes, the log and the neighbours that bear on it, as
// plain data. Invariants: assembled once, from index, facts and log time (node/views/dossier.ts); rules are pure
// functions of it; what is absent is not known here, and never means no. Source: DESIGN 2 (views) and 6.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Inspection, SetInspection, WeightObject } from '../../weights/inspection.ts'
import type { Content } from '../releases/query.ts'

export const MAX_FILE_TEXT = 512 * 1024 // bytes of a card, licence, notice, template or configuration that rules read
export const MAX_ANCESTORS = 64
export const MAX_SAID = 500 // reviews, advisories, answers

export type Dossier = {
  readonly at: Instant // log time as of which it was read
  readonly node: string // identity of the node that read it
  readonly ref: string // namespace/name
  readonly display: string
  readonly version: string | null
  readonly artifact: Sha256
  readonly statement: Sha256 // the record
  readonly recorded: Instant // log time of the record
  readonly by: { readonly identity: string; readonly name?: string; readonly holdsNamespace: boolean }
  readonly content: Content
  readonly files: readonly DossierFile[]
  readonly set?: Pick<SetInspection, 'tensorRoot' | 'contentRoot' | 'tensorCount' | 'parameters' | 'dtypes'>
  readonly objects: readonly WeightObject[]
  readonly earlier: readonly EarlierRecord[] // other records of this name by who may speak for it, newest first
  readonly ancestors: readonly Ancestor[] // parents first
  readonly seen: readonly Seen[] // digests that record, reviews or advisories point to, and when somebody last met them
  readonly holders: readonly {
    readonly holder: string
    readonly since: Instant
    readonly lapsed: boolean
    readonly at: readonly string[] // addresses where the bytes can be had
    readonly statement?: Sha256 // behind this line
  }[]
  readonly stage?: { readonly stage: string; readonly statement: Sha256; readonly time: Instant }
  readonly stagesLogged?: readonly NonNullable<Dossier['stage']>[] // by the record's issuer, oldest first
  readonly gate?: { readonly terms?: Sha256; readonly accepted: number } // absent: no gate is served here
  readonly reviews: readonly ReviewFact[]
  readonly advisories: readonly AdvisoryFact[]
  readonly answers: readonly AnswerFact[] // what was said to findings, by the publisher and by others
  readonly runs: readonly RunFact[] // run-reports: loaded and answered
  readonly withdrawals?: readonly WithdrawalFact[] // of this record or of all its issuer said of these bytes
  readonly suites?: readonly SuiteFact[] // suites that results of the record name, as far as they are here
}

export type DossierFile = {
  readonly path: string
  readonly role?: string // releases/words.ts
  readonly sizeBytes: number
  readonly sha256: Sha256
  readonly held: boolean
  readonly inspection?: Pick<Inspection, 'format' | 'facts' | 'hazards' | 'templates' | 'tensorRoot'>
  readonly text?: string // of text files up to MAX_FILE_TEXT bytes that are held here
}

export type EarlierRecord = {
  readonly statement: Sha256
  readonly artifact: Sha256
  readonly version: string | null
  readonly kind: 'release' | 'observed'
  readonly time: Instant
  readonly held: boolean // its bytes can still be had here
}

export type Ancestor = {
  readonly relation: string
  readonly name?: string
  readonly digest?: Sha256
  readonly path: readonly string[] // names or digests from the parent up to this one; one entry: a parent
  readonly basis: 'record' | 'file' | 'derivation' | 'measured' // file: a card or a header names it, nobody declared it
  readonly by?: string // of a derivation or a measurement: who says it; its publisher's derivation has basis record
  readonly statement: Sha256
  readonly grade?: string // of a measured derivation (lineage 6): contradicted, strong …
  readonly known?: {
    readonly ref: string
    readonly artifact: Sha256
    readonly statement?: Sha256 // its record
    readonly content: Content
    readonly files: readonly DossierFile[]
  } // when its record is here
}

export type Seen = {
  readonly sha256: Sha256
  readonly time: Instant
  readonly how: 'held' | 'logged' | 'observation' | 'custody' // logged: it is a statement; time is its log time
  readonly by: string
  readonly statement?: Sha256
}

/** A named human checked one question (T.1, P1.7 …) and says how, and with what interest. */
export type ReviewFact = {
  readonly statement: Sha256
  readonly issuer: string
  readonly name?: string
  readonly time: Instant
  readonly question: string
  readonly outcome: 'confirmed' | 'partly' | 'not-confirmed' | 'could-not-tell'
  readonly how: string
  readonly interest: string // as declared; "none" is a declaration
  readonly evidence: readonly Sha256[] // that it points to; `seen` tells which of them were met
  readonly independent: boolean // of the record's publisher, as far as identities tell
}

/** An advisory that names these bytes, or reaches them from an ancestor (release-standard 8). */
export type AdvisoryFact = {
  readonly id: string // OWC-YYYY-NNNN
  readonly statement: Sha256
  readonly issuer: string
  readonly kind: string
  readonly summary: string
  readonly published: Instant
  readonly status: 'affected' | 'not_affected' | 'fixed' | 'under_investigation'
  readonly basis: 'named' | 'tensors' | 'declared' // how it reaches these bytes
  readonly path: readonly string[] // from the affected bytes down to these; empty when named
  readonly byOthers?: true // that it reaches these bytes follows from what others say of them alone
  readonly reason?: string // of not_affected
  readonly reasonBy?: string // identity that says the status
  readonly quoting?: string // whose word it says the status is: a name that nobody signed
  readonly responses: readonly string[] // as its issuer says
  readonly evidence: readonly Sha256[] // that it points to; `seen` tells which of them were met
  readonly answer?: Sha256 // statement in which the maker answered it
}

export type AnswerFact = {
  readonly statement: Sha256
  readonly issuer: string
  readonly time: Instant
  readonly kind: string
  readonly finding: string | null
  readonly text: string
  readonly byPublisher?: true // else anybody's
}

export type RunFact = {
  readonly statement: Sha256
  readonly issuer: string
  readonly time: Instant
  readonly object: Sha256
  readonly tool: string // name and version
  readonly leastMemoryBytes?: number
}

/** Somebody no longer stands behind what was said; bytes stay where they are. */
export type WithdrawalFact = {
  readonly statement: Sha256
  readonly issuer: string
  readonly time: Instant
  readonly text: string
  readonly remaining?: readonly string[] // known copies, as the statement lists them; absent: it does not say
}

/** A suite as it was published. */
export type SuiteFact = {
  readonly name: string
  readonly digest: Sha256
  readonly tasks: readonly string[]
  readonly statement: Sha256
}
