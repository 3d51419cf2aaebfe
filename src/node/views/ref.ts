// What a reference means on this node (interface 2): namespace/name, @version, @sha256:…, :TAG, #path; or a digest alone,
// whole or at least twelve digits. Several objects and no tag is for the caller to decide: `object` is then absent.

import type { Kysely } from 'kysely'
import { type Sha256, sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { parseName } from '../../base/names.ts'
import { nearest } from '../../base/nearest.ts'
import type { Tables } from '../../commons/releases/fold.ts'
import { firstName } from '../../commons/releases/publishers.ts'
import {
  artifactsWith,
  byCommit,
  byPrefix,
  byVersion,
  current,
  type Named,
  nearestName,
  type ObjectRow,
  objectsOf,
  type Row,
  recordOf,
} from '../../commons/releases/query.ts'
import { type Naming, speakersOf } from '../namespaces.ts'

const MAX_REF = 2048 // characters

export type Resolved = {
  readonly record: Row
  readonly name: string
  readonly artifact: Sha256
  readonly objects: readonly ObjectRow[]
  readonly object?: ObjectRow // the one of the tag, or the only one
  readonly path?: string
}

type Parts = { readonly name: string; readonly at?: string; readonly tag?: string; readonly path?: string }

/** @throws OwcError `name-invalid`, `digest-invalid`, `release-missing`, `revision-missing` */
export async function resolveRef(names: Naming, text: string): Promise<Resolved> {
  const parts = splitRef(text)
  const record = await recordFor(names, parts, text)
  const objects = await objectsOf(names.index, record.statement)
  const object = pick(objects, parts.tag, text)
  return {
    record,
    name: record.name,
    artifact: record.artifact,
    objects,
    ...(object !== undefined && { object }),
    ...(parts.path !== undefined && { path: parts.path }),
  }
}

function splitRef(text: string): Parts {
  if (text.length > MAX_REF) throw bad(text, `at most ${MAX_REF} characters`)
  const hash = text.indexOf('#')
  const [front, path] = hash === -1 ? [text, undefined] : [text.slice(0, hash), text.slice(hash + 1)]
  const match = /^(?<name>sha256:[^@:]*|[^@:]*)(@(?<at>sha256:[^@:]*|[^@:]*))?(:(?<tag>[^@:]+))?$/.exec(front)
  if (match?.groups === undefined) throw bad(text, 'namespace/name with @version, :TAG or #path, or a digest')
  const { name = '', at, tag } = match.groups
  return {
    name,
    ...(at !== undefined && { at }),
    ...(tag !== undefined && { tag }),
    ...(path !== undefined && { path }),
  }
}

async function recordFor(names: Naming, { name, at }: Parts, text: string): Promise<Row> {
  const db: Kysely<Tables> = names.index
  if (!name.includes('/')) return await byDigits(names, name.replace(/^sha256:/, ''), text)
  const parsed = parseName(name, 'reference')
  const ref = `${parsed.namespace}/${parsed.name}`
  const named: Named = { name: ref, held: await speakersOf(names, parsed.namespace) }
  const newest = await current(db, named)
  if (newest === undefined) throw await missing(db, ref)
  if (at === undefined) return newest
  const found = at.startsWith('sha256:')
    ? await recordOf(db, { ...named, artifact: await oneArtifact(db, at.slice(7), text) })
    : ((await byVersion(db, { ...named, version: at })) ?? (await commitOf(db, named, at)))
  if (found !== undefined) return found
  throw new OwcError({
    code: 'revision-missing',
    where: 'reference',
    expected: `a version, commit or digest of ${ref}`,
    found: JSON.stringify(at.slice(0, 80)),
    hint: `It points to ${newest.version ?? `sha256:${newest.artifact.slice(0, 12)}`} now.`,
  })
}

async function commitOf(db: Kysely<Tables>, named: Named, at: string): Promise<Row | undefined> {
  return /^[0-9a-f]{40}$/.test(at) ? await byCommit(db, { ...named, commit: at }) : undefined
}

async function byDigits(names: Naming, digits: string, text: string): Promise<Row> {
  const record = await firstRecord(names, await oneArtifact(names.index, digits, text))
  if (record !== undefined) return record
  throw await missing(names.index, text)
}

/** The record under which bytes are shown that are asked for by digest alone: the one of their first name here. */
export async function firstRecord(names: Naming, artifact: Sha256): Promise<Row | undefined> {
  const db: Kysely<Tables> = names.index
  const name = await firstName(db, { artifact, node: names.host.identity })
  if (name === undefined) return undefined
  const held = await speakersOf(names, name.slice(0, name.indexOf('/')))
  return (await recordOf(db, { name, held, artifact })) ?? (await recordOf(db, { name, artifact }))
}

/** An artifact by its digest, by twelve digits or more of it, or by the digest of a file or object in one only. */
async function oneArtifact(db: Kysely<Tables>, digits: string, text: string): Promise<Sha256> {
  const found = await byPrefix(db, { digits, limit: 2 })
  const whole = sha256(digits)
  const all = found.length === 0 && whole !== undefined ? await artifactsWith(db, whole) : found
  const [first] = all
  if (first !== undefined && all.length === 1) return first
  throw new OwcError({
    code: all.length > 1 || /^[0-9a-f]{12,64}$/.test(digits) ? 'release-missing' : 'digest-invalid',
    where: 'reference',
    expected: 'namespace/name, or at least 12 digits of the digest of one artifact here',
    found: all.length > 1 ? `digits of ${all.length} artifacts or more` : JSON.stringify(text.slice(0, 80)),
  })
}

function pick(objects: readonly ObjectRow[], tag: string | undefined, text: string): ObjectRow | undefined {
  if (tag === undefined) return objects.length === 1 ? objects[0] : undefined
  const found = objects.find((one) => one.tag.toLowerCase() === tag.toLowerCase())
  if (found !== undefined) return found
  const tags = objects.map((one) => one.tag)
  const close = nearest(tag, tags)
  throw new OwcError({
    code: 'revision-missing',
    where: `reference ${JSON.stringify(text.slice(0, 80))}`,
    expected: tags.length === 0 ? 'no tag, because nothing in it can be loaded' : `one of ${tags.join(', ')}`,
    found: JSON.stringify(tag.slice(0, 80)),
    ...(close !== undefined && { hint: `Did you mean ${close}?` }),
  })
}

async function missing(db: Kysely<Tables>, name: string): Promise<OwcError> {
  const close = await nearestName(db, name)
  return new OwcError({
    code: 'release-missing',
    where: 'reference',
    expected: 'a release of this node',
    found: JSON.stringify(name.slice(0, 200)),
    ...(close !== undefined && { hint: `The nearest name here is ${close}.` }),
  })
}

function bad(text: string, expected: string): OwcError {
  return new OwcError({
    code: 'name-invalid',
    where: 'reference',
    expected,
    found: JSON.stringify(text.slice(0, 200)),
  })
}
