// Claim 1 of 3: availability, and nothing else. From blobs, custody and hosting alone; it never says open or safe
// (release-standard 0; words of 7.3: bytes that are out cannot be called back).

import type { Instant } from '../../../base/time.ts'

export type AvailabilityFacts = {
  readonly files: { readonly total: number; readonly held: number }
  readonly state: 'held' | 'hosted' | 'refused'
  readonly decidedAt?: Instant
  readonly holders: readonly { readonly name: string; readonly since: Instant; readonly lapsed: boolean }[]
  readonly withdrawn?: { readonly at: Instant; readonly knownCopies: number }
}

export function availability(facts: AvailabilityFacts): readonly string[] {
  return [here(facts), ...holders(facts), serving(facts), ...withdrawn(facts)]
}

function here({ files: { total, held } }: AvailabilityFacts): string {
  if (held === 0) return 'The bytes are not held here.'
  if (held === total) return total === 1 ? 'The file is held here.' : `All ${total} files are held here.`
  return `${held} of ${total} files are held here.`
}

function holders({ holders: list }: AvailabilityFacts): readonly string[] {
  const present = list.filter(({ lapsed }) => !lapsed)
  const lapsed = list.length - present.length
  const first = present[0]
  const who =
    first === undefined
      ? []
      : present.length === 1
        ? [`${first.name} says it holds the bytes, since ${day(first.since)}.`]
        : [
            `${present.length} holders say they hold the bytes; the first, ${first.name}, since ${day(first.since)}.`,
          ]
  return lapsed === 0 ? who : [...who, `The promise of ${lapsed} more to hold them has run out.`]
}

function serving({ state, decidedAt, withdrawn: gone }: AvailabilityFacts): string {
  if (gone !== undefined) return 'This node does not serve them under this record: it was withdrawn.'
  const since = decidedAt === undefined ? '' : ` since ${day(decidedAt)}`
  switch (state) {
    case 'hosted':
      return `This node serves them to others${since}.`
    case 'refused':
      return `This node does not serve them to others, by a decision${decidedAt === undefined ? '' : ` of ${day(decidedAt)}`}.`
    default:
      return 'Not served to others from here: nobody has decided that they are.'
  }
}

function withdrawn({ withdrawn: facts }: AvailabilityFacts): readonly string[] {
  if (facts === undefined) return []
  return [
    `The issuer of the record stopped standing behind it on ${day(facts.at)}.`,
    `Known copies elsewhere: ${facts.knownCopies}. Unknown copies may exist.`,
  ]
}

function day(time: Instant): string {
  return time.slice(0, 10)
}
