// Whether a model may be handed to the runtime at all. Its parser aborts, hangs or reads past its memory on numbers that
// ours sees first; what ours has not read, it does not get. Source: serving-apis 6 (31 damaged files).

import { OwcError } from '../../base/errors.ts'
import { factOf, shapeOf } from './fit.ts'
import type { Header } from './headers.ts'

/** Not invalid, and yet not for the runtime: it refuses them, or they were not read here. */
const UNFIT = new Set([
  'gguf.big-endian',
  'gguf.large',
  'gguf.value-large',
  'gguf.no-architecture',
  'gguf.no-tensors',
  'gguf.name-long',
  'gguf.rank',
  'gguf.type-runtime',
  'inspect.failed',
])
/** What one of several files need not have. */
const OF_SPLITS: readonly string[] = ['gguf.no-architecture', 'gguf.no-tensors']
const MAX_BLOCKS = 512
const MAX_CONTEXT = 2 ** 24
const MAX_WIDTH = 2 ** 20
const MAX_HEADS = 2 ** 16
const MAX_VOCABULARY = 2 ** 24

type Bounds = { readonly least: number; readonly most: number }

/** @throws OwcError `model-refused` */
export function checkPasses(name: string, header: Header): void {
  const refuse = (expected: string, found: string) =>
    new OwcError({ code: 'model-refused', where: name, expected, found, hint: 'owc inspect says more.' })
  const free = header.split === undefined ? [] : OF_SPLITS
  const unfit = header.hazards.find(({ rule, verdict }) => {
    if (free.includes(rule)) return false
    return verdict === 'I' || UNFIT.has(rule) || (verdict === 'D' && rule.startsWith('gguf.'))
  })
  if (unfit !== undefined) throw refuse('a file without faults', `${unfit.rule}: ${unfit.message}`)
  for (const [key, { least, most }] of boundsOf(header)) {
    const text = factOf(header, key)
    const value = Number(text)
    if (text !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
      throw refuse(`${key} from ${least} to ${most}`, text.slice(0, 40))
  }
}

/** A state-space model has no heads, and says so with a zero. */
function boundsOf(header: Header): readonly (readonly [string, Bounds])[] {
  const { architecture } = shapeOf(header)
  const headless = header.facts.some(
    ({ key }) => key.startsWith(`${architecture}.ssm.`) || key.startsWith(`${architecture}.wkv.`),
  )
  const heads = { least: headless ? 0 : 1, most: MAX_HEADS }
  const bounds: Readonly<Record<string, Bounds>> = {
    block_count: { least: 1, most: MAX_BLOCKS },
    context_length: { least: 1, most: MAX_CONTEXT },
    embedding_length: { least: 1, most: MAX_WIDTH },
    feed_forward_length: { least: 0, most: MAX_WIDTH },
    'attention.head_count': heads,
    'attention.head_count_kv': heads,
    vocab_size: { least: 1, most: MAX_VOCABULARY },
  }
  return Object.entries(bounds).map(([key, bound]) => [`${architecture}.${key}`, bound])
}
