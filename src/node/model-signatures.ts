// OpenSSF model signatures (OMS) that travel with a model: read at import and said as found, carried along in bundles.
// The identity of content stays our manifest: an OMS root does not bind file names (signing 2).

import { collect, fromBase64, fromUtf8 } from '../base/bytes.ts'
import type { ManifestFile } from '../base/manifest.ts'
import { modelSigningKeys } from '../commons/keys/query.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { publicKey } from '../ledger/keys.ts'
import { verifyOms } from '../ledger/oms.ts'
import { type OmsKey, omsKeyOf } from '../ledger/oms-key.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Node } from './node.ts'

const SIGNATURE = /(^|\/)(model\.sig|[^/]+\.sigstore\.json|[^/]+\.oms\.json)$/
const MAX_SIGNATURE_BYTES = 8 * 1024 * 1024
const MAX_SIGNATURES = 16
const MAX_CARRIED_BYTES = 16 * 1024 * 1024 // of all that a bundle carries; escaped they take up to twice that

export type SignatureSaid = { readonly key: string; readonly value: string; readonly where: string }

/** One line per signature file: good, bad or not checked, and why. */
export async function readSignatures(
  { storage, index }: { readonly storage: Storage; readonly index: Node['index'] },
  files: readonly ManifestFile[],
): Promise<readonly SignatureSaid[]> {
  const signatures = signaturesAmong(files)
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

/** Their texts, verbatim; what is not held, is no text, or goes beyond the limits stays behind. */
export async function signatureTexts(
  { blobs }: Pick<Storage, 'blobs'>,
  files: readonly ManifestFile[],
): Promise<readonly string[]> {
  const texts: string[] = []
  let left = MAX_CARRIED_BYTES
  for (const { sha256, sizeBytes } of signaturesAmong(files)) {
    if (sizeBytes > left || (await blobs.stat(sha256)) === undefined) continue
    const bytes = await collect(blobs.read(sha256), MAX_SIGNATURE_BYTES)
    const text = bytes && fromUtf8(bytes)
    if (text === undefined) continue
    left -= sizeBytes
    texts.push(text)
  }
  return texts
}

function signaturesAmong(files: readonly ManifestFile[]): readonly ManifestFile[] {
  return files
    .filter(({ path, sizeBytes }) => SIGNATURE.test(path) && sizeBytes <= MAX_SIGNATURE_BYTES)
    .slice(0, MAX_SIGNATURES)
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
