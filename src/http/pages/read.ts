// What each page reads from its address: names, digests, filters, places in the log. Bad input is told, not guessed.

import { parseDigest, type Sha256, sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { parseName, parseNamespace } from '../../base/names.ts'
import { isIdentityId } from '../../ledger/statement.ts'
import type { Asked as Compared } from '../../node/views/compare.ts'
import type { ReleaseFilter } from '../../node/views/release.ts'
import type { SaidQuery } from '../../node/views/said-page.ts'
import type { DoorContext } from '../door.ts'
import { lastPart } from './answer.ts'
import type { ReleasePointer } from './asks.ts'

export const ROWS = 50 // of a list on one page (design rule 8)
const MAX_WORDS = 200
const MAX_TOKEN = 500
const MAX_TYPE = 256
const MAX_REF = 2048

const STATES = ['held', 'hosted', 'refused'] as const
const KINDS = ['release', 'observed'] as const
const SORTS = ['newest', 'oldest', 'name', 'largest'] as const

export function readPointer(c: DoorContext): ReleasePointer {
  const [name = '', at] = lastPart(c, 'name').split('@', 2)
  const { namespace, name: parsed } = parseName(`${c.req.param('ns') ?? ''}/${name}`, 'address')
  return at === undefined || at === ''
    ? { ref: `${namespace}/${parsed}` }
    : { ref: `${namespace}/${parsed}`, at }
}

/** An identity or a namespace, and which of the two. */
export function readWho(c: DoorContext): { readonly identity: string } | { readonly namespace: string } {
  const given = lastPart(c, 'who')
  if (isIdentityId(given)) return { identity: given }
  if (given.startsWith('owcid:')) throw bad('address', 'owcid: and 52 characters of base32', given)
  return { namespace: parseNamespace(given, 'address') }
}

export function readAfter(c: DoorContext): string | undefined {
  return text(c, 'after', MAX_TOKEN)
}

/** A name in the middle of an address: /r/ns/name/history. */
export function readRef(c: DoorContext): string {
  const { namespace, name } = parseName(`${c.req.param('ns') ?? ''}/${c.req.param('name') ?? ''}`, 'address')
  return `${namespace}/${name}`
}

export function readCompared(c: DoorContext): Compared {
  const a = text(c, 'a', MAX_WORDS)
  const b = text(c, 'b', MAX_WORDS)
  return { ref: readRef(c), ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) }
}

export function readSaid(c: DoorContext): SaidQuery {
  const type = text(c, 'type', MAX_TYPE)
  const issuer = text(c, 'issuer', MAX_WORDS)
  const about = text(c, 'about', MAX_REF)
  const from = text(c, 'from', MAX_WORDS)
  const until = text(c, 'until', MAX_WORDS)
  const after = text(c, 'after', MAX_TOKEN)
  return {
    limit: ROWS,
    ...(type === undefined ? {} : { type }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(about === undefined ? {} : { about }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(after === undefined ? {} : { after }),
  }
}

export function readDigest(c: DoorContext): Sha256 {
  return parseDigest(lastPart(c, 'digest'), 'address')
}

export function readFilter(c: DoorContext): ReleaseFilter {
  const words = text(c, 'q', MAX_WORDS)
  const namespace = text(c, 'namespace', MAX_WORDS)
  const format = text(c, 'format', MAX_WORDS)
  const licence = text(c, 'licence', MAX_WORDS)
  const state = choice(c, 'state', STATES)
  const kind = choice(c, 'kind', KINDS)
  const sort = choice(c, 'sort', SORTS)
  const after = text(c, 'after', MAX_TOKEN)
  return {
    limit: ROWS,
    ...(words === undefined ? {} : { words }),
    ...(namespace === undefined ? {} : { namespace: parseNamespace(namespace, 'query namespace') }),
    ...(format === undefined ? {} : { format }),
    ...(licence === undefined ? {} : { licence }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(sort === undefined ? {} : { sort }),
    ...(after === undefined ? {} : { after }),
  }
}

/** A whole digest in the search box opens the thing itself. */
export function searchedDigest(words: string | undefined): Sha256 | undefined {
  return sha256(
    (words ?? '')
      .trim()
      .toLowerCase()
      .replace(/^sha256:/, ''),
  )
}

export function readBefore(c: DoorContext): number | undefined {
  const given = c.req.query('before')
  if (given === undefined || given === '') return undefined
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw bad('before', 'an entry number', given)
}

function text(c: DoorContext, key: string, longest: number): string | undefined {
  const given = c.req.query(key)?.trim()
  if (given === undefined || given === '') return undefined
  if (given.length > longest) throw bad(key, `at most ${longest} characters`, `${given.length}`)
  return given
}

/** One of a closed list, or nothing. */
export function choice<T extends string>(c: DoorContext, key: string, known: readonly T[]): T | undefined {
  const given = c.req.query(key)
  if (given === undefined || given === '') return undefined
  const one = known.find((value) => value === given)
  if (one !== undefined) return one
  throw bad(key, `one of ${known.join(', ')}`, given)
}

function bad(key: string, expected: string, found: string): OwcError {
  return new OwcError({
    code: 'usage',
    where: `query ${key}`,
    expected,
    found: JSON.stringify(found.slice(0, 80)),
  })
}
