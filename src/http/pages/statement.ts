// Any statement with its proof: who said what about which bytes, where it stands in which log, what answers it, and
// how to check all of it without this node. An erased body leaves its place and its proof (410).

import { type Html, html, link } from '../../base/html.ts'
import { isIdentityId } from '../../ledger/statement.ts'
import type { StatementView } from '../../node/views/statement.ts'
import { releaseAddress, statementAddress, whoAddress } from './addresses.ts'
import { countText, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { answerList, corrections } from './parts/answers.ts'
import { command, shellWord } from './parts/command.ts'
import { anyDigest, somebody, statementDigest, wholeDigest } from './parts/digest.ts'
import { erased } from './parts/erased.ts'
import { grade } from './parts/grade.ts'
import { respond } from './parts/respond.ts'
import { largeSeal } from './parts/seal.ts'
import { sealed } from './parts/sealed.ts'
import { table } from './parts/table.ts'
import { day, moment } from './parts/when.ts'
import { statementForm } from './statements/form.ts'
import { forms } from './statements/forms.ts'

export function statement(view: StatementView, frame: Frame): Html {
  return page(
    { title: `${view.title} ${view.statement.slice(0, 12)}`, address: statementAddress(view.statement) },
    frame,
    html`<div class="object">${largeSeal(view.statement)}<div><p class="kind">statement · ${view.type}</p>
<h1>${view.title}</h1><p>${view.known ? view.summary : 'This node does not know this type. It keeps, serves and shows it as it was signed.'}</p></div></div>
<p>${sentence(view)}</p>
${withdrawn(view)}${corrections(view.answers)}
<h2>What was said</h2>
${said(view)}
${view.sealed === undefined ? undefined : sealed(view.sealed)}
${view.erased === undefined ? html`<h2>About</h2>${subjects(view)}<h2>Who signed</h2>${signatures(view)}` : undefined}
<h2>Where it stands</h2>
${entries(view)}
<h2>Check it without this node</h2>
${check(view, frame)}
<h2 id="answers">What answers it</h2>
${view.answers.length === 0 ? html`<p>Nothing yet.</p>` : answerList(view.answers)}
${respond(view.statement, { who: frame.who, nodeName: frame.node.name })}`,
  )
}

function sentence(view: StatementView): Html {
  const place = view.entries[0]
  const logged =
    place === undefined
      ? undefined
      : html` It is entry ${countText(place.index)} of the log <bdi>${place.origin}</bdi>, logged ${moment(place.time)}.`
  if (view.issuer === '') return html`Who said it, and about what, was erased with the words.${logged}`
  return html`${somebody(view.issuer, view.issuerName)} said this on ${day(view.issued)}, by their own clock.${logged}`
}

/** Only whoever said it can withdraw it; what was said stays readable. */
function withdrawn({ withdrawn: by }: StatementView): Html | undefined {
  if (by === undefined) return undefined
  const { reason, text, time, statement: digits, remaining } = by
  return html`<section class="finding"><h3>Its issuer no longer stands behind this</h3><p>${day(time)}, ${statementDigest(digits)}: ${reason}. <bdi>${text}</bdi></p><p>Known copies elsewhere: ${countText(remaining.length)}. Unknown copies may exist.</p></section>`
}

function said(view: StatementView): Html {
  if (view.erased !== undefined) return erased(view.erased)
  return html`${statementForm(forms, view)}
<details><summary>The same as JSON</summary><pre tabindex="0" role="group" aria-label="Body as JSON"><code data-copy>${JSON.stringify(view.body, undefined, 2)}</code></pre></details>`
}

function subjects({ subjects: list }: StatementView): Html {
  if (list.length === 0) return html`<p>It names no bytes.</p>`
  return table(
    'About',
    [
      {
        name: 'Name',
        cell: ({ name, ref }) =>
          ref === undefined
            ? html`<bdi>${name ?? 'no name'}</bdi>`
            : html`<a href="${link(releaseAddress(ref))}"><bdi>${name ?? ref}</bdi></a>`,
      },
      {
        name: 'Digest',
        cell: (one) => anyDigest(one.digest),
      },
    ],
    list,
  )
}

function signatures({ signatures: list, issuer }: StatementView): Html {
  if (list.length === 0) return html`<p>No signature is kept here.</p>`
  return table(
    'Signatures',
    [
      { name: 'Key', cell: ({ keyid }) => signer(issuer, keyid) },
      { name: 'Algorithm', cell: ({ algorithm }) => algorithm },
      {
        name: 'Checked',
        cell: ({ valid }) =>
          valid ? grade('evidenced', 'signature holds') : grade('contradicted', 'signature does not hold'),
      },
    ],
    list,
  )
}

/** The key leads to whose it is, and whether it may still sign. */
function signer(issuer: string, keyid: string): Html {
  const digits = html`<code class="whole">${keyid}</code>`
  if (!isIdentityId(issuer)) return digits
  return html`<a href="${link(`${whoAddress(issuer)}#key-${keyid}`)}">${digits}</a>`
}

function entries({ entries: list, statement: digits, envelopeBytes }: StatementView): Html {
  const size = envelopeBytes > 0 ? html` Signed in an envelope of ${sizeText(envelopeBytes)}.` : undefined
  return html`<p>${wholeDigest(digits)}${size}</p>
${list.map(
  ({
    origin,
    index,
    time,
    proof,
  }) => html`<h3><bdi>${origin}</bdi></h3><p><a href="${link(`/log?before=${index + 1}`)}">Entry ${countText(index)}</a>, logged ${moment(time)}.</p>
${proof === undefined ? undefined : html`<details><summary>Proof that it stands there</summary><pre tabindex="0" role="group" aria-label="Proof"><code data-copy>${proof}</code></pre></details>`}`,
)}`
}

function check(view: StatementView, frame: Frame): Html {
  if (view.erased !== undefined) return checkErased(view, frame)
  const envelope = `${frame.origin}/commons/v1/statements/${view.statement}/envelope`
  const fetched = `curl -o statement.json \\\n  ${envelope}\nnpx owc log prove sha256:${view.statement} > statement.tlog-proof`
  const ref = view.subjects.find((subject) => subject.ref !== undefined)?.ref
  return html`<p>The envelope carries the signatures; the proof leads from it to a checkpoint that the log has signed. Whoever has the log’s verifier key checks both offline; nobody needs to trust this page.</p>
${command(fetched, 'Fetch the statement and its proof')}
${ref === undefined ? undefined : html`<p>A bundle carries it together with all that was said about the same bytes, for one command:</p>${command(bundle(ref), 'Export a bundle and verify it')}`}
<p>The log’s verifier key:</p>
${command(frame.node.log.verifierKey, 'Verifier key of the log')}`
}

function checkErased({ statement }: StatementView, frame: Frame): Html {
  return html`<p>The proof leads from the entry to a checkpoint that the log has signed: that it stood there, with this digest, size and type. Whoever kept the words can show that these were they.</p>
${command(`npx owc log prove sha256:${statement}`, 'Print the proof')}
<p>The log’s verifier key:</p>
${command(frame.node.log.verifierKey, 'Verifier key of the log')}`
}

function bundle(ref: string): string {
  return `npx owc export ${shellWord(ref)} --as bundle --out record.owcb.json\nnpx owc verify record.owcb.json`
}
