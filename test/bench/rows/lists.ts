// Lists and search of a node that knows a hundred thousand releases: whole answers through the doors, one after
// another, each page by the token of the one before.

import { type Door, openDoor, p99 } from '../kit/door.ts'
import { checkLibrary, dice, libraryData, someRank, wordOf } from '../kit/library.ts'
import { runNode } from '../kit/node.ts'
import { interleave, type Rounds, type Row } from '../row.ts'
import type { Workshop } from '../workshop.ts'

const PAGES = 100 // of each order and round
const ASKED = 50 // searches of a round
const LIMIT_MS = 50
const SORTS = ['newest', 'name', 'largest', 'oldest'] as const

const WHY_SEARCH =
  'Timers in the two queries: a word that stands in thousands of cards (the last word of a search is a beginning, so one letter is too) gives all of its records to the join before they are sorted by their place and cut to a page; the count of matches reads them once more. Rare words take milliseconds. Mended after this figure was taken, and not measured again: a common word now walks the newest releases and asks each (src/commons/releases/list.ts).'
const WHY_LIST =
  'Timers: the page also asks which formats and licences occur, beside its rows and their count. That reads the index by hops now; what is left is the rendering of fifty rows and the count.'

function row(id: string, work: string, measure: (door: Door, round: number) => Promise<number>): Row {
  const bar = [{ of: 'ours', sign: '≤', value: LIMIT_MS }] as const
  return {
    id,
    work,
    peer: '',
    bar,
    why: id.startsWith('search') ? WHY_SEARCH : WHY_LIST,
    run: (shop) => doors(shop, measure),
  }
}

export const listJson = row(
  'list-json',
  'list, keyset, 10⁵ releases: /commons/v1/releases, p99',
  (door, round) => walk(door, { path: '/commons/v1/releases', sort: sortOf(round) }),
)
export const listPage = row(
  'list-page',
  'list, keyset, 10⁵ releases: the page /releases, p99',
  (door, round) => walk(door, { path: '/releases', sort: sortOf(round) }),
)
export const searchWord = row('search-word', 'search, 10⁵ releases: one or two words, p99', (door, round) => {
  const random = dice(100 + round)
  const query = () => wordOf(someRank(random))
  const paths = Array.from({ length: ASKED }, (_, i) => (i % 2 === 0 ? query() : `${query()} ${query()}`))
  return p99(door, paths.map(searching))
})
export const searchPrefix = row(
  'search-prefix',
  'search, 10⁵ releases: beginning of a word, p99',
  (door, round) => {
    const random = dice(200 + round)
    const paths = Array.from({ length: ASKED }, (_, i) => wordOf(someRank(random)).slice(0, 1 + (i % 4)))
    return p99(door, paths.map(searching))
  },
)

async function doors(
  shop: Workshop,
  measure: (door: Door, round: number) => Promise<number>,
): Promise<Rounds> {
  const node = await runNode(shop, await libraryData(shop))
  await checkLibrary(node.url)
  const door = openDoor(node.url, { connections: 1 })
  shop.later(() => door.close())
  return await interleave({ unit: 'ms', ours: (round) => measure(door, round), rounds: 8 })
}

function sortOf(round: number): string {
  return SORTS[(round + SORTS.length) % SORTS.length] as string
}

function searching(words: string): string {
  return `/commons/v1/releases?words=${encodeURIComponent(words)}`
}

/** Follows the list from its beginning; the page is walked by the tokens of its JSON twin, which are not timed. */
async function walk(door: Door, { path, sort }: { path: string; sort: string }): Promise<number> {
  const paths: string[] = []
  let after = ''
  for (let at = 0; at < PAGES; at++) {
    paths.push(`${path}?sort=${sort}${after}`)
    const { body } = await door.get(`/commons/v1/releases?sort=${sort}${after}`)
    const { next } = JSON.parse(body) as { next?: string }
    if (next === undefined) throw new Error('expected more pages')
    after = `&after=${next}`
  }
  return await p99(door, paths)
}
