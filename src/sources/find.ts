// Which source a reference belongs to. Nothing but descriptions is fetched before `findOffer` returns.

import { OwcError } from '../base/errors.ts'
import { huggingfaceSource } from './huggingface.ts'
import { nodeSource } from './node.ts'
import { pathSource } from './path.ts'
import { pypiSource } from './pypi.ts'
import type { Offer, Source, SourceSettings } from './source.ts'
import { urlSource } from './url.ts'

export const sources: readonly Source[] = [pathSource, pypiSource, huggingfaceSource, urlSource, nodeSource]

/** @throws OwcError `source-unknown` and whatever the source throws */
export async function findOffer(ref: string, settings: SourceSettings, signal: AbortSignal): Promise<Offer> {
  return sourceOf(ref).find(ref, settings, signal)
}

/** True for references that name a source, so that commands can tell them from names of releases. */
export function isSourceRef(ref: string): boolean {
  return isPath(ref) || bySchemeOf(ref) !== undefined
}

function sourceOf(ref: string): Source {
  if (isPath(ref)) return pathSource
  const source = bySchemeOf(ref)
  if (source !== undefined) return source
  throw new OwcError({
    code: 'source-unknown',
    where: JSON.stringify(ref.slice(0, 200)),
    expected: `a folder, a file, or a reference that begins with ${sources.map((one) => `${one.scheme}:`).join(', ')}`,
    found: 'another form',
    hint: 'Write ./NAME for a folder or file of this machine.',
  })
}

function bySchemeOf(ref: string): Source | undefined {
  const scheme = /^([a-z]+)(\+http)?:/.exec(ref)?.[1]
  return sources.find((source) => source.scheme === (scheme === 'http' ? 'https' : scheme))
}

/** `/x`, `./x`, `../x`, `.`, `~`-free: the shell has expanded that. On Windows also `C:\x`. */
function isPath(ref: string): boolean {
  return /^(\/|\.{1,2}(\/|\\|$)|[A-Za-z]:[\\/])/.test(ref)
}
