// Measuring a held model in this node's runtime. Nothing is said about it here: whoever asked signs the report, or not.

import Type, { type Static } from 'typebox'
import { workResponse } from '../work.ts'
import { type CommonsRoute, row } from './route.ts'

const Measure = Type.Object(
  { model: Type.String({ minLength: 1, maxLength: 600 }) },
  { additionalProperties: false },
)

export const measureRoutes: readonly CommonsRoute[] = [
  row<undefined, Static<typeof Measure>>({
    method: 'POST',
    path: '/measure',
    tag: 'run',
    summary: 'Loads a model alone in the runtime and asks it the fixed probe.',
    answers:
      'JSON lines: at last the sheet, with the tool by its digest and the body of a run report, which nobody has said yet.',
    scope: 'operate',
    body: Measure,
    handle: ({ house, c, body }) =>
      workResponse(house, () => house.node.measure(body.model, c.req.raw.signal)),
  }),
]
