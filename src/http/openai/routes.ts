// The OpenAI door: /v1/… as SDKs, Open WebUI, AnythingLLM, Qwen-Agent and lm-evaluation-harness ask it.

import type { ByteRoute } from '../door.ts'
import { MAX_ASK_BYTES } from '../infer.ts'
import { chat } from './chat.ts'
import { completions } from './completions.ts'
import { embeddings } from './embeddings.ts'
import { writeError } from './errors.ts'
import { listModels, oneModel } from './models.ts'
import { refuseResponse, responses } from './responses.ts'

const refuse: ByteRoute['refuse'] = (house, { response }, error) => writeError(response, error, house.defects)

export const openaiRoutes: readonly ByteRoute[] = [
  {
    methods: ['GET', 'HEAD'],
    path: '/v1/models',
    pattern: /^\/v1\/models\/?$/,
    summary: 'Models that can be loaded, in the form of the OpenAI API.',
    limitBytes: 0,
    handle: listModels,
    refuse,
  },
  {
    methods: ['GET', 'HEAD'],
    path: '/v1/models/{id}',
    pattern: /^\/v1\/models\/(.{1,600})$/,
    summary: 'One model.',
    limitBytes: 0,
    handle: oneModel,
    refuse,
  },
  {
    methods: ['POST'],
    path: '/v1/chat/completions',
    pattern: /^\/v1\/chat\/completions$/,
    summary: 'A chat in the form of the OpenAI API: streamed or whole, with a receipt.',
    limitBytes: MAX_ASK_BYTES,
    handle: chat,
    refuse,
  },
  {
    methods: ['POST'],
    path: '/v1/completions',
    pattern: /^\/v1\/completions$/,
    summary: 'A completion of plain text or tokens; with echo and logprobs, the figures of a given text.',
    limitBytes: MAX_ASK_BYTES,
    handle: completions,
    refuse,
  },
  {
    methods: ['POST'],
    path: '/v1/responses',
    pattern: /^\/v1\/responses$/,
    summary: 'An answer in the form of the Responses API: streamed or whole; nothing is kept between two.',
    limitBytes: MAX_ASK_BYTES,
    handle: responses,
    refuse: refuseResponse,
  },
  {
    methods: ['POST'],
    path: '/v1/embeddings',
    pattern: /^\/v1\/embeddings$/,
    summary: 'Vectors of texts.',
    limitBytes: MAX_ASK_BYTES,
    handle: embeddings,
    refuse,
  },
]
