// Fields of the record about its making: why it is released, how it was trained (release-standard 10; 2.3 says which
// forms of law and which exports need them).

import { column, day, line, lines, needed, number, type Section, text } from './field.ts'

const why: Section = {
  id: 'why',
  title: 'Why it is released',
  fields: [
    text(
      'rationale.why',
      'Reason',
      'Why it is released at all, and this way.',
      'Teachers asked for a model that runs on school laptops.',
    ),
    {
      path: 'rationale.benefits',
      title: 'Benefits',
      help: 'What good it did or does, with evidence where there is some.',
      example: '[{what: offline pilot in 3 schools}]',
      input: 'rows',
      columns: [needed('what', 'Benefit', 'text'), column('sha256', 'Digest of the evidence')],
    },
    {
      path: 'rationale.risks',
      title: 'Risks',
      help: 'What harm you looked at, and by which evaluations.',
      example: '[{what: phishing drafts, evals: [ev3]}]',
      input: 'rows',
      columns: [
        needed('what', 'Risk', 'text'),
        column('evals', 'Evaluations', 'lines'),
        column('notTested', 'Why not tested', 'text'),
      ],
    },
    {
      path: 'rationale.alternatives',
      title: 'Rejected alternatives',
      help: 'Other ways of giving it out, and why not.',
      example: '[{path: hosted-only, rejected: needs a network}]',
      input: 'rows',
      columns: [needed('path', 'Alternative'), needed('rejected', 'Why not', 'text')],
    },
    text(
      'rationale.comparedWith',
      'Compared with',
      'What changes against what is already out.',
      'Nothing beyond models that were public in 2025.',
    ),
    {
      path: 'rationale.decided',
      title: 'Decision',
      help: 'The day, and who decided.',
      example: '{on: 2026-10-20, by: release board}',
      input: 'one',
      columns: [needed('on', 'On', 'day'), needed('by', 'By')],
    },
  ],
}

const training: Section = {
  id: 'training',
  title: 'How it was trained',
  fields: [
    lines('training.stages', 'Stages of training', 'In order.', '[pretraining, sft, dpo]'),
    number('training.compute.flop', 'Compute, FLOP', 'Of the whole training.', '1.1e21'),
    line('training.compute.method', 'How that was reckoned', 'A formula or a meter.', '6ND'),
    line('training.compute.hardware', 'Trained on', 'Count and kind of machines.', '16x A100'),
    number('training.compute.hours', 'Hours', 'How long it took.', '410'),
    number('training.compute.energyMWh', 'Energy, MWh', 'What it used.', '2.9'),
    line('training.compute.energyMethod', 'How the energy was found', 'Metered or estimated.', 'meter'),
    number('training.data.tokens', 'Tokens seen', 'Of all training data.', '6e11'),
    lines('training.data.modalities', 'Modalities', 'Text, image, sound …', '[text]'),
    day('training.data.cutoff', 'Newest data from', 'Month or day.', '2026-03'),
    lines(
      'training.data.provenance',
      'Kinds of sources',
      'Public data sets, web crawl, users, licensed, synthetic …',
      '[public-datasets, web-crawl, synthetic]',
    ),
    text(
      'training.data.obtained',
      'How data was obtained',
      'From whom, under which terms.',
      'Downloaded from their publishers.',
    ),
    text(
      'training.data.selected',
      'How data was selected',
      'What was taken and what left out.',
      'English pages with a quality score above 3.',
    ),
    text('training.data.labelled', 'How data was labelled', 'By whom, and how.', 'Not labelled.'),
    text(
      'training.data.processed',
      'How data was processed',
      'Cleaning, duplicates, tokens.',
      'Duplicates removed by hashes of lines.',
    ),
    {
      path: 'training.data.crawler',
      title: 'Crawler',
      help: 'Its name, how it treats robots.txt, when it ran.',
      example: '{name: ternbot, robots: honoured, period: 2025-01/2026-03}',
      input: 'one',
      columns: [needed('name', 'Name'), column('robots', 'robots.txt'), column('period', 'Period')],
    },
    {
      path: 'training.data.topDomains',
      title: 'Top domains',
      help: 'The list of the largest sources, by its digest.',
      example: `{share: 10%, sha256: ${'0'.repeat(64)}}`,
      input: 'one',
      columns: [needed('share', 'Share'), needed('sha256', 'Digest of the list')],
    },
    {
      path: 'training.data.languages',
      title: 'Languages',
      help: 'The share of each.',
      example: '{en: 0.97}',
      input: 'map',
      key: 'Language',
      columns: [needed('', 'Share', 'number')],
    },
    text('training.data.illegalContent', 'Illegal content', 'How it was looked for.', 'hash lists'),
    text('training.data.personalData', 'Personal data', 'How it was treated.', 'masked'),
    text(
      'training.labour.posttraining',
      'Work of people: after-training',
      'Who, where, under which conditions.',
      '12 employees in Lisbon',
    ),
    text(
      'training.labour.redTeam',
      'Work of people: red team',
      'Who tried to break it.',
      '3 paid contractors',
    ),
    text('training.labour.labelling', 'Work of people: labelling', 'Who labelled data.', 'nobody'),
  ],
}

export const MAKING_SECTIONS: readonly Section[] = [why, training]
