// Licence ids of the Hugging Face Hub and the SPDX ids that mean the same text. Families of licences and ids of model
// licences stand for no SPDX id. Source: hub-docs, docs/hub/repositories-licenses.md (2026-08): 83 ids; release-standard 4.1.

/** Hub ids whose SPDX id is spelt otherwise than in capitals or as it stands. */
const SPDX: Readonly<Record<string, string>> = {
  'apache-2.0': 'Apache-2.0',
  mit: 'MIT',
  'afl-3.0': 'AFL-3.0',
  'artistic-2.0': 'Artistic-2.0',
  'bsl-1.0': 'BSL-1.0',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
  'bsd-3-clause-clear': 'BSD-3-Clause-Clear',
  'c-uda': 'C-UDA-1.0',
  'cc0-1.0': 'CC0-1.0',
  'cc-by-2.0': 'CC-BY-2.0',
  'cc-by-2.5': 'CC-BY-2.5',
  'cc-by-3.0': 'CC-BY-3.0',
  'cc-by-4.0': 'CC-BY-4.0',
  'cc-by-sa-3.0': 'CC-BY-SA-3.0',
  'cc-by-sa-4.0': 'CC-BY-SA-4.0',
  'cc-by-nc-2.0': 'CC-BY-NC-2.0',
  'cc-by-nc-3.0': 'CC-BY-NC-3.0',
  'cc-by-nc-4.0': 'CC-BY-NC-4.0',
  'cc-by-nd-4.0': 'CC-BY-ND-4.0',
  'cc-by-nc-nd-3.0': 'CC-BY-NC-ND-3.0',
  'cc-by-nc-nd-4.0': 'CC-BY-NC-ND-4.0',
  'cc-by-nc-sa-2.0': 'CC-BY-NC-SA-2.0',
  'cc-by-nc-sa-3.0': 'CC-BY-NC-SA-3.0',
  'cc-by-nc-sa-4.0': 'CC-BY-NC-SA-4.0',
  'cdla-sharing-1.0': 'CDLA-Sharing-1.0',
  'cdla-permissive-1.0': 'CDLA-Permissive-1.0',
  'cdla-permissive-2.0': 'CDLA-Permissive-2.0',
  wtfpl: 'WTFPL',
  'ecl-2.0': 'ECL-2.0',
  'epl-1.0': 'EPL-1.0',
  'epl-2.0': 'EPL-2.0',
  'etalab-2.0': 'etalab-2.0',
  'eupl-1.1': 'EUPL-1.1',
  'eupl-1.2': 'EUPL-1.2',
  'agpl-3.0': 'AGPL-3.0',
  'gpl-2.0': 'GPL-2.0',
  'gpl-3.0': 'GPL-3.0',
  'lgpl-2.1': 'LGPL-2.1',
  'lgpl-3.0': 'LGPL-3.0',
  isc: 'ISC',
  'lppl-1.3c': 'LPPL-1.3c',
  'ms-pl': 'MS-PL',
  'mpl-2.0': 'MPL-2.0',
  'odc-by': 'ODC-By-1.0',
  odbl: 'ODbL-1.0',
  'openmdw-1.0': 'OpenMDW-1.0',
  'osl-3.0': 'OSL-3.0',
  postgresql: 'PostgreSQL',
  'ofl-1.1': 'OFL-1.1',
  ncsa: 'NCSA',
  unlicense: 'Unlicense',
  zlib: 'Zlib',
  pddl: 'PDDL-1.0',
}

/** Hub ids that name one text which SPDX does not list. */
const MODEL_LICENCES: readonly string[] = [
  'bigscience-openrail-m',
  'creativeml-openrail-m',
  'bigscience-bloom-rail-1.0',
  'bigcode-openrail-m',
  'openrail++',
  'h-research',
  'intel-research',
  'apple-ascl',
  'apple-amlr',
  'openmdw-1.1',
  'lgpl-lr',
  'deepfloyd-if-license',
  'fair-noncommercial-research-license',
  'llama2',
  'llama3',
  'llama3.1',
  'llama3.2',
  'llama3.3',
  'llama4',
  'grok2-community',
  'gemma',
]

/** Hub ids that name a family, and so no text. */
export const FAMILIES: readonly string[] = ['openrail', 'bsd', 'cc', 'gpl', 'lgpl', 'gfdl']

const SPDX_IDS: readonly string[] = Object.values(SPDX)
const HUB = new Map<string, string>([
  ...Object.entries(SPDX).map(([hub, spdx]) => [spdx.toLowerCase(), hub] as const),
  ...[...Object.keys(SPDX), ...MODEL_LICENCES, ...FAMILIES].map((hub) => [hub, hub] as const),
  ...MODEL_LICENCES.map((hub) => [`licenseref-${hub}`, hub] as const),
])

/** The Hub's id of a licence; undefined where only `other` is left. */
export function hubLicence(licence: string): string | undefined {
  return HUB.get(licence.toLowerCase().replace(/-(only|or-later)$/, ''))
}

/** The SPDX id of a licence id as the Hub or a record spells it; undefined where we know none. */
export function spdxLicence(licence: string): string | undefined {
  const small = licence.toLowerCase()
  return SPDX[small] ?? SPDX_IDS.find((id) => id.toLowerCase() === small) ?? orLater(licence)
}

/** GPL-3.0-only, AGPL-3.0-or-later … */
function orLater(licence: string): string | undefined {
  return /^(A|L)?GPL-(2\.0|2\.1|3\.0)-(only|or-later)$/.test(licence) ? licence : undefined
}
