// The list of releases: search, filters, sorting by header links, pages by key. Everything is in the address.

import { type Html, html, link } from '../../base/html.ts'
import type { ReleaseFilter, ReleasePage, ReleaseRow } from '../../node/views/release.ts'
import { releaseAddress, withQuery } from './addresses.ts'
import { countText, many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { artifactDigest } from './parts/digest.ts'
import { empty } from './parts/empty.ts'
import { type Choices, filters } from './parts/filters.ts'
import { weightFormats } from './parts/formats.ts'
import { paging } from './parts/paging.ts'
import { type Column, table } from './parts/table.ts'
import { day } from './parts/when.ts'

export type ReleasesView = ReleasePage & { readonly filter: ReleaseFilter; readonly choices: Choices }

const COUNT_LIMIT = 10_000 // views stop counting there
const SEARCH_COUNT_LIMIT = 300 // and there where words are looked up

export function releases(view: ReleasesView, frame: Frame): Html {
  const { filter, rows } = view
  const address = releasesAddress(filter)
  const sheet = { title: 'Releases', address, part: 'releases' } as const
  const words = filter.words === undefined ? {} : { words: filter.words }
  const next = view.next === undefined ? {} : { next: releasesAddress({ ...filter, after: view.next }) }
  const first = filter.after === undefined ? {} : { first: releasesAddress(withoutAfter(filter)) }
  return page(
    { ...sheet, ...words },
    frame,
    html`<h1>Releases</h1><p>${sentence(view)}</p>
${filters(filter, view.choices)}
${rows.length === 0 ? nothing(filter) : table('Releases', columns(filter), rows)}
${paging({ ...first, ...next })}`,
  )
}

export function releasesAddress(filter: Partial<ReleaseFilter>): string {
  const { words, namespace, format, licence, state, kind, sort, after } = filter
  return withQuery('/releases', { q: words, namespace, format, licence, state, kind, sort, after })
}

function withoutAfter({ after: _, ...filter }: ReleaseFilter): Partial<ReleaseFilter> {
  return filter
}

function isFiltered({ words, namespace, format, licence, state, kind }: ReleaseFilter): boolean {
  return [words, namespace, format, licence, state, kind].some((value) => value !== undefined && value !== '')
}

function sentence({ about, rows, filter, next }: ReleasesView): string {
  const whole = next === undefined && filter.after === undefined
  const count = about ?? (whole ? rows.length : undefined)
  const explained =
    'Each row is the newest record of its name; availability, openness and safety are on its page.'
  if (count === undefined) return `${many(rows.length, 'more name', 'more names')} on this page. ${explained}`
  const stop = (filter.words ?? '') === '' ? COUNT_LIMIT : SEARCH_COUNT_LIMIT
  const found = count >= stop ? `At least ${countText(stop)} names` : many(count, 'name', 'names')
  return `${found} ${isFiltered(filter) ? 'found' : 'here'}. ${explained}`
}

function nothing(filter: ReleaseFilter): Html {
  return isFiltered(filter)
    ? empty('No release matches.', html`<a href="/releases">Show all releases</a>`)
    : empty('Nothing was imported or published here yet.', html`<a href="/">The first three things to do</a>`)
}

function columns(filter: ReleaseFilter): readonly Column<ReleaseRow>[] {
  const sorted = (sort: NonNullable<ReleaseFilter['sort']>, now: 'ascending' | 'descending') => ({
    address: releasesAddress({ ...withoutAfter(filter), sort }),
    now: (filter.sort ?? 'newest') === sort ? now : ('none' as const),
  })
  const time =
    (filter.sort ?? 'newest') === 'newest'
      ? { address: releasesAddress({ ...withoutAfter(filter), sort: 'oldest' }), now: 'descending' as const }
      : {
          ...sorted('newest', 'descending'),
          ...(filter.sort === 'oldest' ? { now: 'ascending' as const } : {}),
        }
  return [
    { name: 'Name', cell: name, sort: sorted('name', 'ascending') },
    { name: 'Bytes', cell: ({ artifact }) => artifactDigest(artifact) },
    { name: 'Format', cell: ({ formats }) => weightFormats(formats).join(', ') },
    {
      name: 'Licence as stated',
      cell: ({ licences }) => (licences.length === 0 ? 'none stated' : licences.join(' · ')),
    },
    {
      name: 'Size',
      kind: 'number',
      cell: ({ sizeBytes }) => sizeText(sizeBytes),
      sort: sorted('largest', 'descending'),
    },
    { name: 'Recorded', cell: ({ time }) => day(time), sort: time },
    { name: 'State', cell: state },
  ]
}

function name({ ref, display, version, kind }: ReleaseRow): Html {
  return html`<a href="${link(releaseAddress(ref))}"><bdi>${display}</bdi></a>${version === null ? undefined : html` <small><bdi>${version}</bdi></small>`}<br><small>${kind === 'observed' ? 'observed' : 'by its publisher'}</small>`
}

function state({ state: hosting, withdrawn, kind }: ReleaseRow): Html {
  return html`${hosting}${withdrawn ? html`<br><small>${kind === 'observed' ? 'withdrawn by whoever recorded it' : 'no longer offered by its publisher'}</small>` : undefined}`
}
