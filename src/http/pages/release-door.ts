// The doors of what belongs to one release: what the release standard answers of it, and what came after it.

import type { AfterView } from '../../node/views/after.ts'
import type { ExportsPage } from '../../node/views/export.ts'
import { afterPage } from './after.ts'
import type { Sheet } from './answer.ts'
import { type CheckPage, checkPage } from './check.ts'
import { exportsPage } from './exports.ts'
import { readRef } from './read.ts'

export const checkSheet: Sheet<CheckPage> = {
  path: '/r/:ns/:name/check',
  summary: 'The release standard asked of a record: questions with grades and evidence, findings.',
  read: ({ asks }, c) => asks.check(readRef(c)),
  show: checkPage,
}

export const exportsSheet: Sheet<ExportsPage> = {
  path: '/r/:ns/:name/exports',
  summary: 'A release in the forms that others use, with what each cannot carry and what nobody stated.',
  read: ({ asks }, c) => asks.exports(readRef(c)),
  show: exportsPage,
}

export const afterSheet: Sheet<AfterView> = {
  path: '/r/:ns/:name/after',
  summary: 'What came after a release: what was made from it, what ran it, what was answered.',
  read: ({ asks }, c) => asks.after(readRef(c)),
  show: afterPage,
}
