// The claims of a record: what each is about and where it is from, with every reference followed; a legal one names its
// jurisdiction and day; a quote stands in the file that it is said to come from. Source: release-standard 9.

import type { ReleaseDraft } from './record-draft.ts'
import type { Names } from './record-ids.ts'
import { SOURCE_KINDS } from './words.ts'

/** Texts of files that are here whole, by digest. */
export type Texts = ReadonlyMap<string, FileText>
export type FileText = { readonly path: string; readonly text: string }

type Claims = NonNullable<ReleaseDraft['claims']>
type Source = NonNullable<Claims[number]['source']>

export function compileClaims(claims: Claims, names: Names, texts: Texts): Claims {
  return claims.map((one, i) => {
    const path = `claims[${i}]`
    const { about, source, type, jurisdiction, asOf } = one
    if (type === 'legal' && (jurisdiction === undefined || asOf === undefined))
      names.problem(path, 'jurisdiction and asOf, since the claim is a legal one', 'none')
    return {
      ...one,
      ...(about !== undefined && {
        about: names.one(about, `${path}.about`, ['file', 'system', 'evaluation']),
      }),
      ...(source !== undefined && { source: compileSource(source, `${path}.source`, { names, texts }) }),
    }
  })
}

function compileSource(
  source: Source,
  path: string,
  { names, texts }: { readonly names: Names; readonly texts: Texts },
): Source {
  const { ref, quote, kind } = source
  names.word(kind, `${path}.kind`, SOURCE_KINDS)
  if (ref === undefined) {
    if (quote !== undefined && source.url === undefined && source.sha256 === undefined)
      names.problem(`${path}.ref`, 'the file that is quoted, or its address', 'none')
    return source
  }
  const file = names.ours(ref, `${path}.ref`, ['file', 'evaluation'])
  if (quote !== undefined) checkQuote({ quote, file: texts.get(file) }, path, names)
  return { ...source, ref: file }
}

/** Line breaks are as each writes them; every other character is the file's. A file that is no text of a person, or is
 *  longer than is read here, is not looked into. */
function checkQuote(
  { quote, file }: { readonly quote: string; readonly file: FileText | undefined },
  path: string,
  names: Names,
): void {
  if (file === undefined || inOneLine(file.text).includes(inOneLine(quote))) return
  const hint = 'Copy the words as they stand there.'
  names.problem(`${path}.quote`, `words of ${file.path}`, 'words that do not stand in it', hint)
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
