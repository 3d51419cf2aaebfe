// The runtime that answers here, tools, what they are shown to run, and measuring a held model. A measurement says
// nothing: whoever asked signs the report, or not.

import Type, { type Static } from 'typebox'
import { parseDigest } from '../../base/digest.ts'
import { namesOf } from '../../node/namespaces.ts'
import { resolveRef } from '../../node/views/ref.ts'
import { runsOf } from '../../node/views/run-reports.ts'
import { viewSources } from '../../node/views/sources.ts'
import { fitFor, toolsView } from '../../node/views/tools.ts'
import { isSourceRef } from '../../sources/find.ts'
import { mayReadHeld, needScope } from '../asker.ts'
import { json } from '../json.ts'
import { workResponse } from '../work.ts'
import { type CommonsRoute, row } from './route.ts'

const Measure = Type.Object(
  { model: Type.String({ minLength: 1, maxLength: 600 }) },
  { additionalProperties: false },
)

const Which = Type.Object(
  { digest: Type.Optional(Type.String({ pattern: '^(sha256:)?[0-9a-f]{64}$' })) },
  { additionalProperties: false },
)

const Empty = Type.Object({}, { additionalProperties: false })

const FIND_MS = 60_000
const Fit = Type.Object(
  { q: Type.Optional(Type.Union([Type.String({ maxLength: 2_000 }), Type.Integer()])) },
  { additionalProperties: false },
)

export const measureRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/runtime',
    tag: 'run',
    summary: 'The runtime that answers here, and whether it is installed.',
    answers: 'Name, version, installed or not, about how much would be fetched.',
    handle: ({ house, c }) => json(c, house.node.runtime.view()),
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/runtime/install',
    tag: 'run',
    summary: 'Fetches the runtime from the npm registry that the user has set; nothing when it is there.',
    answers: 'JSON lines: progress, at last the runtime.',
    scope: 'operate',
    body: Empty,
    handle: ({ house, c }) =>
      workResponse(house, (tell) => house.node.runtime.install(tell, c.req.raw.signal)),
  }),
  row<Static<typeof Which>>({
    method: 'GET',
    path: '/tools',
    tag: 'run',
    summary: 'Tools that somebody named, by their bytes, with what they are shown to run.',
    answers: 'Tools with their licences as stated, and the newest run reports.',
    query: Which,
    async handle({ house, c, query: { digest } }) {
      const one = digest === undefined ? undefined : parseDigest(digest, 'query')
      return json(c, await toolsView(viewSources(house.node), one))
    },
  }),
  row({
    method: 'GET',
    path: '/run-reports/:ref{.+}',
    tag: 'run',
    summary: 'Through which tools a release is shown to run.',
    answers: 'A sentence, tools, run reports; nothing is averaged.',
    async handle({ house: { node }, c, part }) {
      const { artifact, objects } = await resolveRef(namesOf(node), part('ref'))
      return json(c, await runsOf(viewSources(node), [artifact, ...objects.map(({ digest }) => digest)]))
    },
  }),
  row<Static<typeof Fit>>({
    method: 'GET',
    path: '/fit',
    tag: 'run',
    summary: 'What this machine can run: memory that models need, from their headers, beside what is free.',
    answers:
      'A line for each object that is held and found; or for the files of a source that `q` refers to.',
    scope: 'any',
    query: Fit,
    async handle({ house: { node }, c, query: { q } }) {
      const words = q === undefined ? '' : String(q).trim()
      const { asker } = c.var
      // It tells of this machine, and a source is asked in the node's name.
      if (!mayReadHeld(asker) || isSourceRef(words)) needScope(asker, 'operate')
      const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(FIND_MS)])
      return json(c, await fitFor(node, words, { sources: 'may-be-asked', signal }))
    },
  }),
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
