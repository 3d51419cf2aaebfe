// How cards, files and packages spell the names of licences: the ids of the Hub, SPDX ids in any case, names of the SPDX
// list as they stand. A spelling that fits none names no licence: families ("gpl", "cc") and near misses stay unknown,
// and nothing is corrected (release-standard 4.1).

import parse from 'spdx-expression-parse'
import { FACTS } from './facts-table.ts'
import { known } from './known.ts'

const MAX_EXPRESSION = 200 // characters

/** Ids of the Hub that differ from SPDX in more than case; model licences stand in their facts. */
const HUB: Readonly<Record<string, string>> = {
  'c-uda': 'C-UDA-1.0',
  'odc-by': 'ODC-By-1.0',
  odbl: 'ODbL-1.0',
  pddl: 'PDDL-1.0',
  'lgpl-lr': 'LGPLLR',
  openmdw: 'OpenMDW-1.0',
  'openmdw-1.1': 'LicenseRef-OpenMDW-1.1',
}

/** Families, and words for no licence in particular. */
export const NAMES_NONE = new Set(
  'bsd cc gpl lgpl agpl gfdl openrail other unknown unlicensed proprietary custom none noassertion'.split(
    ' ',
  ),
)

/** Words of packages and cards that name a family without a version: they fit any licence whose id begins so. */
const FAMILIES = new Map([
  ['apache software license', 'apache-'],
  ['bsd license', 'bsd-'],
  ['gnu general public license (gpl)', 'gpl-'],
  ...'apache bsd cc gpl lgpl agpl gfdl'.split(' ').map((word) => [word, `${word}-`] as const),
])
const NO_WORD = /^(other|unknown)$/ // the Hub's, beside a license_name

/** Could these words mean that licence, though they do not name it? Then they disagree with nothing. */
export function fits(said: string, id: string): boolean {
  const plain = said.trim().toLowerCase()
  const family = FAMILIES.get(plain)
  return NO_WORD.test(plain) || (family !== undefined && id.toLowerCase().startsWith(family))
}

/** Do these words, each as it is written, all mean one licence? No family or silence gainsays a name. */
export function meanOne(words: readonly string[]): boolean {
  const ids = [...new Set(words.map((word) => spelledId(word) ?? word.trim().toLowerCase()))]
  return ids.some((id) => ids.every((one) => one === id || fits(one, id)))
}

let spellings: ReadonlyMap<string, string> | undefined

/** The id of a licence that is spelt so; undefined where the spelling names none, or an expression of several. */
export function spelledId(text: string): string | undefined {
  const plain = text.trim().toLowerCase()
  if (plain === '' || plain.length > MAX_EXPRESSION || NAMES_NONE.has(plain)) return undefined
  spellings ??= collect()
  return spellings.get(plain)
}

/** Licences that an SPDX expression joins, and how; a single id is an expression too. */
export type Expression =
  | { readonly id: string; readonly later?: true; readonly exception?: string }
  | { readonly join: 'and' | 'or'; readonly parts: readonly [Expression, Expression] }

export function expressionOf(text: string): Expression | undefined {
  const single = spelledId(text)
  if (single !== undefined) return { id: single }
  if (text.length > MAX_EXPRESSION || !/\b(AND|OR|WITH)\b|\+$/.test(text)) return undefined
  try {
    return read(parse(text))
  } catch {
    return undefined // it names no licence; the parser's reason is of no use to anybody here
  }
}

/** All licences of an expression, whichever way it joins them. */
export function idsOf(expression: Expression): readonly string[] {
  return 'id' in expression ? [expression.id] : expression.parts.flatMap(idsOf)
}

function read(tree: ReturnType<typeof parse>): Expression {
  if ('license' in tree)
    return {
      id: spelledId(tree.license) ?? tree.license,
      ...(tree.plus === true && { later: true }),
      ...(tree.exception !== undefined && { exception: tree.exception }),
    }
  return { join: tree.conjunction, parts: [read(tree.left), read(tree.right)] }
}

function collect(): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const add = (spelling: string, id: string) => {
    const plain = spelling.toLowerCase()
    if (!found.has(plain)) found.set(plain, id)
  }
  for (const [spelling, id] of Object.entries(HUB)) add(spelling, id)
  for (const { id, spellings: own } of FACTS) for (const one of [id, ...own]) add(one, id)
  for (const [id, { name }] of known().licences) {
    add(id, id)
    add(name, id)
  }
  return found
}
