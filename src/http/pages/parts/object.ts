// What exactly this is: the face of its digest, what kind of thing, its name, which bytes.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { ReleaseView } from '../../../node/views/release.ts'
import { whoAddress } from '../addresses.ts'
import { largeText, many, sizeText } from '../figures.ts'
import { artifactDigest } from './digest.ts'
import type { Example } from './example.ts'
import { weightFormats } from './formats.ts'
import { largeSeal } from './seal.ts'
import { day } from './when.ts'

type Shown = Pick<
  ReleaseView,
  'artifact' | 'display' | 'version' | 'kind' | 'formats' | 'files' | 'sizeBytes' | 'time' | 'dtypes'
> &
  Partial<Pick<ReleaseView, 'parameters' | 'architecture'>>

export function object(view: Shown): Html {
  const slash = view.display.indexOf('/')
  const [namespace, name] = [view.display.slice(0, slash), view.display.slice(slash + 1)]
  return html`<div class="object">${largeSeal(view.artifact)}<div><p class="kind">${facts(view).join(' · ')}</p>
<h1><a href="${link(whoAddress(namespace.toLowerCase()))}"><bdi>${namespace}</bdi></a> / <wbr><bdi>${name}</bdi></h1>
<p>${view.version === null ? 'No version was stated' : html`Version <bdi>${view.version}</bdi>`}, ${artifactDigest(view.artifact)} · recorded ${day(view.time)}</p></div></div>`
}

/** Only what is known: architecture, size in parameters, formats and number types, files and bytes. */
function facts(view: Shown): readonly string[] {
  const types = view.dtypes.slice(0, 3).map(({ dtype }) => dtype.replace(/^ggml:/, ''))
  return [
    view.kind === 'observed' ? 'observed' : 'released',
    ...(view.architecture === undefined ? [] : [view.architecture]),
    ...(view.parameters === undefined ? [] : [`${largeText(view.parameters)} parameters`]),
    ...(view.formats.length === 0
      ? []
      : [[weightFormats(view.formats).join(', '), types.join(', ')].join(' ').trim()]),
    `${many(view.files, 'file', 'files')}, ${sizeText(view.sizeBytes)}`,
  ]
}

export function examples(): readonly Example[] {
  const view: Shown = {
    artifact: '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256,
    display: 'HuggingFaceTB/smollm2-135m-instruct',
    version: '1.0',
    kind: 'observed',
    formats: ['gguf'],
    files: 2,
    sizeBytes: 98_362_432,
    time: '2026-11-03T09:00:00Z' as Shown['time'],
    dtypes: [{ dtype: 'ggml:Q4_1', tensors: 210, elements: 134_000_000 }],
    parameters: 134_515_008,
    architecture: 'llama',
  }
  return [
    { name: 'whole', html: object(view) },
    { name: 'little known', html: object({ ...view, version: null, formats: [], dtypes: [] }) },
    { name: 'hostile', html: object({ ...view, display: '<h1>/"\u202eonclick', version: '<i>' }) },
    { name: 'long', html: object({ ...view, display: `${'n'.repeat(80)}/${'m'.repeat(80)}` }) },
  ]
}
