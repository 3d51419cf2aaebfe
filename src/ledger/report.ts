// What `owc verify` answers: four facts kept apart (bytes, record, log, trust), and every problem with its reason.
// Never one score: `ok` only says that nothing was found wrong. Digests are printed `sha256:` + hex (interface 2).

import type { Problem } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'

export type DamagedFile = {
  readonly path: string
  readonly tensors?: readonly string[] // that differ; absent when nobody can tell
  readonly elsewhere?: boolean // bytes outside every tensor differ
}

export type BytesFacts = {
  readonly asked: boolean // false: only the bundle was judged, no files were given
  readonly ok: boolean
  readonly artifact?: string // digest of the files that were found, the record's paths only
  readonly files: number // that the record names
  readonly good: number
  readonly sizeBytes: number // of all that were found
  readonly missing: readonly string[]
  readonly unexpected: readonly string[]
  readonly damaged: readonly DamagedFile[]
}

export type SaidFacts = {
  readonly statement: string
  readonly type: string
  readonly issuer: string
  readonly signed: boolean // by keys that may speak for the issuer, as the issuer's documents here say
  readonly logged: boolean // proved in a trusted log
}

/** A record of these bytes that the bundle carries: the one that was judged, or another, of the same or another log. */
export type RecordLine = {
  readonly statement: string
  readonly type: string
  readonly issuer: string
  readonly issuerName?: string
  readonly issued: Instant
  readonly judged: boolean // the one that `record`, `log` and `trust` are about
  readonly signed: boolean // by keys that may speak for the issuer
  readonly pinned: boolean // the trust file names its issuer
  readonly withdrawnBy?: string
  readonly believed: boolean // signed, pinned, and proved in its home log, which is trusted
  readonly standings: readonly StandingFacts[]
}

export type OmsFacts = {
  readonly verdict: 'good' | 'bad' | 'not checked'
  readonly method: string // key, certificate, sigstore …
  readonly because: string
  readonly unsigned: readonly string[] // files here that this signature says nothing about
}

export type RecordFacts = {
  readonly ok: boolean
  readonly statement?: string
  readonly type?: string
  readonly issuer?: string
  readonly issuerName?: string // as the issuer calls itself
  readonly issued?: Instant
  readonly signers: readonly string[] // key ids
  readonly artifact?: string
  readonly withdrawnBy?: string
  readonly said: readonly SaidFacts[] // every other statement of the bundle
  readonly oms: readonly OmsFacts[]
}

export type StandingFacts = {
  readonly origin: string
  readonly index: number
  readonly size: number // of the tree that the proof is in
  readonly notBefore?: Instant // log time, by a time leaf that travelled along
  readonly witnesses: readonly string[]
  readonly trusted: boolean
}

export type LogFacts = {
  readonly ok: boolean
  readonly standings: readonly StandingFacts[] // of the record
  readonly unshown: readonly string[] // what is neither shown nor contradicted, in sentences
  readonly evidence: readonly { readonly origin: string; readonly known: string; readonly found: string }[]
  /** Signed checkpoints of trusted logs that were opened: what a caller raises its high-water marks with. */
  readonly checkpoints: readonly { readonly origin: string; readonly size: number; readonly note: string }[]
}

export type TrustFacts = {
  readonly ok: boolean
  readonly issuerPinned: boolean
  readonly pinnedAs?: string
  readonly logs: readonly string[] // origins that the trust file names
  readonly identities: number
}

export type Report = {
  readonly ok: boolean
  readonly bytes: BytesFacts
  readonly record: RecordFacts
  readonly log: LogFacts
  readonly trust: TrustFacts
  readonly records: readonly RecordLine[] // all that speak of these bytes, the publisher's before an importer's
  readonly problems: readonly Problem[]
}
