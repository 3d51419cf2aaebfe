// The log as static files (C2SP tlog-tiles): checkpoint, tiles and entry bundles as they lie, and the bodies that the
// leaves commit to, in packs of 256 as JSON lines. A pack is not immutable: an erased body leaves only its tombstone.

import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fromUtf8, utf8 } from '../../base/bytes.ts'
import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Node } from '../../node/node.ts'
import type { LogEntry } from '../../storage/contracts.ts'
import { bytesBody } from '../bytes/send.ts'
import type { ByteRequest, ByteRoute, House } from '../door.ts'
import { writeProblem } from '../problem.ts'

const PACK = 256 // entries, as wide as a tile
const MAX_TILE_LEVEL = 63
const IMMUTABLE = 'public, max-age=31536000, immutable'
const STALL_MS = 60_000

// x001/x234/067: groups of three digits, all but the last with an x; .p/W when partial.
const NUMBER = '((?:x\\d{3}/){0,5}\\d{3})(?:\\.p/([1-9]\\d{0,2}))?'

const refuse: ByteRoute['refuse'] = (house, { response }, error) =>
  writeProblem(response, error, house.defects)

export const logByteRoutes: readonly ByteRoute[] = [
  {
    methods: ['GET', 'HEAD'],
    path: '/log/checkpoint',
    pattern: /^\/log\/checkpoint$/,
    summary: 'Newest checkpoint: a signed note of size and root.',
    limitBytes: 0,
    handle: checkpoint,
    refuse,
  },
  {
    methods: ['GET', 'HEAD'],
    path: '/log/tile/{level|entries}/{number}',
    pattern: new RegExp(`^/log/tile/(entries|\\d{1,2})/${NUMBER}$`),
    summary: 'A tile of hashes, or a bundle of 256 leaf entries.',
    limitBytes: 0,
    handle: tile,
    refuse,
  },
  {
    methods: ['GET', 'HEAD'],
    path: '/log/bodies/{number}',
    pattern: new RegExp(`^/log/bodies/${NUMBER}$`),
    summary: 'The statements of 256 entries, one JSON object a line.',
    limitBytes: 0,
    handle: bodies,
    refuse,
  },
]

async function checkpoint(house: House, { request, response }: ByteRequest): Promise<void> {
  const { note, size, root } = house.node.log.checkpoint()
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' }
  const etag = `"${size}-${root.toHex().slice(0, 16)}"`
  await house.sender.send({ request, response, headers }, bytesBody(utf8(note), etag))
}

async function tile(house: House, { request, response, parts }: ByteRequest): Promise<void> {
  const [level = '', number = '', width = ''] = parts
  if (level !== 'entries' && Number(level) > MAX_TILE_LEVEL) throw missing(request)
  const name = `tile/${level}/${number}${width === '' ? '' : `.p/${width}`}`
  const bytes = await house.node.storage.logFiles.get(name)
  if (bytes === undefined) throw missing(request)
  const headers = { 'Content-Type': 'application/octet-stream', 'Cache-Control': IMMUTABLE }
  await house.sender.send({ request, response, headers }, bytesBody(bytes, `"${name}"`))
}

async function bodies(house: House, { request, response, parts }: ByteRequest): Promise<void> {
  const [number = '', width = ''] = parts
  const start = Number(number.replace(/[x/]/g, '')) * PACK
  const count = width === '' ? PACK : Number(width)
  const { size } = house.node.log.checkpoint()
  if (!Number.isSafeInteger(start) || count > PACK || start + count > size) throw missing(request)
  response.writeHead(200, { 'Content-Type': 'application/jsonl; charset=utf-8', 'Cache-Control': 'no-cache' })
  if (request.method !== 'HEAD') await writePack(house.node, response, { start, end: start + count })
  response.end()
}

type Span = { readonly start: number; readonly end: number }

async function writePack(node: Node, response: ServerResponse, { start, end }: Span): Promise<void> {
  response.setTimeout(STALL_MS, () => response.destroy())
  for await (const entry of node.storage.logStore.entries(start, end)) {
    const line = await packLine(node, entry)
    if (line === undefined) continue
    if (response.destroyed) return
    if (!response.write(line)) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
}

/** Undefined for a time leaf. The envelope stands as text, byte for byte as it was admitted. */
async function packLine(node: Node, { index, body }: LogEntry): Promise<string | undefined> {
  if (body === undefined) return undefined
  const found = await node.storage.logStore.body(body)
  const statement = digestText(body)
  if (found === undefined) return undefined
  if ('erased' in found) return `${JSON.stringify({ index, statement, erased: digestText(found.erased) })}\n`
  return `${JSON.stringify({ index, statement, envelope: fromUtf8(found.envelope) })}\n`
}

function missing(request: IncomingMessage): OwcError {
  const found = JSON.stringify((request.url ?? '').slice(0, 200))
  return new OwcError({
    code: 'not-found',
    where: 'log',
    expected: 'a tile or pack of the published log',
    found,
  })
}
