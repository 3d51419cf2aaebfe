// Licences as pages show them: what is known of each, by which texts it is known, and which releases here name it. What
// is stated is matched by spelling alone; which licence governs a release's weights is said on its own page.

import { facetValues } from '../../commons/releases/list.ts'
import { type Duties, dutiesOf, inOneSentence } from '../../commons/standard/licences/duties.ts'
import type { LicenceFacts, Verdict } from '../../commons/standard/licences/fact.ts'
import { factsOfLicence, verdictOf } from '../../commons/standard/licences/facts.ts'
import { FACTS } from '../../commons/standard/licences/facts-table.ts'
import {
  type KnownText,
  known,
  LICENCE_LIST,
  type ListVersion,
} from '../../commons/standard/licences/known.ts'
import { expressionOf, idsOf, spelledId } from '../../commons/standard/licences/spelling.ts'
import { releaseRows } from './list.ts'
import type { ReleaseRow } from './release.ts'
import type { ViewSources } from './sources.ts'

const MAX_STATED = 200 // different words for licences that occur here
const MAX_ROWS = 20 // releases under one of them
const MAX_SPELLINGS = 8
const OWN_NAME = /^LicenseRef-sha256-[0-9a-f]{12}$/

export type LicenceRow = {
  readonly id: string
  readonly name: string
  readonly verdict: Verdict
  readonly says: string
  readonly stated: readonly string[] // words by which releases here name it
}

export type LicencesPage = {
  readonly list: ListVersion
  readonly licences: readonly LicenceRow[] // with facts, or named here
  readonly unknown: readonly string[] // words that name no licence known here
  readonly texts: number // known by their digest
}

export async function licencesPage({ index }: Pick<ViewSources, 'index'>): Promise<LicencesPage> {
  return licencesFrom(await facetValues(index, 'licence', MAX_STATED))
}

/** @param stated words by which releases name licences */
export function licencesFrom(stated: readonly string[]): LicencesPage {
  const named = new Map<string, string[]>()
  for (const words of stated)
    for (const id of idsNamed(words)) named.getOrInsertComputed(id, () => []).push(words)
  const others = [...named.keys()].filter((id) => !FACTS.some((facts) => facts.id === id))
  return {
    list: LICENCE_LIST,
    licences: [...FACTS.map(({ id }) => id), ...others].map((id) => rowOf(id, named.get(id) ?? [])),
    unknown: stated.filter((words) => idsNamed(words).length === 0),
    texts: known().texts.length,
  }
}

/** By words as rows have them, in small letters: one licence, or all that an expression joins. */
function idsNamed(words: string): readonly string[] {
  const asWritten = words
    .split(/([\s()]+)/)
    .map((word) => (/^(and|or|with)$/.test(word) ? word.toUpperCase() : (spelledId(word) ?? word)))
    .join('')
  const expression = expressionOf(words) ?? expressionOf(asWritten)
  return expression === undefined ? [] : [...new Set(idsOf(expression))]
}

function rowOf(id: string, stated: readonly string[]): LicenceRow {
  const facts = factsOfLicence(id)
  return {
    id,
    name: facts?.name ?? known().licences.get(id)?.name ?? id,
    verdict: verdictOf(id),
    says: facts === undefined ? 'Its facts are not recorded here.' : inOneSentence(facts),
    stated,
  }
}

export type LicenceText = Pick<KnownText, 'sha256' | 'edition' | 'from'>

export type LicencePage = LicenceRow & {
  readonly list: ListVersion
  readonly listed?: { readonly osi: boolean; readonly fsf: boolean } // when the list has it
  readonly facts?: LicenceFacts
  readonly factsOf?: string // when they are those of another id with the same text
  readonly duties?: Duties
  readonly texts: readonly LicenceText[]
  readonly joined?: readonly string[] // of an expression: the licences that it joins
  readonly alike: readonly string[] // other ids with the same text
  readonly releases: readonly {
    readonly words: string
    readonly rows: readonly ReleaseRow[]
    readonly more: boolean
  }[]
}

/** Undefined when nothing of that name is known here: neither a licence nor a text's own name. */
export async function licencePage(sources: ViewSources, asked: string): Promise<LicencePage | undefined> {
  const id = licenceAsked(asked)
  if (id === undefined) return undefined
  const all = await facetValues(sources.index, 'licence', MAX_STATED)
  const stated = all.filter((words) => words === asked.toLowerCase() || idsNamed(words).includes(id))
  const releases = stated.slice(0, MAX_SPELLINGS).map((words) => bearing(sources, words))
  return licenceFrom(id, stated, await Promise.all(releases))
}

/** The id that is meant, in any case and by any spelling; an expression of several stays as it is. */
export function licenceAsked(asked: string): string | undefined {
  const joined = OWN_NAME.test(asked) || expressionOf(asked) !== undefined
  return spelledId(asked) ?? (joined ? asked : undefined)
}

export function licenceFrom(
  id: string,
  stated: readonly string[],
  releases: LicencePage['releases'],
): LicencePage {
  const { licences, texts } = known()
  const facts = factsOfLicence(id)
  const own = texts.filter(({ ids }) => ids.includes(id))
  const listed = licences.get(id)
  const expression = expressionOf(id)
  const joined = expression === undefined ? [] : idsOf(expression).filter((one) => one !== id)
  return {
    ...rowOf(id, stated),
    list: LICENCE_LIST,
    ...(listed !== undefined && { listed: { osi: listed.osi === true, fsf: listed.fsf === true } }),
    ...(facts !== undefined && { facts, duties: dutiesOf(facts) }),
    ...(facts !== undefined && facts.id !== id && { factsOf: facts.id }),
    texts: own.map(({ sha256, edition, from }) => ({
      sha256,
      ...(edition !== undefined && { edition }),
      from,
    })),
    ...(joined.length > 0 && { joined: [...new Set(joined)] }),
    alike: [...new Set(own.flatMap(({ ids }) => ids))].filter((one) => one !== id),
    releases,
  }
}

async function bearing(sources: ViewSources, words: string): Promise<LicencePage['releases'][number]> {
  const { rows, next } = await releaseRows(sources, { licence: words, limit: MAX_ROWS })
  return { words, rows, more: next !== undefined }
}
