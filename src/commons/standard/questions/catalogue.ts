// Every question of the release standard, in the order in which it is asked. Source: release-standard 5.

import type { Question } from '../answer.ts'
import { P6 } from './p6.ts'

export const QUESTIONS: readonly Question[] = [...P6]
