// From an address of the hub to a repository: names without case, revisions as branch (`main`, `HEAD`), version or
// commit. What a record's files are never changes, so it is kept; whether they are served is asked each time.

import { OwcError } from '../../base/errors.ts'
import { parseName } from '../../base/names.ts'
import { saidAbout } from '../../commons/all-statements.ts'
import {
  byCommit,
  byVersion,
  current,
  history,
  type Named,
  type Row,
  withdrawalOf,
} from '../../commons/releases/query.ts'
import { namesOf, speakersOf } from '../../node/namespaces.ts'
import type { Node } from '../../node/node.ts'
import { hostingState } from '../hosting-state.ts'
import type { FileLists } from './file-lists.ts'
import type { Repository } from './repository.ts'

const MAIN: readonly string[] = ['main', 'HEAD', 'refs/heads/main']

/** What the lookups need of the house. */
export type Hub = { readonly node: Node; readonly files: FileLists }

export type Wanted = { readonly namespace: string; readonly name: string; readonly revision: string }

/** @throws OwcError `release-missing`, `revision-missing`, `name-invalid` */
export async function findRepository(
  { node, files }: Hub,
  { namespace, name, revision }: Wanted,
): Promise<Repository> {
  const parsed = parseName(`${namespace}/${name}`, 'address')
  const ref = `${parsed.namespace}/${parsed.name}`
  const named = { name: ref, held: await speakersOf(namesOf(node), parsed.namespace) }
  const newest = await current(node.index, named)
  if (newest === undefined) throw missing('release-missing', ref, 'a release of this node')
  const row = MAIN.includes(revision) ? newest : await rowAt(node, named, revision)
  if (row === undefined) throw missing('revision-missing', revision, `main, a version or a commit of ${ref}`)
  return await repositoryOf({ node, files }, row)
}

function missing(code: 'release-missing' | 'revision-missing', what: string, expected: string): OwcError {
  return new OwcError({ code, where: 'address', expected, found: JSON.stringify(what.slice(0, 170)) })
}

async function rowAt({ index }: Node, named: Named, revision: string): Promise<Row | undefined> {
  if (/^[0-9a-f]{40}$/.test(revision)) return await byCommit(index, { ...named, commit: revision })
  const version = await byVersion(index, { ...named, version: revision.replace(/^refs\/tags\//, '') })
  if (version !== undefined || !/^[0-9a-f]{7,39}$/.test(revision)) return version
  return await byCommit(index, { ...named, commit: revision })
}

export async function repositoryOf({ node, files }: Hub, row: Row): Promise<Repository> {
  const { index } = node
  const held = await speakersOf(namesOf(node), row.name.split('/')[0] ?? '')
  const [list, state, withdrawal, said, past, pointed] = await Promise.all([
    files.of(row.artifact),
    hostingState(node, row.artifact),
    withdrawalOf(index, row),
    saidAbout(index, [row.artifact, row.statement], 1),
    history(index, row.name),
    current(index, { name: row.name, held }),
  ])
  const named = past.filter(({ issuer }) => held === undefined || Object.values(held).includes(issuer))
  const tags = named.flatMap(({ version, commit }) => (version === null ? [] : [{ name: version, commit }]))
  return {
    id: row.display.toLowerCase() === row.name ? row.display : row.name,
    ref: row.name,
    commit: row.commit,
    artifact: row.artifact,
    statement: row.statement,
    state,
    time: row.time,
    newest: said[0]?.index ?? row.logIndex,
    licences: row.licences,
    branches: [{ name: 'main', commit: (pointed ?? row).commit }],
    tags: [...new Map(tags.reverse().map((tag) => [tag.name, tag])).values()],
    files: list,
    ...(withdrawal === undefined ? {} : { withdrawn: withdrawal.text }),
    ...(row.kind === 'observed' ? { notice: `record; ${OBSERVED}` } : {}),
  }
}

const OBSERVED = 'The publisher has not recorded this release; this node holds what it found elsewhere.'
