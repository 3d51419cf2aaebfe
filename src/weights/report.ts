// Collects what one inspection finds. Bounded: a hostile file cannot make it grow, and no hazard hides another,
// since each rule is listed a few times and then counted.

import type { Sha256 } from '../base/digest.ts'
import type { Fact, Hazard, Tensor } from './inspection.ts'
import { RULES, type RuleId } from './rules.ts'

const MAX_LISTED = 16 // of one rule
const MAX_FACTS = 4096
const MAX_FACT_CHARACTERS = 1 << 20 // of all facts together
const MAX_VALUE = 4096 // characters of one fact; longer ones are cut off as a whole
const MAX_TEMPLATES = 64
export const MAX_TEMPLATE_BYTES = 256 * 1024

export type Place = { readonly offset: number; readonly path?: string; readonly length?: number }

/** Thrown by `refuse`, caught by the parser that called it: the rest of the file is not read. */
export class Refused extends Error {}

export type Template = { readonly name: string; readonly sha256: Sha256; readonly text?: string }
export type Counted = { readonly sha256: Sha256; readonly count: number }

export class Report {
  readonly hazards: Hazard[] = []
  readonly facts: Fact[] = []
  readonly templates: Template[] = []
  tensors: Tensor[] = []
  /** False once a hazard says that tensors or their names cannot be trusted: then there are no roots. */
  rooted = true
  vocab?: Counted
  merges?: Counted
  split?: { readonly number: number; readonly count: number; readonly tensors: number }
  weightMap?: (readonly [string, string])[]
  private readonly counts = new Map<RuleId, number>()
  private factCharacters = 0
  private unlisted = 0

  add(rule: RuleId, place: Place, message: string): void {
    const count = (this.counts.get(rule) ?? 0) + 1
    this.counts.set(rule, count)
    if (count > MAX_LISTED) return
    const { path } = place
    this.hazards.push({
      rule,
      verdict: RULES[rule][0],
      ...place,
      ...(path === undefined ? {} : { path: path.slice(0, 1024).toWellFormed() }),
      message: message.toWellFormed(),
    })
  }

  refuse(rule: RuleId, place: Place, message: string): never {
    this.add(rule, place, message)
    this.rooted = false
    throw new Refused(rule)
  }

  /** How many hazards refuse the file: no roots, and nothing opens it. */
  has(rule: RuleId): boolean {
    return this.counts.has(rule)
  }

  fact(key: string, value: string, offset: number): void {
    const size = key.length + value.length
    const full = this.facts.length >= MAX_FACTS || this.factCharacters + size > MAX_FACT_CHARACTERS
    if (full || size > MAX_VALUE) {
      this.unlisted++
      return
    }
    this.factCharacters += size
    this.facts.push({ key, value: value.toWellFormed(), offset })
  }

  template(template: Template): void {
    if (this.templates.length < MAX_TEMPLATES) this.templates.push(template)
    else this.unlisted++
  }

  /** Closes the books: says what was counted and not listed. */
  close(): void {
    for (const [rule, count] of this.counts) {
      if (count > MAX_LISTED)
        this.hazards.push({
          rule: 'inspect.repeated',
          verdict: RULES['inspect.repeated'][0],
          offset: 0,
          path: rule,
          message: `${rule} occurs ${count} times, ${MAX_LISTED} are listed`,
        })
    }
    if (this.unlisted > 0)
      this.hazards.push({
        rule: 'inspect.unlisted',
        verdict: RULES['inspect.unlisted'][0],
        offset: 0,
        message: `${this.unlisted} further facts or templates are not kept: too many or too long`,
      })
  }
}

/** For messages: a foreign text, quoted and cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
