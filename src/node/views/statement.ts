// Any statement with its proof: who said what about which digests, where it stands in which log, what answers it.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { AdvisoryReach } from './advisory-descendants.ts'
import type { AnswerView } from './answers.ts'
import type { Citation } from './citation.ts'
import type { DifferenceView, LookView, PeerView } from './logs.ts'
import type { SaidView } from './release.ts'

export type StatementView = {
  readonly statement: Sha256
  readonly type: string
  readonly title: string // "Observation", or the bare type when it is unknown here
  readonly summary: string // what this type is for
  readonly known: boolean
  readonly issuer: string
  readonly issuerName?: string
  readonly issued: string
  readonly subjects: readonly { readonly name?: string; readonly digest: Sha256; readonly ref?: string }[]
  readonly body?: Readonly<Record<string, unknown>> // absent when erased or sealed
  readonly erased?: {
    readonly by: Sha256
    readonly time: Instant
    readonly reason?: string // absent: not known here
    readonly text?: string
    readonly payloadBytes: number // that were signed, as the leaf says
    readonly keyids: readonly string[] // that signed, as the leaf says
  }
  readonly signatures: readonly {
    readonly keyid: string
    readonly algorithm: string
    readonly valid: boolean
  }[]
  readonly entries: readonly {
    readonly origin: string
    readonly index: number
    readonly time: Instant
    readonly proof?: string
  }[]
  readonly answers: readonly AnswerView[]
  readonly withdrawn?: {
    readonly statement: Sha256
    readonly reason: string
    readonly text: string
    readonly time: Instant
    readonly remaining: readonly string[] // copies that its issuer knew of
  }
  readonly sealed?: SealPart // of a seal, or of what one held
  readonly reach?: AdvisoryReach // of an advisory: what it bears on, here
  readonly envelopeBytes: number
}

export type SealPart =
  | { readonly kind: 'waits'; readonly opens?: string; readonly hint?: string }
  | {
      readonly kind: 'opened'
      readonly statement: Sha256
      readonly reveal: Sha256
      readonly time: Instant
      readonly holds?: boolean // salt and payload give the commitment; absent: the payload is gone
    }
  | { readonly kind: 'was-sealed'; readonly seal: Sha256; readonly time: Instant; readonly openedAt: Instant }

export type LogRow = {
  readonly index: number
  readonly kind: 'time' | 'statement'
  readonly time: Instant
  readonly statement?: Sha256
  readonly type?: string
  readonly title?: string
  readonly issuer?: string
  readonly issuerName?: string
  readonly subject?: string
  readonly answers?: readonly AnswerView[] // what answers it
  readonly leafHash: string
}

export type LogView = {
  readonly origin: string
  readonly verifierKey: string
  readonly size: number
  readonly root: string // hex
  readonly checkpoint: string // signed note
  readonly time: Instant
  readonly rows: readonly LogRow[] // newest first, one page
  readonly from: number // index of the last row shown
  readonly peers: readonly PeerView[]
  readonly looks?: readonly LookView[] // at logs of other nodes, those not looked at for longest first
  readonly differences?: readonly DifferenceView[] // what did not fit together; absent: nothing
}

/** The node in a few counts, for the start page, the foot of every page and `owc status`. */
export type NodeView = {
  readonly name: string
  readonly version: string
  readonly identity: string
  readonly dataFolder?: string // only for the operator
  readonly releases: number
  readonly heldBytes: number // of files that records name, each once
  readonly heldAtLeast?: true // not all of them were added up yet
  readonly statements: number // counting stops at 10,000
  readonly log: {
    readonly origin: string
    readonly size: number
    readonly time: Instant
    readonly verifierKey: string
  }
  readonly newest: readonly SaidView[]
  readonly differences?: readonly DifferenceView[] // of other nodes' logs; absent: none
  readonly charter?: { readonly statement: Sha256; readonly seats: number; readonly sentence: string }
}

export type ArtifactView = {
  readonly artifact: Sha256
  readonly sizeBytes: number
  readonly names: readonly { readonly ref: string; readonly version: string | null; readonly time: Instant }[]
  readonly manifest: string // owc-artifact/v1 text
  readonly citation?: Citation // by the newest record; absent where nothing can be cited
  readonly commit: string
  readonly said: readonly SaidView[]
}
