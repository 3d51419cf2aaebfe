// Publishing on the pages: the drafts of whoever asks, and one draft with its form, its to-do and the record as it would
// be signed. Nothing is signed here: keys stay on their owners' machines, and the terminal finishes.

import { type Html, html, link, type Value } from '../../base/html.ts'
import { instant } from '../../base/time.ts'
import { yamlText } from '../../base/yaml-text.ts'
import type { Section } from '../../commons/releases/field.ts'
import { SECTIONS, valueAt } from '../../commons/releases/record-fields.ts'
import type { Changed, Choice, DraftLine, DraftView } from '../../node/publishing.ts'
import { artifactAddress } from './addresses.ts'
import { many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { ask, isAbout, wrong } from './parts/ask.ts'
import { command } from './parts/command.ts'
import { componentsForm } from './parts/components-form.ts'
import { artifactDigest, digest } from './parts/digest.ts'
import { table } from './parts/table.ts'
import { day } from './parts/when.ts'
import { recordPreview } from './publish-preview.ts'

export const PUBLISH = '/publish'
export const draftAddress = (id: string): string => `${PUBLISH}/${encodeURIComponent(id)}`

export type PublishView = { readonly drafts: readonly DraftLine[]; readonly choices: readonly Choice[] }

export function publishPage({ drafts, choices }: PublishView, frame: Frame): Html {
  return page(
    { title: 'Publish', address: PUBLISH, part: 'publish' },
    frame,
    html`<h1>Say what you release</h1>
<p>A record says exactly which bytes a release is, what is open and what is not, under which terms, what was measured. What the files say is filled in; everything else is yours to write, a little at a time. Nothing of a draft is public, and nothing is signed here: your key stays on your machine, and <code>owc publish</code> finishes.</p>
<h2>Drafts</h2>
${drafts.length === 0 ? html`<p>None so far.</p>` : draftTable(drafts)}
<h2>Begin one</h2>
<form method="post" action="${link(PUBLISH)}" class="asking">
<fieldset class="ask"><legend>Over which files</legend>
<p><label><input type="radio" name="artifact" value="" checked> Files that are still on my machine</label></p>
${choices.map(choice)}</fieldset>
<p><label for="digest">Or the digest of an artifact that is held here</label><input id="digest" name="digest" maxlength="71" placeholder="sha256:…" autocomplete="off" spellcheck="false"></p>
<button>Begin a record</button></form>
<h2>The same in a terminal</h2>
${command('npx owc draft ./my-model', 'Draft a record')}`,
  )
}

function choice({ artifact, name, sizeBytes }: Choice): Html {
  const size = sizeBytes === undefined ? undefined : html`, ${sizeText(sizeBytes)}`
  return html`<p><label><input type="radio" name="artifact" value="${artifact}"> <span><bdi>${name}</bdi>${size}</span></label> ${digest(artifact)}</p>`
}

function draftTable(drafts: readonly DraftLine[]): Html {
  return table(
    'Drafts',
    [
      {
        name: 'Record',
        cell: ({ id, name }) =>
          html`<a href="${link(draftAddress(id))}"><bdi>${name ?? 'without a name so far'}</bdi></a>`,
      },
      {
        name: 'Artifact',
        cell: ({ artifact }) => (artifact === null ? undefined : artifactDigest(artifact)),
      },
      {
        name: 'Saved',
        cell: ({ touched, revision }) => html`${day(instant(touched))}, revision ${revision}`,
      },
      { name: 'By', cell: ({ owner }) => html`<bdi>${owner.replace(/^token /, '')}</bdi>` },
    ],
    drafts,
  )
}

/** After a save that came too late: what the other save changed; what was sent stands in the form. */
export type Late = { readonly changed: readonly Changed[] }

export function draftPage(view: DraftView, frame: Frame, late?: Late): Html {
  const unread = view.problems.some(({ path }) => path === '')
  return page(
    { title: view.name ?? 'A record in writing', address: draftAddress(view.id) },
    frame,
    html`<p class="kind">draft, revision ${view.revision}</p><h1><bdi>${view.name ?? 'A record without a name so far'}</bdi></h1>
<p>${about(view)} <a href="#todo">${todoWords(view)}</a> · <a href="#preview">What would be signed</a> · <a href="#finish">Finish</a></p>
${late === undefined ? undefined : lateNotice(late)}
${wrongElsewhere(view)}${findings(view)}
${unread ? undefined : SECTIONS.map((section, index) => sectionForm(section, view, index === 0 || late !== undefined || hasProblem(section, view)))}
<h2 id="yaml">The record as YAML</h2>
<details${unread ? html` open` : undefined}><summary>Read or replace the whole text</summary>
<form method="post" action="${link(draftAddress(view.id))}" class="asking"><input type="hidden" name="revision" value="${view.revision}"><input type="hidden" name="section" value="yaml">
<p><label for="yaml-text">release.yaml</label><textarea id="yaml-text" name="yaml" rows="24" spellcheck="false">${html`${`\n${view.yaml}`}`}</textarea></p><button>Save the text</button></form></details>
<h2 id="todo">Not stated so far</h2>${todo(view)}
<h2 id="preview">What would be signed</h2>${preview(view)}
<h2 id="finish">Finish</h2>${finish(view)}`,
  )
}

function about({ artifact, files }: DraftView): Value {
  if (artifact === null) return 'The files are still on your machine.'
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (files.length === 0)
    return html`Over ${artifactDigest(artifact)}, whose files are not here at the moment.`
  return html`Over <a href="${link(artifactAddress(artifact))}">${many(files.length, 'file', 'files')}</a>, ${sizeText(total)}, ${artifactDigest(artifact)}.`
}

function todoWords({ missing }: DraftView): string {
  const first = missing.filter(({ minimum }) => minimum).length
  return first === 0
    ? 'Nothing that a first publication asks is open'
    : `${many(first, 'answer', 'answers')} still asked`
}

function lateNotice({ changed }: Late): Html {
  return html`<section class="finding serious" role="alert"><h2>Not saved: the draft was changed meanwhile</h2>
<p>What you wrote stands in the form below and is not lost. Look at what changed, then save again.</p>
${
  changed.length === 0
    ? html`<p>What changed is no longer kept; compare with the YAML below.</p>`
    : html`<dl>${changed.map(
        ({ title, before, now }) =>
          html`<dt>${title}</dt><dd>was <bdi>${said(before)}</bdi>, is now <bdi>${said(now)}</bdi></dd>`,
      )}</dl>`
}</section>`
}

function said(value: unknown): string {
  if (value === undefined) return 'not stated'
  const text = yamlText(value)
  return text.length > 400 ? `${text.slice(0, 400).toWellFormed()}…` : text
}

/** Problems that belong to no field: the text is no YAML, or a field is unknown. */
function wrongElsewhere({ problems }: DraftView): Html | undefined {
  if (problems.length === 0) return undefined
  const lost = problems.filter(
    ({ path }) => !SECTIONS.some(({ fields }) => fields.some((field) => isAbout(field, path))),
  )
  const words = html`<p>${many(problems.length, 'thing', 'things')} cannot be signed as it stands; each is named beside its field.</p>`
  return html`<section class="finding"><h2>Something does not fit</h2>${words}${wrong(lost.map((one) => ({ ...one, path: one.where })))}</section>`
}

function findings({ findings: list }: DraftView): Html | undefined {
  if (list.length === 0) return undefined
  return html`<section class="finding note"><h2>Worth a look</h2><ul>${list.map(({ where, says }) => html`<li><bdi>${where}</bdi>: <bdi>${says}</bdi></li>`)}</ul></section>`
}

function hasProblem({ fields }: Section, { problems }: DraftView): boolean {
  return problems.some(({ path }) => fields.some((field) => isAbout(field, path)))
}

/** Its form has the name, so that whoever comes back to it finds it open. */
function sectionForm(section: Section, view: DraftView, open: boolean): Html {
  const stated = section.fields.filter(({ path }) => valueAt(view.draft, path) !== undefined).length
  return html`<details class="section"${open ? html` open` : undefined}><summary><h2>${section.title}</h2> <small>${stated} of ${many(section.fields.length, 'field', 'fields')} stated</small></summary>
<form id="${section.id}" method="post" action="${link(draftAddress(view.id))}" class="asking"><input type="hidden" name="revision" value="${view.revision}"><input type="hidden" name="section" value="${section.id}">
${section.fields.map((field) => {
  if (field.input === 'files') return fileList(view)
  if (field.input === 'components') return componentsForm(view.draft, view.problems)
  return ask(field, valueAt(view.draft, field.path), view.problems)
})}
<button>Save “${section.title}”</button></form></details>`
}

function fileList({ draft, files, problems }: DraftView): Html {
  const lines = Array.isArray(draft.artifacts) ? draft.artifacts : []
  const idOf = new Map(lines.map(({ path, id, role }) => [path, { id, role }]))
  const about = problems.filter(({ path }) => /^artifacts\b/.test(path))
  const rows: readonly { readonly path: string; readonly sizeBytes?: number }[] =
    files.length > 0 ? files : lines
  return html`<section class="ask"><h3>Files</h3>${wrong(about)}${
    rows.length === 0
      ? html`<p>They are read where you publish them from.</p>`
      : table(
          'Files',
          [
            { name: 'File', cell: ({ path }) => html`<bdi>${path}</bdi>` },
            { name: 'Short name', cell: ({ path }) => idOf.get(path)?.id },
            { name: 'Role', cell: ({ path }) => idOf.get(path)?.role },
            {
              name: 'Size',
              kind: 'number',
              cell: ({ sizeBytes }) => (sizeBytes === undefined ? undefined : sizeText(sizeBytes)),
            },
          ],
          rows.slice(0, 200),
        )
  }</section>`
}

function todo({ missing, problems }: DraftView): Html {
  if (missing.length === 0)
    return problems.length > 0
      ? html`<p>Counted once the record can be read.</p>`
      : html`<p>Everything is stated.</p>`
  const first = missing.filter(({ minimum }) => minimum)
  const later = missing.filter(({ minimum }) => !minimum)
  const item = ({ title, help }: (typeof missing)[number]): Html => html`<li>${title}: ${help}</li>`
  return html`${first.length === 0 ? undefined : html`<p>A first publication asks these:</p><ul>${first.map(item)}</ul>`}
<details><summary>${many(later.length, 'further thing', 'further things')} that may stay open; the record then says “not stated”</summary><ul>${later.map(item)}</ul></details>`
}

function preview({ record, artifact }: DraftView): Html {
  if (record !== null && artifact !== null) return recordPreview(record, artifact)
  return html`<p>${artifact === null ? 'The record is put together when the files are there.' : 'As soon as it has a name and a version, and nothing in it contradicts itself or the files.'}</p>`
}

function finish({ id, artifact }: DraftView): Html {
  const words =
    artifact === null
      ? 'In a terminal beside your files, where your key is. It shows everything once more and asks before it signs.'
      : 'In a terminal where your key is. It shows everything once more and asks before it signs.'
  return html`<p>${words}</p>${command(`npx owc publish ${artifact === null ? './my-model ' : ''}--draft ${id}`, 'Finish in a terminal')}
<form method="post" action="${link(`${draftAddress(id)}/discard`)}"><p><label><input type="checkbox" name="sure" value="yes" required> Throw this draft away</label></p><button class="quiet">Discard</button></form>`
}
