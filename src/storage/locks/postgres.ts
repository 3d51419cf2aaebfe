// Ownership of one log in PostgreSQL: an advisory lock on a connection of its own. It is politeness: if the
// connection is cut, another process may take it while this one lives. The fence is the head row (log-store.ts).

import type { Lock } from '../contracts.ts'
import { lockedProblem } from './folder.ts'

const CLASS = 0x6f776363 // "owcc": first half of the key, so that other programs' locks are not met

export async function lockPostgres(url: string, name: string): Promise<Lock> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, application_name: 'owc' })
  client.on('error', () => {}) // cut: see above
  await client.connect()
  try {
    const taken = await client.query('select pg_try_advisory_lock($1, hashtext($2)) as taken', [CLASS, name])
    if (taken.rows[0].taken === true) return { release: () => client.end() }
    const holders = await client.query(
      `select a.pid, coalesce(host(a.client_addr), 'the same machine') as host
         from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.granted and l.classid = $1 and l.objid::int8 = hashtext($2)::int8 & 4294967295`,
      [CLASS, name],
    )
    const [holder] = holders.rows
    throw lockedProblem(
      holder === undefined ? 'another process' : `the process of session ${holder.pid}, from ${holder.host}`,
    )
  } catch (cause) {
    await client.end()
    throw cause
  }
}
