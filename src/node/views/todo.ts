// The publisher's to-do of one record here: what could be done next, in the order of what it would change.

import { exampleRecord } from '../../commons/releases/example-record.ts'
import type { Row } from '../../commons/releases/query.ts'
import { type Todo, todoOf } from '../../commons/standard/todo.ts'
import { type CheckView, checkOfRecord } from './check.ts'
import { checkedHere } from './checked.ts'
import { resolveRef } from './ref.ts'
import type { ViewSources } from './sources.ts'

/** Of a record whose body was erased there is nothing to do. */
export async function todoOfRecord(sources: ViewSources, row: Row): Promise<readonly Todo[]> {
  const here = await checkedHere(sources, row)
  return here === undefined ? [] : todoOf(here, here.dossier, exampleOf)
}

/** What the example of the standard has at a path. */
export function exampleOf(path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const fields = typeof value === 'object' && value !== null ? value : {}
    return Object.hasOwn(fields, name) ? (fields as Readonly<Record<string, unknown>>)[name] : undefined
  }, exampleRecord)
}

/** The whole check of a release, with its to-do. @throws OwcError as resolveRef does, `body-erased` */
export async function checkWithTodo(
  sources: ViewSources,
  ref: string,
): Promise<CheckView & { readonly todo: readonly Todo[] }> {
  const { record } = await resolveRef(sources, ref)
  return { ...(await checkOfRecord(sources, record)), todo: await todoOfRecord(sources, record) }
}
