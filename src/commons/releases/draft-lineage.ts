// The lineage of a first draft: a parent with its relation where a file states both (a card, an adapter's own
// configuration); a parent without a relation is shown and not filled in, because how it was made is a claim.

import { type DraftFinding, type FoundFiles, factsOf, fillable, placeOf } from './found.ts'
import type { ReleaseDraft } from './record-draft.ts'

const MAX_PARENTS = 20

type Lineage = { readonly lineage?: ReleaseDraft['lineage']; readonly findings: readonly DraftFinding[] }

export function cardLineage(found: FoundFiles, notes: Map<string, string[]>): Lineage {
  const stated = new Map<string, { relation: string; parent: string; where: string }>()
  const unsure: { parent: string; where: string }[] = []
  for (const file of found.files) {
    const relation = factsOf(file, /^base_model_relation$/).find(fillable)?.value ?? relationOf(file.path)
    for (const fact of factsOf(file, PARENT)) {
      const parent = { parent: fact.value, where: placeOf(file, fact) }
      if (relation !== undefined && fillable(fact) && !/^_?name_or_path$/.test(fact.key))
        stated.set(`${relation} ${fact.value}`, { relation, ...parent })
      else unsure.push(parent)
    }
  }
  const lines = [...stated.values()].slice(0, MAX_PARENTS)
  const open = unsure
    .filter(({ parent }) => !lines.some((line) => line.parent === parent))
    .slice(0, MAX_PARENTS)
  const says = ({ parent, where }: { parent: string; where: string }) =>
    `${where} says ${JSON.stringify(parent)}`
  if (open.length > 0)
    notes.set(
      'lineage',
      open.map((one) => `${says(one)}, and not how this was made from it.`),
    )
  for (const [index, one] of lines.entries()) notes.set(`lineage[${index}]`, [`Read in ${one.where}.`])
  const findings = open.map((one) => ({
    code: 'base-without-relation',
    where: 'lineage',
    says: `${says(one)}, and not how this was made from it.`, // also shown when the record has said it
  }))
  if (lines.length === 0) return { findings }
  return { lineage: lines.map(({ relation, parent }) => ({ relation, parent })), findings: [] }
}

const PARENT =
  /^(base_model|base_model_name_or_path|_name_or_path|general\.base_model\.\d+\.(repo_url|name))$/

function relationOf(path: string): string | undefined {
  return /(^|\/)adapter_config\.json$/.test(path) ? 'adapter' : undefined
}
