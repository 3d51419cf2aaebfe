// The subjects of the commons in the order of knowledge: each may query earlier ones only, through their query.ts.
// A new subject is a new folder and its line here.

import { advisories } from './advisories/fold.ts'
import { custody } from './custody/fold.ts'
import { governance } from './governance/fold.ts'
import { keys } from './keys/fold.ts'
import { lineage } from './lineage/fold.ts'
import { releases } from './releases/fold.ts'
import { review } from './review/fold.ts'
import { sealing } from './sealing/fold.ts'
import type { StatementType, Subject } from './subject.ts'
import { tools } from './tools/fold.ts'

export const subjects: readonly Subject[] = [
  keys,
  sealing,
  tools,
  releases,
  custody,
  lineage,
  advisories,
  review,
  governance,
]

/** Every type that this program knows, by its name. */
export const statementTypes: ReadonlyMap<string, StatementType> = new Map(
  subjects.flatMap(({ types }) => types.map((type) => [type.type, type])),
)
