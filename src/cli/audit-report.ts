// report.html and README.txt of an audit folder: the verdict at the time of export in plain words, what was said and by
// whom, and what none of it can show. Without script, made to be printed. Nothing in it is signed, and it says so.

import { readFileSync } from 'node:fs'
import { documentText } from '../audit/document.ts'
import { BUNDLE_FILE, FILES_FOLDER, PAGE_FILE, REPORT_FILE, SUMS_FILE } from '../audit/folder.ts'
import { limits, verdict } from '../audit/verdict.ts'
import { ANCHORS_ELSEWHERE, UNSIGNED } from '../audit/words.ts'
import { assetUrl } from '../base/asset-url.ts'
import { type Html, html, shownText } from '../base/html.ts'
import type { ManifestFile } from '../base/manifest.ts'
import type { Instant } from '../base/time.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { Report } from '../ledger/report.ts'
import type { ReleaseView } from '../node/views/release.ts'
import { size } from './out.ts'

export type AuditMaterial = {
  readonly view: ReleaseView
  readonly report: Report // of the bundle and the files, under the trust of whoever exports
  readonly files: readonly ManifestFile[]
  readonly withFiles: boolean
  readonly madeAt: Instant
  readonly madeBy: string // this program with its version
  readonly nodeName: string
}

const MAX_ROWS = 1_000 // files on paper; the bundle names all

export function reportText(material: AuditMaterial): string {
  const { view } = material
  const read = (place: string) => readFileSync(assetUrl(import.meta.url, place), 'utf8')
  const style = read('http/pages/assets/style.css') + read('audit/assets/audit.css')
  return documentText({ title: `Audit of ${view.display}`, style, body: body(material) }, nodeCrypto)
}

function body(material: AuditMaterial): Html {
  const { view, report, madeAt, madeBy, nodeName } = material
  return html`<a class="skip" href="#main">Skip to content</a>
<main id="main">
<p class="kind small">Audit folder, written ${madeAt} by ${madeBy}, from the node <bdi>${nodeName}</bdi></p>
<h1><bdi>${view.display}</bdi> ${view.version ?? ''}</h1>
${verdict(report)}
<p class="small">The verdict above is that of whoever wrote the folder, under their trust file at that time. Yours needs your own: open ${PAGE_FILE}, or run <code>owc verify</code> on the folder.</p>
<p class="finding">${UNSIGNED} ${ANCHORS_ELSEWHERE}</p>
<h2>What exactly this is</h2>${identity(view)}
<h2>What is said, and by whom</h2>${said(material)}
<h2>Stated by files and record</h2>${stated(view)}
<h2>Three claims, kept apart</h2>${claims(view)}
<h2>What stays open</h2>${limits(report)}
<h2>Files</h2>${files(material)}
</main>`
}

function identity(view: ReleaseView): Html {
  const kind =
    view.kind === 'release'
      ? 'A release: its publisher signed the record.'
      : 'An observation: somebody found these bytes and says what they found. The publisher has not signed a record.'
  return html`<dl>
<dt>Name, version</dt><dd><bdi>${view.display}</bdi>, ${view.version ?? 'version not stated'}</dd>
<dt>Kind of record</dt><dd>${kind}</dd>
<dt>Artifact</dt><dd><code>sha256:${view.artifact}</code></dd>
<dt>Record</dt><dd><code>sha256:${view.statement}</code>, logged ${view.time} as entry ${view.logIndex}</dd>
<dt>Issuer</dt><dd><bdi>${view.byName ?? 'no name stated'}</bdi>, <code>${view.by}</code></dd>
${view.foundWhere === undefined ? undefined : html`<dt>Found</dt><dd><bdi>${view.foundWhere}</bdi></dd>`}
${view.withdrawal === undefined ? undefined : html`<dt>Withdrawn</dt><dd><bdi>${view.withdrawal.reason}</bdi></dd>`}
</dl>
<p class="small">A name is a pointer that a log moves; the digest is the thing.</p>`
}

