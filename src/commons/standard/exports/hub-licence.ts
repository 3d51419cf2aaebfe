// Licence ids of the Hugging Face Hub beside the ids that this program knows licences by (licences/spelling.ts).
// Source: hub-docs, docs/hub/repositories-licenses.md (2026-08): 83 ids; release-standard 4.1.

import { known } from '../licences/known.ts'
import { type Expression, spelledId } from '../licences/spelling.ts'

/** All but `other` and `unknown`, which name no licence. */
const HUB_IDS: readonly string[] = (
  'apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m ' +
  'afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5 ' +
  'cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 ' +
  'cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 ' +
  'cdla-permissive-1.0 cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl ' +
  'gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr ' +
  'mpl-2.0 odc-by odbl openmdw-1.0 openmdw-1.1 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr ' +
  'deepfloyd-if-license fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 ' +
  'grok2-community gemma'
).split(' ')

let hubIds: ReadonlyMap<string, string> | undefined

/** The Hub's id of a licence; undefined where only `other` is left. */
export function hubLicence(licence: string): string | undefined {
  hubIds ??= new Map(HUB_IDS.flatMap((hub) => [[hub, hub] as const, [idOf(hub).toLowerCase(), hub] as const]))
  const id = idOf(licence).toLowerCase()
  return hubIds.get(id) ?? hubIds.get(id.replace(/-(only|or-later)$/, ''))
}

/** The id by which a licence is known here; a spelling that names none stays as it is. */
export function idOf(licence: string): string {
  return spelledId(licence) ?? licence
}

/** The SPDX id of a licence; undefined where SPDX does not list it. */
export function spdxLicence(licence: string): string | undefined {
  const id = spelledId(licence)
  return id !== undefined && known().licences.has(id) ? id : undefined
}

/** As SPDX writes it; an id that SPDX does not list is a reference of our own. @param inside of a longer expression */
export function spdxExpression(expression: Expression, inside = false): string {
  if ('id' in expression) {
    const { id, later, exception } = expression
    const licence = `${spdxLicence(id) ?? reference(id)}${later ? '+' : ''}`
    return exception === undefined ? licence : `${licence} WITH ${exception}`
  }
  const [left, right] = expression.parts.map((part) => spdxExpression(part, true))
  const joined = `${left} ${expression.join.toUpperCase()} ${right}`
  return inside ? `(${joined})` : joined
}

function reference(id: string): string {
  return `LicenseRef-${id.replace(/^LicenseRef-/, '').replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`
}
