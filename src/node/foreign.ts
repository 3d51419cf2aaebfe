// A bundle that came along with an import: the other node's record, its statements and proofs. It is held against the
// bytes before anything is logged, kept whole as a blob, and said as what it is: another log's word. Its entries are
// not copied into our log; a peer-checkpoint says how far that log was when we saw it (DESIGN 2).

import { asChunks } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { parseBundle } from '../ledger/bundle.ts'
import { parseCheckpoint } from '../ledger/checkpoint.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseNote } from '../ledger/note.ts'
import type { Report } from '../ledger/report.ts'
import { parseTlogProof } from '../ledger/tlog-proof.ts'
import { NO_TRUST } from '../ledger/trust.ts'
import { verifyRelease } from '../ledger/verify.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Say } from './node.ts'
import type { Taken } from './take-in.ts'

const WHOSE_TRUST: readonly string[] = ['issuer-untrusted', 'log-untrusted', 'not-logged', 'quorum-missing']
const FOUND_IN_IT: readonly string[] = ['oms-invalid'] // a model signature among the files: said as found, not refused
const MAX_LOGS = 8 // of which a checkpoint is noted

export type Foreign = {
  readonly bundle: Sha256 // the blob
  readonly said: readonly { readonly key: string; readonly value: string; readonly where: string }[]
  readonly checkpoints: readonly Say[]
}

/** Whom to trust is the reader's affair; that the record is signed and is about these bytes is not.
 *  @throws OwcError what the bundle gets wrong about itself or the bytes */
export async function readForeign(
  storage: Storage,
  bytes: Uint8Array,
  { taken, scope }: { readonly taken: Taken; readonly scope: 'folder' | 'files' },
): Promise<Foreign> {
  const report = await verifyRelease(
    { bundle: bytes, found: { files: taken.files, scope }, trust: NO_TRUST },
    nodeCrypto,
  )
  const [problem] = report.problems.filter(
    ({ code }) => !WHOSE_TRUST.includes(code) && !FOUND_IN_IT.includes(code),
  )
  if (problem !== undefined) throw new OwcError(problem)
  const { sha256 } = await storage.blobs.put(asChunks(bytes))
  return { bundle: sha256, said: saidOf(report, sha256), checkpoints: checkpointsOf(bytes) }
}

function saidOf({ record }: Report, bundle: Sha256): Foreign['said'] {
  const where = `bundle ${digestText(bundle)}`
  const by =
    record.issuerName === undefined ? (record.issuer ?? 'nobody') : `${record.issuerName}, ${record.issuer}`
  const own = { key: 'record', value: `${record.type} ${record.statement} by ${by}`, where }
  const others = record.said.map(({ type, statement, issuer }) => ({
    key: 'statement',
    value: `${type} ${statement} by ${issuer}`,
    where,
  }))
  return [own, ...others]
}

/** The largest checkpoint of each log that proves something in the bundle. */
function checkpointsOf(bytes: Uint8Array): readonly Say[] {
  const newest = new Map<
    string,
    { readonly size: number; readonly root: Uint8Array; readonly note: string }
  >()
  for (const { proofs } of parseBundle(bytes, 'bundle').statements) {
    for (const proof of proofs) {
      const note = parseTlogProof(proof, 'bundle, proof').checkpoint
      const checkpoint = parseCheckpoint(parseNote(note, 'bundle, proof').text, 'bundle, proof')
      if ((newest.get(checkpoint.origin)?.size ?? -1) < checkpoint.size)
        newest.set(checkpoint.origin, { ...checkpoint, note })
    }
  }
  return [...newest].slice(0, MAX_LOGS).map(([log, { size, root, note }]) => ({
    type: 'owc:peer-checkpoint/v1',
    subjects: [],
    body: { log, size, root: root.toHex(), note },
  }))
}
