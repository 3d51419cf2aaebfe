// Records of releases in a few columns, for pages about somebody or a name; the whole list has filters (releases.ts).

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { ReleaseRow } from '../../../node/views/release.ts'
import { releaseAddress } from '../addresses.ts'
import { sizeText } from '../figures.ts'
import { artifactDigest } from './digest.ts'
import type { Example } from './example.ts'
import { table } from './table.ts'
import { day } from './when.ts'

/** @param historyOf where the past of each name is shown */
export function releaseTable(rows: readonly ReleaseRow[], historyOf: (row: ReleaseRow) => string): Html {
  return table(
    'Releases',
    [
      {
        name: 'Name',
        cell: ({ ref, display, version, artifact, kind }) =>
          html`<a href="${link(releaseAddress(ref, { version: null, digest: artifact }))}"><bdi>${display}</bdi></a>${version === null ? undefined : html` <small><bdi>${version}</bdi></small>`}<br><small>${kind === 'observed' ? 'observed' : 'by its publisher'}</small>`,
      },
      { name: 'Bytes', cell: ({ artifact }) => artifactDigest(artifact) },
      { name: 'Size', kind: 'number', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
      {
        name: 'Recorded',
        cell: (row) => html`${day(row.time)}<br><small><a href="${link(historyOf(row))}">history</a></small>`,
      },
      { name: 'State', cell: ({ state, withdrawn }) => (withdrawn ? `${state}, withdrawn` : state) },
    ],
    rows,
  )
}

export function examples(): readonly Example[] {
  const row: ReleaseRow = {
    ref: 'acme/tern',
    display: 'Acme/Tern',
    version: '1.0',
    kind: 'release',
    artifact: '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256,
    sizeBytes: 98_362_432,
    files: 2,
    formats: ['gguf'],
    licences: ['apache-2.0'],
    state: 'hosted',
    withdrawn: false,
    time: '2026-11-01T10:20:30Z' as Instant,
    logIndex: 7,
  }
  const past = () => '/r/acme/tern/history'
  return [
    { name: 'two', html: releaseTable([row, { ...row, kind: 'observed', version: null }], past) },
    {
      name: 'hostile',
      html: releaseTable([{ ...row, display: '<b>/\u202e', version: '"><script>', withdrawn: true }], past),
    },
  ]
}
