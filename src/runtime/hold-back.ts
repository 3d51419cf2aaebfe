// Text of a growing answer that may be shown: never half of a character, and nothing that may yet turn out to be the
// beginning of a stop string. Source: serving-apis 1.3 (text).

const UNFINISHED = '\uFFFD' // what a tokenizer writes for bytes that are no character yet

export type HeldBack = {
  /** The whole text so far; returns what is new and certain. */
  next(text: string): { readonly text: string; readonly stop?: string }
  /** All that is left at the end. */
  rest(): string
}

export function holdBack(stops: readonly string[]): HeldBack {
  const wanted = stops.filter((stop) => stop !== '')
  let [whole, shown] = ['', 0]
  return {
    next(text) {
      whole = text
      const met = firstStop(whole, wanted, shown)
      const end = met?.at ?? certainEnd(whole, wanted)
      const fresh = whole.slice(shown, end)
      shown = Math.max(shown, end)
      if (met === undefined) return { text: fresh }
      whole = whole.slice(0, end)
      return { text: fresh, stop: met.stop }
    },
    rest() {
      const left = whole.slice(shown)
      shown = whole.length
      return left
    },
  }
}

function firstStop(text: string, stops: readonly string[], from: number) {
  const met = stops
    .map((stop) => ({ stop, at: text.indexOf(stop, from) }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => a.at - b.at || b.stop.length - a.stop.length)
  return met[0]
}

function certainEnd(text: string, stops: readonly string[]): number {
  let end = text.length
  while (end > 0 && text[end - 1] === UNFINISHED) end -= 1
  const open = stops.map((stop) => openAt(text.slice(0, end), stop))
  return Math.min(end, ...open)
}

/** Where a stop string may have begun at the end of the text. */
function openAt(text: string, stop: string): number {
  for (let length = Math.min(stop.length - 1, text.length); length > 0; length--)
    if (text.endsWith(stop.slice(0, length))) return text.length - length
  return text.length
}
