// Our JSON API: all rows, and the OpenAPI document that is made from them.

import { OwcError } from '../../base/errors.ts'
import { mayReadHeld, needScope } from '../asker.ts'
import type { DoorContext, House, Route } from '../door.ts'
import { json } from '../json.ts'
import { logByteRoutes } from '../log/door.ts'
import { problemResponse } from '../problem.ts'
import { aboutRoutes } from './about-routes.ts'
import { answerRoutes } from './answer-routes.ts'
import { blobRoutes } from './blobs.ts'
import { checkRoutes } from './check-routes.ts'
import { choreRoutes } from './chore-routes.ts'
import { draftRoutes } from './draft-routes.ts'
import { elsewhereRoutes } from './elsewhere-routes.ts'
import { eraseRoutes } from './erase-routes.ts'
import { advisoryRoutes, bundleRoute, citeRoutes, exportRoutes, formRoutes } from './export-routes.ts'
import { importRoutes } from './import-routes.ts'
import { joinRoutes } from './join-routes.ts'
import { logRoutes } from './log-routes.ts'
import { measureRoutes } from './measure-routes.ts'
import { namespaceRoutes } from './namespace-routes.ts'
import { openApi } from './openapi.ts'
import { operateRoutes } from './operate-routes.ts'
import { type CommonsRoute, row } from './route.ts'
import { runRoutes } from './run-routes.ts'
import { sealRoutes } from './seal-routes.ts'
import { sealedByteRoute, sealedByteRows } from './sealed-bytes.ts'
import { sourceRoutes } from './source-routes.ts'
import { statementRoutes } from './statement-routes.ts'
import { streamRoutes } from './stream-routes.ts'
import { uploadRoute, uploadRows } from './uploads.ts'
import { viewRoutes } from './view-routes.ts'

const rows: readonly CommonsRoute[] = [
  ...citeRoutes,
  ...formRoutes,
  ...advisoryRoutes,
  ...viewRoutes,
  ...checkRoutes,
  ...statementRoutes,
  ...answerRoutes,
  ...eraseRoutes,
  ...sealRoutes,
  ...sealedByteRows,
  ...streamRoutes,
  ...namespaceRoutes,
  ...joinRoutes,
  ...exportRoutes,
  ...logRoutes,
  ...elsewhereRoutes,
  ...importRoutes,
  ...draftRoutes,
  ...sourceRoutes,
  ...runRoutes,
  ...measureRoutes,
  ...uploadRows,
  ...operateRoutes,
  ...choreRoutes,
  ...aboutRoutes,
]

export const commonsRows: readonly CommonsRoute[] = [
  ...rows,
  row({
    method: 'GET',
    path: '/openapi.json',
    tag: 'about',
    summary: 'This document.',
    answers: 'OpenAPI 3.1.',
    handle: ({ house, c }) =>
      json(
        c,
        openApi(
          commonsRows,
          [...blobRoutes, uploadRoute, sealedByteRoute, bundleRoute, ...logByteRoutes],
          house.node.version,
        ),
      ),
  }),
]

const health: readonly Route[] = [
  { method: 'GET', path: '/healthz', summary: 'The process answers.', handle: (_house, c) => c.text('ok\n') },
  {
    method: 'GET',
    path: '/readyz',
    summary: 'The log takes statements, the index has folded them, and the disk has room; else 503 and why.',
    async handle({ node }, c) {
      const { ready, because } = await node.operate.ready()
      return json(
        c,
        { ready, size: node.log.checkpoint().size, ...(ready ? {} : { because }) },
        ready ? 200 : 503,
      )
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    summary: 'Figures for Prometheus, for the operator and this machine, or as the setting `metrics` says.',
    async handle(house, c) {
      try {
        return await metricsAnswer(house, c)
      } catch (error) {
        return problemResponse(error, house.defects)
      }
    },
  },
]

async function metricsAnswer({ node, metrics }: House, c: DoorContext): Promise<Response> {
  if (node.settings.value.metrics !== 'everyone' && !mayReadHeld(c.var.asker))
    needScope(c.var.asker, 'operate')
  if (metrics === undefined) {
    const [where, expected, found] = ['/metrics', 'a node that was started by owc up', 'a command at work']
    throw new OwcError({ code: 'not-found', where, expected, found })
  }
  const headers = { 'Content-Type': metrics.type, 'Cache-Control': 'no-store' }
  return new Response(await metrics.text(), { headers })
}

export const commonsRoutes: readonly Route[] = [...commonsRows, ...health]
