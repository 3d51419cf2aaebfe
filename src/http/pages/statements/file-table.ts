// Files and objects as a record lists them: what was signed, whether or not the bytes are here.

import { countText, many, sizeText } from '../figures.ts'
import { type Html, html } from '../html.ts'
import { anyDigest } from '../parts/digest.ts'
import { table } from '../parts/table.ts'

const MOST = 50 // rows shown open (design rule 8)

export type ListedFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly format?: string | undefined
  readonly role?: string | undefined
}

export function fileTable(list: readonly ListedFile[]): Html {
  const rest = list.slice(MOST)
  return html`${rows(list.slice(0, MOST))}
${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'more file', 'more files')}</summary>${rows(rest)}</details>`}`
}

function rows(list: readonly ListedFile[]): Html {
  return table<ListedFile>(
    'Files',
    [
      { name: 'File', cell: ({ path }) => html`<bdi>${path}</bdi>` },
      { name: 'Size', kind: 'number', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
      { name: 'SHA-256', cell: ({ sha256 }) => anyDigest(sha256) },
      {
        name: 'As',
        cell: ({ role, format }) => [role, format].filter((one) => one !== undefined).join(', '),
      },
    ],
    list,
  )
}

export type ListedObject = {
  readonly tag: string
  readonly digest: string
  readonly format: string
  readonly sizeBytes: number
  readonly files: readonly string[]
}

export function objectTable(list: readonly ListedObject[]): Html {
  return table<ListedObject>(
    'Objects',
    [
      { name: 'Tag', cell: ({ tag }) => html`<code><bdi>${tag}</bdi></code>` },
      { name: 'Format', cell: ({ format }) => html`<bdi>${format}</bdi>` },
      { name: 'Size', kind: 'number', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
      { name: 'Object digest', cell: ({ digest }) => anyDigest(digest.slice(-64)) },
      { name: 'Files', kind: 'number', cell: ({ files }) => countText(files.length) },
    ],
    list,
  )
}
