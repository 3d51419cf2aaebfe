// The same addresses under /v1/models/NAME, for programs that ask a server of one model and never name it: there
// lm-evaluation-harness finds the tokens of the model that it scores, also where several are here. A body that names
// another model is refused (infer.ts). Placed before the route that answers /v1/models/NAME, whose name may hold
// slashes. Source: serving-apis 2.3.

import type { ByteRoute } from '../door.ts'
import { decodeSegment } from '../huggingface/address.ts'
import { openaiRoutes } from '../openai/routes.ts'
import { llamacppRoutes } from './routes.ts'

const INNER: readonly string[] = [
  '/health',
  '/tokenizer_info',
  '/props',
  '/tokenize',
  '/detokenize',
  '/apply-template',
  '/v1/completions',
  '/v1/chat/completions',
  '/v1/responses',
  '/v1/embeddings',
]

/** An exact object, or namespace/name[:TAG]: one slash, as itself or encoded. */
const NAME = '(sha256-[0-9a-f]{64}|[^/%]{1,200}(?:/|%2[fF])[^/]{1,300})'

export const oneModelRoutes: readonly ByteRoute[] = [...llamacppRoutes, ...openaiRoutes]
  .filter(({ path }) => INNER.includes(path))
  .map((inner) => ({
    ...inner,
    path: `/v1/models/{id}${inner.path}`,
    pattern: new RegExp(`^/v1/models/${NAME}${inner.path}$`),
    summary: `${inner.summary} At the address of one model.`,
    async handle(house, bytes) {
      await inner.handle(house, { ...bytes, parts: [decodeSegment(bytes.parts[0] ?? '')] })
    },
  }))
