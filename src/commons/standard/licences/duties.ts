// What a licence asks of each person, in whole sentences: limits that hold for everybody, then what each has to do. Words
// of this program, not of the licence: its text decides.

import type { LicenceFacts, Person } from './fact.ts'

export type Duty = { readonly says: string; readonly quote?: string; readonly clause?: string }
/** `everybody`: the limits, which hold for each of them. */
export type Duties = Readonly<Record<'everybody' | Person, readonly Duty[]>>

export function dutiesOf({ limits, asks, flow }: LicenceFacts): Duties {
  const of = (person: Person): readonly Duty[] => [
    ...asks
      .filter(({ who }) => who.includes(person))
      .map(({ says, clause, sentence, prefix }) => duty(says, clause, sentence ?? prefix)),
    ...(person === 'deriver' ? [duty(flow.says, flow.clause)] : []),
  ]
  const everybody = limits.map(({ says, clause }) => duty(says, clause))
  return { everybody, ...forEach(of) }
}

function forEach<Value>(of: (person: Person) => Value): Readonly<Record<Person, Value>> {
  return {
    user: of('user'),
    redistributor: of('redistributor'),
    deriver: of('deriver'),
    provider: of('provider'),
  }
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
export function inOneSentence({ commercial, limits, flow }: LicenceFacts): string {
  const adapted = flow.kind === 'no-derivatives' ? ` ${flow.says}` : ''
  const kinds = new Set(limits.map(({ kind }) => kind))
  const words = [
    kinds.has('users') ? 'by number of users' : undefined,
    kinds.has('revenue') ? 'by revenue' : undefined,
    kinds.has('territory') ? 'by territory' : undefined,
    kinds.has('use') ? 'by kind of use' : undefined,
    kinds.has('models') ? 'for making other models' : undefined,
  ].filter((word) => word !== undefined)
  return words.length === 0
    ? `${COMMERCIAL[commercial]}${limits.length === 0 && adapted === '' ? ' No limit of use is known.' : adapted}`
    : `${COMMERCIAL[commercial]} It limits use ${words.join(', ')}.${adapted}`
}
