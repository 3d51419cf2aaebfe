// Every question of the release standard, in the order in which it is asked: the eight points, then transparency of
// making, which stands beside them. Ids are never reused. Source: release-standard 5.

import type { Question } from '../answer.ts'
import { P1 } from './p1.ts'
import { P2 } from './p2.ts'
import { P3 } from './p3.ts'
import { P4 } from './p4.ts'
import { P5 } from './p5.ts'
import { P6 } from './p6.ts'
import { P7 } from './p7.ts'
import { P8 } from './p8.ts'
import { T } from './t.ts'

export const QUESTIONS: readonly Question[] = [...P1, ...P2, ...P3, ...P4, ...P5, ...P6, ...P7, ...P8, ...T]

/** What each group of questions is about. */
export const GROUPS: Readonly<Record<Question['group'], string>> = {
  P1: 'Release type',
  P2: 'Rationale',
  P3: 'Dangerous capability',
  P4: 'Staged release',
  P5: 'Obligations',
  P6: 'Audit',
  P7: 'Supply chain',
  P8: 'Ecosystem',
  T: 'Transparency of making',
}
