// Fields of a model in the AI profile of SPDX 3.0.1, from what the record states. A safety assessment in one word, which
// the profile has a place for, is never written: the record holds tests, and no verdict.

import type { Release } from './exported.ts'
import { some } from './json-text.ts'
import type { Element } from './spdx-graph.ts'

export function modelFields({
  subject,
  training,
  evaluations = [],
  limits = [],
  obligations,
}: Release): Element {
  const energy = Number(training?.compute?.energyMWh)
  const known = Number.isFinite(energy) && energy >= 0
  const uses = [
    ...(obligations?.intended ?? []).map((use) => `Intended: ${use}`),
    ...(obligations?.outOfScope ?? []).map((use) => `Not for: ${use}`),
  ]
  return {
    ai_typeOfModel: subject.variant === undefined ? undefined : [subject.variant],
    ai_limitation: some(limits)?.join('\n'),
    ai_informationAboutTraining: some(trainingLines(training))?.join('\n'),
    ai_informationAboutApplication: some(uses)?.join('\n'),
    ai_modelDataPreprocessing:
      training?.data?.processed === undefined ? undefined : [training.data.processed],
    ai_energyConsumption: known ? energyOf(Number((energy * 1000).toPrecision(12))) : undefined,
    ai_metric: some(
      evaluations.map(({ id, suite, metric, value }) => ({
        type: 'DictionaryEntry',
        key: `${suite}, ${metric} (${id})`,
        value,
      })),
    ),
  }
}

function trainingLines(training: Release['training']): readonly string[] {
  const { stages, compute = {} } = training ?? {}
  return [
    ...(stages === undefined ? [] : [`Stages: ${stages.join(', ')}`]),
    ...Object.entries(compute).map(([name, value]) => `${name}: ${value}`),
  ]
}

function energyOf(kilowattHours: number): Element {
  return {
    type: 'ai_EnergyConsumption',
    ai_trainingEnergyConsumption: [
      {
        type: 'ai_EnergyConsumptionDescription',
        ai_energyQuantity: kilowattHours,
        ai_energyUnit: 'kilowattHour',
      },
    ],
  }
}
