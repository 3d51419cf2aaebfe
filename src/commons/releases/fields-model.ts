// Fields of the record about the thing itself: what it is, where it comes from, what is open, what it is for. One table
// for the comments of a draft, the web form and the list of what is not stated (release-standard 10; [M] is `least`).

import { choice, column, day, least, line, lines, needed, number, type Section, text } from './field.ts'
import { RELEASE_WORDS, STAGES, VARIANTS } from './words.ts'

const what: Section = {
  id: 'what',
  title: 'What it is',
  fields: [
    least(
      line(
        'subject.id',
        'Name',
        'namespace/name in lower case; others find it by this name.',
        'acme/tern-360m-instruct',
      ),
    ),
    line(
      'subject.display',
      'Name as you spell it',
      'With capitals, where the name has some.',
      'Acme/Tern-360M-Instruct',
    ),
    least(line('subject.version', 'Version', 'Never used again for other bytes.', '1.0.0')),
    choice(VARIANTS, {
      path: 'subject.variant',
      title: 'Kind of model',
      help: 'What was made of the weights.',
      example: 'instruct',
    }),
    line('subject.family', 'Family', 'The line of models that it belongs to.', 'tern'),
    lines(
      'subject.aliases',
      'Other names',
      'Names that it goes by elsewhere, or inside its own files.',
      '[Tern Instruct]',
    ),
    number('subject.params', 'Parameters', 'Elements of all tensors together.', '361821120'),
    least(day('subject.released', 'Released on', 'The day on which you release it.', '2026-11-01')),
    least(
      line('subject.publisher.name', 'Publisher', 'Who releases it: a lab, a person, a group.', 'Acme Lab'),
    ),
    line(
      'subject.publisher.contact',
      'Contact',
      'Where the publisher can be reached.',
      '"mailto:release@acme.example"',
    ),
    {
      path: 'artifacts',
      title: 'Files',
      help: 'Every file that is published; sizes and digests are filled in from the bytes.',
      example: '[{id: w, path: model.safetensors, role: weights}]',
      input: 'files',
    },
  ],
}

const origin: Section = {
  id: 'origin',
  title: 'Where it comes from',
  fields: [
    {
      path: 'lineage',
      title: 'Made from',
      help: 'The models that it was made from and how; an empty list says: trained from random weights.',
      example: '[{relation: finetune, parent: acme/tern-360m-base@1.0.0}]',
      input: 'rows',
      none: 'Trained from random weights',
      minimum: true,
      columns: [
        needed('relation', 'How: finetune, merge, quantized, adapter, distilled …'),
        needed('parent', 'Name of the model'),
        column('parentDigest', 'Its digest'),
        column('method', 'Method', 'text'),
        column('scale', 'Scale, of an adapter or a part of a merge', 'number'),
        column('evidence', 'Evidence'),
      ],
    },
  ],
}

const open: Section = {
  id: 'open',
  title: 'What is open',
  fields: [
    least(
      choice(RELEASE_WORDS, {
        path: 'releaseType.word',
        title: 'Kind of release',
        help: 'The word that you use for it in public.',
        example: 'open-weights',
      }),
    ),
    choice(STAGES, {
      path: 'releaseType.stage',
      title: 'Stage',
      help: 'How far it is given out; a stage never goes back.',
      example: 'broad',
    }),
    {
      path: 'components',
      title: 'Components',
      help: 'What is released, linked, described, withheld (and why) or was not produced.',
      example: '[{c: [training-code, checkpoints], state: withheld, why: commercial}]',
      input: 'components',
    },
    {
      path: 'terms',
      title: 'Licence',
      help: 'The terms of the weights and whatever else they cover; an SPDX id where there is one.',
      example: '[{licence: Apache-2.0, text: lic, covers: [w, cfg, tok], mayChange: nobody}]',
      input: 'rows',
      minimum: true,
      columns: [
        needed('licence', 'Licence'),
        column('text', 'File with its text'),
        column('url', 'Address of its text'),
        column('covers', 'Files that it covers', 'lines'),
        column('mayChange', 'Who may change it: nobody, licensor, unknown'),
        column('jurisdiction', 'Jurisdiction'),
        column('asOf', 'As of', 'day'),
        column('permission.from', 'A permission beyond it: from whom'),
        column('permission.for', 'For what', 'text'),
        column('permission.sha256', 'Digest of its text'),
      ],
    },
  ],
}

const use: Section = {
  id: 'use',
  title: 'What it is for, and its limits',
  fields: [
    lines('obligations.intended', 'Intended uses', 'One use on each line.', '[drafting in English]'),
    lines(
      'obligations.outOfScope',
      'Not for',
      'Uses that you advise against.',
      '[medical or legal decisions]',
    ),
    text(
      'obligations.deploy',
      'To whoever deploys it',
      'What has to stand around it.',
      'Put an output filter in front of public use.',
    ),
    text('obligations.monitoring', 'What to watch', 'What to log or look at in use.', 'Log refused prompts.'),
    least(
      line(
        'obligations.reportTo',
        'Report problems to',
        'Address for dangers and defects.',
        '"mailto:security@acme.example"',
      ),
    ),
    lines(
      'obligations.derivatives.keep',
      'What derivatives keep',
      'What must travel on with copies and changed versions.',
      '[licence, lineage, limits, advisories]',
    ),
    line(
      'obligations.derivatives.notice',
      'Notice file',
      'The file or sentence that derivatives carry.',
      'NOTICE',
    ),
    lines(
      'limits',
      'Known limits',
      'What it does badly, one on each line.',
      '[English only, invents citations]',
    ),
    number('hardware.leastMemoryGB', 'Least memory, GB', 'The least in which you have seen it run.', '2'),
    line(
      'hardware.measured',
      'Where that was measured',
      'Digest of the statement or receipt of the run.',
      `sha256:${'0'.repeat(64)}`,
    ),
    text('hardware.notes', 'Hardware, in words', 'What it ran on.', 'Runs on a laptop without a GPU.'),
  ],
}

export const MODEL_SECTIONS: readonly Section[] = [what, origin, open, use]
