// A held model measured in our runtime: loaded alone in a process of its own, with no more context than the probe needs,
// so that its peak is the least memory it runs in; asked the probe once after a word that warms it. Nothing else that
// runs on this node is stopped for it; the load of the machine stands beside the figures.

import { createHash } from 'node:crypto'
import { utf8 } from '../../base/bytes.ts'
import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { instant } from '../../base/time.ts'
import type { RunReport } from '../../commons/tools/statements.ts'
import { runtimeFolder } from '../../runtime/installed.ts'
import type { ModelProcess } from '../../runtime/model-process.ts'
import { memoryShort } from '../../runtime/pool.ts'
import type { Node } from '../node.ts'
import { memoryBytes } from './fit.ts'
import { loadModel } from './load.ts'
import { loadNow, peakBytes, thisMachine } from './measure-machine.ts'
import { decimal, PROBE, type Sheet } from './measure-probe.ts'
import { runtimeTool } from './measure-tool.ts'
import { findModel, type Runnable } from './models.ts'

const CONTEXTS: readonly number[] = [512, 2_048] // tokens: the probe and its answer, rounded up; bytes as tokens need more
const WARM_TOKENS = 4

export type Measuring = {
  readonly node: Node
  readonly threads: number
  readonly machine: string // linux-x64
  readonly freeBytes: number
}

/** @throws OwcError as findModel, a load and an answer do; `runtime-missing`, `memory-short` */
export async function measure(measuring: Measuring, ref: string, signal: AbortSignal): Promise<Sheet> {
  const { node, machine } = measuring
  const model = await findModel(node, ref)
  const folder = runtimeFolder(import.meta.url, node.runtime.place)
  if (folder === undefined) throw notInstalled()
  const tool = await runtimeTool(folder, machine)
  const last = CONTEXTS.length - 1
  for (const [i, contextSize] of CONTEXTS.entries()) {
    try {
      return await measureOnce(measuring, { model, tool, contextSize }, signal)
    } catch (error) {
      const short = error instanceof OwcError && error.problem.code === 'context-overflow'
      if (!short || i === last) throw error
    }
  }
  throw new Error('expected a context to try')
}

type Once = {
  readonly model: Runnable
  readonly tool: Sheet['tool']
  readonly contextSize: number
}

async function measureOnce(
  { node, threads, freeBytes }: Measuring,
  { model, tool, contextSize }: Once,
  signal: AbortSignal,
): Promise<Sheet> {
  const estimatedBytes = memoryBytes(model.inspection, { contextSize, sequences: 1 })
  if (estimatedBytes > freeBytes) throw memoryShort(model.name, estimatedBytes, freeBytes)
  const load = loadNow()
  const started = performance.now()
  const child = await loadModel(node, model, { contextSize, sequences: 1, threads, signal })
  try {
    const loadMs = performance.now() - started
    const { text, tokens, promptTokens, speed } = await probed(child, signal)
    const peak = peakBytes(child.pid)
    const report: RunReport = {
      tool: tool.digest,
      toolName: tool.body.name,
      toolVersion: tool.body.version,
      outcome: 'answered',
      handed: 'open-file',
      measured: instant(node.clock()),
      probe: { ...PROBE },
      output: { ...outputOf(text), tokens, promptTokens },
      ...(peak !== undefined && {
        memory: { peakBytes: peak, covers: 'the process of the model', estimatedBytes },
      }),
      speed: { loadSeconds: decimal(loadMs / 1000), ...speed },
      settings: { contextSize: child.loaded.contextSize, sequences: 1, threads },
      hardware: thisMachine(),
      load,
    }
    const { name, sizeBytes } = model
    const [object, artifact] = [digestText(model.object), digestText(model.artifact)]
    return { name, object, artifact, sizeBytes, tool, report, text }
  } finally {
    await child.kill()
  }
}

/** Digest and length of an answer, so that two runs can be compared without its words. */
export function outputOf(text: string | Uint8Array): { readonly bytes: number; readonly sha256: string } {
  const bytes = typeof text === 'string' ? utf8(text) : text
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

type Probed = {
  readonly text: string
  readonly tokens: number
  readonly promptTokens: number
  readonly speed: NonNullable<RunReport['speed']>
}

const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed: 0 }

async function probed(process: ModelProcess, signal: AbortSignal): Promise<Probed> {
  const { bos, addsBos } = process.loaded
  const read = await process.tokenize([{ text: PROBE.prompt, control: false }])
  const tokens = addsBos && bos !== null ? [bos.token, ...read] : read
  const request = { sampling: GREEDY, stop: [] }
  const backwards = tokens.slice(0, WARM_TOKENS).reverse() // shares no beginning with the probe
  await process.generate({ ...request, tokens: backwards, maxTokens: 1 }, signal, () => {})
  const pieces: string[] = []
  const times: number[] = []
  const asked = performance.now()
  const finished = await process.generate(
    { ...request, tokens, maxTokens: PROBE.tokens },
    signal,
    ({ text }) => {
      times.push(performance.now())
      pieces.push(text)
    },
  )
  const [first = performance.now(), last = first] = [times[0], times.at(-1)]
  const [more, seconds] = [times.length - 1, (last - first) / 1000]
  const readSeconds = finished.promptMs / 1000
  return {
    text: pieces.join('') + finished.text,
    tokens: finished.tokens.length,
    promptTokens: tokens.length,
    speed: {
      firstTokenMs: decimal(first - asked),
      ...(readSeconds > 0 && {
        promptTokensPerSecond: decimal((tokens.length - 1 - finished.reused) / readSeconds),
      }),
      ...(more > 0 && seconds > 0 && { tokensPerSecond: decimal(more / seconds) }),
    },
  }
}

function notInstalled(): OwcError {
  return new OwcError({
    code: 'runtime-missing',
    where: 'this program',
    expected: 'the runtime that answers, node-llama-cpp',
    found: 'none',
    hint: 'owc run installs it, after asking.',
  })
}
