// The BSD licences are templates: holders put their own name into one sentence, and count its clauses by numbers, letters
// or marks. Their second form leaves out the count and puts one word for the name, so that such a text is still known by
// a digest. Invariant: what stands for the name is short and neither gives nor takes a right; it is told (normal.ts).

import { OPERATIVE } from './normal.ts'

const MAX_NAME_WORDS = 10
const MAX_WORDS = 400 // a BSD text has 220
const START = 'redistribution and use in source and binary forms'
const NAMED =
  / neither (?:the )?names? of (?:the )?((?:\S+ ){1,20}?)nor (?:the )?names of (?:any of )?(?:its |their |the |any )?contributors /
const COUNTED = / (?:[1-4]|[a-d]|i{1,3}v?) (?=redistributions |neither |the names? )/g
const HOLDER = / (?:copyright )(?:owners?|holders?) or contributors /g

export type Template = { readonly words: readonly string[]; readonly name?: string }

/** Undefined: it is no such template, or what stands for the name is more than a name. */
export function templateOf(words: readonly string[]): Template | undefined {
  if (words.length > MAX_WORDS) return undefined
  const text = ` ${words.join(' ')} `
  if (!text.includes(` ${START} `)) return undefined
  const plain = text.replaceAll(COUNTED, ' ').replaceAll(HOLDER, ' copyright holder or contributors ')
  const name = NAMED.exec(plain)?.[1]?.trim()
  if (name === undefined) return { words: split(plain) }
  if (name.split(' ').length > MAX_NAME_WORDS || OPERATIVE.test(name)) return undefined
  return {
    words: split(plain.replace(NAMED, ' neither the name of HOLDER nor the names of contributors ')),
    name,
  }
}

function split(text: string): readonly string[] {
  return text.trim().split(' ')
}
