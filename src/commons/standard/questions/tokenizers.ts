// P7.5 and P7.6: tokenizer and template against those of a parent whose record is here. Compared are the digests of
// vocabulary and templates as read from the bytes, else of the files themselves.

import type { Outcome } from '../answer.ts'
import type { Ancestor, Dossier, DossierFile } from '../dossier.ts'
import { isOwnWord, readsLanguage } from '../kind.ts'
import {
  absent,
  contradicted,
  declared,
  evidenced,
  field,
  fileAt,
  list,
  notApplicable,
  recordIn,
} from './grading.ts'

type Part = 'tokenizer' | 'template'
/** Digests by the names under which both sides would have them. */
type Side = { readonly digests: ReadonlyMap<string, string>; readonly files: readonly DossierFile[] }
type Compared = { readonly part: Part; readonly same: boolean; readonly own: Side; readonly parent: Side }

export function tokenizerFrom(dossier: Dossier): Outcome {
  const language = readsLanguage(dossier)
  if (language.is === false) return notApplicable('it is not a language model', language.evidence)
  const record = recordIn(dossier)
  const from = record?.supplyChain?.tokenizerFrom
  if (from === undefined) {
    if (record?.lineage?.length === 0)
      return declared('Trained from random weights, as the record says; no tokenizer of another is named.', [
        field('lineage'),
      ])
    return absent(dossier, 'where the tokenizer comes from')
  }
  const said = [field('supplyChain.tokenizerFrom', from)]
  const parent = dossier.ancestors.find(
    ({ basis, name, known }) => isOwnWord(basis) && known !== undefined && name === from,
  )
  const compared = parent === undefined ? undefined : comparedWith(dossier, parent, 'tokenizer')
  if (compared === undefined) return declared(`From ${from}; its tokenizer is not known here.`, said)
  const files = compared.own.files.map((file) => fileAt(file))
  if (compared.same) return evidenced(`The tokenizer is that of ${from}.`, [...said, ...files])
  const difference = record?.supplyChain?.tokenizerDifference
  if (difference !== undefined)
    return declared(`From ${from}, with a difference that the record states.`, [
      ...said,
      field('supplyChain.tokenizerDifference', difference),
    ])
  return contradicted(`Said to be from ${from}; its tokenizer is another.`, { said, against: files })
}

export function tokenizerSame(dossier: Dossier): Outcome {
  const language = readsLanguage(dossier)
  if (language.is === false) return notApplicable('it is not a language model', language.evidence)
  const record = recordIn(dossier)
  if (record?.lineage?.length === 0)
    return declared('Trained from random weights, as the record says: there is no parent to differ from.', [
      field('lineage'),
    ])
  const parents = dossier.ancestors.filter(
    ({ basis, path, known }) => isOwnWord(basis) && path.length === 1 && known !== undefined,
  )
  const compared = parents.flatMap((parent) =>
    (['tokenizer', 'template'] as const).flatMap((part) => comparedWith(dossier, parent, part) ?? []),
  )
  if (compared.length === 0) return absent(dossier, 'a parent whose tokenizer is known here')
  const differing = compared.filter(({ same }) => !same)
  if (differing.length === 0)
    return evidenced('Tokenizer and template are those of the parent, as far as both have them.', [
      ...compared.flatMap(({ own }) => own.files).map((file) => fileAt(file)),
    ])
  const stated = {
    tokenizer: record?.supplyChain?.tokenizerDifference,
    template: record?.supplyChain?.templateDifference,
  }
  const silent = differing.filter(({ part }) => stated[part] === undefined)
  const said = differing.flatMap(({ part }) => {
    const text = stated[part]
    return text === undefined ? [] : [field(`supplyChain.${part}Difference`, text)]
  })
  if (silent.length === 0) return declared('What differs from the parent is stated.', said)
  const parts = list([...new Set(silent.map(({ part }) => part))])
  return contradicted(`Differs from the parent, and the record does not say so: ${parts}.`, {
    said: silent.flatMap(({ parent }) => parent.files).map((file) => fileAt(file)),
    against: silent.flatMap(({ own }) => own.files).map((file) => fileAt(file)),
  })
}

/** Undefined where one of the two has no such part that was read. */
function comparedWith(dossier: Dossier, { known }: Ancestor, part: Part): Compared | undefined {
  if (known === undefined) return undefined
  const own = sideOf(dossier.files, part)
  const parent = sideOf(known.files, part)
  if (own.digests.size === 0 || parent.digests.size === 0) return undefined
  return { part, same: isSame(own.digests, parent.digests), own, parent }
}

/** What both name alike is the same on both sides; where they name nothing alike, one of them stands on both. */
function isSame(own: Side['digests'], parent: Side['digests']): boolean {
  const both = [...own].filter(([name]) => parent.has(name))
  const others = new Set(parent.values())
  return both.length > 0
    ? both.every(([name, digest]) => parent.get(name) === digest)
    : [...own.values()].some((digest) => others.has(digest))
}

function sideOf(files: readonly DossierFile[], part: Part): Side {
  const mine = files.filter((file) => digestsOf(file, part).length > 0)
  return { files: mine, digests: new Map(mine.flatMap((file) => digestsOf(file, part))) }
}

function digestsOf(
  { path, role, sha256, inspection }: DossierFile,
  part: Part,
): readonly (readonly [name: string, digest: string])[] {
  if (part === 'template')
    return (inspection?.templates ?? []).map((template) => [template.name, template.sha256])
  const plain = role === 'tokenizer' && /(^|\/)(tokenizer\.(json|model)|vocab\.(txt|json))$/.test(path)
  return plain ? [[path.slice(path.lastIndexOf('/') + 1), sha256]] : []
}
