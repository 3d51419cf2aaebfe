// What a licence asks of each person, in whole sentences: first what is allowed, then limits, then what has to be done,
// then what ends it and who may change it. Words of this program, not of the licence: its text decides.

import type { LicenceFacts, Person } from './fact.ts'
import { PEOPLE } from './fact.ts'

export type Duty = { readonly says: string; readonly quote?: string; readonly clause?: string }
export type Duties = Readonly<Record<Person, readonly Duty[]>>

export function dutiesOf(facts: LicenceFacts): Duties {
  const of = (person: Person): readonly Duty[] => [
    ...facts.limits.map(({ says, clause }) => duty(says, clause)),
    ...facts.asks
      .filter(({ who }) => who.includes(person))
      .map(({ says, clause, sentence, prefix }) => duty(says, clause, sentence ?? prefix)),
    ...(person === 'deriver' && facts.flow.kind !== 'none' ? [duty(facts.flow.says, facts.flow.clause)] : []),
    ...(person === 'deriver' && facts.flow.kind === 'none' ? [duty(facts.flow.says)] : []),
  ]
  return Object.fromEntries(PEOPLE.map((person) => [person, of(person)])) as Duties
}

function duty(says: string, clause?: string, quote?: string): Duty {
  return { says, ...(quote !== undefined && { quote }), ...(clause !== undefined && { clause }) }
}

const COMMERCIAL: Readonly<Record<LicenceFacts['commercial'], string>> = {
  yes: 'Commercial use is allowed.',
  limited: 'Commercial use is allowed within limits.',
  no: 'Commercial use is not allowed.',
  unknown: 'Whether commercial use is allowed is not recorded here.',
}

/** The first sentence about a licence. */
export function inOneSentence({ commercial, limits }: LicenceFacts): string {
  const kinds = new Set(limits.map(({ kind }) => kind))
  const words = [
    kinds.has('users') ? 'by number of users' : undefined,
    kinds.has('revenue') ? 'by revenue' : undefined,
    kinds.has('territory') ? 'by territory' : undefined,
    kinds.has('use') ? 'by kind of use' : undefined,
    kinds.has('models') ? 'for making other models' : undefined,
  ].filter((word) => word !== undefined)
  return words.length === 0
    ? `${COMMERCIAL[commercial]}${limits.length === 0 ? ' No limit of use is known.' : ''}`
    : `${COMMERCIAL[commercial]} It limits use ${words.join(', ')}.`
}
