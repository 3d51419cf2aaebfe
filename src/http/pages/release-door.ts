// The doors of what belongs to one release: what came after it.

import type { AfterView } from '../../node/views/after.ts'
import { afterPage } from './after.ts'
import type { Sheet } from './answer.ts'
import { readRef } from './read.ts'

export const afterSheet: Sheet<AfterView> = {
  path: '/r/:ns/:name/after',
  summary: 'What came after a release: what was made from it, what ran it, what was answered.',
  read: ({ asks }, c) => asks.after(readRef(c)),
  show: afterPage,
}
