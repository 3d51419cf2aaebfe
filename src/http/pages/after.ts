// What came after a release: what was made from it, in which languages, what ran it, and what was answered. A part with
// nothing in it is left out, except the first: that nobody said anything was made from it is the message.

import { type Html, html, link } from '../../base/html.ts'
import type { AfterView, Derivative, Language, Ran } from '../../node/views/after.ts'
import { afterAddress, feedAddress, releaseAddress, statementAddress } from './addresses.ts'
import { many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { answerList } from './parts/answers.ts'
import { artifactDigest, somebody } from './parts/digest.ts'
import { longTable } from './parts/table.ts'
import { day } from './parts/when.ts'

export function afterPage(view: AfterView, frame: Frame): Html {
  const { ref, display, derivatives, languages, runs, answers, more } = view
  return page(
    {
      title: `${display}, what came after`,
      address: afterAddress(ref),
      part: 'releases',
      feed: { address: feedAddress(releaseAddress(ref)), title: display },
    },
    frame,
    html`<p class="kind">what came after a release</p><h1><bdi>${display}</bdi></h1>
<p>${sentence(view)}</p>
<p><a href="${link(releaseAddress(ref))}">The release</a></p>
${derivatives.length === 0 ? undefined : html`<h2>Made from it</h2>${made(derivatives)}`}
${languages.length === 0 ? undefined : html`<h2>Languages, as stated</h2>${spoken(languages)}`}
${runs.length === 0 ? undefined : html`<h2>Ran it</h2>${ran(runs)}`}
${answers.length === 0 ? undefined : html`<h2>Answers</h2>${answerList(answers)}`}
${more ? html`<p class="small">There is more than this page shows; <a href="/said">what was said</a> has all of it.</p>` : undefined}`,
  )
}

function sentence({ derivatives, runs, artifact }: AfterView): Html {
  const from =
    derivatives.length === 0
      ? html`Nobody has said here that anything was made from these bytes, ${artifactDigest(artifact)}; that does not mean that nothing was.`
      : html`${many(derivatives.length, 'statement names', 'statements name')} it as what something was made from.`
  const tools = runs.length === 0 ? ' No tool is shown to have run it.' : undefined
  return html`${from}${tools}`
}

const BASIS: Readonly<Record<Derivative['basis'], string>> = {
  record: 'its publisher’s record',
  file: 'its files',
  declared: 'a declaration',
  measured: 'a comparison of weights',
}

function made(derivatives: readonly Derivative[]): Html {
  return longTable<Derivative>(
    'Made from it',
    [
      {
        name: 'What',
        cell: ({ name, artifact }) =>
          name === undefined
            ? artifactDigest(artifact)
            : html`<a href="${link(releaseAddress(name, { version: null, digest: artifact }))}"><bdi>${name}</bdi></a>`,
      },
      { name: 'How', cell: ({ relation }) => html`<bdi>${relation}</bdi>` },
      {
        name: 'Known from',
        cell: ({ basis, statement, pinned }) =>
          html`<a href="${link(statementAddress(statement))}">${BASIS[basis]}</a>${pinned ? undefined : html`<br><small>by name, not by the digest of these bytes</small>`}`,
      },
      { name: 'Said by', cell: ({ by, byName }) => somebody(by, byName) },
      { name: 'On', cell: ({ time }) => day(time) },
    ],
    derivatives,
  )
}

function spoken(languages: readonly Language[]): Html {
  return longTable<Language>(
    'Languages as stated',
    [
      { name: 'Language', cell: ({ language }) => html`<bdi>${language}</bdi>` },
      {
        name: 'Stated in what is recorded of',
        cell: ({ where, statement }) =>
          html`<a href="${link(statementAddress(statement))}"><bdi>${where}</bdi></a>`,
      },
    ],
    languages,
  )
}

function ran(runs: readonly Ran[]): Html {
  return longTable<Ran>(
    'Ran it',
    [
      { name: 'Tool', cell: ({ tool }) => html`<bdi>${tool}</bdi>` },
      {
        name: 'Outcome',
        cell: ({ outcome, statement }) => html`<a href="${link(statementAddress(statement))}">${outcome}</a>`,
      },
      {
        name: 'Most memory',
        kind: 'number',
        cell: ({ peakBytes }) => (peakBytes === null ? undefined : sizeText(peakBytes)),
      },
      { name: 'Said by', cell: ({ by, byName }) => somebody(by, byName) },
      { name: 'On', cell: ({ time }) => day(time) },
    ],
    runs,
  )
}
