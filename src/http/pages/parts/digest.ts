// A digest for people: its face, twelve digits, the whole on focus and for copying. It opens to what it names.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import { isIdentityId } from '../../../ledger/statement.ts'
import { artifactAddress, digestAddress, statementAddress, whoAddress } from '../addresses.ts'
import type { Example } from './example.ts'
import { seal } from './seal.ts'

const SHORT = 12

/** Digits that lead nowhere: of a file, a root, a template. */
export function digest(digits: string): Html {
  return html`<span class="digest" title="${digits}">${seal(digits)}${digits.slice(0, SHORT)}</span>`
}

export function artifactDigest(artifact: Sha256): Html {
  return opening(artifactAddress(artifact), artifact)
}

export function statementDigest(statement: Sha256): Html {
  return opening(statementAddress(statement), statement)
}

function opening(address: string, digits: string): Html {
  return html`<a class="digest" href="${link(address)}" title="${digits}">${seal(digits)}${digits.slice(0, SHORT)}</a>`
}

/** Whole digits on a line of their own, to be read and copied. */
export function wholeDigest(digits: string): Html {
  return html`<code class="whole" data-copy>sha256:${digits}</code>`
}

/** A digest whose kind is not known here; it opens to whatever bears it. */
export function anyDigest(digits: string): Html {
  return opening(digestAddress(digits), digits)
}

/** An identity or key id: `owcid:` and what follows; a seal where what follows is a digest. Identities open. */
export function identity(id: string): Html {
  const digits = id.slice(id.lastIndexOf(':') + 1)
  const hex = hexOf(digits)
  const face = hex === undefined ? undefined : seal(hex)
  const text = html`${face}${digits.slice(0, SHORT)}`
  return isIdentityId(id)
    ? html`<a class="digest" href="${link(whoAddress(id))}" title="${id}">${text}</a>`
    : html`<span class="digest" title="${id}">${text}</span>`
}

/** Its face and digits where it is the page's own subject, so leads nowhere. */
export function identityFace(id: string): string {
  return hexOf(id.slice(id.lastIndexOf(':') + 1)) ?? ''
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567' // RFC 4648, as identities write their SHA-256
const FACE_LETTERS = 13 // 65 bits: sixteen hexadecimal digits and a bit

/** The first sixteen digits of the digest in an identity, which is written in base 32; key ids are hexadecimal. */
function hexOf(digits: string): string | undefined {
  if (/^[0-9a-f]{64}$/.test(digits)) return digits
  if (!/^[a-z2-7]{52}$/.test(digits)) return undefined
  let bits = 0n
  for (const letter of digits.slice(0, FACE_LETTERS)) bits = bits * 32n + BigInt(BASE32.indexOf(letter))
  return (bits >> 1n).toString(16).padStart(16, '0')
}

/** Somebody: the name that they gave themselves, and always the identity beside it, since names are free. */
export function somebody(id: string, name?: string): Html {
  return name === undefined || name === '' ? identity(id) : html`<bdi>${name}</bdi> ${identity(id)}`
}

export function examples(): readonly Example[] {
  const digits = '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d'
  return [
    { name: 'plain', html: html`<p>${digest(digits)}</p>` },
    { name: 'whole', html: html`<p>${wholeDigest(digits)}</p>` },
    { name: 'any', html: html`<p>${anyDigest(digits)}</p>` },
    { name: 'an identity that opens', html: html`<p>${somebody(`owcid:${'a7'.repeat(26)}`, 'North')}</p>` },
    { name: 'identity', html: html`<p>${identity(`owcid:${digits}`)}</p>` },
    { name: 'somebody', html: html`<p>${somebody(`owcid:${digits}`, 'Harbour Library')}</p>` },
    { name: 'hostile name', html: html`<p>${somebody('<b>', '<script>alert(1)</script>\u202egnp.exe')}</p>` },
  ]
}
