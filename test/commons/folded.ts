// Statements folded into an index of their own, as a node does it, for tests of folds, queries and views.

import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sha256 } from '../../src/base/digest.ts'
import { type Instant, instant } from '../../src/base/time.ts'
import { allTables, foldAny } from '../../src/commons/all-statements.ts'
import type { Logged, Put, Subject } from '../../src/commons/subject.ts'
import { subjects as allSubjects } from '../../src/commons/subjects.ts'
import { checkBody } from '../../src/commons/validate.ts'
import { openChecks } from '../../src/node/checks.ts'
import type { ViewSources } from '../../src/node/views/sources.ts'
import { dumpTables, insertFolded } from '../../src/storage/tables/fold.ts'
import { createTables } from '../../src/storage/tables/schema.ts'
import { openSqlite } from '../../src/storage/tables/sqlite.ts'

export const ORIGIN = 'owc-log/0011223344556677'
export const EPOCH = 1_793_700_000 // 2026-11-03

export function digestOf(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex') as Sha256
}

export function identityNamed(text: string): string {
  return `owcid:${digestOf(text)
    .replaceAll(/[0189]/g, 'q')
    .slice(0, 52)}`
}

export function timeAt(index: number): Instant {
  return instant(EPOCH + index)
}

/** A logged statement; its id follows from what it says. */
export function logged(index: number, part: Partial<Logged> & Pick<Logged, 'type' | 'body'>): Logged {
  return {
    origin: ORIGIN,
    index,
    time: timeAt(index),
    statement: digestOf(JSON.stringify([index, part.type, part.body])),
    issuer: identityNamed('node'),
    signers: [],
    issued: timeAt(index),
    subjects: [],
    ...part,
  }
}

export function putsOf(subjects: readonly Subject[], one: Logged): readonly Put[] {
  const subject = subjects.find(({ types }) => types.some(({ type }) => type === one.type))
  const known = subject !== undefined && checkBody(one.type, one.body).length === 0
  return [...foldAny(one, { known }), ...(known ? subject.fold(one) : [])]
}

export async function withIndex<T>(
  statements: readonly Logged[],
  work: (index: {
    readonly sources: ViewSources
    readonly db: ViewSources['index']
    dump(): Promise<string>
  }) => Promise<T>,
  subjects: readonly Subject[] = allSubjects,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'owc-commons-'))
  const tables = await openSqlite(join(folder, 'index.db'), { durability: 'normal' })
  const set = Object.assign({}, allTables, ...subjects.map((subject) => subject.tables))
  try {
    await createTables(tables, set)
    await tables.transaction(async (tx) => {
      for (const one of statements)
        for (const [ord, put] of putsOf(subjects, one).entries())
          await insertFolded(tx, set, { origin: one.origin, idx: one.index, ord }, put)
    })
    const last = Math.max(0, ...statements.map(({ index }) => index))
    const sources: ViewSources = {
      index: tables.db,
      engine: tables.engine,
      host: { name: 'Test Node', identity: 'owcid:test' },
      origin: ORIGIN,
      logTime: timeAt(last),
      checks: openChecks(),
      facts: async () => undefined,
      held: async () => false,
      text: async () => undefined,
      elsewhere: async () => [],
      files: async () => undefined,
    }
    const dump = async () => (await Array.fromAsync(dumpTables(tables.db, set))).join('\n')
    return await work({ sources, db: tables.db, dump })
  } finally {
    await tables.close()
    await rm(folder, { recursive: true })
  }
}
