// What can this machine run? From headers alone, for every object that is held; what could be imported stands in
// fit-offer.ts. Nothing is loaded for the answer.

import { freemem, totalmem } from 'node:os'
import process from 'node:process'
import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { type Filter, page } from '../../commons/releases/list.ts'
import { type ObjectRow, objectsOf, type Row } from '../../commons/releases/query.ts'
import type { Node } from '../node.ts'
import { memoryBytes } from '../run/fit.ts'
import { findModel } from '../run/models.ts'
import type { RuntimeView } from '../run/runtime-install.ts'
import { fitSentence, gb, type Memory, otherFormat, type Verdict, verdictOf } from './fit-words.ts'

const PAGE = 100
const MAX_RELEASES = 1_000 // looked at for one list
const MAX_LINES = 200 // shown

export type FitLine = {
  readonly name: string // namespace/name:TAG, or the file in an offer
  readonly release?: string
  readonly object?: string // sha256:…
  readonly format: string
  readonly sizeBytes: number
  readonly needsBytes?: number
  readonly contextSize?: number
  readonly verdict: Verdict
  readonly sentence: string
}

export type OfferView = {
  readonly ref: string
  readonly where: string
  readonly licences: readonly string[] // as stated there
  readonly fetchBytes?: number
  readonly lines: readonly FitLine[]
}

export type FitView = {
  readonly memory: Memory
  readonly runtime: RuntimeView
  readonly atOnce: number
  readonly words?: string
  readonly sentence: string
  readonly lines: readonly FitLine[] // those that run first, the largest of them first
  readonly more: boolean // there are more than are shown
  readonly offer?: OfferView
}

/** @param words what names must contain; absent: everything held */
export async function fitView(node: Node, words?: string): Promise<FitView> {
  const memory = memoryNow(node)
  const lines: FitLine[] = []
  let [after, looked]: [Filter['after'], number] = [undefined, 0]
  do {
    const filter: Filter = {
      sort: 'newest',
      limit: PAGE,
      ...(after && { after }),
      ...(words !== undefined && { words }),
    }
    const { rows, next } = await page(node.index, node.storage.index.engine, filter)
    for (const row of rows) lines.push(...(await linesOf(node, row, memory)))
    looked += rows.length
    after = next
  } while (after !== undefined && looked < MAX_RELEASES)
  lines.sort(byUse)
  return {
    memory,
    runtime: node.runtime.view(),
    atOnce: node.answering.atOnce,
    ...(words !== undefined && { words }),
    sentence: sentenceOf(lines, memory, words),
    lines: lines.slice(0, MAX_LINES),
    more: after !== undefined || lines.length > MAX_LINES,
  }
}

/** Idle models give their memory back when another needs it. */
export function memoryNow({ answering }: Node): Memory {
  const idle = answering.loaded().filter(({ running, waiting }) => running + waiting === 0)
  const given = idle.reduce((sum, { residentBytes }) => sum + residentBytes, 0)
  const totalBytes = Math.max(totalmem(), freemem())
  return { freeBytes: Math.min(totalBytes, process.availableMemory() + given), totalBytes }
}

async function linesOf(node: Node, row: Row, memory: Memory): Promise<readonly FitLine[]> {
  const objects = await objectsOf(node.index, row.statement)
  const lines = await Promise.all(objects.map((object) => lineOf(node, { row, object }, memory)))
  return lines.filter((line) => line !== undefined)
}

type Held = { readonly row: Row; readonly object: ObjectRow }

/** Undefined: its bytes are not here. */
async function lineOf(node: Node, { row, object }: Held, memory: Memory): Promise<FitLine | undefined> {
  const { tag, format, sizeBytes, digest } = object
  const name = `${row.name}:${tag}`
  const line = { name, release: row.name, object: digestText(digest), format, sizeBytes }
  if (format !== 'gguf') {
    const here = await node.storage.blobs.stat(digest)
    return here && { ...line, verdict: 'other', sentence: otherFormat(format) }
  }
  try {
    const model = await findModel(node, name)
    const { contextSize } = model
    const { atOnce } = node.answering
    const needsBytes = memoryBytes(model.inspection, { contextSize, sequences: atOnce })
    const need = { needsBytes, contextSize, atOnce }
    return {
      ...line,
      object: digestText(model.object),
      needsBytes,
      contextSize,
      verdict: verdictOf(need, memory),
      sentence: fitSentence(need, memory),
    }
  } catch (error) {
    if (!(error instanceof OwcError)) throw error
    if (error.problem.code === 'blob-missing') return undefined
    const { expected, found } = error.problem
    return { ...line, verdict: 'other', sentence: `Is not run here: expected ${expected}, found ${found}.` }
  }
}

const ORDER: Readonly<Record<Verdict, number>> = { runs: 0, 'not-now': 1, 'too-large': 2, other: 3 }

export function byUse(a: FitLine, b: FitLine): number {
  return (
    ORDER[a.verdict] - ORDER[b.verdict] ||
    (b.needsBytes ?? 0) - (a.needsBytes ?? 0) ||
    (a.name < b.name ? -1 : 1)
  )
}

function sentenceOf(lines: readonly FitLine[], { freeBytes, totalBytes }: Memory, words?: string): string {
  const has = `This machine has ${gb(totalBytes)} of memory, ${gb(freeBytes)} of it free`
  const loadable = lines.filter(({ verdict }) => verdict !== 'other')
  const run = loadable.filter(({ verdict }) => verdict === 'runs')
  if (lines.length === 0)
    return `${has}; ${words === undefined ? 'no model is held here' : 'nothing of that name is held here as weights'}.`
  if (loadable.length === 0) return `${has}; none of what is held here is a file that our runtime loads.`
  return `${has}; ${run.length} of ${loadable.length} ${loadable.length === 1 ? 'model' : 'models'} held here can run now.`
}
