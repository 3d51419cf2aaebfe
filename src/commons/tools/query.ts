// Which tools are named, and what they are shown to run. A view decides which voices count; here everybody's words stand.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'

const MAX_REPORTS = 500 // about the digests of one object, newest first
const MAX_TOOLS = 200 // statements about the tools of one page
const PAGE = 1_000
const ROWS_EACH = 2 // of a report: its object and its artifact

export type ToolRow = {
  readonly digest: Sha256
  readonly name: string
  readonly version: string
  readonly kind: string
  readonly platform: string | null
  readonly licence: string | null
  readonly keptBy: string | null
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
}

export type RunReportRow = {
  readonly object: Sha256 // what was loaded
  readonly tool: Sha256
  readonly toolName: string
  readonly toolVersion: string
  readonly outcome: 'answered' | 'loaded' | 'failed'
  readonly handed: 'open-file' | 'path' | 'stated'
  readonly peakBytes: number | null
  readonly loadSeconds: string | null
  readonly firstTokenMs: string | null
  readonly tokensPerSecond: string | null
  readonly wallSeconds: string | null
  readonly contextSize: number | null
  readonly probe: string
  readonly output: string | null
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly system: string
  readonly measured: string
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
}

/** What is said of these tools, newest first; one tool may be named by several. */
export async function toolsByDigest(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
): Promise<readonly ToolRow[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom('tools')
    .selectAll()
    .where('digest', 'in', digests)
    .orderBy('place', 'desc')
    .limit(MAX_TOOLS)
    .execute()
  return rows.map(toolRow)
}

/** Tools that somebody named, newest first. */
export async function newestTools(db: Kysely<Tables>, limit: number): Promise<readonly ToolRow[]> {
  const rows = await db
    .selectFrom('tools')
    .selectAll()
    .orderBy('place', 'desc')
    .limit(Math.min(limit, PAGE))
    .execute()
  return rows.map(toolRow)
}

/** Run reports about any of these digests (object or artifact), newest first, each statement once. */
export async function runReportsOf(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
): Promise<readonly RunReportRow[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom('run_reports')
    .selectAll()
    .where('about', 'in', digests)
    .orderBy('place', 'desc')
    .orderBy('ord')
    .limit(MAX_REPORTS)
    .execute()
  return once(rows)
}

/** Run reports of everything, newest first. */
export async function newestRunReports(db: Kysely<Tables>, limit: number): Promise<readonly RunReportRow[]> {
  const most = Math.min(limit, PAGE)
  const rows = await db
    .selectFrom('run_reports')
    .selectAll()
    .orderBy('place', 'desc')
    .orderBy('ord')
    .limit(most * ROWS_EACH)
    .execute()
  return once(rows).slice(0, most)
}

type FoldedReport = Tables['run_reports']

function once(rows: readonly FoldedReport[]): readonly RunReportRow[] {
  const seen = new Map<string, RunReportRow>()
  for (const row of rows) if (!seen.has(row.statement)) seen.set(row.statement, reportRow(row))
  return [...seen.values()]
}

function toolRow(row: Tables['tools']): ToolRow {
  return {
    digest: row.digest as Sha256,
    name: row.name,
    version: row.version,
    kind: row.kind,
    platform: row.platform,
    licence: row.licence,
    keptBy: row.kept_by,
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
  }
}

function reportRow(row: FoldedReport): RunReportRow {
  return {
    object: row.object as Sha256,
    tool: row.tool as Sha256,
    toolName: row.tool_name,
    toolVersion: row.tool_version,
    outcome: row.outcome as RunReportRow['outcome'], // of the schema's words
    handed: row.handed as RunReportRow['handed'],
    peakBytes: row.peak_bytes,
    loadSeconds: row.load_seconds,
    firstTokenMs: row.first_token_ms,
    tokensPerSecond: row.tokens_per_second,
    wallSeconds: row.wall_seconds,
    contextSize: row.context_size,
    probe: row.probe,
    output: row.output,
    cpu: row.cpu,
    cores: row.cores,
    memoryBytes: row.memory_bytes,
    system: row.system,
    measured: row.measured,
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
  }
}
