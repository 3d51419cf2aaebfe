// Files and objects as a record lists them: what was signed, whether or not the bytes are here.

import { type Html, html } from '../../../base/html.ts'
import { countText, sizeText } from '../figures.ts'
import { anyDigest } from '../parts/digest.ts'
import { longTable } from '../parts/table.ts'

export type ListedFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly format?: string | undefined
  readonly role?: string | undefined
}

export function fileTable(list: readonly ListedFile[]): Html {
  return longTable<ListedFile>(
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
  return longTable<ListedObject>(
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
