// What travelled along with imports of an artifact: bundles of other nodes, kept whole as blobs, named by this node's
// own observations and by nobody else's. Read again whenever they are needed; what was checked when they came is not
// believed here either: whoever reads a merged bundle judges it under their own trust.

import { collect, toBase64 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { bundlesWithArtifact } from '../commons/releases/bundles.ts'
import { type Bundle, parseBundle } from '../ledger/bundle.ts'
import { parseCheckpoint } from '../ledger/checkpoint.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { Envelope } from '../ledger/envelope.ts'
import { parseNote } from '../ledger/note.ts'
import { parseTlogProof } from '../ledger/tlog-proof.ts'
import { artifactDigest } from '../ledger/verify-bytes.ts'
import type { Blobs } from '../storage/contracts.ts'
import type { Node } from './node.ts'

const MAX_TRAVELLED = 8 // bundles of one artifact, newest first
const MAX_CARRIED_BYTES = 24 << 20 // of all of them; a bundle of ours holds 64 MiB
const MAX_STATEMENTS = 4_000 // as a bundle holds, with room to spare; the same for times
const MAX_BLOBS = 4_000
const MAX_OMS = 64
const MAX_CONSISTENCY = 1_000
const MAX_PROOFS = 16

export type Travelled = { readonly blob: Sha256; readonly bundle: Bundle }

export type Holding = Pick<Node, 'index' | 'identity'> & { readonly origin: string; readonly blobs: Blobs }

/** Bundles that came with imports of these bytes and are still here, newest first. */
export async function travelledBlobs(holding: Holding, artifact: Sha256): Promise<readonly Sha256[]> {
  const { index, identity, origin, blobs } = holding
  const wanted = { artifact, origin, issuer: identity, limit: MAX_TRAVELLED }
  const found: Sha256[] = []
  let left = MAX_CARRIED_BYTES
  for (const blob of await bundlesWithArtifact(index, wanted)) {
    const sizeBytes = (await blobs.stat(blob))?.sizeBytes ?? Number.POSITIVE_INFINITY
    if (sizeBytes > left) continue // gone, or too large to be carried on
    left -= sizeBytes
    found.push(blob)
  }
  return found
}

/** Those of them that are about exactly these bytes, read. */
export async function travelledWith(holding: Holding, artifact: Sha256): Promise<readonly Travelled[]> {
  const found: Travelled[] = []
  for (const blob of await travelledBlobs(holding, artifact)) {
    const bytes = await collect(holding.blobs.read(blob), MAX_CARRIED_BYTES)
    if (bytes === undefined) continue
    const bundle = parseBundle(bytes, 'bundle that came along')
    if (artifactDigest(bundle.files, nodeCrypto) === artifact) found.push({ blob, bundle })
  }
  return found
}

/** Our bundle with what others said beside it: each statement once, with one proof of each log, the newest. */
export function carryOn(own: Bundle, travelled: readonly Travelled[]): Bundle {
  const all = [own, ...travelled.map(({ bundle }) => bundle)]
  return {
    subject: own.subject,
    files: own.files,
    statements: merged(
      all.flatMap(({ statements }) => statements),
      ({ envelope }) => envelopeKey(envelope),
    ).slice(0, MAX_STATEMENTS),
    times: merged(
      all.flatMap(({ times }) => times),
      ({ seconds }) => String(seconds),
    ).slice(0, MAX_STATEMENTS),
    blobs: once(
      all.flatMap(({ blobs }) => blobs),
      ({ sha256, about }) => `${sha256} ${about}`,
    ).slice(0, MAX_BLOBS),
    oms: once(
      all.flatMap(({ oms }) => oms),
      (text) => text,
    ).slice(0, MAX_OMS),
    consistency: once(
      all.flatMap(({ consistency }) => consistency),
      ({ origin, from, to }) => `${from} ${to} ${origin}`,
    ).slice(0, MAX_CONSISTENCY),
  }
}

function envelopeKey({ payload, payloadType, signatures }: Envelope): string {
  const signed = signatures.map(({ keyid, sig }) => `${keyid} ${toBase64(sig)}`).sort()
  return [payloadType, toBase64(payload), ...signed].join('\n')
}

/** The first of each key. */
function once<T>(list: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const found = new Map<string, T>()
  for (const one of list) if (!found.has(keyOf(one))) found.set(keyOf(one), one)
  return [...found.values()]
}

function merged<T extends { readonly proofs: readonly string[] }>(
  list: readonly T[],
  keyOf: (one: T) => string,
): readonly T[] {
  const groups = Map.groupBy(list, keyOf)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined
      ? []
      : [{ ...first, proofs: newestProofs(group.flatMap(({ proofs }) => proofs)) }]
  })
}

/** One of each log: that under the largest checkpoint. */
function newestProofs(proofs: readonly string[]): readonly string[] {
  if (proofs.length < 2) return proofs
  const best = new Map<string, { readonly size: number; readonly proof: string }>()
  for (const proof of proofs) {
    const { origin, size } = placeOf(proof)
    if ((best.get(origin)?.size ?? -1) < size) best.set(origin, { size, proof })
  }
  return [...best.values()].slice(0, MAX_PROOFS).map(({ proof }) => proof)
}

/** Where a proof places its entry, by its own word. */
export function placeOf(proof: string): {
  readonly origin: string
  readonly index: number
  readonly size: number
} {
  const { index, checkpoint } = parseTlogProof(proof, 'proof')
  const { origin, size } = parseCheckpoint(parseNote(checkpoint, 'proof').text, 'proof')
  return { origin, index, size }
}
