// Whether the alternatives of a schema are told apart before they multiply. Two kinds of lists that may hold each other
// begin alike: after a bracket either may be meant, after n brackets there are 2^n ways to have come there, and the
// runtime follows them all. One sentence of schema would then hold up a model for good. What is told apart by its first
// key or a fixed value costs nothing. Source: llama.cpp src/llama-grammar.cpp (a stack for each way).

import { isSchema, type Schema, targetOf } from './schema-parts.ts'

const MOST_WAYS = 1_000 // that are followed at once
const MAX_FOLLOWED = 64 // references in a row, and levels of alternatives

/** A list or an object that an answer may begin here, with the values inside of it. */
type Branch = {
  readonly kind: 'array' | 'object'
  readonly schema: Schema
  readonly inside: readonly unknown[]
  readonly places: readonly Place[] // that are always there, in their order, before others may come
  readonly nextKeys: readonly string[] | undefined // keys of which one may come next; undefined: any
}

/** A value by which two may be told apart. */
type Place = { readonly key: string; readonly schema: unknown }

type Walk = {
  readonly root: Schema
  readonly branches: Map<string, Branch> // by kind and the schema's number
  readonly numbers: Map<Schema, number>
  readonly next: Map<Schema, readonly Branch[]>
}

const NONE: readonly Branch[] = []

/** The first place where too many ways lead on; undefined: none. */
export function ambiguity(root: Schema): Schema | undefined {
  const walk: Walk = { root, branches: new Map(), numbers: new Map(), next: new Map() }
  const groups = cycles(walk, branchesOf(walk, root, 0))
  const waysOf = countingWays(walk)
  const looked = new Map<readonly Branch[], Set<number | undefined>>()
  for (const branch of walk.branches.values()) {
    const group = groups.get(branch)
    for (const schema of branch.inside) {
      const next = branchesOf(walk, schema, 0)
      const known = looked.get(next) ?? new Set()
      looked.set(next, known)
      if (known.has(group)) continue
      known.add(group)
      const around = next.filter((one) => groups.get(one) === group)
      if (around.some((a, i) => around.slice(i + 1).some((b) => !toldApart(walk, a, b)))) return branch.schema
    }
    if (waysOf(branch) > MOST_WAYS) return branch.schema
  }
  return undefined
}

/** Most ways that go on together at any depth inside of a branch; once around where it holds itself. */
function countingWays(walk: Walk): (branch: Branch) => number {
  const ways = new Map<Branch, number>()
  const together = new Map<readonly Branch[], number>()
  const alike = (branches: readonly Branch[]): number => {
    const known = together.get(branches)
    if (known !== undefined) return known
    together.set(branches, 1)
    const sums = branches.map((one) =>
      branches
        .filter((other) => other === one || !toldApart(walk, one, other))
        .reduce((sum, other) => sum + waysOf(other), 0),
    )
    const most = Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, ...sums))
    together.set(branches, most)
    return most
  }
  const waysOf = (branch: Branch): number => {
    const known = ways.get(branch)
    if (known !== undefined) return known
    ways.set(branch, 1)
    const most = Math.max(1, ...branch.inside.map((schema) => alike(branchesOf(walk, schema, 0))))
    ways.set(branch, most)
    return most
  }
  return waysOf
}

/** What may begin where a schema stands; the same list for the same place. */
function branchesOf(walk: Walk, schema: unknown, depth: number): readonly Branch[] {
  if (!isSchema(schema) || depth > MAX_FOLLOWED) return NONE
  const known = walk.next.get(schema)
  if (known !== undefined) return known
  const found = branchesFound(walk, schema, depth)
  walk.next.set(schema, found)
  return found
}

function branchesFound(walk: Walk, schema: Schema, depth: number): readonly Branch[] {
  const { $ref: ref, anyOf, oneOf } = schema
  if (typeof ref === 'string') return branchesOf(walk, targetOf(walk.root, ref), depth + 1)
  if ('const' in schema || 'enum' in schema) return NONE
  const either = anyOf ?? oneOf
  if (Array.isArray(either)) {
    const all = either.flatMap((one) => branchesOf(walk, one, depth + 1))
    return [...new Set(all)]
  }
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
  const isOf = (type: string, key: string) =>
    types.includes(type) || (schema['type'] === undefined && key in schema)
  const found: Branch[] = []
  if (isOf('object', 'properties')) found.push(branch(walk, 'object', schema))
  if (isOf('array', 'items')) found.push(branch(walk, 'array', schema))
  return found
}

