// A document as JSON for people and programs: indented, undefined fields left out, and characters that hide or reorder
// text written as escapes, so that the same value can be seen for what it is.

const HIDDEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu

export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  const seen = text.replace(HIDDEN, (one) =>
    Array.from(
      { length: one.length },
      (_, at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
  return `${seen}\n`
}

/** An address of the web as forms take it; undefined for anything else. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !/^https?:\/\/[!-~]+$/i.test(text) || /[<>"{}|\\^`]/.test(text)) return undefined
  return URL.canParse(text) ? text : undefined
}

/** The address of a person's mail, of `mailto:` or as it stands. */
export function mailAddress(text: string | undefined): string | undefined {
  const bare = text?.replace(/^mailto:/i, '')
  return bare !== undefined && /^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(bare)
    ? bare
    : undefined
}

/** The list, unless it is empty: forms leave out what is not there. */
export function some<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items
}
