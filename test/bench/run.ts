// npm run bench [ROW…]: measures all rows, or those named, one after another, and writes docs/benchmarks.md with its
// figures in docs/benchmarks.json. Rows that were not asked for keep their figures of an earlier run, with its date.

import { loadavg } from 'node:os'
import process from 'node:process'
import { keep, readKept, render, verdict, writeKept } from './report.ts'
import { rows } from './rows.ts'
import { openWorkshop } from './workshop.ts'

const asked = process.argv.slice(2)
const unknown = asked.find((id) => !rows.some((row) => row.id === id))
if (unknown !== undefined) {
  const known = rows.map(({ id }) => id).join(', ')
  process.stderr.write(`bench: expected one of ${known}, found ${unknown}\n`)
  process.exit(2)
}

let failed = 0
const wanted = rows.filter(({ id, only }) =>
  asked.length > 0 ? asked.includes(id) : only === undefined || process.env[only] === '1',
)
for (const row of wanted) {
  const shop = openWorkshop(process.env['BENCH_FOLDER'])
  process.stderr.write(
    `bench: ${row.id} … (load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')})\n`,
  )
  try {
    const rounds = await row.run(shop)
    writeKept(keep(readKept(), row, rounds))
    process.stdout.write(`${verdict(row, rounds)}\n`)
  } catch (error) {
    failed += 1
    process.stderr.write(`bench: ${row.id} failed: ${error instanceof Error ? error.stack : String(error)}\n`)
  } finally {
    await shop.close()
  }
}
render(rows)
process.exit(failed === 0 ? 0 : 1)
