// A deployment sheet in words: what was loaded through what, what it took, on which machine. Figures as they were
// measured, once, on this machine; nothing is extrapolated.

import type { Sheet } from '../node/run/measure-probe.ts'
import { size } from './out.ts'

const NAME_WIDTH = 16

export function sheetLines({ name, object, sizeBytes, tool, report, text }: Sheet): readonly string[] {
  const { outcome, memory, speed = {}, hardware, settings = {}, output, probe, load } = report
  const licence = tool.body.licence === undefined ? 'licence not stated' : `${tool.body.licence}, as stated`
  const rows: (readonly [string, string | undefined])[] = [
    ['object', `${object}  ${size(sizeBytes)}`],
    ['tool', `${tool.body.name} ${tool.body.version} (${licence})  ${tool.digest}`],
    ['outcome', outcomeWords(report)],
    ['most memory', memory && `${size(memory.peakBytes)} of ${memory.covers}${guess(memory.estimatedBytes)}`],
    ['loading', of(speed.loadSeconds, 's')],
    ['first token', of(speed.firstTokenMs, 'ms after the question')],
    ['reading', of(speed.promptTokensPerSecond, 'tokens/s')],
    ['writing', of(speed.tokensPerSecond, 'tokens/s')],
    ['start to end', of(speed.wallSeconds, 's')],
    ['context', contextWords(settings)],
    ['command', settings.command],
    [
      'machine',
      `${hardware.cpu}, ${hardware.cores} cores, ${size(hardware.memoryBytes)}, ${hardware.system}`,
    ],
    ['load', load === undefined ? undefined : `${load} in the minute before`],
    ['probe', `${probe.id}, ${probe.sampling}, ${probe.tokens} tokens asked for`],
    ['answer', output && `${output.bytes} bytes, sha256 ${output.sha256}`],
    ['it begins', text === '' ? undefined : JSON.stringify(text.slice(0, 80))],
    ['for a record', outcome === 'answered' && memory ? leastMemory(memory.peakBytes) : undefined],
  ]
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
  return [name, ...shown.map(([title, value]) => `  ${title.padEnd(NAME_WIDTH)}${value}`)]
}

function outcomeWords({ outcome, output, problem, handed }: Sheet['report']): string {
  if (outcome === 'failed') return `it did not answer: ${problem ?? 'no reason given'}`
  const tokens = output?.tokens === undefined ? '' : ` ${output.tokens} tokens`
  const word = handed === 'stated' ? ' (that it ran these bytes is your word)' : ''
  return outcome === 'answered' ? `answered${tokens}${word}` : `loaded${word}`
}

function guess(estimatedBytes: number | undefined): string {
  return estimatedBytes === undefined ? '' : ` (estimated before: ${size(estimatedBytes)})`
}

function of(value: string | undefined, unit: string): string | undefined {
  return value === undefined ? undefined : `${value} ${unit}`
}

function contextWords({
  contextSize,
  threads,
}: NonNullable<Sheet['report']['settings']>): string | undefined {
  if (contextSize === undefined) return undefined
  return `${contextSize} tokens${threads === undefined ? '' : `, ${threads} ${threads === 1 ? 'thread' : 'threads'}`}`
}

/** As a release record says it: GB with two digits, never less than was measured. */
function leastMemory(peakBytes: number): string {
  return `hardware: {leastMemoryGB: '${(Math.ceil(peakBytes / 1e7) / 100).toFixed(2)}'}`
}
