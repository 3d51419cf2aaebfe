// A record as flat fields by section, so that any two records can be held against each other: a release against a
// release, or against what an importer found. Entries of a list are named by what names them (id, path, licence …), so
// that their order does not matter. Pure. Limits: foreign records are at most this long here; the rest is counted.

import type { Content } from '../../commons/releases/query.ts'
import { statedIn } from './stated.ts'

const MAX_FIELDS = 4_000 // of one record; the rest is left out, and that is said
const MAX_DEPTH = 8
const MAX_VALUE = 2_000 // characters of a value

/** A field may have several values: members of a list without names. */
export type Fields = ReadonlyMap<string, readonly string[]>
export type Sections = { readonly sections: ReadonlyMap<string, Fields>; readonly left: number }

/** In the order in which pages show them. */
export const SECTION_TITLES: Readonly<Record<string, string>> = {
  subject: 'Name and version',
  licences: 'Licences as stated',
  terms: 'Terms',
  objects: 'Objects',
  lineage: 'Lineage',
  releaseType: 'Kind of release',
  components: 'Components',
  obligations: 'Obligations',
  rationale: 'Rationale',
  training: 'Training',
  safeguards: 'Safeguards',
  systems: 'Systems as tested',
  evaluators: 'Evaluators',
  evaluations: 'Evaluations',
  risk: 'Risk',
  limits: 'Limits',
  hardware: 'Hardware',
  stages: 'Stages',
  supplyChain: 'Supply chain',
  ecosystem: 'Ecosystem',
  claims: 'Claims',
  changes: 'Changes since',
  found: 'Where it was found',
  read: 'Read from the files',
  said: 'Said beside the files',
  hazards: 'Hazards',
  other: 'Other fields',
}

const NAMES = [
  'id',
  'c',
  'tag',
  'path',
  'key',
  'licence',
  'name',
  'domain',
  'stage',
  'rule',
  'what',
  'parent',
]

export function sectionsOf(content: Content): Sections {
  const collected = new Map<string, Map<string, string[]>>()
  let count = 0
  const put = (section: string, field: string, value: string) => {
    count += 1
    if (count > MAX_FIELDS) return
    const title = section in SECTION_TITLES ? section : 'other'
    const fields = collected.getOrInsertComputed(title, () => new Map())
    const shown = value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE).toWellFormed()} …` : value
    fields.getOrInsertComputed(field, () => []).push(shown)
  }
  for (const [section, value] of parts(content))
    flatten(value, '', (field, text) => put(section, field, text))
  for (const { key, value } of statedIn(content)) if (key === 'licence') put('licences', 'licence', value)
  return { sections: collected, left: Math.max(0, count - MAX_FIELDS) }
}

/** Both kinds of record under the same headings; files are held against each other by digest, elsewhere. */
function parts(content: Content): readonly (readonly [string, unknown])[] {
  if (content.kind === 'release') {
    const {
      artifacts: _,
      owc: _owc,
      kind: _kind,
      moreFiles: _more,
      subject,
      tensorRoot,
      ...rest
    } = content.body
    return [['subject', { ...subject, tensorRoot }], ...Object.entries(rest)]
  }
  const { name, display, version, commit, tensorRoot, files: _, ...rest } = content.body
  const { objects, found, where, read, said, hazards } = rest
  return [
    ['subject', { id: name, display, version, commit, tensorRoot }],
    ['objects', objects],
    ['found', { ...found, where }],
    ['read', read.map(({ key, value, file }) => ({ key: `${key} in ${file}`, value }))],
    ['said', said.map(({ key, value, where: place }) => ({ key: `${key} in ${place}`, value }))],
    [
      'hazards',
      hazards.map(({ rule, file, offset, message }) => ({
        rule: `${rule} in ${file}, byte ${offset}`,
        message,
      })),
    ],
  ]
}

type Put = (field: string, value: string) => void

function flatten(value: unknown, field: string, put: Put, depth = 0): void {
  if (value === undefined) return
  if (value === null || typeof value !== 'object' || depth >= MAX_DEPTH)
    put(field, typeof value === 'object' ? JSON.stringify(value) : String(value))
  else if (Array.isArray(value)) for (const one of value) flattenMember(one, field, put, depth)
  else for (const [key, one] of Object.entries(value)) flatten(one, join(field, key), put, depth + 1)
}

function flattenMember(member: unknown, field: string, put: Put, depth: number): void {
  if (member === null || typeof member !== 'object' || Array.isArray(member)) {
    flatten(member, field, put, depth + 1)
    return
  }
  const entries = Object.entries(member)
  const named = NAMES.map((name) => entries.find(([key, one]) => key === name && typeof one === 'string'))
  const by = named.find((entry) => entry !== undefined)
  const rest = entries.filter((entry) => entry !== by)
  const own = by === undefined ? field : join(field, String(by[1]))
  if (by !== undefined && rest.length === 0) put(field, String(by[1]))
  else
    for (const [key, one] of rest)
      flatten(one, rest.length === 1 && by !== undefined ? own : join(own, key), put, depth + 1)
}

function join(field: string, key: string): string {
  return field === '' ? key : `${field}, ${key}`
}
