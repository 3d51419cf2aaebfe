// Hazards of a set of files: as those of one file, with the file that each is about.

import type { Hazard } from './inspection.ts'
import { RULES, type RuleId } from './rules.ts'

const MAX_LISTED = 16 // of one rule

export type SetPlace = { readonly file: string; readonly offset: number; readonly path?: string }

export class SetReport {
  readonly hazards: (Hazard & { readonly file: string })[] = []
  /** Files that may hold weights in a container that runs code. */
  readonly programs: string[] = []
  private readonly counts = new Map<RuleId, number>()

  add(rule: RuleId, place: SetPlace, message: string): void {
    const count = (this.counts.get(rule) ?? 0) + 1
    this.counts.set(rule, count)
    if (count > MAX_LISTED) return
    const more = count === MAX_LISTED ? '; further ones are not listed' : ''
    this.hazards.push({ rule, verdict: RULES[rule][0], ...place, message: message + more })
  }
}
