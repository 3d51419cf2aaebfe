// The licence of a first draft: filled in when every place that names one names the same; else all are shown and none
// is chosen. A text whose title is another licence's is pointed out and refuses nothing (release-standard 4.1, 4.3 C7).

import { type DraftFinding, type FoundFiles, factsOf, fillable, placeOf } from './found.ts'
import { contradicts, type LicenceTitle, licenceTitle } from './licence-text.ts'
import type { ReleaseDraft } from './record-draft.ts'
import { roleOf } from './words.ts'

type Terms = { readonly terms?: ReleaseDraft['terms']; readonly findings: readonly DraftFinding[] }
type Said = { readonly fits: boolean; readonly id: string; readonly where: string; readonly url?: string }

export function draftTerms(
  found: FoundFiles,
  idOf: ReadonlyMap<string, string>,
  notes: Map<string, string[]>,
): Terms {
  const said = licencesSaid(found)
  const texts = licenceTexts(found)
  const lines = [
    ...said.map(({ id, where }) => `${where} says ${JSON.stringify(id)}.`),
    ...texts.map(({ path, title }) => `${path} begins ${JSON.stringify(title.title)}.`),
  ]
  const findings = texts.flatMap(({ path, title }) =>
    said
      .filter(({ id }) => contradicts(id, title))
      .map(({ id, where }) => ({
        code: 'licence-text-differs',
        where: path,
        says: `The text begins ${JSON.stringify(title.title)}; ${where} says ${JSON.stringify(id)}.`,
      })),
  )
  const [first] = said
  const several = new Set(said.map(({ id }) => id.toLowerCase())).size > 1
  if (several) findings.push(differing(said))
  if (first === undefined || several || !first.fits) {
    if (lines.length > 0) notes.set('terms', lines)
    return { findings }
  }
  notes.set('terms[0]', lines)
  const text = texts.length === 1 ? idOf.get(texts[0]?.path ?? '') : undefined
  const url = first.url === undefined ? {} : { url: first.url }
  return { terms: [{ licence: first.id, ...(text !== undefined && { text }), ...url }], findings }
}

function differing(said: readonly Said[]): DraftFinding {
  const says = said.map(({ id, where }) => `${where} says ${JSON.stringify(id)}`).join('; ')
  return { code: 'licences-differ', where: 'terms', says: `${says}. The draft chooses none.` }
}

/** Card, GGUF keys, configurations; `other` is a licence that `license_name` names. */
function licencesSaid({ files }: FoundFiles): readonly Said[] {
  return files.flatMap((file) => {
    const value = (pattern: RegExp) => factsOf(file, pattern)[0]
    const id = value(/^(general\.)?licen[cs]e$/)
    const name = value(/^(license_name|general\.license\.name)$/)
    const link = value(/^(license_link|general\.license\.link)$/)?.value
    const fact = id === undefined || id.value.toLowerCase() === 'other' ? (name ?? id) : id
    if (fact === undefined) return []
    const url = link !== undefined && /^https:\/\/[!-~]{1,300}$/.test(link) ? { url: link } : {}
    return [{ fits: fillable(fact), id: fact.value, where: placeOf(file, fact), ...url }]
  })
}

function licenceTexts({ files, heads }: FoundFiles): readonly { path: string; title: LicenceTitle }[] {
  return files.flatMap(({ path }) => {
    const head = roleOf(path) === 'licence-text' ? heads.get(path) : undefined
    const title = head === undefined ? undefined : licenceTitle(head)
    return title === undefined ? [] : [{ path, title }]
  })
}
