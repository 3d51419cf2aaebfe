// The model's own part of a CycloneDX document: licences, ancestors and the model card. A licence has an id only where
// SPDX lists it. Source: CycloneDX 1.7 JSON schema (license, pedigree, modelCard); release-standard 3.

import type { Dossier } from '../dossier.ts'
import { licencesOf } from '../licences/of.ts'
import type { Release } from './exported.ts'
import { spdxLicence } from './hub-licence.ts'
import { some, webAddress } from './json-text.ts'

export function licencesIn({ terms = [] }: Release) {
  return terms.map(({ licence, url: written, text }) => {
    const id = spdxLicence(licence)
    const url = webAddress(written)
    const properties = text === undefined ? undefined : [{ name: 'owc:text', value: text }]
    const named = id === undefined ? { name: licence } : { id }
    return { license: { ...named, acknowledgement: 'declared', url, properties } }
  })
}

/** Licences that the files themselves state, whoever is right. */
export function licenceEvidence(dossier: Dossier) {
  const ids = licencesOf(dossier)
    .places.filter(({ kind }) => kind === 'text' || kind === 'card' || kind === 'weights')
    .flatMap(({ id }) => id ?? [])
  const licenses = [...new Set(ids)].map((found) => {
    const id = spdxLicence(found)
    return { license: id === undefined ? { name: found } : { id } }
  })
  return licenses.length === 0 ? undefined : { licenses }
}

export function pedigreeOf({ lineage }: Release) {
  if (lineage === undefined || lineage.length === 0) return undefined
  return {
    ancestors: lineage.map(({ parent, parentDigest, relation }) => {
      const [, name = parent, version] = /^(.*?)(?:@([^/]*))?$/s.exec(parent) ?? []
      const digest = parentDigest === undefined ? [] : [{ name: 'owc:artifact', value: parentDigest }]
      return {
        type: 'machine-learning-model',
        name,
        version,
        properties: [{ name: 'owc:relation', value: relation }, ...digest],
      }
    }),
    notes: some(lineage.flatMap(({ method }) => method ?? []))?.join('\n'),
  }
}

export function modelCardOf(record: Release) {
  const { training, evaluations = [], obligations, limits, rationale } = record
  const datasets = datasetsOf(record)
  const energy = Number(training?.compute?.energyMWh)
  const risks = (rationale?.risks ?? []).map(({ what, notTested }) => ({
    name: what,
    mitigationStrategy: notTested === undefined ? undefined : `not tested: ${notTested}`,
  }))
  return {
    modelParameters: datasets.length === 0 ? undefined : { datasets },
    quantitativeAnalysis:
      evaluations.length === 0 ? undefined : { performanceMetrics: evaluations.map(metricOf) },
    considerations: {
      useCases: obligations?.intended,
      technicalLimitations: limits,
      ethicalConsiderations: some(risks),
      environmentalConsiderations:
        Number.isFinite(energy) && energy >= 0 ? { energyConsumptions: [trainingEnergy(energy)] } : undefined,
    },
  }
}

function metricOf({ suite, metric, value, interval }: NonNullable<Release['evaluations']>[number]) {
  return {
    type: metric,
    value,
    slice: suite,
    confidenceInterval:
      interval === undefined ? undefined : { lowerBound: interval.low, upperBound: interval.high },
  }
}

/** Data of the making that has a place; what is withheld has none. */
function datasetsOf({ components = [], training }: Release) {
  const linked = components.filter(
    ({ c, state }) => DATA.includes(c) && state !== 'withheld' && state !== 'not-produced',
  )
  const rows = linked.map(({ c, url: written, sha256, state }) => {
    const url = webAddress(written)
    const properties = sha256 === undefined ? undefined : [{ name: 'owc:sha256', value: sha256 }]
    const contents = url === undefined && properties === undefined ? undefined : { url, properties }
    return { type: 'dataset', name: c, description: state, contents }
  })
  const sources = (training?.data?.composition ?? []).map(({ source, kind, url: written }) => {
    const url = webAddress(written)
    return {
      type: 'dataset',
      name: source,
      description: kind,
      contents: url === undefined ? undefined : { url },
    }
  })
  return [...rows, ...sources]
}

const DATA: readonly string[] = ['pretraining-data', 'posttraining-data', 'evaluation-data']

/** Who provided it nobody stated: no provider is named. */
function trainingEnergy(megawattHours: number) {
  const value = Number((megawattHours * 1000).toPrecision(12))
  return { activity: 'training', energyProviders: [], activityEnergyCost: { value, unit: 'kWh' } }
}
