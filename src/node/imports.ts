// Imports as their askers see them: started, followed, agreed to, cancelled. They survive the node's death: their
// state is a job, and fetched bytes wait in stages.

import type { Sha256 } from '../base/digest.ts'
import type { Problem } from '../base/errors.ts'

export type ImportRequest = {
  readonly ref: string
  readonly as?: string // namespace/name
  readonly include?: readonly string[] // globs over paths
  readonly agreed: boolean // the asker has already agreed to any size
}

export type ImportPhase =
  | 'looking'
  | 'asking'
  | 'fetching'
  | 'reading'
  | 'logging'
  | 'done'
  | 'failed'
  | 'cancelled'

export type ImportView = {
  readonly id: string
  readonly phase: ImportPhase
  readonly ref: string
  readonly name?: string // namespace/name it will have
  readonly where?: string // for people: what was found where
  readonly licences?: readonly { readonly value: string; readonly where: string }[]
  readonly fetchBytes?: number // to fetch in all
  readonly fetchedBytes: number
  readonly startedSeconds: number
  readonly file?: string // at work on this one
  readonly result?: {
    readonly ref: string // namespace/name
    readonly artifact: Sha256
    readonly statements: readonly {
      readonly type: string
      readonly digest: Sha256
      readonly logIndex: number
    }[]
    readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: Sha256 }[]
  }
  readonly problem?: Problem
}

export type Imports = {
  start(request: ImportRequest): Promise<ImportView>
  get(id: string): ImportView | undefined
  list(): readonly ImportView[]
  /** Yields the present view, then each change (at most ten a second) until the phase is final. */
  follow(id: string, signal: AbortSignal): AsyncIterable<ImportView>
  /** Agrees to fetch what is over 100 MB. */
  agree(id: string): void
  cancel(id: string): void
}
