// Through which tools an object is shown to run: the run reports about it, each in the name of who measured, and the
// tools that they name with their licence as stated. Two measurements are never averaged and a tool is never ranked; what
// nobody has shown is said as that.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { identityNames } from '../../commons/keys/query.ts'
import {
  newestRunReports,
  type RunReportRow,
  runReportsOf,
  type ToolRow,
  toolsByDigest,
} from '../../commons/tools/query.ts'
import { type AnswerView, answersBeside } from './answers.ts'
import type { ViewSources } from './sources.ts'

const MAX_TOOLS = 50 // in one view

/** One measurement, in the name of who made it. */
export type RunReportView = {
  readonly statement: Sha256
  readonly object: Sha256
  readonly tool: Sha256
  readonly toolName: string
  readonly toolVersion: string
  readonly outcome: 'answered' | 'loaded' | 'failed'
  readonly handed: 'open-file' | 'path' | 'stated' // stated: that it was these bytes is the word of who reports
  readonly peakBytes?: number
  readonly loadSeconds?: string
  readonly firstTokenMs?: string
  readonly tokensPerSecond?: string
  readonly wallSeconds?: string
  readonly contextSize?: number
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly system: string
  readonly measured: string
  readonly by: string
  readonly byName?: string
  readonly time: Instant
  readonly answers?: readonly AnswerView[]
}

/** A tool by its bytes; what several say of its licence stands side by side. */
export type ToolView = {
  readonly digest: Sha256
  readonly name: string
  readonly version: string
  readonly kind?: string // absent: nobody has described it
  readonly platform?: string
  readonly keptBy?: string
  readonly licences: readonly string[] // as stated, distinct; empty: not stated
  readonly statement?: Sha256 // newest that describes it
  readonly reports: number // shown here, whatever their outcome
  readonly answered: number // of these
}

export type RunsView = {
  readonly sentence: string
  readonly tools: readonly ToolView[]
  readonly reports: readonly RunReportView[] // newest first
  readonly leastMemoryBytes?: number // the smallest peak of a run that answered
}

/** @param digests of the object, and of the artifact that it was taken from */
export async function runsOf(
  { index }: Pick<ViewSources, 'index'>,
  digests: readonly Sha256[],
): Promise<RunsView> {
  return await viewed(index, await runReportsOf(index, [...new Set(digests)]))
}

/** Of everything on this node. */
export async function newestRuns({ index }: Pick<ViewSources, 'index'>, limit: number): Promise<RunsView> {
  return await viewed(index, await newestRunReports(index, limit))
}

async function viewed(index: ViewSources['index'], rows: readonly RunReportRow[]): Promise<RunsView> {
  const digests = [...new Set(rows.map(({ tool }) => tool))].slice(0, MAX_TOOLS)
  const tools = toolViews(digests, await toolsByDigest(index, digests), rows)
  const reports = await reportViews(index, rows)
  const peaks = reports.flatMap(({ outcome, peakBytes }) =>
    outcome === 'answered' && peakBytes !== undefined ? [peakBytes] : [],
  )
  return {
    sentence: sentenceOf(tools),
    tools,
    reports,
    ...(peaks.length > 0 && { leastMemoryBytes: Math.min(...peaks) }),
  }
}

/** @param said what is said of these tools · @param rows reports to count */
export function toolViews(
  digests: readonly Sha256[],
  said: readonly ToolRow[],
  rows: readonly RunReportRow[],
): readonly ToolView[] {
  const described = Map.groupBy(said, ({ digest }) => digest)
  return digests.map((digest) => toolView(digest, described.get(digest) ?? [], rows))
}

function toolView(digest: Sha256, said: readonly ToolRow[], rows: readonly RunReportRow[]): ToolView {
  const own = rows.filter(({ tool }) => tool === digest)
  const [newest] = said
  const licences = said.flatMap(({ licence }) => (licence === null ? [] : [licence]))
  return {
    digest,
    name: newest?.name ?? own[0]?.toolName ?? 'unnamed',
    version: newest?.version ?? own[0]?.toolVersion ?? '',
    ...(newest && { kind: newest.kind, statement: newest.statement }),
    ...(newest?.platform && { platform: newest.platform }),
    ...(newest?.keptBy && { keptBy: newest.keptBy }),
    licences: [...new Set(licences)],
    reports: own.length,
    answered: own.filter(({ outcome }) => outcome === 'answered').length,
  }
}

function sentenceOf(tools: readonly ToolView[]): string {
  const shown = tools.filter(({ answered }) => answered > 0)
  if (shown.length === 0)
    return tools.length === 0
      ? 'Nobody has shown here that it runs.'
      : 'Nobody has shown here that it answers; what was tried stands below.'
  const named = shown.map(({ name, version, licences }) => {
    const licence = licences.length === 0 ? 'licence not stated' : licences.join(' or ')
    return `${name} ${version} (${licence})`
  })
  return `Shown to run through ${shown.length === 1 ? 'one tool' : `${shown.length} tools`}: ${named.join(', ')}.`
}

async function reportViews(
  index: ViewSources['index'],
  rows: readonly RunReportRow[],
): Promise<readonly RunReportView[]> {
  const names = await identityNames(
    index,
    rows.map(({ issuer }) => issuer),
  )
  const beside = await answersBeside(
    { index },
    rows.map(({ statement, issuer }) => ({ digest: statement, issuer })),
  )
  return rows.map(({ issuer, probe: _probe, output: _output, ...row }) => {
    const [byName, answers] = [names.get(issuer), beside.get(row.statement)]
    return { ...present(row), by: issuer, ...(byName && { byName }), ...(answers && { answers }) }
  })
}

type Present<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>
}

/** Null is for tables; in a view what is absent is absent. */
function present<T extends object>(row: T): Present<T> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Present<T>
}
