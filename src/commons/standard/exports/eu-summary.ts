// The public summary of training content that the European Union asks for, filled in from a record. The template asks
// for broad ranges and kinds, not for the exact mix. Source: template C(2025) 5235 (2025-07-24), adopted C(2025) 8311
// (2025-12-05); release-standard 2.1.

import { MAX_TEXT } from '../../shapes.ts'
import type { Dossier } from '../dossier.ts'
import { type EuDocument, euText, FOUND_NAME } from './eu.ts'
import type { Exported, Release } from './exported.ts'
import { plain } from './markdown.ts'

type Source = NonNullable<NonNullable<NonNullable<Release['training']>['data']>['composition']>[number]

export const EU_SUMMARY: EuDocument = {
  title: 'Public summary of training content',
  form: 'Template C(2025) 5235 of 2025-07-24, adopted as C(2025) 8311 on 2025-12-05',
  rows: {
    asked: 'training.data.composition',
    carries: ['source', 'kind', 'licence', 'terms', 'url', 'share'].map(
      (name) => `training.data.composition[].${name}`,
    ),
  },
  parts: [
    {
      title: 'General information',
      entries: [
        {
          asks: 'Provider and contact',
          fields: [
            ['eu.provider', 'Provider'],
            ['subject.publisher', 'Publisher of the record'],
          ],
        },
        {
          asks: 'Model and version',
          fields: [
            ['subject.id', 'Name'],
            ['subject.display', 'As the publisher spells it'],
            ['subject.version', 'Version'],
          ],
          found: FOUND_NAME,
        },
        { asks: 'Models that it is based on', fields: [['lineage', 'Made from']] },
        { asks: 'Date of placing on the Union market', fields: [['eu.market', 'On the market since']] },
        {
          asks: 'Modalities, size and kinds of content of the training data',
          fields: [
            ['training.data.modalities', 'Modalities'],
            ['training.data.sizes', 'Sizes, by modality'],
            ['training.data.tokens', 'Tokens seen'],
            ['training.data.scope', 'What the data covers'],
          ],
        },
        { asks: 'Latest date of acquisition', fields: [['training.data.cutoff', 'Newest data from']] },
        { asks: 'Languages', fields: [['training.data.languages', 'Languages']] },
      ],
    },
    {
      title: 'Sources of data',
      entries: [
        { asks: 'All kinds of sources', fields: [['training.data.provenance', 'As stated']] },
        { asks: 'Publicly available data sets', fields: [], also: sourcesOf(/public/i) },
        { asks: 'Data licensed from holders of rights', fields: [], also: sourcesOf(/licen/i) },
        { asks: 'Other private data sets', fields: [], also: sourcesOf(/private|annotat/i) },
        {
          asks: 'Data crawled from the web: crawlers, period, top domains',
          fields: [
            ['training.data.crawler', 'Crawler'],
            ['training.data.topDomains', 'List of the largest domains, by its digest'],
          ],
          also: sourcesOf(/crawl|web/i),
        },
        {
          asks: 'Data of users',
          fields: [['training.data.userData', 'As stated']],
          also: sourcesOf(/user/i),
        },
        {
          asks: 'Synthetic data, and the models that wrote it',
          fields: [['training.data.syntheticFrom', 'Models']],
          also: sourcesOf(/synthetic/i),
        },
        {
          asks: 'Other sources',
          fields: [['training.data.obtained', 'How data was obtained']],
          also: sourcesOf(),
        },
      ],
    },
    {
      title: 'How data was treated',
      entries: [
        {
          asks: 'Reservations of rights: measures to find and keep them',
          fields: [['training.data.optOut', 'Measures']],
        },
        { asks: 'Removal of illegal content', fields: [['training.data.illegalContent', 'Measures']] },
        {
          asks: 'Other treatment',
          fields: [
            ['training.data.selected', 'Selected'],
            ['training.data.labelled', 'Labelled'],
            ['training.data.processed', 'Processed'],
            ['training.data.personalData', 'Personal data'],
            ['training.data.bias', 'Bias'],
          ],
        },
      ],
    },
  ],
}

export function exportEuSummary(dossier: Dossier): Exported {
  return euText(dossier, EU_SUMMARY)
}

const KINDS = /public|licen|private|annotat|crawl|web|user|synthetic/i

/** Lines of the composition whose kind reads so; without a pattern those whose kind is none of them. */
function sourcesOf(kinds?: RegExp): (record: Release) => readonly string[] {
  return ({ training }) =>
    (training?.data?.composition ?? [])
      .filter(({ kind = '' }) => (kinds === undefined ? !KINDS.test(kind) : kinds.test(kind)))
      .map(line)
}

function line({ source, kind, licence, terms, url, share }: Source): string {
  const parts = [kind, licence, terms, url, share === undefined ? undefined : `share ${share}`]
  const stated = parts.flatMap((one) => (one === undefined ? [] : [plain(one, MAX_TEXT)]))
  return [plain(source), ...stated].join('; ')
}
