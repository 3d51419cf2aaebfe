// One gibibyte of weights: a valid safetensors file of 64 tensors, so that taking it in does all of its work.

import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workshop } from '../workshop.ts'

export const MODEL_BYTES = 1 << 30
const TENSORS = 64
const BLOCK = 16 << 20

/** The file's path. It lies alone in its folder. */
export async function modelFile(shop: Workshop): Promise<string> {
  const folder = await shop.once('model', async (place) => {
    const file = await open(join(place, 'model.safetensors'), 'wx', 0o644)
    const head = header()
    await file.write(head)
    const block = randomFillSync(Buffer.allocUnsafe(BLOCK))
    for (let at = head.length; at < MODEL_BYTES; at += BLOCK) {
      block.writeDoubleLE(at, at % 4096) // no two blocks alike
      await file.write(block, 0, Math.min(BLOCK, MODEL_BYTES - at))
    }
    await file.sync()
    await file.close()
  })
  return join(folder, 'model.safetensors')
}

function header(): Buffer {
  const size = (MODEL_BYTES - 8192) / TENSORS
  const entries = Array.from({ length: TENSORS }, (_, i) => [
    `layer.${i}.weight`,
    { dtype: 'U8', shape: [size], data_offsets: [i * size, (i + 1) * size] },
  ])
  const text = JSON.stringify(Object.fromEntries(entries)).padEnd(8192 - 8)
  const bytes = Buffer.alloc(8192)
  bytes.writeBigUInt64LE(BigInt(text.length))
  bytes.write(text, 8)
  return bytes
}
