// A verified download to disk: received, hashed and written in one pass, against the same by three programs in a pipe.
// Neither side waits for the disk at the end; it comes to rest between measurements.

import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { pull } from '../../../src/client/pull.ts'
import { MODEL_BYTES, modelFile } from '../kit/model.ts'
import { openNginx } from '../kit/nginx.ts'
import { need, output } from '../kit/peers.ts'
import { interleave, MEMORY, type Row, settle } from '../row.ts'

export const pulled: Row = {
  id: 'pull',
  work: 'verified pull of 1 GiB to disk',
  peer: 'curl | tee | openssl dgst',
  bar: [{ of: 'ratio', sign: '≥', value: 1.3 }],
  why: 'The disk decides: both sides write the same bytes, and what neighbours write is in the way of both. The figures into memory, of the same rounds, show the work without it.',
  async run(shop) {
    need('curl', 'openssl')
    const model = await modelFile(shop)
    const wanted = (await output('openssl', ['dgst', '-sha256', '-r', model])).slice(0, 64)
    const { url: base } = await openNginx(shop, dirname(model))
    const url = new URL('/model.safetensors', base)
    const [disk, memory] = [join(shop.folder, 'pulled.bin'), join(MEMORY, `owc-bench-${process.pid}.bin`)]
    shop.later(async () => {
      for (const file of [disk, memory]) await rm(file, { force: true })
    })
    const check = (found: string) => {
      if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`)
    }
    const mine = async (to: string) => {
      const started = performance.now()
      check(await pullTo(url, to))
      return speed(started)
    }
    const peers = async (to: string) => {
      const started = performance.now()
      const line = `curl -sS '${url}' | tee '${to}' | openssl dgst -sha256 -r`
      check((await output('sh', ['-c', line])).slice(0, 64))
      return speed(started)
    }
    return await interleave({
      unit: 'MB/s',
      before: async () => {
        for (const file of [disk, memory]) await rm(file, { force: true })
        await settle()
      },
      ours: () => mine(disk),
      theirs: () => peers(disk),
      others: { 'ours into memory': () => mine(memory), 'theirs into memory': () => peers(memory) },
    })
  },
}

function speed(started: number): number {
  return MODEL_BYTES / 1e3 / (performance.now() - started)
}

async function pullTo(url: URL, to: string): Promise<string> {
  const file = await open(to, 'wx')
  const hash = createHash('sha256')
  try {
    const how = await pull({
      url,
      where: 'bench',
      headers: {},
      start: 0,
      sizeBytes: MODEL_BYTES,
      file,
      hash,
      direct: { stallMs: 30_000 },
      arrived: () => undefined,
      signal: AbortSignal.timeout(300_000),
    })
    if (how !== 'done') throw new Error('the fast way declined')
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}
