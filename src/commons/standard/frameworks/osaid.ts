// The parts of the Open Source AI Definition 1.0 (2024-10-28): parameters, code, data information. Whether data
// information suffices to rebuild a system needs a person, so the parts are shown and no verdict (release-standard 1.3).

import { LICENCE_LIST } from '../licences/known.ts'
import {
  believed,
  type ComponentFact,
  type ComponentId,
  type Components,
  DATA_FACTS,
  factOf,
} from './have.ts'
import type { Lack, Stamp } from './result.ts'

export type OsaidPart = { readonly present: boolean; readonly lacks: readonly Lack[] }

/** What keeps a part from counting: its licence alone, or that something of it was not shown. */
export type OsaidStands = 'present' | 'licence' | 'not-shown'

export const OSAID_WORDS: Readonly<Record<OsaidStands, string>> = {
  present: 'present',
  licence: 'here, under no licence that it accepts',
  'not-shown': 'not shown',
}

export function stands({ present, lacks }: OsaidPart): OsaidStands {
  if (present) return 'present'
  return lacks.every(({ only }) => only === 'licence') ? 'licence' : 'not-shown'
}
export type OsaidParts = {
  readonly parameters: OsaidPart
  readonly code: OsaidPart
  readonly data: OsaidPart
  readonly says: string
}
export type Osaid = Stamp & OsaidParts & { readonly claimed?: OsaidParts } // as if every link held; only where that differs

const STAMP: Stamp = {
  framework: 'Open Source AI Definition 1.0',
  date: '2024-10-28',
  source: 'Open Source Initiative; its component checklist is draft 0.0.9 and is not used here',
  list: LICENCE_LIST,
}

const CODE = ['training-code', 'data-code', 'inference-code', 'architecture'] as const

export function osaid(components: Components): Osaid {
  const seen = parts(components, (c) => factOf(components, c))
  const said = parts(components, (c) => believed(factOf(components, c)))
  const differs = PARTS.some((part) => seen[part].present !== said[part].present)
  return { ...STAMP, ...seen, ...(differs && { claimed: said }) }
}

const PARTS = ['parameters', 'code', 'data'] as const

function parts({ data: filled }: Components, of: (c: ComponentId) => ComponentFact): OsaidParts {
  const libraries = of('supporting-libs')
  const card = of('data-card')
  const unfilled = DATA_FACTS.filter((fact) => !filled[fact])
  const parameters = part(lacksOf(of('weights-final')))
  const code = part([
    ...CODE.flatMap((c) => lacksOf(of(c))),
    ...(libraries.state === 'unknown' ? [{ c: libraries.c, says: libraries.because }] : []),
  ])
  const data = part([
    ...(card.have === 'checked' ? [] : [{ c: card.c, says: card.because }]),
    ...(unfilled.length > 0 ? [{ c: card.c, says: `Not stated of the data: ${unfilled.join(', ')}.` }] : []),
  ])
  const all = [parameters, code, data].every(({ present }) => present)
  const says = all
    ? 'Its parts are present; whether the data information suffices needs a person.'
    : 'Not all of its parts are present.'
  return { parameters, code, data, says }
}

function part(lacks: readonly Lack[]): OsaidPart {
  return { present: lacks.length === 0, lacks }
}

function lacksOf({ c, have, because, verdict, licence }: ComponentFact): readonly Lack[] {
  if (have !== 'checked') return [{ c, says: because }]
  if (verdict === 'osi') return []
  return [
    {
      c,
      says:
        licence === undefined
          ? 'No licence is known for it.'
          : `Its licence is not approved by the Open Source Initiative: ${licence}.`,
      only: 'licence',
    },
  ]
}
