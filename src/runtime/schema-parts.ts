// A JSON Schema as an object, and the places that its references name.

export type Schema = Readonly<Record<string, unknown>>

export function isSchema(value: unknown): value is Schema {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** What stands at `#/…`; undefined: nothing, or a place outside of this schema. */
export function targetOf(root: Schema, ref: string): unknown {
  if (!/^#(\/|$)/.test(ref)) return undefined
  let target: unknown = root
  for (const step of ref.split('/').slice(1)) {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~')
    const inside = isSchema(target) || Array.isArray(target)
    target = inside && Object.hasOwn(target as object, key) ? (target as Schema)[key] : undefined
  }
  return target
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step // a lone % means itself
  }
}
