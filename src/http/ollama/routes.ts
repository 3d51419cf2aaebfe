// The Ollama door: /api/… as its clients, Open WebUI and AnythingLLM ask it. What makes or moves models there is done
// with owc here, and says so. Source: serving-apis 3.

import type { ByteRequest, ByteRoute, House, Method } from '../door.ts'
import { MAX_ASK_BYTES } from '../infer.ts'
import { chat, generate } from './answer.ts'
import { embed, embedOne } from './embed.ts'
import { writeError } from './errors.ts'
import { loaded, show, tags, version } from './models.ts'

const refuse: ByteRoute['refuse'] = (house, { response }, error) => writeError(response, error, house.defects)

type Handle = (house: House, bytes: ByteRequest) => Promise<void>

function at(
  methods: readonly Method[],
  path: string,
  [summary, handle]: readonly [string, Handle],
): ByteRoute {
  const pattern = new RegExp(`^${path.replaceAll('/', '\\/')}$`)
  const limitBytes = methods.includes('POST') ? MAX_ASK_BYTES : 0
  return { methods, path, pattern, summary, limitBytes, handle, refuse }
}

async function withOwc(_house: House, { response }: ByteRequest): Promise<void> {
  response.writeHead(501, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify({ error: 'publish with owc' }))
}

export const ollamaRoutes: readonly ByteRoute[] = [
  at(['GET', 'HEAD'], '/api/version', ['Version of the Ollama API that is spoken here.', version]),
  at(['GET', 'HEAD'], '/api/tags', ['Models that can be loaded, as Ollama lists them.', tags]),
  at(['GET', 'HEAD'], '/api/ps', ['Models that are loaded.', loaded]),
  at(['POST'], '/api/show', ['One model: template, details, keys of its file.', show]),
  at(['POST'], '/api/chat', ['A chat, as Ollama answers it.', chat]),
  at(['POST'], '/api/generate', ['A completion, as Ollama answers it.', generate]),
  at(['POST'], '/api/embed', ['Vectors of texts.', embed]),
  at(['POST'], '/api/embeddings', ['The vector of one text, as older clients ask.', embedOne]),
  ...['/api/create', '/api/copy', '/api/push'].map((path) =>
    at(['POST'], path, ['Not here: models are published with owc.', withOwc]),
  ),
]
