// POST /api/embed, and /api/embeddings as older clients ask. Source: serving-apis 3.

import type { ByteRequest, House } from '../door.ts'
import { mayInfer, readFields, textIn, untilGone, wrong } from '../infer.ts'
import { vectorsOf } from '../openai/embeddings.ts'
import { modelOf, send } from './models.ts'

const MAX_INPUTS = 512

export async function embed({ node }: House, bytes: ByteRequest): Promise<void> {
  mayInfer(bytes.asker)
  const fields = await readFields(bytes)
  const input = fields['input'] ?? []
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input]
  if (texts.length > MAX_INPUTS || !texts.every((one) => typeof one === 'string'))
    throw wrong(
      'input',
      `a text or at most ${MAX_INPUTS} of them`,
      Array.isArray(input) ? input.length : input,
    )
  const model = modelOf(fields)
  const { vectors, tokens } = await vectorsOf(node, { fields, model, texts }, untilGone(bytes.response))
  const embeddings = vectors.map((vector) => [...vector])
  send(bytes.response, { model, embeddings, prompt_eval_count: tokens })
}

export async function embedOne({ node }: House, bytes: ByteRequest): Promise<void> {
  mayInfer(bytes.asker)
  const fields = await readFields(bytes)
  const wanted = { fields, model: modelOf(fields), texts: [textIn(fields, 'prompt') ?? ''] }
  const { vectors } = await vectorsOf(node, wanted, untilGone(bytes.response))
  send(bytes.response, { embedding: [...(vectors[0] ?? [])] })
}
