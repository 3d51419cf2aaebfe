// What each page reads from its address: names, digests, filters, places in the log. Bad input is told, not guessed.

import { parseDigest, type Sha256, sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { parseName } from '../../base/names.ts'
import type { ReleaseFilter } from '../../node/views/release.ts'
import type { DoorContext } from '../door.ts'
import { lastPart } from './answer.ts'
import type { ReleasePointer } from './asks.ts'

export const ROWS = 50 // of a list on one page (design rule 8)
const MAX_WORDS = 200
const MAX_TOKEN = 500

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

export function readDigest(c: DoorContext): Sha256 {
  return parseDigest(lastPart(c, 'digest'), 'address')
}

export function readFilter(c: DoorContext): ReleaseFilter {
  const words = text(c, 'q', MAX_WORDS)
  const format = text(c, 'format', MAX_WORDS)
  const licence = text(c, 'licence', MAX_WORDS)
  const state = choice(c, 'state', STATES)
  const kind = choice(c, 'kind', KINDS)
  const sort = choice(c, 'sort', SORTS)
  const after = text(c, 'after', MAX_TOKEN)
  return {
    limit: ROWS,
    ...(words === undefined ? {} : { words }),
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

function choice<T extends string>(c: DoorContext, key: string, known: readonly T[]): T | undefined {
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
