// The page of a release: what exactly it is, three claims, what the bytes hold, who says what, how to use it. Its
// order is that of design/release.html; a part with nothing to say is left out unless its absence is the message.

import { type Html, html, link } from '../../base/html.ts'
import type { CheckView } from '../../node/views/check.ts'
import type { ReleaseView } from '../../node/views/release.ts'
import {
  afterAddress,
  checkAddress,
  compareAddress,
  exportsAddress,
  feedAddress,
  historyAddress,
  releaseAddress,
  saidAddress,
  statementAddress,
  whoAddress,
} from './addresses.ts'
import { aboutOf } from './check.ts'
import { countText, many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { answerList } from './parts/answers.ts'
import { cite } from './parts/cite.ts'
import { claims } from './parts/claims.ts'
import { artifactDigest, somebody } from './parts/digest.ts'
import { duties } from './parts/duties.ts'
import { failures } from './parts/failures.ts'
import { files } from './parts/files.ts'
import { frameworkResults } from './parts/frameworks.ts'
import { hazards as hazardList } from './parts/hazards.ts'
import { hosting } from './parts/hosting.ts'
import { advisories, reviews } from './parts/notices.ts'
import { object } from './parts/object.ts'
import { holders, lineage, objects, tensors } from './parts/origin.ts'
import { making, points } from './parts/points.ts'
import { distrusted, publisherElsewhere, standsIn } from './parts/stands.ts'
import { itself, licences } from './parts/stated.ts'
import { trail } from './parts/trail.ts'
import { use } from './parts/use.ts'
import { day } from './parts/when.ts'

export function release(view: ReleaseView, frame: Frame): Html {
  const pointer = { version: view.version, digest: view.artifact }
  return page(
    {
      title: view.display,
      address: releaseAddress(view.ref, pointer),
      part: 'releases',
      feed: { address: feedAddress(releaseAddress(view.ref)), title: view.display },
    },
    frame,
    html`${object(view)}
<p>${recorded(view)} ${held(view)} ${others(view)}</p>
${distrusted(view)}${stopped(view)}${superseded(view)}
${claims(view.claims, atLength(view))}
${found(view)}
${inTheBytes(view)}
${standard(view)}
<h2 id="licence">Licence</h2>${licences(view.licenceAgreement, view.stated)}${view.standard === undefined ? undefined : duties(view.standard.openness.licences)}
${section('What it says about itself', itself(view.stated))}
<h2>Files</h2>${notOffered(view)}${files(view.fileList, view)}
${section('What runs', objects(view))}
${section('Tensors', tensors(view))}
<h2>Where it comes from</h2>${lineage(view)}
<h2 id="holders">Who holds it</h2>${holders(view)}
<h2>Use it</h2>${use(view, frame.origin)}
<h2>Cite it</h2>${cite(view.citation, view.artifact, frame.origin)}
<h2>Hosting</h2>${hosting(view, frame.who)}
${standsIn(view, frame.node.log.origin)}
<h2>What was said</h2>${trail(view.said)}
${section('Answers', answers(view))}
${elsewhere(view)}`,
  )
}

/** Each claim is told at length further down, or on the page of the check. */
function atLength({ standard: checked, ref }: ReleaseView): Parameters<typeof claims>[1] {
  const availability = html`<a href="#holders">Who holds it</a>`
  if (checked === undefined) return { availability }
  return {
    availability,
    openness: html`<a href="#licence">What the licence asks</a> · <a href="#openness">Framework by framework</a>`,
    safety: html`<a href="${link(checkAddress(ref))}#stages">Step by step</a> · <a href="#points">Question by question</a>`,
  }
}

/** What bears on whoever is about to use it, before everything that is asked of its publisher. */
function found({ standard: checked }: ReleaseView): Html | undefined {
  if (checked === undefined) return undefined
  return html`${advisories(checked.advisories)}${failures(checked.findings, aboutOf(checked))}`
}

/** Shortly: every answer with its evidence, and what each framework's next step lacks, has its place on the check's page. */
function standard({ standard: checked, kind, ref }: ReleaseView): Html | undefined {
  if (checked === undefined) return undefined
  const at = checkAddress(ref)
  const of = { about: aboutOf(checked), observed: kind === 'observed', at }
  return html`<h2 id="points">The eight points</h2>${points(checked.checks, of)}
${section('How it was made', making(checked.checks, of))}
${section('Who looked into it', reviews(checked.reviews, at))}${allReviews(checked)}
<h2 id="openness">Openness, framework by framework</h2>${frameworkResults(checked.openness.frameworks)}
<p><a href="${link(at)}">All questions with their evidence</a> · <a href="${link(at)}#openness">What each framework’s next step lacks</a> · <a href="${link(afterAddress(ref))}">What came after</a> · <a href="${link(exportsAddress(ref))}">In other forms</a></p>`
}

/** Of very many some of each who looked are shown; nothing that was said is out of reach. */
function allReviews({ ref, reviews: some, reviewsSaid }: CheckView): Html | undefined {
  if (reviewsSaid === undefined) return undefined
  const all = saidAddress({ about: ref, type: 'owc:review/v1' })
  return html`<p>${countText(some.length)} of <a href="${link(all)}">${many(reviewsSaid, 'review', 'reviews')}</a> are shown: the newest of each who looked, those who looked first before those who came later.</p>`
}

/** Where the same name, and the same words, are told at length. */
function elsewhere({ ref, otherVersions }: ReleaseView): Html {
  const compare =
    otherVersions.length === 0
      ? undefined
      : html` · <a href="${link(compareAddress(ref))}">Compare two records</a>`
  return html`<p class="small"><a href="${link(historyAddress(ref))}">Where this name has pointed</a>${compare} · <a href="${link(saidAddress({ about: ref }))}">Everything said of it</a> · <a href="${link(feedAddress(releaseAddress(ref)))}">Feed</a></p>`
}

function section(title: string, body: Html | undefined): Html | undefined {
  return body === undefined ? undefined : html`<h2>${title}</h2>${body}`
}

/** Who speaks: the publisher, or somebody who found the bytes and says only that. */
function recorded(view: ReleaseView): Html {
  const record = html`<a href="${link(statementAddress(view.statement))}">`
  const by = somebody(view.by, view.byName)
  if (view.kind === 'release')
    return html`Recorded as a ${record}release</a>: its publisher ${by} signed what it says of it.`
  const where = view.foundWhere === undefined ? undefined : html` in <bdi>${view.foundWhere}</bdi>`
  return html`Recorded as an ${record}<strong>observation</strong></a>: ${by} found it${where} and says what it found. ${publisherElsewhere(view) ?? 'No record that its publisher signed is here.'}`
}

/** Whose namespace it is; that says what the name points to, not who they are. */
function held({ namespace, by, ref }: ReleaseView): Html | undefined {
  if (namespace === undefined) return undefined
  const { namespace: name, holder, since } = namespace
  const address = html`<a href="${link(whoAddress(name))}">${name}</a>`
  if (holder === by) return html`They hold the namespace ${address} here since ${day(since)}.`
  return html`The namespace ${address} is held by ${somebody(holder, namespace.name)} since ${day(since)}, who did not sign this record; <a href="${link(releaseAddress(ref))}">the name</a> points to what they say, if they said anything.`
}

function others(view: ReleaseView): Html | undefined {
  const rest = view.otherVersions
  if (rest.length === 0) return undefined
  return html`<details><summary>${many(rest.length, 'other set of bytes bears', 'other sets of bytes bear')} this name</summary><ul>${rest.map(({ version, artifact, time }) => html`<li><a href="${link(releaseAddress(view.ref, { version: null, digest: artifact }))}">${version ?? 'no version stated'}</a>, ${artifactDigest(artifact)}, ${day(time)}</li>`)}</ul></details>`
}

/** Words of release-standard 7.3: bytes that are out cannot be called back. */
function stopped({ withdrawal, kind }: ReleaseView): Html | undefined {
  if (withdrawal === undefined) return undefined
  const { remaining, reason, statement } = withdrawal
  return html`<section class="finding"><h2>${kind === 'observed' ? 'Withdrawn by whoever recorded it' : 'No longer offered by its publisher'}</h2>
<p>Reason given: <bdi>${reason}</bdi></p>
<p>Known copies elsewhere: ${remaining.length}. Unknown copies may exist. Bytes that are here can still be read and verified.</p>
${remaining.length === 0 ? undefined : html`<ul>${remaining.map((place) => html`<li><bdi>${place}</bdi></li>`)}</ul>`}
<p class="small"><a href="${link(statementAddress(statement))}">The statement</a></p></section>`
}

function superseded({ status }: ReleaseView): Html | undefined {
  if (status === undefined) return undefined
  const by =
    status.supersededBy === undefined
      ? undefined
      : html` Superseded by <bdi>${status.supersededBy}</bdi>; this record stays visible.`
  return html`<p>Stage: <a href="${link(statementAddress(status.statement))}">${status.stage}</a>.${by}</p>`
}

/** Evidence that quotes a file leads to it; whoever reads this from elsewhere is told why it does not open. */
function notOffered({ state }: ReleaseView): Html | undefined {
  if (state === 'hosted') return undefined
  return html`<p class="small">They are not served to others: links to them, here and beside what was found, open on the machine of this node only.</p>`
}

function inTheBytes({ hazards, fileList }: ReleaseView): Html {
  const unread = fileList.filter(({ held }) => !held).length
  const title = html`<h2 id="bytes">What the bytes hold</h2>`
  if (hazards.length > 0) return html`${title}${hazardList(hazards)}`
  if (unread === fileList.length)
    return html`${title}<p>The bytes are not here, so this node has not read them.</p>`
  const rest = unread === 0 ? '' : ` ${many(unread, 'file is', 'files are')} not here and were not read.`
  return html`${title}<p>None of <a href="/learn#rules">the rules</a> that read the bytes found anything dangerous, malformed or ambiguous in them.${rest} That is no judgement of what the model does.</p>`
}

function answers({ answers: list }: ReleaseView): Html | undefined {
  return list.length === 0 ? undefined : answerList(list)
}
