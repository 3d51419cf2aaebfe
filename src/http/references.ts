// What a reference in a request means here (interface 2): a digest, whole or at least twelve digits of it, or
// namespace/name with @version or @sha256:….

import { type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { parseName } from '../base/names.ts'
import { byPrefix, byVersion, current, nearestName } from '../commons/releases/query.ts'
import type { Node } from '../node/node.ts'

/** The artifact, statement or other digest that a reference means.
 *  @throws OwcError `release-missing`, `revision-missing`, `name-invalid`, `digest-invalid` */
export async function oneArtifact(node: Node, text: string): Promise<Sha256> {
  const digits = text.startsWith('sha256:') ? text.slice(7) : text
  const whole = sha256(digits)
  if (whole !== undefined) return whole
  if (text.startsWith('sha256:') || !text.includes('/')) return await byDigits(node, digits)
  const at = text.indexOf('@')
  const { namespace, name } = parseName(at === -1 ? text : text.slice(0, at), 'reference')
  const ref = `${namespace}/${name}`
  const newest = await current(node.index, ref)
  if (newest === undefined) throw await missing(node, ref)
  if (at === -1) return newest.artifact
  const version = text.slice(at + 1)
  if (version.startsWith('sha256:'))
    return sha256(version.slice(7)) ?? (await byDigits(node, version.slice(7)))
  const row = await byVersion(node.index, { name: ref, version })
  if (row !== undefined) return row.artifact
  throw new OwcError({
    code: 'revision-missing',
    where: 'reference',
    expected: `a version of ${ref}`,
    found: JSON.stringify(version.slice(0, 80)),
  })
}

async function byDigits({ index }: Node, digits: string): Promise<Sha256> {
  const found = await byPrefix(index, { digits, limit: 2 })
  const [first] = found
  if (first !== undefined && found.length === 1) return first
  throw new OwcError({
    code: 'digest-invalid',
    where: 'reference',
    expected: 'namespace/name, or at least 12 digits that begin the digest of one artifact here',
    found: found.length === 0 ? JSON.stringify(digits.slice(0, 80)) : 'digits that begin several',
  })
}

async function missing({ index }: Node, ref: string): Promise<OwcError> {
  const nearest = await nearestName(index, ref)
  const hint = nearest === undefined ? {} : { hint: `The nearest name here is ${nearest}.` }
  return new OwcError({
    code: 'release-missing',
    where: 'reference',
    expected: 'a release of this node',
    found: JSON.stringify(ref),
    ...hint,
  })
}
