// Lists of the hub API: by words, author and filter tags, a page at a time; the cursor is the view's own page token.
// Strangers see what is hosted; the people of this machine also what is held.

import { releaseRows } from '../../node/views/list.ts'
import type { ReleaseFilter, ReleaseRow } from '../../node/views/release.ts'
import { viewSources } from '../../node/views/sources.ts'
import { infoOf, type Json, summaryOf } from './entries.ts'
import { findRepository, type Hub } from './lookup.ts'

const FORMATS: readonly string[] = ['gguf', 'safetensors']

export type ListWish = {
  readonly words?: string
  readonly author?: string
  readonly tags: readonly string[]
  readonly sort?: string
  readonly cursor?: string
  readonly limit: number
  readonly everything: boolean // also what is only held
  readonly full: boolean // with files
}

export type ListPage = { readonly infos: readonly Json[]; readonly next?: string }

export async function listReleases(hub: Hub, wish: ListWish): Promise<ListPage> {
  const filter = filterOf(wish)
  if (filter === undefined) return { infos: [] }
  const { rows, next } = await releaseRows(viewSources(hub.node), filter)
  const shown = rows.filter((row) => !row.withdrawn && row.state !== 'refused' && isBy(row, wish.author))
  const infos = wish.full ? await Promise.all(shown.map((row) => fullInfo(hub, row))) : shown.map(summaryOf)
  return next === undefined ? { infos } : { infos, next }
}

async function fullInfo(hub: Hub, { ref }: ReleaseRow): Promise<Json> {
  const [namespace = '', name = ''] = ref.split('/')
  return infoOf(await findRepository(hub, { namespace, name, revision: 'main' }), 'plain')
}

/** Undefined when a tag is asked for that nothing here has. */
function filterOf({
  words,
  author,
  tags,
  sort,
  cursor,
  limit,
  everything,
}: ListWish): ReleaseFilter | undefined {
  const formats = tags.filter((tag) => FORMATS.includes(tag))
  const licences = tags.flatMap((tag) => (tag.startsWith('license:') ? [tag.slice(8)] : []))
  const known = formats.length + licences.length
  if (known < tags.length || formats.length > 1 || licences.length > 1) return undefined
  const searched = [words, author].filter((one) => one !== undefined).join(' ')
  return {
    limit,
    sort: sort === 'id' ? 'name' : 'newest',
    ...(searched === '' ? {} : { words: searched }),
    ...(formats[0] === undefined ? {} : { format: formats[0] }),
    ...(licences[0] === undefined ? {} : { licence: licences[0] }),
    ...(everything ? {} : { state: 'hosted' as const }),
    ...(cursor === undefined ? {} : { after: cursor }),
  }
}

function isBy({ ref }: ReleaseRow, author: string | undefined): boolean {
  return author === undefined || ref.startsWith(`${author.toLowerCase()}/`)
}
