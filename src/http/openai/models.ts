// GET /v1/models and /v1/models/{id}: every object that could be loaded. Ids hold `/` and `:`, sent raw or encoded.
// Source: serving-apis 2.3, 7.6.

import { digestText } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { seconds } from '../../base/time.ts'
import { factOf, shapeOf } from '../../node/run/fit.ts'
import { findModel, parameters, type Runnable, runnableModels } from '../../node/run/models.ts'
import type { ByteRequest, House } from '../door.ts'
import { decodeSegment } from '../huggingface/address.ts'
import { mayInfer } from '../infer.ts'

export async function listModels({ node }: House, { response, asker }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const models = await runnableModels(node)
  send(response, { object: 'list', data: models.map(modelView) })
}

export async function oneModel({ node }: House, { response, asker, parts }: ByteRequest): Promise<void> {
  mayInfer(asker)
  send(response, modelView(await findModel(node, decodeSegment(parts[0] ?? ''))))
}

function send(response: ByteRequest['response'], value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(value))
}

function modelView(model: Runnable) {
  const { inspection } = model
  const shape = shapeOf(inspection)
  return {
    id: model.name,
    object: 'model',
    created: seconds(model.created as Instant),
    owned_by: model.release.split('/')[0],
    name: model.name,
    max_model_len: model.contextSize, // what this node loads, not what the model could take
    meta: {
      n_ctx_train: shape.contextLength ?? null,
      n_params: parameters(model),
      size: model.sizeBytes,
      ftype: model.tag,
    },
    owc: {
      record: digestText(model.record),
      artifact: digestText(model.artifact),
      object: digestText(model.object),
      licence: factOf(inspection, 'general.license') ?? null,
      chat: inspection.templates.length > 0,
    },
  }
}
