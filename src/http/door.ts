// What a door is: a table of routes as data, so that the OpenAPI document, the list of routes and the collision test
// read the same rows that answer. Two kinds: `Route` answers with small things through Hono; `ByteRoute` writes to the
// socket itself, because a body of gigabytes must not pass through web streams.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Node } from '../node/node.ts'
import type { Asker } from './asker.ts'
import type { Bundles } from './bundles.ts'
import type { Sender } from './bytes/send.ts'
import type { FileLists } from './huggingface/file-lists.ts'
import type { Metrics } from './metrics.ts'
import type { Defects } from './problem.ts'

export type DoorEnv = { Bindings: HttpBindings; Variables: { asker: Asker } }
export type DoorContext = Context<DoorEnv>

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What every handler of a door may use, made once by serve.ts. */
export type House = {
  readonly node: Node
  readonly sender: Sender
  readonly bundles: Bundles
  readonly files: FileLists
  readonly defects: Defects
  readonly metrics?: Pick<Metrics, 'type' | 'text'> // of `owc up` only
}

export type Route = {
  readonly method: Method // GET answers HEAD too
  readonly path: string // Hono's form: /api/models/:ns/:name
  readonly summary: string
  readonly handle: (house: House, c: DoorContext) => Promise<Response> | Response
}

export type ByteRequest = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly asker: Asker
  readonly parts: readonly string[] // groups of the pattern, not yet decoded; absent ones are ''
}

export type ByteRoute = {
  readonly methods: readonly Method[]
  readonly path: string // for documents
  readonly pattern: RegExp // over the path without query, as sent
  readonly summary: string
  readonly limitBytes: number // of the request's body
  readonly handle: (house: House, bytes: ByteRequest) => Promise<void>
  /** The protocol's own form of an error. */
  readonly refuse: (house: House, bytes: ByteRequest, error: unknown) => void
}
