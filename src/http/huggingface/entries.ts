// Repository → the JSON of the hub API: info objects, siblings, tree entries, refs (hub-protocols 2.2).
// Pure; `lfs.sha256` in siblings and `lfs.oid` in trees are not a slip: that is how the protocol spells them.

import { createHash } from 'node:crypto'
import { utf8 } from '../../base/bytes.ts'
import type { ReleaseRow } from '../../node/views/release.ts'
import { pointerText, type RepoFile, type Repository } from './repository.ts'

export type Json = Readonly<Record<string, unknown>>

/** `blobs`: with sizes and object ids of each file. */
export function infoOf(repository: Repository, detail: 'plain' | 'blobs'): Json {
  const { id, ref, commit, time, licences } = repository
  return {
    ...headOf({ id, ref, time }),
    sha: commit,
    tags: [...formatTags(repository), ...licenceTag(licences)],
    cardData: cardOf(licences),
    siblings: [...repository.files.values()].map((file) => siblingOf(file, detail)),
  }
}

/** The same as far as a row of a list knows it: without commit and files. */
export function summaryOf({ display, ref, time, licences, formats }: ReleaseRow): Json {
  const id = display.toLowerCase() === ref ? display : ref
  const known = formats.filter((format) => format === 'gguf' || format === 'safetensors')
  return { ...headOf({ id, ref, time }), tags: [...known, ...licenceTag(licences)] }
}

function headOf({ id, ref, time }: Pick<Repository, 'id' | 'ref' | 'time'>): Json {
  const when = time.replace('Z', '.000Z')
  return {
    _id: createHash('sha256').update(ref).digest('hex').slice(0, 24),
    id,
    modelId: id,
    author: id.split('/')[0],
    private: false,
    gated: false,
    disabled: false,
    lastModified: when,
    createdAt: when,
    downloads: 0, // not counted: nobody is watched
    likes: 0,
  }
}

function siblingOf(file: RepoFile, detail: 'plain' | 'blobs'): Json {
  if (detail === 'plain') return { rfilename: file.path }
  const blob = { rfilename: file.path, size: file.sizeBytes, blobId: file.gitOid }
  if (!file.large) return blob
  return { ...blob, lfs: { sha256: file.sha256, size: file.sizeBytes, pointerSize: pointerSize(file) } }
}

function pointerSize(file: RepoFile): number {
  return utf8(pointerText(file.sha256, file.sizeBytes)).length
}

function cardOf(licences: readonly string[]): Json {
  return licences.length === 1 ? { license: licences[0] } : {} // sources that disagree are not merged into one answer
}

function licenceTag(licences: readonly string[]): readonly string[] {
  return licences.length === 1 ? [`license:${licences[0]}`] : []
}

function formatTags({ files }: Repository): readonly string[] {
  const paths = [...files.keys()]
  return ['gguf', 'safetensors'].filter((format) => paths.some((path) => path.endsWith(`.${format}`)))
}

export type TreeWish = {
  readonly folder: string // '' for the root
  readonly depth: 'one' | 'all'
  readonly commits: 'none' | 'last' // expand=true: with the commit that last touched it
}

/** Undefined when the folder does not exist. Folders come before what is in them. */
export function treeOf(repository: Repository, { folder, depth, commits }: TreeWish): Json[] | undefined {
  const prefix = folder === '' ? '' : `${folder}/`
  const inside = [...repository.files.values()].filter((file) => file.path.startsWith(prefix))
  if (inside.length === 0 && folder !== '') return undefined
  const entries: Json[] = []
  const folders = new Set<string>()
  for (const file of inside) {
    const parts = file.path.slice(prefix.length).split('/')
    const shown = depth === 'all' ? parts.length - 1 : Math.min(1, parts.length - 1)
    for (let count = 1; count <= shown; count++) {
      const path = prefix + parts.slice(0, count).join('/')
      if (folders.has(path)) continue
      folders.add(path)
      entries.push(folderEntry(repository, path, commits))
    }
    if (depth === 'all' || parts.length === 1) entries.push(fileEntry(repository, file, commits))
  }
  return entries
}

export function fileEntry(repository: Repository, file: RepoFile, commits: 'none' | 'last'): Json {
  const entry = { type: 'file', oid: file.gitOid, size: file.sizeBytes, path: file.path }
  const lfs = { oid: file.sha256, size: file.sizeBytes, pointerSize: pointerSize(file) }
  return { ...entry, ...(file.large ? { lfs } : {}), ...lastCommit(repository, commits) }
}

// A folder's id is a name for its content, not git's tree object: no client computes it.
function folderEntry(repository: Repository, path: string, commits: 'none' | 'last'): Json {
  const hash = createHash('sha1').update(`${repository.artifact} ${path}`)
  return { type: 'directory', oid: hash.digest('hex'), size: 0, path, ...lastCommit(repository, commits) }
}

function lastCommit({ commit, time, id }: Repository, commits: 'none' | 'last'): Json {
  if (commits === 'none') return {}
  return { lastCommit: { id: commit, title: `Record of ${id}`, date: time.replace('Z', '.000Z') } }
}

/** Form or JSON of a paths-info request; unknown paths are left out of the answer. */
export function pathsOf(repository: Repository, paths: readonly string[], commits: 'none' | 'last'): Json[] {
  return paths.flatMap((path) => {
    const file = repository.files.get(path)
    if (file !== undefined) return [fileEntry(repository, file, commits)]
    const isFolder = [...repository.files.keys()].some((other) => other.startsWith(`${path}/`))
    return isFolder ? [folderEntry(repository, path, commits)] : []
  })
}

export function refsOf({ branches, tags }: Repository): Json {
  const list = (kind: string, refs: Repository['tags']) =>
    refs.map(({ name, commit }) => ({ name, ref: `refs/${kind}/${name}`, targetCommit: commit }))
  return { branches: list('heads', branches), tags: list('tags', tags), converts: [] }
}
