// Facts of licences that limit nobody's use, and of those of Creative Commons and open data that are found on models and
// data (release-standard 4.2). Read in the texts of spdx-license-list 6.12.0 unless a row says otherwise.

import { type Ask, type Flow, type LicenceFacts, SHARERS, type Source } from './fact.ts'

const LIST: Source = { kind: 'list', where: 'npm spdx-license-list 6.12.0', on: '2026-11-21' }
const NOBODY = { who: 'nobody', says: 'The text is fixed; whoever received it keeps these terms.' } as const
const FREE: Flow = {
  kind: 'none',
  says: 'Derivatives may bear other terms; the notices stay.',
  distillation: false,
}
const TEXT: Ask = { kind: 'text', who: SHARERS, says: 'Pass on the text of the licence.' }
const NOTICES: Ask = { kind: 'notices', who: SHARERS, says: 'Keep the copyright and licence notices.' }
const CREDIT: Ask = {
  kind: 'attribution',
  who: SHARERS,
  says: 'Name the authors, the licence and its address, and say whether it was changed.',
}
const PATENT_SUIT = (says: string) => [{ on: 'patent suit', says }]
const BREACH = [
  {
    on: 'breach',
    says: 'Rights end with a breach, and come back when it is mended within 30 days of its discovery.',
  },
]

type Short = Pick<LicenceFacts, 'id' | 'name'> & Partial<LicenceFacts>

function open(row: Short): LicenceFacts {
  return {
    spellings: [],
    commercial: 'yes',
    limits: [],
    asks: [NOTICES, TEXT],
    flow: FREE,
    policies: [],
    mayChange: NOBODY,
    ends: [],
    source: LIST,
    ...row,
  }
}

function creative(row: Short & { readonly share?: true }): LicenceFacts {
  const { share, ...rest } = row
  return open({
    asks: [CREDIT, ...(share ? [SAME] : [])],
    ends: BREACH,
    ...(share && { flow: ALIKE }),
    ...rest,
  })
}

const SAME: Ask = {
  kind: 'same-licence',
  who: ['deriver'],
  says: 'Give what you adapted the same licence, or one that it calls compatible.',
}
const ALIKE: Flow = {
  kind: 'same-licence',
  says: 'What is adapted from it bears the same licence.',
  distillation: false,
}
const NON_COMMERCIAL = {
  kind: 'commercial',
  says: 'No use that is primarily meant for commercial advantage or payment.',
} as const

const COPYLEFT: Flow = {
  kind: 'same-licence',
  says: 'A work based on it bears the same licence.',
  distillation: false,
}
const SOURCE: Ask = {
  kind: 'source',
  who: SHARERS,
  says: 'Give the corresponding source with it, or offer it.',
}

