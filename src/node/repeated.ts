// Bundles of other nodes are kept whole as blobs, and may repeat statements of ours. One that was erased here must not
// live on in them: a bundle that comes is kept without it, and one that came before goes with the erasure. The
// observation that names such a bundle stays; what is not there any more is left out by those who read it.

import { collect } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { bundlesOf } from '../commons/releases/bundles.ts'
import { bundleBytes, MAX_BUNDLE_BYTES, parseBundle } from '../ledger/bundle.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { Blobs, LogStore } from '../storage/contracts.ts'
import type { Node } from './node.ts'

/** The bundle without what was erased here; undefined when that is its very record. */
export async function withoutErased(store: LogStore, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const bundle = parseBundle(bytes, 'bundle')
  const kept = []
  for (const one of bundle.statements) {
    const digest = payloadDigest(one.envelope)
    const body = await store.body(digest)
    if (body === undefined || !('erased' in body)) kept.push(one)
    else if (digest === bundle.subject) return undefined
  }
  return kept.length === bundle.statements.length ? bytes : bundleBytes({ ...bundle, statements: kept })
}

export type Repeating = Pick<Node, 'index'> & { readonly origin: string; readonly blobs: Blobs }

/** Those that came here and hold one of these statements. */
export async function bundlesWith(
  { index, origin, blobs }: Repeating,
  statements: readonly Sha256[],
): Promise<readonly Sha256[]> {
  const found: Sha256[] = []
  for (const bundle of await bundlesOf(index, origin)) {
    if ((await blobs.stat(bundle)) === undefined) continue
    const bytes = await collect(blobs.read(bundle), MAX_BUNDLE_BYTES)
    if (bytes === undefined) continue
    const held = parseBundle(bytes, 'bundle that came along').statements
    if (held.some(({ envelope }) => statements.includes(payloadDigest(envelope)))) found.push(bundle)
  }
  return found
}

function payloadDigest({ payload }: { readonly payload: Uint8Array }): Sha256 {
  return nodeCrypto.sha256(payload).toHex() as Sha256
}
