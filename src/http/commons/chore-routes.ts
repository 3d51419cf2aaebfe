// Chores of the node: backup, check. Only for its operator; what names folders of this machine only for somebody who
// sits at it. Each answers JSON lines (http/work.ts), because it may take hours.

import Type, { type Static } from 'typebox'
import { OwcError } from '../../base/errors.ts'
import type { DoorContext } from '../door.ts'
import { json } from '../json.ts'
import { workResponse } from '../work.ts'
import { type CommonsRoute, row } from './route.ts'

const closed = { additionalProperties: false } as const
const Backup = Type.Object(
  {
    to: Type.String({ minLength: 1, maxLength: 4_000 }),
    keys: Type.Optional(Type.Enum(['with', 'without'])),
  },
  closed,
)
const Gc = Type.Object({ remove: Type.Boolean() }, closed)
const Fsck = Type.Object(
  { deep: Type.Optional(Type.Boolean()), repair: Type.Optional(Type.Boolean()) },
  closed,
)

export const choreRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/well',
    tag: 'operate',
    summary:
      'Whether the node is well: log, index, disk, backup, keys, jobs, logs of others, and what to do next.',
    answers: 'A sentence and its points.',
    scope: 'operate',
    handle: async ({ house, c }) => json(c, await house.node.operate.well()),
  }),
  row<undefined, Static<typeof Backup>>({
    method: 'POST',
    path: '/backup',
    tag: 'operate',
    summary: 'Copies the whole node into a folder of its machine, while it goes on working.',
    answers: 'Progress, then what was copied, one JSON object a line (application/jsonl).',
    scope: 'operate',
    body: Backup,
    handle({ house, c, body: { to, keys = 'with' } }) {
      needHere(c)
      return workResponse(house, (tell) => house.node.operate.backup({ to, keys }, tell))
    },
  }),
  row<undefined, Static<typeof Fsck>>({
    method: 'POST',
    path: '/fsck',
    tag: 'operate',
    summary:
      'Checks log, tiles, bodies, index, blobs and facts; with `repair` makes again what can be made again.',
    answers: 'Progress, then counts and problems, one JSON object a line (application/jsonl).',
    scope: 'operate',
    body: Fsck,
    handle: ({ house, body: { deep = false, repair = false } }) =>
      workResponse(house, (tell) => house.node.operate.fsck({ deep, repair }, tell)),
  }),
  row<undefined, Static<typeof Gc>>({
    method: 'POST',
    path: '/gc',
    tag: 'operate',
    summary:
      'Removes blobs that nothing needs and stages that nobody goes on with; shows them first when `remove` is false.',
    answers: 'Progress, then counts and the largest, one JSON object a line (application/jsonl).',
    scope: 'operate',
    body: Gc,
    handle: ({ house, body }) => workResponse(house, (tell) => house.node.operate.gc(body, tell)),
  }),
]

/** A folder is one of the node's machine: whoever names it sits there. */
function needHere(c: DoorContext): void {
  if (c.var.asker.local) return
  throw new OwcError({
    code: 'scope-missing',
    where: 'backup',
    expected: 'somebody who sits at the machine of the node',
    found: 'a request from elsewhere',
    hint: 'Run owc backup there.',
  })
}
