// Ollama's lists: tags, ps, show, version. A digest here is that of the object, so the name can be checked.
// Source: serving-apis 3.

import type { ServerResponse } from 'node:http'
import { digestText } from '../../base/digest.ts'
import { instant } from '../../base/time.ts'
import { factOf, shapeOf } from '../../node/run/fit.ts'
import {
  chosenTemplate,
  findModel,
  parameters,
  type Runnable,
  runnableModels,
} from '../../node/run/models.ts'
import type { ByteRequest, House } from '../door.ts'
import { type Fields, mayInfer, readFields, textIn, wrong } from '../infer.ts'

const VERSION = '0.30.0' // of the API that is spoken here

export async function version(_house: House, { response }: ByteRequest): Promise<void> {
  send(response, { version: VERSION })
}

export async function tags({ node }: House, { response, asker }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const models = await runnableModels(node)
  send(response, { models: models.map(tagView) })
}

export async function loaded({ node }: House, { response, asker }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const running = node.answering.loaded()
  const models = await runnableModels(node)
  const now = performance.now()
  const views = running.flatMap(({ key, untilMs, contextSize, residentBytes }) => {
    const model = models.find(({ object }) => object === key)
    if (model === undefined) return []
    const left = Number.isFinite(untilMs) ? Math.max(0, untilMs - now) / 1000 : 86_400
    const expires = instant(Math.round(node.clock() + left))
    return [
      {
        ...tagView(model),
        size: residentBytes,
        size_vram: 0,
        expires_at: expires,
        context_length: contextSize,
      },
    ]
  })
  send(response, { models: views })
}

export async function show({ node }: House, { request, response, asker, parts }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const model = await findModel(node, modelOf(fields))
  const { inspection } = model
  const template = chosenTemplate(inspection)?.text ?? ''
  send(response, {
    license: factOf(inspection, 'general.license') ?? '',
    modelfile: `# ${model.name}\nFROM sha256-${model.object}\n`,
    parameters: '',
    template,
    details: detailsOf(model),
    model_info: infoOf(model),
    capabilities: capabilitiesOf(model),
    modified_at: model.created,
  })
}

/** Clients send the name as `model` or as `name`, and the other one empty. */
export function modelOf(fields: Fields): string {
  const name = textIn(fields, 'model') || textIn(fields, 'name')
  if (name === undefined || name === '') throw wrong('model', 'the name of a model', fields['model'])
  return name
}

export function send(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(value))
}

function tagView(model: Runnable) {
  return {
    name: model.name,
    model: model.name,
    modified_at: model.created,
    size: model.sizeBytes,
    digest: model.object,
    details: detailsOf(model),
    capabilities: capabilitiesOf(model),
  }
}

function detailsOf(model: Runnable) {
  const shape = shapeOf(model.inspection)
  return {
    parent_model: '',
    format: 'gguf',
    family: shape.architecture,
    families: [shape.architecture],
    parameter_size: counted(parameters(model)),
    quantization_level: model.tag,
    context_length: shape.contextLength ?? 0,
    embedding_length: shape.embedding ?? 0,
  }
}

function capabilitiesOf({ inspection }: Runnable): readonly string[] {
  const usesTools = chosenTemplate(inspection)?.text?.includes('tools') === true
  return usesTools ? ['completion', 'tools'] : ['completion']
}

const MAX_INFO = 200

/** Keys of the file itself; numbers as numbers, lists left out as Ollama does. */
function infoOf({ inspection, record, artifact, object }: Runnable): Readonly<Record<string, unknown>> {
  const own = inspection.facts.slice(0, MAX_INFO).map(({ key, value }) => [key, numberOr(value)] as const)
  const ours = { record, artifact, object }
  const named = Object.entries(ours).map(([key, digest]) => [`owc.${key}`, digestText(digest)] as const)
  return Object.fromEntries([...own, ...named])
}

function numberOr(text: string): string | number {
  const value = Number(text)
  return text !== '' && Number.isFinite(value) && String(value) === text ? value : text
}

function counted(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)}M` : `${(count / 1e3).toFixed(1)}K`
}
