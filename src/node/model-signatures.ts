// OpenSSF model signatures (OMS) that travel with a model: read at import and said as found. The identity of content stays our manifest: an OMS root does not bind file names (signing 2).

import { collect, fromBase64 } from '../base/bytes.ts'
import { modelSigningKeys } from '../commons/keys/query.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { publicKey } from '../ledger/keys.ts'
import { verifyOms } from '../ledger/oms.ts'
import { type OmsKey, omsKeyOf } from '../ledger/oms-key.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Node } from './node.ts'
import type { TakenFile } from './take-in.ts'

const SIGNATURE = /(^|\/)(model\.sig|[^/]+\.sigstore\.json|[^/]+\.oms\.json)$/
const MAX_SIGNATURE_BYTES = 8 * 1024 * 1024
const MAX_SIGNATURES = 16

export type SignatureSaid = { readonly key: string; readonly value: string; readonly where: string }

/** One line per signature file: good, bad or not checked, and why. */
export async function readSignatures(
  { storage, index }: { readonly storage: Storage; readonly index: Node['index'] },
  files: readonly TakenFile[],
): Promise<readonly SignatureSaid[]> {
  const signatures = files
    .filter(({ path, sizeBytes }) => SIGNATURE.test(path) && sizeBytes <= MAX_SIGNATURE_BYTES)
    .slice(0, MAX_SIGNATURES)
  if (signatures.length === 0) return []
  const keys = (await modelSigningKeys(index)).flatMap(({ pub }) => omsKey(pub))
  const said: SignatureSaid[] = []
  for (const { path, sha256 } of signatures) {
    const text = await collect(storage.blobs.read(sha256), MAX_SIGNATURE_BYTES)
    if (text === undefined) continue
    const others = files.filter((file) => file.path !== path)
    const { facts } = await verifyOms(text, { files: others, keys, where: path }, nodeCrypto)
    said.push({
      key: 'model-signature',
      value: `${facts.verdict}: ${facts.because} (method ${facts.method})`,
      where: path,
    })
  }
  return said
}

function omsKey(pub: string): readonly OmsKey[] {
  const raw = fromBase64(pub)
  if (raw === undefined) return []
  const key = omsKeyOf(
    publicKey({ algorithm: 'ecdsa-p256-sha256', raw }, 'companion key', nodeCrypto),
    nodeCrypto,
  )
  return key === undefined ? [] : [key]
}
