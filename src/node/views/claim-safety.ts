// Claim 3 of 3: release safety, and nothing else: which evidence and safeguards the record names for these bytes. Per
// requirement present or missing; the node never calls anything safe or of low risk (release-standard 0, 7).

export const DANGER_AREAS = [
  'cyber',
  'bio',
  'fraud',
  'impersonation',
  'weaponisation',
  'surveillance',
  'agent',
  'safeguard-removal',
] as const

export type SafetyFacts = {
  readonly kind: 'release' | 'observed'
  readonly stage?: string
  readonly tested: readonly string[] // danger areas with a run
  readonly reasoned: readonly string[] // danger areas with a reason instead
  readonly safeguards: readonly { readonly kind: string; readonly lives: string }[]
}

const ABSENT = 'not in what this node found'

export function safety(facts: SafetyFacts): readonly string[] {
  if (facts.kind === 'observed')
    return [
      `Tests for dangerous capabilities, as statements of the publisher, are ${ABSENT}.`,
      `Safeguards and a release stage are ${ABSENT}.`,
    ]
  return [areas(facts), ...safeguards(facts), stage(facts)]
}

function areas({ tested, reasoned }: SafetyFacts): string {
  const run = DANGER_AREAS.filter((area) => tested.includes(area))
  const argued = DANGER_AREAS.filter((area) => !run.includes(area) && reasoned.includes(area))
  const silent = DANGER_AREAS.filter((area) => !run.includes(area) && !argued.includes(area))
  const parts = [
    `The record names tests in ${run.length} of ${DANGER_AREAS.length} danger areas${listed(run)}.`,
    ...(argued.length === 0 ? [] : [`Reasons instead of a test${listed(argued)}.`]),
    ...(silent.length === 0 ? [] : [`Not stated${listed(silent)}.`]),
  ]
  return parts.join(' ')
}

function safeguards({ safeguards: list }: SafetyFacts): readonly string[] {
  if (list.length === 0) return ['The record names no safeguards.']
  const elsewhere = list.filter(({ lives }) => lives === 'service').map(({ kind }) => kind)
  const along = list.filter(({ lives }) => lives !== 'service').map(({ kind }) => kind)
  return [
    ...(along.length === 0 ? [] : [`Safeguards in the files: ${along.join(', ')}.`]),
    ...(elsewhere.length === 0
      ? []
      : [`Safeguards of a service, which do not travel with the weights: ${elsewhere.join(', ')}.`]),
  ]
}

function stage({ stage: word }: SafetyFacts): string {
  return word === undefined ? 'The record states no release stage.' : `Release stage as stated: ${word}.`
}

function listed(areas: readonly string[]): string {
  return areas.length === 0 ? '' : `: ${areas.join(', ')}`
}
