// The list of components: each id on its own line and at most once; what is released names files, what is linked names
// an address, what is withheld says why. Source: release-standard 1.1.

import { nearest } from '../../base/nearest.ts'
import type { ReleaseRecord } from './record.ts'
import type { DraftComponent } from './record-draft.ts'
import type { Names } from './record-ids.ts'
import { extrasOf, REASONS } from './words.ts'

type Component = NonNullable<ReleaseRecord['components']>[number]

export function compileComponents(lines: readonly DraftComponent[], names: Names): Component[] {
  const seen = new Set<string>()
  return lines.flatMap(({ c: ids, ...line }, index) => {
    const path = `components[${index}]`
    checkState(line, path, names)
    checkExtra({ ids, extra: line.extra ?? {} }, path, names)
    const ref = names.manyOurs(line.ref, `${path}.ref`, ['file', 'evaluation'])
    return ids.map((c, inner) => {
      if (seen.has(c)) names.problem(`${path}.c[${inner}]`, 'each component once', `a second ${c}`)
      seen.add(c)
      return { c, ...line, ...(ref !== undefined && { ref }) }
    })
  })
}

function checkState(
  { state, ref, url, sha256, why }: Omit<DraftComponent, 'c'>,
  path: string,
  names: Names,
): void {
  const pointed = (ref?.length ?? 0) > 0
  if (state === 'released' && !pointed)
    names.problem(
      `${path}.ref`,
      'the files that are released',
      'none',
      'What lies elsewhere is `linked`, with its url.',
    )
  if (state === 'linked' && url === undefined)
    names.problem(`${path}.url`, 'the address of what is linked', 'none')
  if (state === 'described' && !pointed && url === undefined && sha256 === undefined)
    names.problem(path, 'a ref or url that leads to the description', 'none')
  if (state === 'withheld' && why === undefined)
    names.problem(`${path}.why`, `the reason: ${REASONS.join(', ')}`, 'none')
  if (why !== undefined) names.word(why, `${path}.why`, REASONS)
}

/** A line for several components may say what any of them is asked. */
function checkExtra(
  { ids, extra }: { readonly ids: DraftComponent['c']; readonly extra: Readonly<Record<string, string>> },
  path: string,
  names: Names,
): void {
  const known = ids.flatMap(extrasOf)
  for (const key of Object.keys(extra)) {
    if (known.includes(key)) continue
    const close = nearest(key, known)
    const hint = close === undefined ? undefined : `Did you mean ${JSON.stringify(close)}?`
    const expected = `what the standard asks of it: ${known.join(', ') || 'nothing besides'}`
    names.problem(`${path}.extra.${key}`, expected, JSON.stringify(key), hint)
  }
}
