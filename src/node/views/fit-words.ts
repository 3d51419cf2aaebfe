// Whether a model fits this machine, in one sentence: what it needs beside what is free. Sizes as the pages print them;
// "about", because a header says what will be asked for and not what the machine will do.

/** runs: now · not-now: other things take the memory · too-large: for this machine · other: our runtime does not load it. */
export type Verdict = 'runs' | 'not-now' | 'too-large' | 'other'

export type Memory = {
  readonly freeBytes: number // that could be given now, idle models counted as free
  readonly totalBytes: number
}

export type Need = {
  readonly needsBytes: number
  readonly contextSize?: number // tokens of one answer; absent: only the size of the files is known
  readonly atOnce: number // answers
}

export function verdictOf({ needsBytes }: Pick<Need, 'needsBytes'>, memory: Memory): Verdict {
  if (needsBytes <= memory.freeBytes) return 'runs'
  return needsBytes <= memory.totalBytes ? 'not-now' : 'too-large'
}

export function fitSentence(need: Need, memory: Memory): string {
  const { needsBytes, contextSize, atOnce } = need
  const needs =
    contextSize === undefined
      ? `needs at least ${gb(needsBytes)} for its weights and the runtime, and more for each answer`
      : `needs about ${gb(needsBytes)} for ${atOnce} answers at once of up to ${contextSize.toLocaleString('en-US')} tokens`
  const verdict = verdictOf(need, memory)
  if (verdict === 'runs')
    return contextSize === undefined
      ? `May run here: it ${needs}; ${gb(memory.freeBytes)} are free.`
      : `Runs here: it ${needs}; ${gb(memory.freeBytes)} are free.`
  if (verdict === 'not-now')
    return `Does not run now: it ${needs}; ${gb(memory.freeBytes)} are free of ${gb(memory.totalBytes)}.`
  return `Is too large for this machine: it ${needs}; the machine has ${gb(memory.totalBytes)}.`
}

export function otherFormat(format: string): string {
  return `Our runtime loads GGUF files and this one is kept as ${format}; another program may load it, and owc measure --with shows that it does.`
}

export function gb(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
