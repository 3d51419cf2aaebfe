// A running node as its doors see it. node/open.ts makes one and is the only place that wires things together.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import type { Settings } from '../base/settings.ts'
import type { Clock, Instant } from '../base/time.ts'
import type { Log } from '../ledger/log.ts'
import type { KeyPair, Signer } from '../ledger/signer.ts'
import type { SourceSettings } from '../sources/source.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Inspection } from '../weights/inspection.ts'
import type { Access, Who } from './access.ts'
import type { Checks } from './checks.ts'
import type { Drafts } from './drafts.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { Erasable } from './erasable.ts'
import type { Imports } from './imports.ts'
import type { Invitations } from './invitations.ts'
import type { Operate } from './operate.ts'
import type { PeerLooks } from './peer-looks.ts'
import type { Received } from './received.ts'
import type { Answering } from './run/answering.ts'
import type { Sheet } from './run/measure-probe.ts'
import type { Runtime } from './run/runtime-install.ts'
import type { SealedBytes } from './sealed-bytes.ts'
import type { Seals } from './sealing.ts'
import type { Uploads } from './uploads.ts'

export type Receipt = {
  readonly statement: Sha256 // payload digest: the statement's id
  readonly type: string
  readonly logIndex: number
  readonly logTime: Instant
  readonly proof: string // tlog-proof text
}

export type Say = {
  readonly type: string // owc:…/v1
  readonly subjects: readonly { readonly name?: string; readonly digest: Sha256 }[]
  readonly body: Readonly<Record<string, unknown>>
}

export type Node = {
  readonly version: string // of the program
  readonly name: string // of the node, for people
  readonly identity: string // owcid:… of the node itself
  readonly settings: Settings
  readonly clock: Clock // the machine's: for ages and rates shown to people; views and checks use logTime()
  readonly storage: Storage
  readonly sources: SourceSettings // where imports look
  readonly keys: { readonly node: Signer; readonly modelSigning: KeyPair } // the node's own
  readonly log: Log
  // biome-ignore lint/suspicious/noExplicitAny: each subject's query.ts narrows to its own tables
  readonly index: Kysely<any>
  readonly access: Access
  readonly invitations: Invitations
  readonly imports: Imports
  readonly checks: Checks // answers of the release standard, as computed before
  readonly elsewhere: Elsewhere // what other logs say of what is here
  readonly peers: PeerLooks // logs of other nodes, looked at daily and on demand
  readonly uploads: Uploads
  readonly drafts: Drafts // records that are being written on the pages
  readonly received: Received
  /** What was read from a blob's bytes, when it was inspected here. */
  facts(sha256: Sha256): Promise<Inspection | undefined>
  /** Time of the log, which views and checks use instead of a clock. */
  logTime(): Instant
  /** The gate of log admission: form, signature, place in the stream, quota, namespace. Logged and folded on return.
   *  @throws OwcError `envelope-…`, `statement-…`, `signature-…`, `identity-…`, `replayed` … */
  admit(envelope: Uint8Array, who: Who): Promise<Receipt>
  /** A statement in the node's own name, with its own key. */
  say(say: Say): Promise<Receipt>
  /** What is fixed now and opens later. */
  readonly seals: Seals
  readonly sealedBytes: SealedBytes // on their way to be sealed
  /** Says what has fallen due; returns how many cases that were. Runs by itself once a minute. */
  clerk(): Promise<number>
  /** What erasing a body would remove here, and what not.
   *  @throws OwcError `not-found`, `body-erased`, `erasure-refused` */
  erasable(statement: Sha256): Promise<Erasable>
  /** How many erasures this process has carried out: what was made before the last one may hold its words. */
  erased(): number
  /** The gate of hosting: until criteria exist the operator decides, and the decision is logged. */
  host(artifact: Sha256, who: Who): Promise<Receipt>
  /** Folds the whole log again into a fresh index and puts it in the old one's place. Returns the canonical dump's digest. */
  rebuild(): Promise<{ readonly statements: number; readonly dump: Sha256 }>
  /** Chores: backup, check, clearing away. */
  readonly operate: Operate
  readonly answering: Answering // runs what is held
  readonly runtime: Runtime // what answers with it: beside the program, or fetched after asking
  /** Loads a held model alone and asks it the fixed probe; says nothing. @throws OwcError as measure does */
  measure(ref: string, signal: AbortSignal): Promise<Sheet>
  close(): Promise<void>
}
