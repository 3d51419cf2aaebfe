// POST /v1/embeddings: vectors of length one, as base64 of little-endian float32 (what the SDKs ask for) or numbers.
// Source: serving-apis 1.3, 2.2.

import { toBase64 } from '../../base/bytes.ts'
import type { ByteRequest, House } from '../door.ts'
import { type Fields, mayInfer, numberIn, readFields, untilGone, wrong } from '../infer.ts'
import { modelOf } from './ask.ts'

const MAX_INPUTS = 512

export async function embeddings(
  { node }: House,
  { request, response, asker, parts }: ByteRequest,
): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const [input, format] = [fields['input'], fields['encoding_format'] ?? 'float']
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input]
  if (texts.length === 0 || texts.length > MAX_INPUTS || !texts.every((one) => typeof one === 'string'))
    throw wrong('input', `a text or 1 to ${MAX_INPUTS} of them`, Array.isArray(input) ? input.length : input)
  if (format !== 'float' && format !== 'base64') throw wrong('encoding_format', 'float or base64', format)
  const model = modelOf(fields)
  const { vectors, tokens } = await vectorsOf(node, { fields, model, texts }, untilGone(response))
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: format === 'base64' ? toBase64(new Uint8Array(vector.slice().buffer)) : [...vector],
  }))
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(
    JSON.stringify({ object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  )
}

type Wanted = { readonly fields: Fields; readonly model: string; readonly texts: readonly string[] }

/** One vector of length one for each text. A shorter one, by `dimensions`, would be another: nothing is cut here.
 *  @throws OwcError `usage` */
export async function vectorsOf(
  { answering }: House['node'],
  { fields, model, texts }: Wanted,
  signal: AbortSignal,
): Promise<{ readonly vectors: readonly Float32Array[]; readonly tokens: number }> {
  const size = numberIn(fields, 'dimensions', { least: 1, most: Number.MAX_SAFE_INTEGER })
  return await answering.with(model, signal, async (process) => {
    const own = process.loaded.embeddingSize
    if (size !== undefined && size !== own) throw wrong('dimensions', `${own}, which the model has`, size)
    const vectors: Float32Array[] = []
    let tokens = 0
    for (const text of texts) {
      signal.throwIfAborted()
      tokens += (await process.tokenize([{ text, control: false }])).length
      vectors.push(await process.embed(text))
    }
    return { vectors, tokens }
  })
}
