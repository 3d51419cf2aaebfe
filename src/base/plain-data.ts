// Views as data for a reader that follows words: at most 32 KiB, the longest texts and lists cut first and said to be,
// and characters that nobody sees written out, so that a record cannot carry words only a model reads.
// Source: serving-apis 5 (record text is untrusted prompt material).

const MAX_BYTES = 32 << 10
const FIRST = { characters: 4_096, items: 100 }
const LEAST = 8
const MAX_DEPTH = 12

// Format characters (zero width, direction), private and unassigned ones, tags.
const UNSEEN = /[\p{Cf}\p{Co}\p{Cn}]/gu

type Data = { readonly data: unknown; readonly cut: boolean }

export function asData(view: unknown): Data {
  let { characters, items } = FIRST
  for (;;) {
    const state = { cut: false }
    const data = shortened(view, { characters, items, state, depth: 0 })
    const small = Buffer.byteLength(JSON.stringify(data) ?? '') <= MAX_BYTES
    if (small) return { data, cut: state.cut }
    if (characters <= LEAST && items <= LEAST) return { data: {}, cut: true }
    characters = Math.max(LEAST, characters >> 1)
    items = Math.max(LEAST, items >> 1)
  }
}

type Limits = {
  readonly characters: number
  readonly items: number
  readonly state: { cut: boolean }
  readonly depth: number
}

function shortened(value: unknown, limits: Limits): unknown {
  if (typeof value === 'string') return plain(value, limits)
  if (value === null || typeof value !== 'object') return value
  const { items, state } = limits
  const below = { ...limits, depth: limits.depth + 1 }
  const size = Array.isArray(value) ? value.length : Object.keys(value).length
  if (below.depth > MAX_DEPTH || size > items) state.cut = true
  if (below.depth > MAX_DEPTH) return null
  if (Array.isArray(value)) return value.slice(0, items).map((one) => shortened(one, below))
  const fields = Object.entries(value).slice(0, items)
  return Object.fromEntries(fields.map(([name, one]) => [plain(name, limits), shortened(one, below)]))
}

function plain(text: string, { characters, state }: Limits): string {
  if (text.length > characters) state.cut = true
  const kept = text.length > characters ? `${text.slice(0, characters)} …` : text
  return kept.toWellFormed().replace(UNSEEN, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`)
}
