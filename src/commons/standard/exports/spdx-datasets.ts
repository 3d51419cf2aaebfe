// Data sets of a record as packages of the dataset profile of SPDX 3.0.1: the sources that its composition names, else
// the components of data, and what they were used for.

import type { Release } from './exported.ts'
import { webAddress } from './json-text.ts'
import type { Graph } from './spdx-graph.ts'

export type Dataset = {
  readonly id: string
  readonly relation: 'trainedOn' | 'testedOn'
  readonly licence?: string
}

export function datasetsOf(record: Release, graph: Graph): readonly Dataset[] {
  const { training, components = [] } = record
  const types = typesOf(training?.data?.modalities)
  const sources = (training?.data?.composition ?? []).map(({ source, kind, url, sha256, licence }, index) => {
    const id = graph.add(`source-${index + 1}`, 'dataset_DatasetPackage', {
      name: source,
      description: kind,
      software_primaryPurpose: 'data',
      software_downloadLocation: webAddress(url),
      verifiedUsing: hashOf(sha256),
      dataset_datasetType: types,
      dataset_dataCollectionProcess: training?.data?.obtained,
    })
    return { id, relation: 'trainedOn' as const, ...(licence !== undefined && { licence }) }
  })
  const given = components.filter(({ c, state }) => c in RELATION && GIVEN.includes(state))
  const parts = given.map(({ c, state, url, sha256, licence }) => {
    const id = graph.add(c, 'dataset_DatasetPackage', {
      name: c,
      description: state,
      software_primaryPurpose: 'data',
      software_downloadLocation: webAddress(url),
      verifiedUsing: hashOf(sha256),
      dataset_datasetType: types,
    })
    return { id, relation: RELATION[c] ?? ('trainedOn' as const), ...(licence !== undefined && { licence }) }
  })
  return [...sources, ...parts]
}

const GIVEN: readonly string[] = ['released', 'linked', 'described']
const RELATION: Readonly<Record<string, Dataset['relation']>> = {
  'pretraining-data': 'trainedOn',
  'posttraining-data': 'trainedOn',
  'evaluation-data': 'testedOn',
}
const TYPES: readonly string[] = ['audio', 'image', 'text', 'video']

function typesOf(modalities: readonly string[] = []): readonly string[] {
  const types = modalities.map((one) => (TYPES.includes(one.toLowerCase()) ? one.toLowerCase() : 'other'))
  return types.length === 0 ? ['noAssertion'] : [...new Set(types)]
}

function hashOf(sha256: string | undefined) {
  return sha256 === undefined ? undefined : [{ type: 'Hash', algorithm: 'sha256', hashValue: sha256 }]
}
