// The components of a release as a form: each with its state, and what that state needs (release-standard 1.1).

import { type Html, html } from '../../../base/html.ts'
import { questionsOf } from '../../../commons/releases/field-questions.ts'
import type { ReleaseDraft } from '../../../commons/releases/record-draft.ts'
import { COMPONENT_WORDS } from '../../../commons/releases/record-fields.ts'
import type { RecordProblem } from '../../../commons/releases/record-yaml.ts'
import { COMPONENT_STATES, extrasOf, REASONS } from '../../../commons/releases/words.ts'
import { componentName } from '../publish-names.ts'
import { questions, select, shown, wrong } from './ask.ts'
import type { Example } from './example.ts'

type Line = NonNullable<ReleaseDraft['components']>[number]

export function componentsForm(draft: ReleaseDraft, problems: readonly RecordProblem[]): Html {
  const lines: readonly Line[] = Array.isArray(draft.components) ? draft.components : []
  const about = problems.filter(({ path }) => /^components\b/.test(path))
  return html`<fieldset class="ask"><legend>Components</legend>
<p class="small">What is released (name its files), linked (give its address), described (where), withheld (say why) or was not produced. What is left open is not stated.</p>
${questions({ answers: questionsOf('components') })}${wrong(about)}${Object.entries(COMPONENT_WORDS).map(
  ([id, words]) =>
    component(
      id,
      words,
      lines.find(({ c }) => ([] as readonly string[]).concat(c).includes(id)),
    ),
)}</fieldset>`
}

function component(id: string, words: string, line: Line | undefined): Html {
  const name = (part: string) => componentName(id, part)
  const text = (part: 'licence' | 'url' | 'sha256', title: string): Html =>
    html`<p><label for="${name(part)}">${title}</label><input id="${name(part)}" name="${name(part)}" value="${shown(line?.[part])}" autocomplete="off" spellcheck="false"></p>`
  return html`<details class="row"><summary>${words}: ${line === undefined ? 'not stated' : html`<strong>${shown(line.state)}</strong>`}</summary>
<p><label for="${name('state')}">State</label>${select({ id: name('state'), name: name('state'), value: line?.state }, COMPONENT_STATES)}</p>
<p><label for="${name('ref')}">Files or results, by their short names</label><textarea id="${name('ref')}" name="${name('ref')}" rows="2" placeholder="one on each line">${(
    [] as readonly string[]
  )
    .concat(line?.ref ?? [])
    .map(shown)
    .join('\n')}</textarea></p>
${text('licence', 'Licence')}${text('url', 'Address')}${text('sha256', 'Digest of what is there')}
<p><label for="${name('why')}">Why withheld, or only described</label>${select({ id: name('why'), name: name('why'), value: line?.why }, REASONS)}</p>
<p><label for="${name('notes')}">Notes</label><textarea id="${name('notes')}" name="${name('notes')}" rows="2">${shown(line?.notes)}</textarea></p>${extrasOf(
    id,
  ).map(
    (key) =>
      html`<p><label for="${name(`extra.${key}`)}">${EXTRA_WORDS[key] ?? key}</label><input id="${name(`extra.${key}`)}" name="${name(`extra.${key}`)}" value="${shown(line?.extra?.[key])}" autocomplete="off"></p>`,
  )}</details>`
}

const EXTRA_WORDS: Readonly<Record<string, string>> = {
  template: 'Digest of the template',
  'default-system-prompt': 'Default system prompt',
  'runs-offline': 'Runs offline',
  stages: 'Stages that it covers',
  filtering: 'Filtering',
  dedup: 'Removal of duplicates',
  'lock-file': 'Lock file',
  sources: 'Sources',
  size: 'Size',
  splits: 'Splits',
  sft: 'Instructions',
  preference: 'Preferences',
  'rl-prompts': 'Prompts of reinforcement learning',
  contamination: 'Contamination: how it was looked for',
  'template-version': 'Version of the template',
  contact: 'Contact',
  version: 'Version',
  items: 'Digest of the items',
  'peer-reviewed': 'Peer reviewed',
  steps: 'Steps',
  'optimizer-state': 'State of the optimizer',
  system: 'The system that was tested',
  'runs-where': 'Where it runs',
  snapshot: 'Day of the snapshot',
}

export function examples(): readonly Example[] {
  const hostile = '<script>\u202e'
  return [
    { name: 'empty', html: html`<form>${componentsForm({}, [])}</form>` },
    {
      name: 'hostile',
      html: html`<form>${componentsForm({ components: [{ c: ['weights-final'], state: 'released', ref: [hostile], notes: hostile }] }, [])}</form>`,
    },
  ]
}
