// Tools that somebody named here, by their bytes: version, licence as stated, keeper, and what they are shown to run.

import type { Sha256 } from '../../base/digest.ts'
import { newestTools, toolsByDigest } from '../../commons/tools/query.ts'
import { newestRuns, type RunsView, type ToolView, toolViews } from './run-reports.ts'
import type { ViewSources } from './sources.ts'

const MAX_NAMED = 100
const MAX_REPORTS = 200

export type ToolsView = Pick<RunsView, 'tools' | 'reports'>

/** One tool by its digest, or those named or shown to run something lately. */
export async function toolsView(sources: Pick<ViewSources, 'index'>, digest?: Sha256): Promise<ToolsView> {
  const { index } = sources
  if (digest !== undefined) {
    const said = await toolsByDigest(index, [digest])
    return { tools: said.length === 0 ? [] : toolViews([digest], said, []), reports: [] }
  }
  const { tools, reports } = await newestRuns(sources, MAX_REPORTS)
  const shown = new Set(tools.map((one) => one.digest))
  const named = (await newestTools(index, MAX_NAMED)).filter((one) => !shown.has(one.digest))
  const others: readonly ToolView[] = toolViews([...new Set(named.map((one) => one.digest))], named, [])
  return { tools: [...tools, ...others], reports }
}
