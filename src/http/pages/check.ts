// The release standard asked of one record: what was found, every question with its grade and evidence, and what its
// publisher could do next. The release page shows the same answers shortly.

import { type Html, html, link } from '../../base/html.ts'
import type { Todo } from '../../commons/standard/todo.ts'
import type { CheckView } from '../../node/views/check.ts'
import { checkAddress, releaseAddress, statementAddress } from './addresses.ts'
import { many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { demands } from './parts/demands.ts'
import { artifactDigest } from './parts/digest.ts'
import { failures } from './parts/failures.ts'
import { frameworks } from './parts/frameworks.ts'
import { making, points } from './parts/points.ts'
import { todo } from './parts/todo.ts'
import { day } from './parts/when.ts'

/** With the steps that are open to its publisher. */
export type CheckPage = CheckView & { readonly todo: readonly Todo[] }

export function checkPage(view: CheckPage, frame: Frame): Html {
  const { ref, display, version, findings, checks, statement } = view
  const about = aboutOf(view)
  const of = { about, observed: view.kind === 'observed' }
  const made = making(checks, of)
  const pointer = { version, digest: view.artifact }
  return page(
    { title: `${display}, checked`, address: checkAddress(ref), part: 'releases' },
    frame,
    html`<p class="kind">the release standard, asked of a record</p><h1><bdi>${display}</bdi></h1>
<p>${sentence(view)} As of ${day(view.at)}, of ${artifactDigest(view.artifact)}; the same record, bytes and log give the same answers anywhere.</p>
<p><a href="${link(releaseAddress(ref, pointer))}">The release</a> · <a href="${link(releaseAddress(ref, pointer))}#licence">What its licence asks</a> · <a href="${link(statementAddress(statement))}">Its record</a> · <a href="/findings">How failures are found</a></p>
${whoOpens(view, frame)}<p class="small">On this page: <a href="#found">what was found</a> · <a href="#points">the eight points</a>${made === undefined ? undefined : html` · <a href="#making">how it was made</a>`}${view.todo.length === 0 ? undefined : html` · <a href="#todo">what its publisher could do next</a>`} · <a href="#openness">openness</a> · <a href="#stages">release safety</a></p>
<h2 id="found">What was found</h2>${findings.length === 0 ? html`<p>None of <a href="/findings">the rules that this node checks</a> found a failure in what is said. That is not a judgement of the release; what its bytes hold stands <a href="${link(releaseAddress(ref, pointer))}#bytes">with the release</a>.</p>` : failures(findings, about)}${notRead(view)}
<h2 id="points">The eight points</h2>${points(checks, of)}
${made === undefined ? undefined : html`<h2 id="making">How it was made</h2>${made}`}
${view.todo.length === 0 ? undefined : html`<h2 id="todo">What its publisher could do next</h2>${todo(view.todo)}`}
<h2 id="openness">Openness, framework by framework</h2>${frameworks(view.openness.frameworks)}
<h2 id="stages">Release safety, step by step</h2>${demands(view.claims.safety)}`,
  )
}

/** Evidence links to files; whoever may not read what is only held learns it before a link refuses. */
function whoOpens({ claims }: CheckView, { may }: Frame): Html | undefined {
  if (may.readHeld) return undefined
  return html`<p class="small">${claims.availability.join(' ')} Links to its files open for you if they are served to others; else at this node’s machine only.</p>
`
}

/** What rules about sentences did not read is said, so that silence is not taken for an answer. */
function notRead({ notChecked }: CheckView): Html | undefined {
  if (notChecked.length === 0) return undefined
  return html`<p class="small">Rules about sentences read English only. Not checked: ${notChecked.map(
    ({ path, language, sentences }, index) =>
      html`${index === 0 ? undefined : '; '}${many(sentences, 'sentence', 'sentences')} of <code><bdi>${path}</bdi></code> (${language})`,
  )}.</p>`
}

export function aboutOf({ ref, commit, statement }: Pick<CheckView, 'ref' | 'commit' | 'statement'>) {
  return { ref, commit, statement }
}

function sentence({ kind }: CheckView): string {
  return kind === 'observed'
    ? 'Its publisher has not signed a record here, so what follows is what this node found in the files; what is absent may exist elsewhere.'
    : 'What its publisher signed, held against the files and the log.'
}
