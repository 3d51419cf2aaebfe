// Pieces of a statement's readable form: named values, prose, lists, and words from outside that open what they name.
// What is absent is left out, so a form shows what was said and never what was not.

import { type Html, html, link, type Value } from '../../../base/html.ts'
import { isIdentityId } from '../../../ledger/statement.ts'
import { releaseAddress } from '../addresses.ts'
import { countText, many } from '../figures.ts'
import { anyDigest, identity } from './digest.ts'
import { outside } from './evidence.ts'
import type { Example } from './example.ts'

const MOST = 50 // of a list shown open
const LONGEST = 4_000 // characters of one text shown open

export type Field = readonly [name: string, value: Value]

/** Named values; undefined and empty ones are left out, and the list too when nothing remains. */
export function fields(rows: readonly Field[]): Html | undefined {
  const said = rows.filter(([, value]) => value !== undefined && value !== '')
  if (said.length === 0) return undefined
  return html`<dl class="said">${said.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** What somebody wrote, with their line breaks; the very long opens. */
export function prose(text: string | undefined): Html | undefined {
  if (text === undefined || text === '') return undefined
  if (text.length <= LONGEST) return html`<p class="prose"><bdi>${text}</bdi></p>`
  return html`<details><summary><bdi>${text.slice(0, 200).toWellFormed()}</bdi> … (${countText(text.length)} characters)</summary><p class="prose"><bdi>${text}</bdi></p></details>`
}

export function bullets(list: readonly Value[] | undefined): Html | undefined {
  if (list === undefined || list.length === 0) return undefined
  const item = (one: Value) => html`<li>${one}</li>`
  const rest = list.slice(MOST)
  return html`<ul>${list.slice(0, MOST).map(item)}</ul>${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'more', 'more')}</summary><ul>${rest.map(item)}</ul></details>`}`
}

export function texts(list: readonly string[] | undefined): Html | undefined {
  return bullets(list?.map(named))
}

/** One word of outside, kept from its surroundings. */
export function word(value: string | undefined): Html | undefined {
  return value === undefined ? undefined : html`<bdi>${value}</bdi>`
}

/** Short words in one line. */
export function words(list: readonly string[] | undefined): Html | undefined {
  return list === undefined || list.length === 0 ? undefined : html`<bdi>${list.join(', ')}</bdi>`
}

type Pointer = { readonly kind: string; readonly ref: string; readonly digest?: string }

/** What a statement points to as its evidence. */
export function pointers(list: readonly Pointer[] | undefined): Html | undefined {
  return bullets(
    list?.map(
      ({ kind, ref, digest }) =>
        html`<bdi>${kind}</bdi>: ${reference(ref)}${digest === undefined ? undefined : html`, ${named(digest)}`}`,
    ),
  )
}

const LOG_PREFIX = 'owc-log/' // the origin of a log reads like a name, and is none
const REF = /^([a-z0-9][a-z0-9_-]*\/[a-z0-9][a-z0-9._-]*)(@[A-Za-z0-9][A-Za-z0-9._+-]*)?$/

/** Text from outside, opened by what it looks like: a digest, an identity, an address of the web. */
export function named(text: string): Html {
  const digits = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1]
  if (digits !== undefined) return anyDigest(digits)
  return isIdentityId(text) ? identity(text) : outside(text)
}

/** The same where a release may be named: namespace/name, with its version. */
export function reference(text: string): Html {
  if (text.startsWith(LOG_PREFIX)) return html`<bdi>${text}</bdi>`
  const [, name, at = ''] = REF.exec(text) ?? []
  if (name === undefined) return named(text)
  return html`<a href="${link(`${releaseAddress(name)}${at}`)}"><bdi>${text}</bdi></a>`
}

/** Several digests in one line. */
export function digests(list: readonly string[] | undefined): Html | undefined {
  if (list === undefined || list.length === 0) return undefined
  return html`${list.slice(0, MOST).map((one, i) => html`${i === 0 ? '' : ', '}${named(one)}`)}${list.length > MOST ? ` and ${countText(list.length - MOST)} more` : undefined}`
}

export function examples(): readonly Example[] {
  const long = 'x'.repeat(5000)
  return [
    {
      name: 'fields',
      html: html`${fields([
        ['Since', '3 Nov 2026'],
        ['Until', undefined],
        ['From', reference('acme/tern@1.0')],
      ])}`,
    },
    { name: 'nothing', html: html`${fields([['Until', undefined]])}${bullets([])}${prose('')}` },
    {
      name: 'named',
      html: html`${texts(['sha256:'.concat('a'.repeat(64)), `owcid:${'a7'.repeat(26)}`, 'https://north.example/x', 'text/plain'])}${reference('acme/tern@1.0')}`,
    },
    { name: 'many', html: html`${bullets(Array.from({ length: 60 }, (_, n) => `number ${n}`))}` },
    {
      name: 'hostile',
      html: html`${prose(`<script>\u202e${long}`)}${texts(['javascript:alert(1)', '"><b>', 'a/..'])}${fields([['<b>', '"\u200b']])}`,
    },
  ]
}
