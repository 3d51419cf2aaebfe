// GET /health, /props, /slots, /tokenizer_info and /version: what a client asks a server of one model before it begins.
// No path of this machine is told. Source: serving-apis 2.3.

import type { IncomingMessage } from 'node:http'
import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { chosenTemplate, type Runnable } from '../../node/run/models.ts'
import type { LoadedModel } from '../../runtime/messages.ts'
import type { ByteRequest, House } from '../door.ts'
import { mayInfer, modelInAddress, untilGone } from '../infer.ts'
import { sendJson } from './send.ts'
import { whichModel } from './which.ts'

/** The node can be asked; models are loaded by the first request, so there is none to wait for. */
export async function health(_house: House, { response }: ByteRequest): Promise<void> {
  sendJson(response, { status: 'ok' })
}

export async function version({ node }: House, { response }: ByteRequest): Promise<void> {
  sendJson(response, { version: node.version })
}

export async function props(house: House, bytes: ByteRequest): Promise<void> {
  const { node } = house
  const { loaded, model } = await loadedOf(house, bytes)
  sendJson(bytes.response, {
    default_generation_settings: { id: 0, n_ctx: loaded.contextSize, is_processing: false },
    total_slots: node.answering.atOnce,
    model_alias: model.name,
    chat_template: chosenTemplate(model.inspection)?.text ?? '',
    bos_token: loaded.bos?.text ?? '',
    eos_token: loaded.eos?.text ?? '',
    build_info: loaded.runtime,
    modalities: { vision: false, audio: false },
    n_ctx_train: loaded.trainedContextSize,
    owc: {
      record: digestText(model.record),
      artifact: digestText(model.artifact),
      object: digestText(model.object),
    },
  })
}

export async function tokenizerInfo(house: House, bytes: ByteRequest): Promise<void> {
  const { loaded, model } = await loadedOf(house, bytes)
  sendJson(bytes.response, {
    bos_token: loaded.bos?.text ?? null,
    eos_token: loaded.eos?.text ?? null,
    pad_token: null,
    chat_template: chosenTemplate(model.inspection)?.text ?? null,
  })
}

/** One line for each answer that a loaded model can give at once; none where nothing is loaded. */
export async function slots({ node }: House, { response, asker }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const { atOnce } = node.answering
  const views = node.answering.loaded().flatMap(({ key, contextSize, running }) =>
    Array.from({ length: atOnce }, (_, i) => ({
      n_ctx: contextSize,
      is_processing: i < running,
      model: `sha256:${key}`,
    })),
  )
  sendJson(
    response,
    views.map((view, id) => ({ id, ...view })),
  )
}

type Loaded = { readonly loaded: LoadedModel; readonly model: Runnable }

async function loadedOf({ node }: House, bytes: ByteRequest): Promise<Loaded> {
  const { request, response, asker } = bytes
  mayInfer(asker)
  checkSite(request)
  const model = await whichModel(node, modelInAddress(bytes))
  return await node.answering.with(model, untilGone(response), async ({ loaded }, found) => ({
    loaded,
    model: found,
  }))
}

/** The guard lets plain reads through from every page; these reads load a model, which no stranger's page may cause. */
function checkSite({ headers }: IncomingMessage): void {
  if (headers['sec-fetch-site'] !== 'cross-site') return
  const [expected, found] = ['a page of this node, or no page', 'another site']
  throw new OwcError({ code: 'origin-foreign', where: 'Sec-Fetch-Site header', expected, found })
}