/** Lines in the words of the node; that each is signed and logged is the verifier's own finding. */
function said({ view, report }: AuditMaterial): Html {
  const found = new Map(report.record.said.map((one) => [one.statement, one]))
  const record = { signed: report.record.ok, logged: report.log.ok }
  const mark = (yes: boolean) => (yes ? 'yes' : 'not shown')
  const rows = view.said.map((line) => {
    const seen = line.statement === view.statement ? record : found.get(`sha256:${line.statement}`)
    return html`<tr><td>${line.time.slice(0, 10)}</td><td>${line.title}: <bdi>${line.summary}</bdi><br><code class="small">${line.statement}</code></td><td><bdi>${line.byName ?? line.by}</bdi></td><td>${mark(seen?.signed === true)}</td><td>${mark(seen?.logged === true)}</td></tr>`
  })
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Statements"><table>
<thead><tr><th>Log time</th><th>What, in the words of the node</th><th>By</th><th>Signed</th><th>Logged</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function stated({ stated: lines, licenceAgreement }: ReleaseView): Html {
  if (lines.length === 0) return html`<p>Nothing was stated.</p>`
  const conflict =
    licenceAgreement === 'conflict'
      ? html`<p>The places that name a licence name different ones.</p>`
      : undefined
  return html`${conflict}<dl>${lines.map(({ key, value, where }) => html`<dt><bdi>${key}</bdi></dt><dd><bdi>${value}</bdi> <small>in <bdi>${where}</bdi></small></dd>`)}</dl>`
}

function claims({ claims: { availability, openness, safety } }: ReleaseView): Html {
  const one = (title: string, lines: readonly string[]) =>
    html`<section><h3>${title}</h3>${lines.map((line) => html`<p>${line}</p>`)}</section>`
  return html`<div class="claims">${one('Availability', availability)}${one('Openness', openness)}${one('Release safety', safety)}</div>
<p class="small">As the node put them when the folder was written. None follows from another, and none follows from the verdict.</p>`
}

function files({ files: all, withFiles }: AuditMaterial): Html {
  const more = all.length - MAX_ROWS
  return html`<p>${withFiles ? `They lie in ${FILES_FOLDER}/.` : 'They do not travel in this folder; their digests do.'}</p>
<div class="scroll" tabindex="0" role="group" aria-label="Files"><table><thead><tr><th>Path</th><th class="number">Size</th><th>SHA-256</th></tr></thead>
<tbody>${all.slice(0, MAX_ROWS).map(({ path, sizeBytes, sha256 }) => html`<tr><td><bdi>${path}</bdi></td><td class="number">${size(sizeBytes)}</td><td><code class="small">${sha256}</code></td></tr>`)}</tbody></table></div>
${more > 0 ? html`<p>And ${more} more, named in ${BUNDLE_FILE}.</p>` : undefined}`
}

export function readmeText({ view, withFiles, madeAt, madeBy, report }: AuditMaterial): string {
  const home = report.log.standings[0]?.origin ?? 'its log'
  return shownText(`Audit folder: ${view.display}${view.version === null ? '' : ` ${view.version}`}
artifact sha256:${view.artifact}
written ${madeAt} by ${madeBy}

${REPORT_FILE}
  What was recorded about these files, by whom, and what nobody can show. To be read and printed.
${PAGE_FILE}
  Opens in a browser without network and checks this folder: choose the folder, give it what you trust.
${BUNDLE_FILE}
  The record, everything said about it, identities, and proofs of the log. The only signed part.
${SUMS_FILE}
  sha256sum -c ${SUMS_FILE} tells whether the folder was changed by accident. It is not signed.
${withFiles ? `${FILES_FOLDER}/\n  The files themselves.\n` : ''}
The same verdict on a terminal:  owc verify THIS-FOLDER --trust YOUR-TRUST-FILE
${withFiles ? '' : `Files that you have elsewhere:   owc verify FILES --bundle ${BUNDLE_FILE} --trust YOUR-TRUST-FILE\n`}
${ANCHORS_ELSEWHERE}
This folder asks about the log ${home}
and the issuer                ${view.by}
`)
}
