// HTML as a tagged template that escapes everything but its own product. Invariants: text from outside never becomes
// markup, attributes are quoted, addresses go through link(), and characters that hide or reorder text are shown.
// Sources: HTML 13.1.2 (attributes), 13.2 (text); Unicode 16 annex 9 (bidi controls), technical report 36 (2.5).

export type Value = Html | string | number | undefined | readonly Value[]

/** Markup that may stand unescaped. Its text is private, so parsed JSON cannot pose as it. */
export class Html {
  readonly #text: string
  private constructor(text: string) {
    this.#text = text
  }
  static of(parts: TemplateStringsArray, values: readonly Value[]): Html {
    const addresses = holes(parts)
    let text = parts[0] ?? ''
    for (const [index, value] of values.entries()) {
      if (addresses.has(index) && !(value instanceof Html))
        throw new TypeError(`html: expected link() for the address after ${JSON.stringify(parts[index])}`)
      text += Html.#render(value) + (parts[index + 1] ?? '')
    }
    return new Html(text)
  }
  static #render(value: Value): string {
    if (typeof value === 'string') return escaped(value)
    if (value instanceof Html) return value.#text
    if (typeof value === 'number') return String(value)
    if (value === undefined) return ''
    return value.map((one) => Html.#render(one)).join('')
  }
  toString(): string {
    return this.#text
  }
}

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return Html.of(parts, values)
}

/** Address for an attribute: own paths and anchors, http and https. Anything else leads nowhere. */
export function link(address: string): Html {
  return html`${safeAddress(address) ? address : '#'}`
}

/** `javascript:`, `data:`, `//host` and `/\host` lead out of what we vouch for. */
export function safeAddress(address: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them inside addresses
  if (/[\u0000-\u0020\\]/.test(address)) return false
  if (address.startsWith('#')) return true
  if (address.startsWith('/')) return !address.startsWith('//')
  return /^https?:\/\//i.test(address) && URL.canParse(address)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

// Markup; controls but tab and line feed; fillers and zero width (joiners only where the script before them needs none);
// bidi controls and line separators; invisible operators; byte order mark; interlinear marks; tags; half characters.
const SPECIAL = new RegExp(
  [
    '[&<>"\']',
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]',
    '\\u00ad|\\u034f|\\u061c|\\u115f|\\u1160|\\u17b4|\\u17b5|\\u180e|\\u3164|\\uffa0|\\ufeff',
    '\\u200b|\\u200e|\\u200f|[\\u2028-\\u202e]|[\\u2060-\\u206f]|[\\ufff9-\\ufffb\\ufffe\\uffff]',
    '(?<![^\\u0000-\\u024f])(?:\\u200c|\\u200d)',
    '[\\u{e0000}-\\u{e0fff}]|\\p{Cs}',
  ].join('|'),
  'gu',
)

function escaped(text: string): string {
  return text.replace(SPECIAL, (character) => ENTITIES[character] ?? named(character))
}

/** Text for a place that takes no markup (a plain file): what hides or reorders is shown, the rest stays. */
export function shownText(text: string): string {
  return text.replace(SPECIAL, (character) => (character in ENTITIES ? character : named(character)))
}

/** A character that cannot be seen, by its number. */
function named(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `\u27e8U+${code}\u27e9`
}

const checked = new WeakMap<TemplateStringsArray, ReadonlySet<number>>()

/** Holes that are addresses. A template is looked at once: no unquoted attribute, no hole in script or style. */
function holes(parts: TemplateStringsArray): ReadonlySet<number> {
  const known = checked.get(parts)
  if (known !== undefined) return known
  const addresses = new Set<number>()
  for (const [index, part] of parts.slice(0, -1).entries()) {
    if (/=\s*$/.test(part) && insideTag(part))
      throw new TypeError(`html: expected quotes after ${JSON.stringify(part)}`)
    if (/<(script|style)\b[^>]*>[^<]*$/i.test(part))
      throw new TypeError('html: expected no hole in script or style')
    if (/\s(href|src|action|formaction)="$/i.test(part)) addresses.add(index)
  }
  checked.set(parts, addresses)
  return addresses
}

function insideTag(part: string): boolean {
  return part.lastIndexOf('<') > part.lastIndexOf('>') || /^[^<>]*\s[a-z-]+=\s*$/i.test(part)
}
