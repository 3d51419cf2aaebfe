// The form that node-llama-cpp (and llama.cpp before b8000) asks for: GET /v2/ns/name/manifests/TAG with
// `User-Agent: llama-cpp`, answered with the one GGUF that the tag picks (hub-protocols 2.6). TAG is matched as
// llama.cpp does it: `<tag>[.-]` somewhere in the path, without case; `latest` is Q4_K_M, else Q8_0, else the first.

import type { Repository } from './repository.ts'

const DEFAULT_TAGS: readonly string[] = ['Q4_K_M', 'Q8_0']
const MAX_TAG = 80

/** Path of the GGUF (of its first part when it is split), undefined when no file matches. */
export function ggufOf(repository: Repository, tag: string): string | undefined {
  if (tag.length > MAX_TAG) return undefined
  const paths = [...repository.files.keys()].filter((path) => /\.gguf$/i.test(path) && !/mmproj/i.test(path))
  const firsts = paths.filter((path) => (/-(\d{5})-of-\d{5}\.gguf$/i.exec(path)?.[1] ?? '00001') === '00001')
  const pick = (wanted: string) => firsts.find((path) => hasTag(path, wanted))
  if (tag.toLowerCase() !== 'latest') return pick(tag)
  for (const wanted of DEFAULT_TAGS) {
    const path = pick(wanted)
    if (path !== undefined) return path
  }
  return firsts[0]
}

function hasTag(path: string, tag: string): boolean {
  const text = path.toLowerCase()
  const wanted = tag.toLowerCase()
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    if ('.-'.includes(text[at + wanted.length] ?? ' ')) return true
  }
  return false
}

/** The manifest document: only `ggufFile.rfilename` is read. */
export function llamaManifest(repository: Repository, path: string): Readonly<Record<string, unknown>> {
  const file = repository.files.get(path)
  const digest = file === undefined ? undefined : `sha256:${file.sha256}`
  return { schemaVersion: 2, ggufFile: { rfilename: path, size: file?.sizeBytes, digest } }
}