function branch({ branches, numbers }: Walk, kind: Branch['kind'], schema: Schema): Branch {
  const number = numbers.get(schema) ?? numbers.size
  numbers.set(schema, number)
  const key = `${kind} ${number}`
  const known = branches.get(key)
  if (known !== undefined) return known
  const made = kind === 'array' ? arrayBranch(schema) : objectBranch(schema)
  branches.set(key, made)
  return made
}

function arrayBranch(schema: Schema): Branch {
  const firsts = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : []
  const inside = firsts.length > 0 ? firsts : [schema['items']]
  const places = firsts.map((one) => ({ key: '', schema: one }))
  return { kind: 'array', schema, inside, places, nextKeys: undefined }
}

function objectBranch(schema: Schema): Branch {
  const properties = isSchema(schema['properties']) ? Object.entries(schema['properties']) : []
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const isSure = (key: string) => required.includes(key)
  const optional = properties.findIndex(([key]) => !isSure(key))
  const sure = optional === -1 ? properties : properties.slice(0, optional)
  const rest = properties.slice(sure.length).map(([key]) => key)
  const end = rest.findIndex(isSure)
  const inside = [...properties.map(([, value]) => value), schema['additionalProperties']]
  return {
    kind: 'object',
    schema,
    inside,
    places: sure.map(([key, value]) => ({ key, schema: value })),
    nextKeys: properties.length === 0 ? undefined : end === -1 ? rest : rest.slice(0, end + 1),
  }
}

/** By their bracket, by the first key that is another, or by the first value that is fixed. */
function toldApart(walk: Walk, a: Branch, b: Branch): boolean {
  if (a.kind !== b.kind) return true
  for (let i = 0; ; i++) {
    const [one, other] = [a.places[i], b.places[i]]
    if (one === undefined || other === undefined) {
      const [ours, theirs] = [keysAt(a, i), keysAt(b, i)]
      return ours !== undefined && theirs !== undefined && !ours.some((key) => theirs.includes(key))
    }
    if (one.key !== other.key) return true
    const [ours, theirs] = [fixed(walk, one.schema), fixed(walk, other.schema)]
    if (ours !== undefined && theirs !== undefined && !ours.some((text) => theirs.includes(text))) return true
    // it branches again before anything tells them apart
    if ([one, other].some(({ schema }) => branchesOf(walk, schema, 0).length > 0)) return false
  }
}

function keysAt({ places, nextKeys }: Branch, i: number): readonly string[] | undefined {
  const place = places[i]
  return place === undefined ? nextKeys : [place.key]
}

/** The only values it may have, as JSON. */
function fixed({ root }: Walk, schema: unknown): readonly string[] | undefined {
  let found = schema
  for (let i = 0; i < MAX_FOLLOWED && isSchema(found) && typeof found['$ref'] === 'string'; i++)
    found = targetOf(root, found['$ref'])
  if (!isSchema(found)) return undefined
  if ('const' in found) return [JSON.stringify(found['const'])]
  return Array.isArray(found['enum']) ? found['enum'].map((one) => JSON.stringify(one)) : undefined
}

/** Which branches can hold each other, at any depth: those with the same number (Tarjan). */
function cycles(walk: Walk, start: readonly Branch[]): ReadonlyMap<Branch, number> {
  const groups = new Map<Branch, number>()
  const index = new Map<Branch, number>()
  const low = new Map<Branch, number>()
  const open: Branch[] = []
  const visit = (at: Branch): number => {
    const own = index.size
    index.set(at, own)
    low.set(at, own)
    open.push(at)
    for (const next of at.inside.flatMap((schema) => branchesOf(walk, schema, 0))) {
      const seen = index.get(next)
      const reached = seen === undefined ? visit(next) : groups.has(next) ? own : seen
      low.set(at, Math.min(low.get(at) ?? own, reached))
    }
    const lowest = low.get(at) ?? own
    if (lowest === own) for (const one of open.splice(open.indexOf(at))) groups.set(one, own)
    return lowest
  }
  for (const one of start) if (!index.has(one)) visit(one)
  return groups
}
