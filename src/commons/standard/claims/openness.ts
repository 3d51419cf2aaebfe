// Claim 2 of 3: openness, and nothing else: what licences allow and which components are given, as each framework reads
// them by its own rule. No rank, no percentage, no sum, and never whether the bytes can be had elsewhere or do harm
// (release-standard 0, 1). Not legal advice.

import type { FrameworksView } from '../frameworks/all.ts'
import { COMPONENT_NAMES } from '../frameworks/component-names.ts'
import type { ComponentFact } from '../frameworks/have.ts'
import { OSAID_WORDS, stands } from '../frameworks/osaid.ts'
import type { LicencesView } from '../licences/of.ts'
import { fits } from '../licences/spelling.ts'

export type OpennessFacts = {
  readonly kind: 'release' | 'observed'
  readonly licences: LicencesView
  readonly frameworks: FrameworksView
}

const ABSENT = 'not in what this node found'
const MAX_NAMED = 8 // licences in one sentence

export function openness(facts: OpennessFacts): readonly string[] {
  return [...licence(facts), ...components(facts), ...labels(facts.frameworks)]
}

function licence({ kind, licences: { places, weights } }: OpennessFacts): readonly string[] {
  if (places.length === 0)
    return [kind === 'observed' ? `A licence is ${ABSENT}.` : 'The publisher does not state a licence.']
  const own =
    weights.id === undefined
      ? `Which licence the weights have is not decided. ${weights.because}`
      : `Licence of the weights: ${weights.id}. ${weights.because}`
  const all = [...new Set(places.map(({ id, said }) => id ?? said ?? ''))].filter((id) => id !== '')
  const named = all.filter((one) => !all.some((id) => fits(one, id)))
  if (named.length <= 1) return [own]
  const where = named.slice(0, MAX_NAMED).map((id) => `${id} (${placesOf(id, places)})`)
  return [own, `Places name different licences: ${where.join('; ')}.`]
}

function placesOf(id: string, places: LicencesView['places']): string {
  const [first, ...more] = places.filter((place) => (place.id ?? place.said) === id)
  return more.length === 0 ? (first?.where ?? '') : `${first?.where} and ${more.length} more`
}

const WORDS = [
  ['released', 'Released'],
  ['linked', 'Linked elsewhere'],
  ['described', 'Described'],
  ['withheld', 'Withheld'],
  ['not-produced', 'Not produced'],
] as const

function components({ kind, frameworks: { components: all } }: OpennessFacts): readonly string[] {
  if (kind === 'observed')
    return [`What its publisher says of code, data and method of training is ${ABSENT}.`]
  const stated = all.filter(({ state }) => state !== 'unknown')
  if (stated.length === 0) return ['Its publisher does not state which components are released.']
  const of = (state: ComponentFact['state']) =>
    stated
      .filter((one) => one.state === state)
      .map(({ c, why }) => (why === undefined ? COMPONENT_NAMES[c] : `${COMPONENT_NAMES[c]} (${why})`))
      .join(', ')
  return WORDS.flatMap(([state, word]) => (of(state) === '' ? [] : [`${word}: ${of(state)}.`]))
}

/** Side by side, each with its date, in a line each; what the next step lacks stands under a heading of its own. */
function labels({ g7, osaid, mof }: FrameworksView): readonly string[] {
  const parts = [
    ['parameters', osaid.parameters],
    ['code', osaid.code],
    ['data information', osaid.data],
  ] as const
  const said = parts.map(([name, part]) => `${name} ${OSAID_WORDS[stands(part)]}`)
  return [
    `${g7.framework} (${g7.date}): ${g7.label}.`,
    `${osaid.framework} (${osaid.date}): ${said.join(', ')}.`,
    `${mof.framework} (${mof.date}): ${mof.class === null ? 'no class' : `Class ${mof.class}`}.`,
  ]
}
