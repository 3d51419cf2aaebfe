// What somebody means who wants to answer or correct: a statement by its digest (whole, or the beginning as pages show
// it), or a name, which means the record that it points to now.

import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { entriesOf, type SaidRow, statementsFrom } from '../../commons/all-statements.ts'
import { namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { resolveRef } from './ref.ts'
import type { SaidView } from './release.ts'
import { saidViews } from './said.ts'

const LEAST_DIGITS = 12

export type Answerable = {
  readonly statement: Sha256
  readonly said: SaidView // in short, with what answers it already
  readonly name?: string // that was given and meant it
}

/** @throws OwcError `not-found`, `release-missing`, `revision-missing`, `name-invalid` */
export async function answerable(node: Node, ref: string): Promise<Answerable> {
  const digits = /^(?:sha256:)?([0-9a-f]{1,64})$/.exec(ref)?.[1]
  const row = digits === undefined ? await recordOf(node, ref) : await byDigits(node, digits)
  const [said] = await saidViews(node, [row])
  return {
    statement: row.statement,
    said: said as SaidView, // of the one row
    ...(digits === undefined && { name: ref }),
  }
}

async function byDigits({ index }: Node, digits: string): Promise<SaidRow> {
  const rows = digits.length < LEAST_DIGITS ? [] : await statementsFrom(index, digits, 2)
  const [first] = rows
  if (first !== undefined && rows.every(({ statement }) => statement === first.statement)) return first
  throw new OwcError({
    code: 'not-found',
    where: 'STATEMENT',
    expected: `the digest of one statement that this node knows, at least ${LEAST_DIGITS} digits`,
    found: rows.length > 1 ? `digits of several: ${digits}` : digits,
    hint: 'owc log show lists statements; the page of each has its whole digest.',
  })
}

async function recordOf(node: Node, ref: string): Promise<SaidRow> {
  const { record } = await resolveRef(namesOf(node), ref)
  const [row] = await entriesOf(node.index, record.statement)
  if (row !== undefined) return row
  throw new OwcError({ code: 'not-found', where: ref, expected: 'a record in the index', found: 'none' })
}