export const OPEN_FACTS: readonly LicenceFacts[] = [
  open({
    id: 'Apache-2.0',
    name: 'Apache License 2.0',
    spellings: [
      'apache 2.0',
      'apache license 2.0',
      'apache license, version 2.0',
      'apache-2',
      'apache2',
      'apache2.0',
    ],
    asks: [
      TEXT,
      NOTICES,
      {
        kind: 'changes',
        who: ['deriver'],
        says: 'Changed files say that they were changed.',
        clause: '4(b)',
      },
      {
        kind: 'notice',
        who: SHARERS,
        says: 'If there is a NOTICE file, pass its attributions on.',
        clause: '4(d)',
      },
    ],
    ends: PATENT_SUIT('Its patent licence ends for whoever sues over patents in the work.'),
  }),
  open({ id: 'MIT', name: 'MIT License', spellings: ['mit license', 'the mit license', 'expat'] }),
  open({ id: 'BSD-2-Clause', name: 'BSD 2-Clause "Simplified" License', spellings: ['bsd 2-clause'] }),
  open({ id: 'BSD-3-Clause', name: 'BSD 3-Clause "New" or "Revised" License', spellings: ['bsd 3-clause'] }),
  open({ id: 'ISC', name: 'ISC License' }),
  open({ id: '0BSD', name: 'BSD Zero Clause License', asks: [] }),
  open({ id: 'Unlicense', name: 'The Unlicense', asks: [] }),
  open({
    id: 'MPL-2.0',
    name: 'Mozilla Public License 2.0',
    asks: [NOTICES, { ...SOURCE, says: 'Give the source of the files that it covers, changed ones too.' }],
    flow: { ...COPYLEFT, says: 'Changed files bear the same licence; files beside them need not.' },
    ends: [...BREACH, ...PATENT_SUIT('All rights end for whoever sues over patents in it.')],
  }),
  ...['GPL-2.0-only', 'GPL-3.0-only', 'LGPL-2.1-only', 'LGPL-3.0-only'].map((id) =>
    open({
      id,
      name: `GNU ${id.startsWith('L') ? 'Lesser ' : ''}General Public License ${id.slice(-8, -5)}`,

      asks: [NOTICES, TEXT, SOURCE],
      flow: COPYLEFT,
      ends: [{ on: 'breach', says: 'Rights end with a breach.' }],
    }),
  ),
  open({
    id: 'AGPL-3.0-only',
    name: 'GNU Affero General Public License 3.0',

    asks: [
      NOTICES,
      TEXT,
      SOURCE,
      {
        kind: 'source',
        who: ['provider'],
        says: 'Offer the source of a changed version to whoever uses it over a network.',
        clause: '13',
      },
    ],
    flow: COPYLEFT,
    ends: [{ on: 'breach', says: 'Rights end with a breach.' }],
  }),
  open({
    id: 'OpenMDW-1.0',
    name: 'OpenMDW License Agreement 1.0',
    spellings: ['openmdw'],
    asks: [TEXT, { ...NOTICES, says: 'Keep copyright notices and other notices of origin.' }],
    ends: PATENT_SUIT(
      'All rights end for whoever sues anybody over patents in the materials, unless sued first.',
    ),
    note: 'Covers model, data, documentation and code together; outputs are free of it. Not approved by the Open Source Initiative in spdx-license-list 6.12.0.',
  }),
  open({
    id: 'LicenseRef-OpenMDW-1.1',
    name: 'OpenMDW License Agreement 1.1',
    spellings: ['openmdw-1.1'],
    asks: [TEXT, { ...NOTICES, says: 'Keep copyright notices and other notices of origin.' }],
    ends: [
      {
        on: 'patent or copyright suit',
        says: 'All rights end for whoever sues anybody over patents or copyright in the materials, unless sued first.',
      },
    ],
    source: {
      kind: 'publisher',
      where: 'github.com/OpenMDW/OpenMDW, 1.1/LICENSE.OpenMDW-1.1',
      on: '2026-11-21',
    },
    note: 'No SPDX id in list 6.12.0.',
  }),
  open({ id: 'CC0-1.0', name: 'Creative Commons Zero v1.0 Universal', spellings: ['cc0'], asks: [] }),
  creative({ id: 'CC-BY-4.0', name: 'Creative Commons Attribution 4.0' }),
  creative({ id: 'CC-BY-3.0', name: 'Creative Commons Attribution 3.0' }),
  creative({ id: 'CC-BY-SA-4.0', name: 'Creative Commons Attribution-ShareAlike 4.0', share: true }),
  creative({ id: 'CC-BY-SA-3.0', name: 'Creative Commons Attribution-ShareAlike 3.0', share: true }),
  creative({
    id: 'CC-BY-NC-4.0',
    name: 'Creative Commons Attribution-NonCommercial 4.0',
    commercial: 'no',
    limits: [NON_COMMERCIAL],
  }),
  creative({
    id: 'CC-BY-NC-SA-4.0',
    name: 'Creative Commons Attribution-NonCommercial-ShareAlike 4.0',
    commercial: 'no',
    limits: [NON_COMMERCIAL],
    share: true,
  }),
  creative({
    id: 'CC-BY-NC-ND-4.0',
    name: 'Creative Commons Attribution-NonCommercial-NoDerivatives 4.0',
    commercial: 'no',
    limits: [NON_COMMERCIAL],
    flow: { kind: 'no-derivatives', says: 'Adapted versions may not be shared.', distillation: false },
  }),
  creative({
    id: 'CC-BY-ND-4.0',
    name: 'Creative Commons Attribution-NoDerivatives 4.0',
    flow: { kind: 'no-derivatives', says: 'Adapted versions may not be shared.', distillation: false },
  }),
  open({
    id: 'CDLA-Permissive-1.0',
    name: 'Community Data License Agreement Permissive 1.0',
    asks: [NOTICES, TEXT],
  }),
  open({ id: 'CDLA-Permissive-2.0', name: 'Community Data License Agreement Permissive 2.0', asks: [TEXT] }),
  open({
    id: 'CDLA-Sharing-1.0',
    name: 'Community Data License Agreement Sharing 1.0',
    flow: ALIKE,
    asks: [NOTICES, SAME],
  }),
  open({
    id: 'PDDL-1.0',
    name: 'Open Data Commons Public Domain Dedication & License 1.0',
    spellings: ['pddl'],
    asks: [],
  }),
  open({
    id: 'ODC-By-1.0',
    name: 'Open Data Commons Attribution License v1.0',
    spellings: ['odc-by'],
    asks: [CREDIT],
  }),
  open({
    id: 'ODbL-1.0',
    name: 'Open Data Commons Open Database License v1.0',
    spellings: ['odbl'],
    asks: [CREDIT, SAME],
    flow: ALIKE,
  }),
  open({
    id: 'C-UDA-1.0',
    name: 'Computational Use of Data Agreement v1.0',
    spellings: ['c-uda'],
    commercial: 'limited',
    limits: [{ kind: 'use', says: 'The data may be used for computation only; results are free of it.' }],
  }),
]
