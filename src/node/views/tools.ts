// Tools that somebody named here, by their bytes: version, licence as stated, keeper, and what they are shown to run.

import type { Sha256 } from '../../base/digest.ts'
import { newestTools, toolsByDigest } from '../../commons/tools/query.ts'
import { isSourceRef } from '../../sources/find.ts'
import type { Node } from '../node.ts'
import { type FitView, fitView } from './fit.ts'
import { offerFit } from './fit-offer.ts'
import { newestRuns, type RunsView, type ToolView, toolViews } from './run-reports.ts'
import { type ViewSources, viewSources } from './sources.ts'

const MAX_NAMED = 100
const MAX_REPORTS = 200

export type ToolsView = Pick<RunsView, 'tools' | 'reports'>

/** The page: what this machine can run, and through what things here are shown to run. */
export type ToolsPageView = ToolsView & { readonly fit: FitView }

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

/** @param words among what is held · `sources`: a reference to a source may be asked for, which only the operator does */
export async function toolsPageView(
  node: Node,
  words: string | undefined,
  asking: { readonly sources: 'may-be-asked' | 'not-asked'; readonly signal: AbortSignal },
): Promise<ToolsPageView> {
  return { ...(await toolsView(viewSources(node))), fit: await fitFor(node, words, asking) }
}

/** @throws OwcError whatever a source throws */
export async function fitFor(
  node: Node,
  words: string | undefined,
  { sources, signal }: Parameters<typeof toolsPageView>[2],
): Promise<FitView> {
  const asked = words?.trim() ?? ''
  if (asked === '') return await fitView(node)
  if (sources === 'may-be-asked' && isSourceRef(asked))
    return { ...(await offerFit(node, asked, signal)), words: asked }
  return await fitView(node, asked)
}
