// The Ollama door: /api/… as its clients, Open WebUI and AnythingLLM ask it. What makes or moves models there is done
// with owc here, and says so. Source: serving-apis 3.

import type { ServerResponse } from 'node:http'
import { codes } from '../../base/codes.ts'
import { OwcError, sentence } from '../../base/errors.ts'
import { findModel } from '../../node/run/models.ts'
import type { ByteRequest, ByteRoute, House, Method } from '../door.ts'
import { MAX_ASK_BYTES, mayInfer, readFields } from '../infer.ts'
import { chat, generate } from './answer.ts'
import { embed, embedOne } from './embed.ts'
import { writeError } from './errors.ts'
import { loaded, modelOf, show, tags, version } from './models.ts'

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

/** A model that is here needs no fetching; any other is imported where licence and size are shown before. */
async function pull({ node }: House, { request, response, asker, parts }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const model = modelOf(fields)
  try {
    await findModel(node, model)
  } catch (error) {
    if (!(error instanceof OwcError) || codes[error.problem.code].status !== 404) throw error
    notHere(
      response,
      `${sentence(error.problem)} Import it with owc import, which shows licence and size first.`,
    )
    return
  }
  const [type, lines] =
    fields['stream'] === false
      ? ['application/json; charset=utf-8', ['success']]
      : ['application/x-ndjson', ['pulling manifest', 'success']]
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' })
  response.end(lines.map((status) => `${JSON.stringify({ status })}\n`).join(''))
}

async function withOwc(_house: House, { response }: ByteRequest): Promise<void> {
  notHere(response, 'publish with owc')
}

function notHere(response: ServerResponse, error: string): void {
  response.writeHead(501, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify({ error }))
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
  at(['POST'], '/api/pull', ['Nothing to do for a model that is here; others are imported with owc.', pull]),
  at(['DELETE'], '/api/delete', ['Not here: what is held is let go with owc.', withOwc]),
  ...['/api/create', '/api/copy', '/api/push'].map((path) =>
    at(['POST'], path, ['Not here: models are published with owc.', withOwc]),
  ),
]
