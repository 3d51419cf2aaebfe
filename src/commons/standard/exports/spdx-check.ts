// What the AI and dataset profiles of SPDX 3.0.1 demand of each package and the usual readers do not check: names, times,
// suppliers, addresses, and exactly one declared and one concluded licence. Source: SPDX 3.0.1 conformance of the ai and
// dataset profiles; release-standard 3 (spdx-python-model misses these).

import type { Element } from './spdx-graph.ts'

const DEMANDED: Readonly<Record<string, readonly string[]>> = {
  ai_AIPackage: [
    'name',
    'releaseTime',
    'suppliedBy',
    'software_downloadLocation',
    'software_packageVersion',
    'software_primaryPurpose',
  ],
  dataset_DatasetPackage: [
    'name',
    'builtTime',
    'originatedBy',
    'releaseTime',
    'software_downloadLocation',
    'software_primaryPurpose',
    'dataset_datasetType',
  ],
}
const LICENCES: readonly string[] = ['hasDeclaredLicense', 'hasConcludedLicense']
const MAX_TOLD = 50

/** Whole sentences, one for each package that lacks something. */
export function spdxLacks(elements: readonly Element[]): readonly string[] {
  const told = elements.flatMap((element) => {
    const demanded = DEMANDED[String(element['type'])]
    if (demanded === undefined) return []
    const fields = demanded.filter((field) => element[field] === undefined)
    const id = element['spdxId']
    const wrong = LICENCES.filter((type) => countOf(elements, id, type) !== 1)
    const all = [...fields, ...wrong.map((type) => `exactly one ${type}`)]
    const name = JSON.stringify(element['name'] ?? id)
    return all.length === 0 ? [] : [`SPDX demands of ${name} also: ${all.join(', ')}; not stated.`]
  })
  const more = told.length - MAX_TOLD
  return more > 0 ? [...told.slice(0, MAX_TOLD), `And of ${more} more packages: not stated.`] : told
}

function countOf(elements: readonly Element[], from: unknown, relation: string): number {
  return elements.filter((one) => one['relationshipType'] === relation && one['from'] === from).length
}
