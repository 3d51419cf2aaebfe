// The inspector's table of rules as rows, for the page that explains the method.

import type { Verdict } from '../../weights/inspection.ts'
import { RULES } from '../../weights/rules.ts'

export type HazardRule = { readonly rule: string; readonly verdict: Verdict; readonly sentence: string }

export function hazardRules(): readonly HazardRule[] {
  return Object.entries(RULES).map(([rule, [verdict, sentence]]) => ({ rule, verdict, sentence }))
}
