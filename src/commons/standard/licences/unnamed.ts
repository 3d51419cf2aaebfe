// Words that a person wrote for a licence and that name none: a kind of terms ("open-source"), a family ("gpl"), or a
// name that is not known here. What a licence id is gets said; an id is offered only where it follows from the words, and
// nothing is corrected (release-standard 4.1). A licence of somebody's own is none the worse for it.

import { FACTS } from './facts-table.ts'
import { known } from './known.ts'
import { expressionOf, NAMES_NONE } from './spelling.ts'

const MAX_SHOWN = 80 // characters of what was written

const KINDS = new Set(
  'open opensource oss foss floss osi free freesoftware libre publicdomain permissive copyleft openweights openweight openmodel opensourceai creativecommons gnu public noncommercial research researchonly commercial proprietary'.split(
    ' ',
  ),
)

/** Ids that a family's word leaves open; which of them is meant only its writer knows. */
const LIKELY: Readonly<Record<string, readonly string[]>> = {
  agpl: ['AGPL-3.0-only', 'AGPL-3.0-or-later'],
  bsd: ['BSD-3-Clause', 'BSD-2-Clause'],
  cc: ['CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0'],
  creativecommons: ['CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0'],
  gfdl: ['GFDL-1.3-only', 'GFDL-1.3-or-later'],
  gpl: ['GPL-2.0-only', 'GPL-3.0-only', 'GPL-3.0-or-later'],
  lgpl: ['LGPL-2.1-only', 'LGPL-3.0-only', 'LGPL-3.0-or-later'],
  openrail: ['bigscience-openrail-m', 'creativeml-openrail-m', 'openrail++'],
  publicdomain: ['CC0-1.0', 'Unlicense'],
}

const WHAT_IS_AN_ID =
  'A licence has an id of the SPDX list (Apache-2.0, MIT, CC-BY-4.0), of a model licence (gemma, llama3.1), or of its own (LicenseRef- and a name).'

/** `kind`: the words can be no licence's name: a kind of terms, a family, or that there is none. */
export type Unnamed = { readonly kind: boolean; readonly says: string }

/** Undefined: the words name a licence, or several that an expression joins, or one by an id of its own. */
export function unnamed(licence: string): Unnamed | undefined {
  const said = licence.trim()
  if (/^LicenseRef-[A-Za-z0-9.-]+$/.test(said) || expressionOf(said) !== undefined) return undefined
  const plain = lettersOf(said)
  const terms = KINDS.has(plain) || Object.hasOwn(LIKELY, plain)
  const none = NAMES_NONE.has(said.toLowerCase())
  const likely = terms ? (LIKELY[plain] ?? []) : none ? [] : idsSpeltAlike(plain)
  const what = terms
    ? 'names a kind of terms, and no licence'
    : `names no licence${none ? '' : ' that is known here'}`
  const offer = likely.length === 0 ? '' : ` Is it ${likely.join(' or ')}?`
  const shown = JSON.stringify(said.length > MAX_SHOWN ? `${said.slice(0, MAX_SHOWN).toWellFormed()}…` : said)
  return { kind: terms || none, says: `${shown} ${what}.${offer} ${WHAT_IS_AN_ID}` }
}

/** Known ids with the very letters and digits of the words: "CC BY 4.0", "Apache-2.0 License". */
function idsSpeltAlike(plain: string): readonly string[] {
  const bare = plain.replace(/^the/, '').replace(/licen[cs]e$/, '')
  if (bare === '') return []
  const ids = [...known().licences.keys(), ...FACTS.map(({ id }) => id)]
  return [...new Set(ids)].filter((id) => lettersOf(id) === bare).slice(0, 3)
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

type Stating = {
  readonly terms?: readonly { readonly licence: string }[]
  readonly components?: readonly { readonly c: readonly string[]; readonly licence?: string }[]
}

/** Of a draft, each place whose words name no licence. It refuses nothing. */
export function unnamedIn({ terms = [], components = [] }: Stating) {
  const places = [
    ...terms.map(({ licence }, at) => ({ where: `terms[${at}].licence`, licence })),
    ...components.flatMap(({ licence }, at) =>
      licence === undefined ? [] : [{ where: `components[${at}].licence`, licence }],
    ),
  ]
  return places.flatMap(({ where, licence }) => {
    const found = unnamed(licence)
    return found === undefined ? [] : [{ code: 'licence-not-named', where, says: found.says }]
  })
}
