// The log as the rest of the program sees it. ledger/open-log.ts makes one; it is the only writer of its origin.

import type { Sha256 } from '../base/digest.ts'
import type { Problem } from '../base/errors.ts'

export type Submission = {
  readonly leaf: Uint8Array // leaf entry text (ledger/entry.ts)
  readonly body: { readonly digest: Sha256; readonly envelope: Uint8Array }
}

/** What a submitter may rely on: durable, in a published checkpoint, provable offline. */
export type Logged = {
  readonly index: number
  readonly timeSeconds: number // log time: of the nearest time leaf before it
  readonly proof: string // c2sp.org/tlog-proof@v1 text, checkpoint included
  readonly known: boolean // the same entry stood in the log before; index is the first one
}

export type Log = {
  readonly origin: string // also the key name of checkpoints
  readonly verifierKey: string // vkey text of signed notes
  /** Resolves once a published checkpoint covers the entry. After a fatal failure every call throws `log-stopped`. */
  submit(submission: Submission): Promise<Logged>
  /** Writes a time leaf when the newest is ten minutes old. Called every minute or so while something is pending,
   *  and never otherwise: an idle log does not grow. */
  tick(): Promise<void>
  /** Newest published checkpoint: size, root and the signed note as served. */
  checkpoint(): { readonly size: number; readonly root: Uint8Array; readonly note: string }
  /** Log time now: seconds of the newest time leaf, 0 before the first. */
  timeSeconds(): number
  /** Log time that an entry submitted now would have at least. */
  nextSeconds(): number
  /** tlog-proof text of an entry under the newest published checkpoint. */
  prove(index: number): Promise<string>
  /** RFC 6962 2.1.2 consistency proof hashes between two published sizes. */
  consistency(from: number, to: number): Promise<readonly Uint8Array[]>
  /** Called, in order and awaited, with each newly published span [from, to) before submitters are answered.
   *  A listener must not wait for a submission of its own: the next batch waits for it. One that throws stops the log. */
  onPublished(listener: (from: number, to: number) => Promise<void>): void
  /** Why the log has stopped; undefined while it works. Published checkpoints and proofs can be read all the same. */
  failure(): Problem | undefined
  /** Takes nothing more, finishes what waits. */
  close(): Promise<void>
}
