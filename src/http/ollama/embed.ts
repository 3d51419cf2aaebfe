// POST /api/embed, and /api/embeddings as older clients ask. Source: serving-apis 3.

import type { ByteRequest, House } from '../door.ts'
import { mayInfer, readFields, textIn, untilGone, wrong } from '../infer.ts'
import { modelOf, send } from './models.ts'

const MAX_INPUTS = 512

export async function embed(house: House, bytes: ByteRequest): Promise<void> {
  mayInfer(bytes.asker)
  const fields = await readFields(bytes.request)
  const input = fields['input'] ?? []
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input]
  if (texts.length > MAX_INPUTS || !texts.every((one) => typeof one === 'string'))
    throw wrong(
      'input',
      `a text or at most ${MAX_INPUTS} of them`,
      Array.isArray(input) ? input.length : input,
    )
  const { vectors, tokens } = await vectorsOf(house, bytes, { model: modelOf(fields), texts })
  send(bytes.response, { model: modelOf(fields), embeddings: vectors, prompt_eval_count: tokens })
}

export async function embedOne(house: House, bytes: ByteRequest): Promise<void> {
  mayInfer(bytes.asker)
  const fields = await readFields(bytes.request)
  const texts = [textIn(fields, 'prompt') ?? '']
  const { vectors } = await vectorsOf(house, bytes, { model: modelOf(fields), texts })
  send(bytes.response, { embedding: vectors[0] ?? [] })
}

type Wanted = { readonly model: string; readonly texts: readonly string[] }

async function vectorsOf({ node }: House, { response }: ByteRequest, { model, texts }: Wanted) {
  const signal = untilGone(response)
  return await node.answering.with(model, signal, async (process) => {
    const vectors: number[][] = []
    let tokens = 0
    for (const text of texts) {
      signal.throwIfAborted()
      tokens += (await process.tokenize([{ text, control: false }])).length
      vectors.push([...(await process.embed(text))])
    }
    return { vectors, tokens }
  })
}
