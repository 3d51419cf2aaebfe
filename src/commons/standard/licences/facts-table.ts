// All licences of which facts are recorded, one row each.

import type { LicenceFacts } from './fact.ts'
import { LLAMA_FACTS } from './facts-llama.ts'
import { MODEL_FACTS } from './facts-models.ts'
import { OPEN_FACTS } from './facts-open.ts'
import { OTHER_FACTS } from './facts-others.ts'
import { RESEARCH_FACTS } from './facts-research.ts'

export const FACTS: readonly LicenceFacts[] = [
  ...OPEN_FACTS,
  ...LLAMA_FACTS,
  ...MODEL_FACTS,
  ...OTHER_FACTS,
  ...RESEARCH_FACTS,
]
