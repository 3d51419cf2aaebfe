// LM Studio's load and unload. Loading is what any first request does; unloading takes a model from everybody who asks
// it, so only this machine's people and the operator do that. Context length and the like are the node's to choose:
// what is asked of them is a wish that is named in the answer. Source: serving-apis 4.

import { findModel } from '../../node/run/models.ts'
import { needScope } from '../asker.ts'
import type { ByteRequest, House } from '../door.ts'
import { ignoredIn, mayInfer, readFields, textIn, untilGone, wrong } from '../infer.ts'
import { sendJson } from '../llamacpp/send.ts'

export async function load({ node }: House, { request, response, asker, parts }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const name = textIn(fields, 'model')
  if (name === undefined || name === '') throw wrong('model', 'the name of a model', fields['model'])
  const began = performance.now()
  const found = await node.answering.with(name, untilGone(response), async ({ loaded }, model) => ({
    type: 'llm',
    instance_id: model.name,
    status: 'loaded',
    load_config: { context_length: loaded.contextSize },
  }))
  sendJson(response, {
    ...found,
    load_time_seconds: (performance.now() - began) / 1000,
    owc: { ignored: ignoredIn(fields, ['model']) },
  })
}

export async function unload(
  { node }: House,
  { request, response, asker, parts }: ByteRequest,
): Promise<void> {
  if (!asker.local) needScope(asker, 'operate')
  const fields = await readFields({ request, parts })
  const name = textIn(fields, 'instance_id') ?? textIn(fields, 'model')
  if (name === undefined || name === '')
    throw wrong('instance_id', 'what was told when it was loaded', fields['instance_id'])
  const model = await findModel(node, name)
  await node.answering.unload(model.name)
  sendJson(response, { instance_id: model.name })
}
