// Public keys of model signing: EC keys on P-256, P-384 and P-521, named by the SHA-256 of their PEM text (not of the
// DER): 64 columns, a trailing newline. Signing 2, recipe 7.

import { fromBase64, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { Crypto, PlainAlgorithm } from './crypto.ts'
import { encodeSpki, type PublicKey, spkiPem } from './keys.ts'

export type OmsKey = { readonly algorithm: PlainAlgorithm; readonly point: Uint8Array; readonly hint: string }

const CURVES: readonly {
  readonly algorithm: PlainAlgorithm
  readonly prefix: string
  readonly bytes: number
}[] = [
  {
    algorithm: 'ecdsa-p256-sha256',
    prefix: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
    bytes: 65,
  },
  { algorithm: 'ecdsa-p384-sha384', prefix: '3076301006072a8648ce3d020106052b81040022036200', bytes: 97 },
  {
    algorithm: 'ecdsa-p521-sha512',
    prefix: '30819b301006072a8648ce3d020106052b8104002303818600',
    bytes: 133,
  },
]

export function hintOf(pem: string, crypto: Crypto): string {
  return crypto.sha256(utf8(pem)).toHex()
}

/** The companion key of an identity; undefined for a key of another kind. */
export function omsKeyOf(key: PublicKey, crypto: Crypto): OmsKey | undefined {
  if (key.algorithm !== 'ecdsa-p256-sha256') return undefined
  return { algorithm: key.algorithm, point: key.raw, hint: hintOf(spkiPem(encodeSpki(key)), crypto) }
}

/** @throws OwcError `key-invalid` for anything but a PEM public key on one of the three curves */
export function omsKeyFromPem(pem: string, where: string, crypto: Crypto): OmsKey {
  const match =
    /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]{1,400})-----END PUBLIC KEY-----\s*$/.exec(pem)
  const der = fromBase64(match?.[1]?.replace(/[\r\n]/g, '') ?? '')
  const curve = CURVES.find(
    ({ prefix, bytes }) =>
      der?.toHex().startsWith(`${prefix}04`) === true && der.length === prefix.length / 2 + bytes,
  )
  if (der === undefined || curve === undefined) {
    const expected = 'a public key on P-256, P-384 or P-521 in PEM'
    throw new OwcError({ code: 'key-invalid', where, expected, found: 'other text' })
  }
  const point = der.slice(curve.prefix.length / 2)
  return { algorithm: curve.algorithm, point, hint: hintOf(spkiPem(der), crypto) }
}
