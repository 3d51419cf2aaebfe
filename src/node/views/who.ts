// Somebody, as pages show them: an identity with its documents, keys and words, or a namespace with who holds it and what
// bears it. What anybody says of themselves (names, evidence) is theirs; what keys prove is said apart.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { ReleaseRow, SaidView } from './release.ts'

/** Evidence as its issuer wrote it, and of each who looked what they found: their word. */
export type EvidenceLine = {
  readonly kind: string
  readonly value: string
  readonly where?: string
  readonly checks?: readonly {
    readonly outcome: string // named, other, absent, unreachable
    readonly by: string
    readonly byName?: string
    readonly statement: Sha256
    readonly time: Instant
  }[]
}

export type KeyLine = {
  readonly keyid: string
  readonly algorithm: string
  readonly label?: string
  readonly use: 'statements' | 'model-signing' | 'recovery'
  readonly maySign: boolean // may sign statements of this identity now
  readonly revokedFrom?: number // log index
}

/** One thing that a document changed, against the one that it follows. */
export type Change = {
  readonly what:
    | 'name'
    | 'kinds'
    | 'home log'
    | 'key'
    | 'revoked key'
    | 'signatures needed'
    | 'recovery key'
    | 'recovery signatures needed'
    | 'recovery delay'
    | 'namespace'
    | 'evidence'
  readonly was?: string
  readonly is?: string
}

export type DocumentLine = {
  readonly statement: Sha256
  readonly seq: number
  readonly logIndex: number
  readonly time: Instant
  readonly standing: 'first' | 'by its keys' | 'by recovery' | 'without effect'
  readonly from?: Instant // when its effect begins; after a recovery's delay this is later than `time`
  readonly until?: Instant // when the next one's begins
  readonly signatures: number
  readonly changes: readonly Change[]
}

export type HeldNamespace = {
  readonly namespace: string
  readonly holder?: { readonly identity: string; readonly name?: string } // whoever holds it on this node
  readonly held: boolean // by this identity
}

export type IdentityPage = {
  readonly kind: 'identity'
  readonly identity: string
  readonly name: string
  readonly kinds: readonly string[]
  readonly homeLog: string
  readonly ownLog: boolean // its home is this node's log
  readonly isNode: boolean // this node itself
  readonly state: 'speaks' | 'frozen' | 'too few keys'
  readonly frozenBy: readonly Sha256[] // the documents that exclude each other
  readonly statement: Sha256 // the document in force
  readonly seq: number
  readonly since?: Instant // when that document's effect began
  readonly threshold: number
  readonly keys: readonly KeyLine[]
  readonly recovery?: { readonly threshold: number; readonly delayHours: number }
  readonly evidence: readonly EvidenceLine[]
  readonly namespaces: readonly HeldNamespace[]
  readonly documents: readonly DocumentLine[] // newest first
  readonly olderDocuments: number
  readonly releases: readonly ReleaseRow[] // newest first
  readonly moreReleases: boolean
  readonly said: readonly SaidView[]
  readonly moreSaid: boolean
  readonly types: readonly { readonly type: string; readonly title: string }[] // known here, for the filter
  readonly saidOfThem: readonly SaidView[] // by others
}

export type Claimant = {
  readonly identity: string
  readonly name?: string
  readonly statement: Sha256 // the document that claims
  readonly time: Instant
  readonly evidence: readonly EvidenceLine[]
}

export type PublisherPage = {
  readonly kind: 'namespace'
  readonly namespace: string
  readonly holder?: Claimant
  readonly others: readonly Claimant[] // claim it, and do not hold it here
  readonly keys: readonly KeyLine[] // of the holder
  readonly releases: readonly ReleaseRow[] // by name
  readonly next?: string // page token
  readonly saidOfThem: readonly SaidView[] // by others, of the holder and the newest releases
}
