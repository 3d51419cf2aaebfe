// LM Studio's REST lists, old (/api/v0) and new (/api/v1): every object that could be loaded, and whether it is. A path
// of this machine is never told. Clients measure their prompts by `max_context_length`, so it is what this node loads.
// Source: serving-apis 4.

import { digestText } from '../../base/digest.ts'
import { shapeOf } from '../../node/run/fit.ts'
import {
  chosenTemplate,
  findModel,
  parameters,
  type Runnable,
  runnableModels,
} from '../../node/run/models.ts'
import type { LoadedView } from '../../runtime/pool.ts'
import type { ByteRequest, House } from '../door.ts'
import { decodeSegment } from '../huggingface/address.ts'
import { mayInfer } from '../infer.ts'
import { sendJson } from '../llamacpp/send.ts'

/** Bits of a weight, as LM Studio counts them: the number in the quantisation's name. */
const BITS = /(?<bits>\d{1,2})/

export async function greeting(_house: House, { response }: ByteRequest): Promise<void> {
  sendJson(response, { lmstudio: true })
}

export async function listOld({ node }: House, { response, asker }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const models = await runnableModels(node)
  sendJson(response, { object: 'list', data: models.map((model) => oldView(model, loadedOf(node, model))) })
}

export async function oneOld({ node }: House, { response, asker, parts }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const model = await findModel(node, decodeSegment(parts[0] ?? ''))
  sendJson(response, oldView(model, loadedOf(node, model)))
}

export async function listNew({ node }: House, { response, asker }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const models = await runnableModels(node)
  sendJson(response, { models: models.map((model) => newView(model, loadedOf(node, model))) })
}

function loadedOf({ answering }: House['node'], { object }: Runnable): LoadedView | undefined {
  return answering.loaded().find(({ key }) => key === object)
}

function oldView(model: Runnable, loaded: LoadedView | undefined) {
  const shape = shapeOf(model.inspection)
  return {
    id: model.name,
    object: 'model',
    type: 'llm',
    publisher: publisherOf(model),
    arch: shape.architecture,
    compatibility_type: 'gguf',
    quantization: model.tag,
    state: loaded === undefined ? 'not-loaded' : 'loaded',
    max_context_length: model.contextSize,
    ...(loaded !== undefined && { loaded_context_length: loaded.contextSize }),
    capabilities: usesTools(model) ? ['tool_use'] : [],
    owc: owcOf(model),
  }
}

function newView(model: Runnable, loaded: LoadedView | undefined) {
  const shape = shapeOf(model.inspection)
  const bits = Number(BITS.exec(model.tag)?.groups?.['bits'])
  const instance = loaded && { id: model.name, config: { context_length: loaded.contextSize } }
  return {
    type: 'llm',
    publisher: publisherOf(model),
    key: model.name,
    display_name: model.name,
    architecture: shape.architecture,
    quantization: { name: model.tag, bits_per_weight: Number.isFinite(bits) ? bits : null },
    size_bytes: model.sizeBytes,
    params_string: counted(parameters(model)),
    loaded_instances: instance === undefined ? [] : [instance],
    max_context_length: model.contextSize,
    format: 'gguf',
    capabilities: { vision: false, trained_for_tool_use: usesTools(model) },
    owc: owcOf(model),
  }
}

function publisherOf({ release }: Runnable): string {
  return release.split('/')[0] ?? ''
}

function usesTools({ inspection }: Runnable): boolean {
  return chosenTemplate(inspection)?.text?.includes('tools') === true
}

function owcOf({ record, artifact, object }: Runnable) {
  return { record: digestText(record), artifact: digestText(artifact), object: digestText(object) }
}

function counted(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)}B` : `${Math.round(count / 1e6)}M`
}
