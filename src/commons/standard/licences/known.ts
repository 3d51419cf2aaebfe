// Known licences: which texts they have, by the digest of their normal form (normal.ts), and where each word of them
// stands, by two bytes of its SHA-256: enough to say where a text differs, and no copy of anybody's text. Made by
// write-licences.ts from spdx-license-list 6.12.0 and scancode-toolkit 32.5.0; read once, when first asked.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { assetUrl } from '../../../base/asset-url.ts'

export const LICENCE_LIST = { name: 'spdx-license-list', version: '6.12.0' } as const
export type ListVersion = typeof LICENCE_LIST

const FOLDER = 'commons/standard/licences/known'
const MAX_WORDS_BYTES = 4 * 1024 * 1024 // of all known texts; two for each word

export type Listed = { readonly name: string; readonly osi?: true; readonly fsf?: true }

export type KnownText = {
  readonly sha256: string
  readonly ids: readonly string[] // all that have this text: -only and -or-later, for instance
  readonly edition?: string
  readonly from: 'spdx-license-list' | 'scancode-toolkit' | 'publisher'
  readonly titled?: readonly string[] // the same text under other titles
  readonly appendices?: readonly string[] // what may follow the end of the terms
  readonly marks: Uint16Array // one for each word
}

type Known = {
  readonly licences: ReadonlyMap<string, Listed>
  readonly texts: readonly KnownText[]
  readonly byDigest: ReadonlyMap<string, KnownText>
}

type Stored = Omit<KnownText, 'marks'> & { readonly words: number }

let read: Known | undefined

export function known(): Known {
  read ??= load()
  return read
}

/** The marks of words, as they stand in `marks`. */
export function marksOf(words: readonly string[]): readonly number[] {
  const once = new Map<string, number>() // texts repeat their words
  return words.map((word) =>
    once.getOrInsertComputed(word, () => createHash('sha256').update(word).digest().readUInt16BE()),
  )
}

function load(): Known {
  const file = (name: string) => readFileSync(assetUrl(import.meta.url, `${FOLDER}/${name}`))
  const stored: { licences: Record<string, Listed>; texts: Stored[] } = JSON.parse(
    file('licence-texts.json').toString('utf8'),
  )
  const marks = brotliDecompressSync(file('licence-words.br'), { maxOutputLength: MAX_WORDS_BYTES })
  let at = 0
  const texts = stored.texts.map(({ words, ...text }) => {
    const own = Uint16Array.from({ length: words }, (_, word) => marks.readUInt16BE(at + 2 * word))
    at += 2 * words
    return { ...text, marks: own }
  })
  const byDigest = new Map(
    texts.flatMap((text) => [text.sha256, ...(text.titled ?? [])].map((digest) => [digest, text] as const)),
  )
  return { licences: new Map(Object.entries(stored.licences)), texts, byDigest }
}
