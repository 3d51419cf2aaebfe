// The Model Documentation Form of the European Code of Practice for general-purpose AI, filled in from a record: each
// entry with who may ask for it. Source: the form of the third draft, whose final merges the names of family and version
// (release-standard 2.1).

import type { Dossier } from '../dossier.ts'
import { type EuDocument, euText, FOUND_FILES, FOUND_NAME } from './eu.ts'
import type { Exported, Release } from './exported.ts'

export const EU_FORM: EuDocument = {
  title: 'Model documentation',
  form: 'Model Documentation Form of the Code of Practice for general-purpose AI, transparency chapter; entries as of its third draft (2025-03), which the final of 2025-07 keeps but for the names of family and version',
  parts: [
    {
      title: 'General',
      entries: [
        {
          asks: 'Legal name of the provider',
          for: 'AND',
          fields: [
            ['eu.provider', 'Provider'],
            ['subject.publisher.name', 'Publisher of the record'],
            ['subject.publisher.contact', 'Contact'],
          ],
        },
        {
          asks: 'Model name and version',
          for: 'AND',
          fields: [
            ['subject.id', 'Name'],
            ['subject.display', 'As the publisher spells it'],
            ['subject.version', 'Version'],
            ['subject.family', 'Family'],
          ],
          found: FOUND_NAME,
        },
        { asks: 'Release date', for: 'AND', fields: [['subject.released', 'Released']] },
        {
          asks: 'Date of placing on the Union market',
          for: 'AND',
          fields: [['eu.market', 'On the market since']],
        },
        { asks: 'Models that it is based on', for: 'AND', fields: [['lineage', 'Made from']] },
        {
          asks: 'Authenticity: digests',
          for: 'AN',
          fields: [
            ['artifacts', 'Files'],
            ['tensorRoot', 'Digest of the tensors'],
          ],
          found: FOUND_FILES,
        },
      ],
    },
    {
      title: 'Properties',
      entries: [
        { asks: 'Architecture', for: 'AND', fields: [['eu.architecture', 'Architecture']] },
        { asks: 'Design choices', for: 'AN', fields: [['training.choices', 'Choices']] },
        { asks: 'Modalities', for: 'AND', fields: [['training.data.modalities', 'Of the training data']] },
        { asks: 'Greatest size of inputs and outputs', for: 'D', fields: [['eu.sizes', 'At most']] },
        { asks: 'Number of parameters, exact', for: 'A', fields: [['subject.params', 'Parameters']] },
        { asks: 'Number of parameters, range', for: 'ND', fields: [], also: range },
      ],
    },
    {
      title: 'Distribution and licences',
      entries: [
        { asks: 'Channels of distribution', for: 'AND', fields: [['eu.distribution', 'Channels']] },
        { asks: 'Licence', for: 'AN', fields: [['terms', 'Terms']] },
        {
          asks: 'Licence, kind',
          for: 'D',
          fields: [['releaseType.word', 'Kind of release, in the publisher’s word']],
        },
        { asks: 'Other assets, and their licences', for: 'AN', fields: [['components', 'Components']] },
      ],
    },
    {
      title: 'Use',
      entries: [
        {
          asks: 'Acceptable use, intended and restricted uses, systems that it is meant for',
          for: 'AND',
          fields: [
            ['obligations.intended', 'Intended'],
            ['obligations.outOfScope', 'Not for'],
            ['obligations.deploy', 'To whoever deploys it'],
          ],
        },
        { asks: 'Technical documentation', for: 'AN', fields: [], also: documents },
        {
          asks: 'Means of integration, hardware, software',
          for: 'D',
          fields: [
            ['eu.integration', 'Integration'],
            ['hardware', 'Hardware'],
            ['supplyChain.remoteCode', 'Needs code of its own'],
          ],
        },
      ],
    },
    {
      title: 'Training process',
      entries: [
        {
          asks: 'Design of the training and its rationale',
          for: 'AN',
          fields: [
            ['training.stages', 'Stages'],
            ['rationale', 'Rationale'],
          ],
        },
      ],
    },
    {
      title: 'Data',
      entries: [
        {
          asks: 'Kinds of data and where they come from',
          for: 'AND',
          fields: [
            ['training.data.provenance', 'Kinds of sources'],
            ['training.data.composition', 'Composition'],
            ['training.data.userData', 'Data of users'],
            ['training.data.syntheticFrom', 'Synthetic data from'],
            ['training.data.crawler', 'Crawler'],
            ['training.data.topDomains', 'Top domains'],
          ],
        },
        {
          asks: 'How it was obtained, its size and scope',
          for: 'AN',
          fields: [
            ['training.data.obtained', 'Obtained'],
            ['training.data.tokens', 'Tokens seen'],
            ['training.data.sizes', 'Sizes'],
            ['training.data.scope', 'Scope'],
            ['training.data.cutoff', 'Newest data from'],
            ['training.data.languages', 'Languages'],
          ],
        },
        {
          asks: 'Curation',
          for: 'AN',
          fields: [
            ['training.data.selected', 'Selected'],
            ['training.data.labelled', 'Labelled'],
            ['training.data.processed', 'Processed'],
            ['training.labour', 'Work of people'],
          ],
        },
        {
          asks: 'Measures against unsuitable sources, harmful and personal data, and bias',
          for: 'AN',
          fields: [
            ['training.data.illegalContent', 'Illegal content'],
            ['training.data.personalData', 'Personal data'],
            ['training.data.bias', 'Bias'],
            ['training.data.optOut', 'Reservations of rights'],
          ],
        },
      ],
    },
    {
      title: 'Computation and energy',
      entries: [
        {
          asks: 'Time of training',
          for: 'AN',
          fields: [['training.compute.hours', 'Hours']],
        },
        { asks: 'Hardware of the training', for: 'A', fields: [['training.compute.hardware', 'Hardware']] },
        {
          asks: 'Computation of the training, and how it was reckoned',
          for: 'AN',
          fields: [
            ['training.compute.flop', 'FLOP'],
            ['training.compute.method', 'Method'],
            ['training.compute.modificationFlop', 'FLOP of the change'],
          ],
        },
        {
          asks: 'Energy of the training, and how it was found',
          for: 'AN',
          fields: [
            ['training.compute.energyMWh', 'MWh'],
            ['training.compute.energyMethod', 'Method'],
          ],
        },
        {
          asks: 'Computation of one use',
          for: 'AN',
          fields: [
            ['training.compute.inferenceFlop', 'FLOP'],
            ['training.compute.inferenceTask', 'Task'],
          ],
        },
      ],
    },
    {
      title: 'Where a model has systemic risk',
      entries: [
        { asks: 'Systemic risk', for: 'A', fields: [['eu.systemicRisk', 'As the publisher says']] },
        {
          asks: 'Evaluations and their results',
          for: 'A',
          fields: [
            ['evaluations', 'Results'],
            ['evaluators', 'Evaluators'],
            ['evaluationsNotShown', 'Not shown'],
            ['comparisons', 'Comparisons'],
          ],
        },
        { asks: 'Adversarial tests', for: 'A', fields: [['risk', 'Areas of misuse']] },
        { asks: 'Adaptations of the model', for: 'A', fields: [['safeguards', 'Safeguards']] },
        {
          asks: 'Architecture of the system around it',
          for: 'A',
          fields: [['systems', 'Systems that were tested']],
        },
      ],
    },
  ],
}

export function exportEuForm(dossier: Dossier): Exported {
  return euText(dossier, EU_FORM)
}

const RANGES: readonly (readonly [most: number, words: string])[] = [
  [5e8, 'at most 500 million'],
  [5e9, '500 million to 5 thousand million'],
  [1.5e10, '5 to 15 thousand million'],
  [5e10, '15 to 50 thousand million'],
  [1e11, '50 to 100 thousand million'],
  [5e11, '100 to 500 thousand million'],
  [1e12, '500 thousand million to one million million'],
]

/** The range that the stated number lies in. */
function range({ subject: { params } }: Release): readonly string[] {
  if (params === undefined) return []
  const words = RANGES.find(([most]) => params <= most)?.[1] ?? 'more than one million million'
  return [`Range: ${words}`]
}

const DOCUMENTS: readonly string[] = [
  'technical-report',
  'research-paper',
  'model-card',
  'data-card',
  'safety-report',
]

function documents({ components = [] }: Release): readonly string[] {
  return components
    .filter(({ c }) => DOCUMENTS.includes(c))
    .map(({ c, state, sha256 }) => `${c}: ${state}${sha256 === undefined ? '' : `, sha256:${sha256}`}`)
}
