// The page of an artifact: these bytes and no others, whatever they are called.

import { type Html, html, link } from '../../base/html.ts'
import type { ArtifactView } from '../../node/views/statement.ts'
import { artifactAddress, releaseAddress, saidAddress } from './addresses.ts'
import { countText, many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { cite } from './parts/cite.ts'
import { wholeDigest } from './parts/digest.ts'
import { empty } from './parts/empty.ts'
import { largeSeal } from './parts/seal.ts'
import { table } from './parts/table.ts'
import { trail } from './parts/trail.ts'
import { day } from './parts/when.ts'

export function artifact(view: ArtifactView, frame: Frame): Html {
  const lines = view.manifest
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
  return page(
    { title: `Artifact ${view.artifact.slice(0, 12)}`, address: artifactAddress(view.artifact) },
    frame,
    html`<div class="object">${largeSeal(view.artifact)}<div><p class="kind">artifact · ${many(lines.length, 'file', 'files')}, ${sizeText(view.sizeBytes)}</p>
<h1>${view.artifact.slice(0, 12)}</h1><p>${wholeDigest(view.artifact)}</p></div></div>
<p>An artifact is a set of files. Its digest is the SHA-256 of its manifest, so it names exactly these bytes under exactly these paths.</p>
<h2>What it is called here</h2>${names(view)}
<h2>Manifest</h2>
<p>${countText(lines.length)} lines of digest, size and path after the first. Hub clients know it as commit <code class="whole" data-copy>${view.commit}</code></p>
<pre class="manifest" tabindex="0" role="group" aria-label="Manifest"><bdi>${view.manifest}</bdi></pre>
${view.citation === undefined ? undefined : html`<h2>Cite it</h2>${cite(view.citation, view.artifact, frame.origin)}`}
<h2>What was said</h2>
<p><a href="${link(saidAddress({ about: `sha256:${view.artifact}` }))}">Everything said of them</a></p>
${view.said.length === 0 ? empty('Nothing was said here about these bytes.') : trail(view.said)}`,
  )
}

function names({ names: list, artifact: bytes }: ArtifactView): Html {
  if (list.length === 0) return empty('No name points to these bytes here.')
  return table(
    'Names',
    [
      {
        name: 'Name',
        cell: ({ ref }) =>
          html`<a href="${link(releaseAddress(ref, { version: null, digest: bytes }))}"><bdi>${ref}</bdi></a>`,
      },
      { name: 'Version', cell: ({ version }) => version ?? 'none stated' },
      { name: 'Since', cell: ({ time }) => day(time) },
    ],
    list,
  )
}
