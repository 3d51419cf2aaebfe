// Every field that a publisher can state, in the order of the record. The comments of a drafted release.yaml, the web
// form and the list of what is not stated are made from this table; test/commons/releases holds it against the schema.

import type { Field, Section } from './field.ts'
import { questionsOf } from './field-questions.ts'
import { EVIDENCE_SECTIONS } from './fields-evidence.ts'
import { MAKING_SECTIONS } from './fields-making.ts'
import { MODEL_SECTIONS } from './fields-model.ts'
import type { ReleaseDraft } from './record-draft.ts'
import type { COMPONENTS } from './words.ts'

export const SECTIONS: readonly Section[] = [...MODEL_SECTIONS, ...MAKING_SECTIONS, ...EVIDENCE_SECTIONS].map(
  (section) => ({ ...section, fields: section.fields.map(withQuestions) }),
)
export const FIELDS: readonly Field[] = SECTIONS.flatMap(({ fields }) => fields)

function withQuestions(field: Field): Field {
  const answers = questionsOf(field.path)
  return answers.length === 0 ? field : { ...field, answers }
}

/** Value at a path of names; undefined where it is not stated. */
export function valueAt(draft: ReleaseDraft, path: string): unknown {
  let value: unknown = draft
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}

export type NotStated = {
  readonly path: string
  readonly title: string
  readonly help: string
  readonly minimum: boolean
}

/** What a draft does not say, in the order of the record: the publisher's to-do. */
export function notStated(draft: ReleaseDraft): readonly NotStated[] {
  const fields = FIELDS.filter(({ path }) => valueAt(draft, path) === undefined)
  const said = new Set(draft.components?.flatMap(({ c }) => c) ?? [])
  return fields
    .map(({ path, title, help, minimum }) => ({ path, title, help, minimum: minimum === true }))
    .concat(
      draft.components === undefined
        ? []
        : Object.entries(COMPONENT_WORDS)
            .filter(([id]) => !said.has(id as (typeof COMPONENTS)[number]))
            .map(([id, title]) => ({
              path: `components.${id}`,
              title,
              help: 'Released, linked, described, withheld or not produced.',
              minimum: false,
            })),
    )
}

/** Each component in a few words (release-standard 1.1). */
export const COMPONENT_WORDS: Readonly<Record<(typeof COMPONENTS)[number], string>> = {
  'weights-final': 'The final weights',
  'tokenizer-config': 'Tokenizer, template, default system prompt',
  architecture: 'The architecture',
  'inference-code': 'Code that runs it',
  'training-code': 'Code that trained it',
  'data-code': 'Code that filtered and prepared the data',
  'evaluation-code': 'Code that measured it',
  'supporting-libs': 'Libraries, by a lock file',
  'pretraining-data': 'Data of the first training',
  'posttraining-data': 'Data of later training: instructions, preferences',
  'evaluation-data': 'Data that it was measured on',
  'data-card': 'A card about the data: origin, scope, choice, labels',
  'content-summary': 'The public summary of training content',
  'copyright-policy': 'The copyright policy',
  'model-card': 'The model card',
  'evaluation-results': 'Results of measurements, item by item',
  'technical-report': 'A technical report',
  'research-paper': 'A research paper',
  checkpoints: 'Checkpoints along the training',
  'training-logs': 'Logs of the training',
  'safety-report': 'A safety report',
  'safety-classifier': 'A safety classifier',
  'sample-outputs': 'Sample outputs',
  'licence-terms': 'The text of the licence',
  'acceptable-use-policy': 'An acceptable use policy',
}
