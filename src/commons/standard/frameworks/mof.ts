// Classes of the Model Openness Framework 1.0 (schema of 2024-12-15), as its own tool computes them: what a class
// requires has to be there under an open licence, class upon class; an open licence of the wrong kind is a conditional
// pass. "Checked" when every digest was met, "claimed" when some are only said (release-standard 1.2, 1.3).

import { known, LICENCE_LIST } from '../licences/known.ts'
import { type Expression, expressionOf } from '../licences/spelling.ts'
import { type ComponentFact, type ComponentId, type Components, factOf, type Have } from './have.ts'
import type { Lack, Stamp } from './result.ts'

export const MOF_CLASSES = ['III', 'II', 'I'] as const
export type MofClass = (typeof MOF_CLASSES)[number]

/** What each class asks for beyond the one before it. */
export const MOF_REQUIRED: Readonly<Record<MofClass, readonly ComponentId[]>> = {
  III: ['architecture', 'weights-final', 'evaluation-results', 'model-card', 'data-card', 'technical-report'],
  II: ['training-code', 'inference-code', 'evaluation-code', 'evaluation-data'],
  I: ['pretraining-data', 'posttraining-data', 'data-code', 'checkpoints', 'research-paper'],
}

export const MOF_NAMES: Readonly<Record<MofClass, string>> = {
  III: 'Class III, Open Model',
  II: 'Class II, Open Tooling Model',
  I: 'Class I, Open Science Model',
}

export type Mof = Stamp & {
  readonly class: MofClass | null // of what was met by its digest
  readonly claimed: MofClass | null // as if every link held
  readonly next: MofClass | null // the class above
  readonly lacks: readonly Lack[] // of the next class
  readonly conditional: readonly Lack[] // open, under a licence made for something else
}

const STAMP: Stamp = {
  framework: 'Model Openness Framework 1.0',
  date: '2024-12-15',
  source:
    'LF AI & Data, Model Openness Tool; PDDL-1.0 counts as open here, which its list names by an id that SPDX does not have',
  list: LICENCE_LIST,
}

/** Not approved by OSI nor called free by FSF, and open to the tool, with PDDL-1.0 in place of "ODC-PDDL-1.0". */
const OPEN_TO_MOF = new Set(
  'CC0-1.0 CC-BY-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-2.5-AU CC-BY-3.0 CC-BY-3.0-AT CC-BY-3.0-AU CC-BY-3.0-DE CC-BY-3.0-IGO CC-BY-3.0-NL CC-BY-3.0-US CC-BY-4.0 CC-BY-SA-1.0 CC-BY-SA-2.0 CC-BY-SA-2.0-UK CC-BY-SA-2.1-JP CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-3.0-AT CC-BY-SA-4.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CDLA-Sharing-1.0 PDDL-1.0 ODC-By-1.0 ODbL-1.0 GFDL-1.3 OGL-Canada-2.0 OGL-UK-2.0 OGL-UK-3.0 OpenMDW-1.0'.split(
    ' ',
  ),
)

/** Of an SPDX expression: of `OR` one of them is enough, of `AND` all have to be. */
export function mofOpen(licence: string): boolean {
  return isOpen(expressionOf(licence) ?? { id: licence })
}

function isOpen(expression: Expression): boolean {
  if ('id' in expression) return isListedOpen(expression.id)
  const sides = expression.parts.map(isOpen)
  return expression.join === 'or' ? sides.includes(true) : !sides.includes(false)
}

function isListedOpen(licence: string): boolean {
  const listed = known().licences.get(licence)
  return listed?.osi === true || listed?.fsf === true || OPEN_TO_MOF.has(licence)
}

export function mof(components: Components): Mof {
  const of = (c: ComponentId) => factOf(components, c)
  const reached = classOf(of, ['checked'])
  const claimed = classOf(of, ['checked', 'claimed'])
  const next = MOF_CLASSES[reached === null ? 0 : MOF_CLASSES.indexOf(reached) + 1] ?? null
  return {
    ...STAMP,
    class: reached,
    claimed,
    next,
    lacks: next === null ? [] : lacksOf(of, next, ['checked']),
    conditional: conditional(of),
  }
}

type Look = (c: ComponentId) => ComponentFact

function classOf(of: Look, enough: readonly Have[]): MofClass | null {
  let reached: MofClass | null = null
  for (const step of MOF_CLASSES) {
    if (lacksOf(of, step, enough).length > 0) return reached
    reached = step
  }
  return reached
}

function lacksOf(of: Look, step: MofClass, enough: readonly Have[]): readonly Lack[] {
  return MOF_REQUIRED[step].flatMap((c) => {
    if (c === 'technical-report' && passes(of('research-paper'), enough)) return [] // a paper replaces it
    if (
      DATA_SETS.includes(c) &&
      of(c).state === 'not-produced' &&
      DATA_SETS.some((one) => passes(of(one), enough))
    )
      return []
    return passes(of(c), enough) ? [] : [lack(of(c), enough)]
  })
}

/** The framework asks for "Datasets" as one: what was never made is not missing beside what was. */
const DATA_SETS: readonly ComponentId[] = ['pretraining-data', 'posttraining-data']

function passes({ have, licence }: ComponentFact, enough: readonly Have[]): boolean {
  return enough.includes(have) && licence !== undefined && mofOpen(licence)
}

function lack({ c, have, because, licence }: ComponentFact, enough: readonly Have[]): Lack {
  if (!enough.includes(have)) return { c, says: because }
  return {
    c,
    says:
      licence === undefined
        ? 'No licence is stated for it.'
        : `Its licence is not open to the framework: ${licence}.`,
  }
}

type Kind = 'code' | 'data' | 'document'
const KINDS: Readonly<Partial<Record<ComponentId, Kind>>> = {
  architecture: 'code',
  'inference-code': 'code',
  'training-code': 'code',
  'data-code': 'code',
  'evaluation-code': 'code',
  'supporting-libs': 'code',
  'weights-final': 'data',
  checkpoints: 'data',
  'pretraining-data': 'data',
  'posttraining-data': 'data',
  'evaluation-data': 'data',
  'training-logs': 'data',
  'data-card': 'document',
  'model-card': 'document',
  'evaluation-results': 'document',
  'technical-report': 'document',
  'research-paper': 'document',
  'sample-outputs': 'document',
}

function conditional(of: Look): readonly Lack[] {
  return Object.entries(KINDS).flatMap(([c, kind]) => {
    const { have, licence } = of(c as ComponentId)
    if (have === 'no' || licence === undefined || !mofOpen(licence) || suits(licence, kind)) return []
    return [
      {
        c: c as ComponentId,
        says: `${licence} is open, and not made for ${kind === 'document' ? 'documents' : kind}.`,
      },
    ]
  })
}

function suits(licence: string, kind: Kind): boolean {
  if (licence.startsWith('OpenMDW')) return true
  const data = /^(CDLA-|PDDL|ODC-|ODbL|C-UDA)/.test(licence)
  const text = /^(CC-BY|CC0|GFDL|OGL)/.test(licence)
  if (kind === 'code') return !data && !text
  return kind === 'data' ? data || text : text
}
