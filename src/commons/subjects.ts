// The subjects of the commons in the order of knowledge: each may query earlier ones only, through their query.ts.
// A new subject is a new folder and its line here.

import { custody } from './custody/fold.ts'
import { governance } from './governance/fold.ts'
import { keys } from './keys/fold.ts'
import { releases } from './releases/fold.ts'
import type { StatementType, Subject } from './subject.ts'

export const subjects: readonly Subject[] = [keys, releases, custody, governance]

/** Every type that this program knows, by its name. */
export const statementTypes: ReadonlyMap<string, StatementType> = new Map(
  subjects.flatMap(({ types }) => types.map((type) => [type.type, type])),
)
