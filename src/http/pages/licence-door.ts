// The doors of licences: the list, and the page of one.

import type { LicencePage, LicencesPage } from '../../node/views/licences.ts'
import { lastPart, notFound, type Sheet } from './answer.ts'
import { licencePage } from './licence.ts'
import { licencesPage } from './licences.ts'

const MAX_ID = 120 // characters

export const licencesSheet: Sheet<LicencesPage> = {
  path: '/licences',
  summary: 'Licences: what each allows in a sentence, and by which words releases here name it.',
  read: ({ asks }) => asks.licences(),
  show: licencesPage,
}

export const licenceSheet: Sheet<LicencePage> = {
  path: '/licences/:id',
  summary: 'A licence: what it asks of whom, what flows down, what ends it, which releases here name it.',
  async read({ asks }, c) {
    const id = lastPart(c, 'id')
    const view = id.length > MAX_ID ? undefined : await asks.licence(id)
    if (view === undefined) throw notFound('licence', 'an SPDX id, or a licence of the list at /licences')
    return view
  },
  show: licencePage,
}
