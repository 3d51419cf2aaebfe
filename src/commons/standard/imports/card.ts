// A Hugging Face card as fields of a record. Only what the front matter states is taken: a base model without a
// relation, a language without a share and a data set without its part in the training leave the record open, and the
// card's own file carries them on (exports/card.ts). Prose is not read. Source: hub-docs, modelcard.md (2026-08).

import type { YamlNode } from '../../../base/strict-yaml.ts'
import { RELATIONS } from '../exports/card-keys.ts'
import { idOf } from '../exports/hub-licence.ts'
import { NAMES_NONE } from '../licences/spelling.ts'
import type { DraftFields, Imported } from './draft-fields.ts'
import { type CardEntry, MAX_CARD_BYTES, nodeAt, readFrontMatter, textAt, wordsOf } from './front-matter.ts'

const MAX_LINE = 2048 // characters of a value that a record takes
const MAX_RESULTS = 1000
const MAX_PARENTS = 64

/** @param where names the file */
export function importCard(card: string, where: string): Imported {
  if (card.length > MAX_CARD_BYTES) {
    const found = `${card.length} characters`
    return refused({ code: 'form-invalid', where, expected: `at most ${MAX_CARD_BYTES} characters`, found })
  }
  const { matter, faults } = readFrontMatter(card)
  const [first] = faults
  if (matter === undefined || first !== undefined) {
    const { line, column, expected, found } = first ?? {
      line: 1,
      column: 1,
      expected: 'a card',
      found: 'none',
    }
    return refused({
      code: 'form-invalid',
      where: `${where}, line ${line}, column ${column}`,
      expected,
      found,
    })
  }
  const entries = new Map(matter.entries.map((entry) => [entry.key, entry]))
  const reading = new Reading(where, entries)
  return { fields: reading.fields(), places: reading.places, left: reading.left, problems: [] }
}

function refused(problem: Imported['problems'][number]): Imported {
  return { fields: {}, places: {}, left: [], problems: [problem] }
}

class Reading {
  readonly places: Record<string, string> = {}
  readonly left: string[] = []
  private readonly where: string
  private readonly entries: ReadonlyMap<string, CardEntry>

  constructor(where: string, entries: ReadonlyMap<string, CardEntry>) {
    this.where = where
    this.entries = entries
  }

  fields(): DraftFields {
    const terms = this.terms()
    const lineage = this.lineage()
    const evaluations = this.evaluations()
    for (const key of this.entries.keys()) this.sayLeft(key)
    return {
      ...(terms && { terms }),
      ...(lineage && { lineage }),
      ...(evaluations && { evaluations }),
    }
  }

  /** `other` is a licence that `license_name` names. */
  private terms(): DraftFields['terms'] {
    const words = this.words('license')
    if (words === undefined || words.length === 0) return undefined
    const other = words.length === 1 && words[0]?.toLowerCase() === 'other'
    const name = this.word('license_name')
    const link = this.word('license_link')
    const named = other ? (name === undefined ? [] : [name]) : words
    const known = named.filter((word) => !NAMES_NONE.has(word.toLowerCase()))
    if (known.length === 0) {
      this.left.push(`license says ${JSON.stringify(words.join(', '))}, which names no text.`)
      return undefined
    }
    this.at('terms', 'license')
    const url = link !== undefined && /^https:\/\/[!-~]{1,300}$/.test(link) ? { url: link } : {}
    return known.map((word) => ({ licence: idOf(word), ...(known.length === 1 && url) }))
  }

  private lineage(): DraftFields['lineage'] {
    const parents = this.words('base_model')
    if (parents === undefined || parents.length === 0) return undefined
    const relation = this.word('base_model_relation')
    if (relation === undefined || !RELATIONS.includes(relation)) {
      this.left.push(`base_model names ${parents.slice(0, 5).join(', ')}, and not how this was made from it.`)
      return undefined
    }
    this.beyond('base_model', parents.length, MAX_PARENTS)
    this.at('lineage', 'base_model')
    return parents.slice(0, MAX_PARENTS).map((parent) => ({ relation, parent }))
  }

  private evaluations(): DraftFields['evaluations'] {
    const node = this.entries.get('model-index')?.node
    if (node === undefined) return undefined
    const results = resultsOf(node)
    const taken = results.flatMap(({ suite, metric, value }) =>
      suite !== undefined && metric !== undefined && value !== undefined ? [{ suite, metric, value }] : [],
    )
    if (taken.length < results.length)
      this.left.push(
        `${results.length - taken.length} results of model-index lack a data set, a metric or a number.`,
      )
    if (taken.length === 0) return undefined
    this.beyond('model-index', taken.length, MAX_RESULTS)
    this.at('evaluations', 'model-index')
    return taken
      .slice(0, MAX_RESULTS)
      .map((one, index) => ({ id: `card-${index + 1}`, kind: 'other' as const, ...one, legacy: true }))
  }

  private words(key: string): readonly string[] | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    const words = wordsOf(entry.node)
    if (words?.every((word) => word.trim() !== '' && word.length <= MAX_LINE)) return words
    this.left.push(`${key} is neither a word nor a list of words.`)
    return undefined
  }

  private word(key: string): string | undefined {
    const words = this.words(key)
    return words?.length === 1 ? words[0] : undefined
  }

  private beyond(key: string, found: number, most: number): void {
    if (found > most) this.left.push(`${key} has ${found - most} more than the ${most} that a record takes.`)
  }

  private at(field: string, key: string): void {
    const entry = this.entries.get(key)
    if (entry !== undefined) this.places[field] = `${this.where}, line ${entry.node.line + 1}, ${key}`
  }

  /** A key that the record has no field of its own for. */
  private sayLeft(key: string): void {
    if (TAKEN.includes(key)) return
    const why = OPEN[key] ?? 'The record has no field for it'
    this.left.push(`${JSON.stringify(key.slice(0, 80))}: ${why}; the card’s own file keeps it.`)
  }
}

const TAKEN: readonly string[] = [
  'license',
  'license_name',
  'license_link',
  'base_model',
  'base_model_relation',
  'model-index',
]
const OPEN: Readonly<Record<string, string>> = {
  datasets: 'It does not say which training they served',
  language: 'It does not say the share of each',
  new_version: 'What supersedes a release is a statement of its own (owc release status)',
  co2_eq_emissions: 'The record states energy, and not emissions',
}

export type CardResult = {
  readonly node: YamlNode
  readonly suite?: string
  readonly metric?: string
  readonly value?: string
}

/** Every metric of every result, each with the result that it stands in. */
export function resultsOf(index: YamlNode): readonly CardResult[] {
  const models = index.kind === 'list' ? index.items : []
  return models
    .flatMap((model) => listAt(model, 'results'))
    .flatMap((result) =>
      listAt(result, 'metrics').map((metric) => {
        const value = textAt(metric, 'value')?.trim()
        const name = textAt(result, 'dataset', 'name') ?? textAt(result, 'dataset', 'type')
        const type = textAt(metric, 'type') ?? textAt(metric, 'name')
        return {
          node: result,
          ...(name !== undefined && { suite: name }),
          ...(type !== undefined && { metric: type }),
          ...(value !== undefined && DECIMAL.test(value) && { value }),
        }
      }),
    )
    .slice(0, 10 * MAX_RESULTS)
}

const DECIMAL = /^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?$/

function listAt(node: YamlNode, name: string): readonly YamlNode[] {
  const found = nodeAt(node, name)
  return found?.kind === 'list' ? found.items : []
}
