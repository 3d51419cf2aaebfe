// Taking in: one read, the file's digest, the tensors' digests in a second thread, a copy that is durable under its
// name. The peer hashes once and copies; its disk is waited for with `sync` of the copy alone, not of the machine.

import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { Sha256 } from '../../../src/base/digest.ts'
import { read } from '../../../src/sources/walk.ts'
import { openStorage } from '../../../src/storage/open.ts'
import { closeInspectors, openInspector } from '../../../src/weights/inspector.ts'
import { MODEL_BYTES, modelFile } from '../kit/model.ts'
import { need, output } from '../kit/peers.ts'
import { interleave, MEMORY, type Row, settle } from '../row.ts'
import type { Workshop } from '../workshop.ts'

export const takeIn: Row = {
  id: 'take-in',
  work: 'take in 1 GiB (2 digests + copy + fsync)',
  peer: 'sha256sum && cp && sync',
  bar: [{ of: 'ratio', sign: '≥', value: 1.2 }],
  why: 'The disk decides: making a gibibyte durable takes most of the time on both sides (`cp && sync` alone, of the same rounds), and both must do it. The figures into memory show the work without it.',
  async run(shop) {
    need('sha256sum')
    const model = await modelFile(shop)
    const disk = await openPlace(shop, shop.folder, model)
    const memory = await openPlace(shop, MEMORY, model)
    return await interleave({
      unit: 'MB/s',
      before: async () => {
        await disk.clear()
        await memory.clear()
        await settle()
      },
      ours: disk.ours,
      theirs: disk.theirs,
      others: {
        'cp && sync alone': disk.copied,
        'ours into memory': memory.ours,
        'theirs into memory': memory.theirs,
      },
    })
  },
}

/** Both sides with their results in one folder. */
async function openPlace(shop: Workshop, folder: string, model: string) {
  const mark = `owc-bench-${process.pid}`
  const [data, copy] = [join(folder, `${mark}-data`), join(folder, `${mark}-copy.bin`)]
  const storage = await openStorage({
    dataFolder: data,
    database: '',
    holder: { pid: process.pid, sinceSeconds: 0 },
  })
  shop.later(async () => {
    closeInspectors()
    await storage.close()
    await rm(data, { recursive: true, force: true })
    await rm(copy, { force: true })
  })
  let last: Sha256 | undefined
  const timed = async (work: () => Promise<void> | void): Promise<number> => {
    const started = performance.now()
    await work()
    return MODEL_BYTES / 1e3 / (performance.now() - started)
  }
  const shell = (line: string) => () =>
    timed(async () => void (await output('sh', ['-c', line, 'sh', model, copy])))
  return {
    async clear(): Promise<void> {
      if (last !== undefined) await storage.blobs.remove(last)
      last = undefined
      await rm(copy, { force: true })
    },
    ours: () =>
      timed(async () => {
        const inspector = openInspector('model.safetensors', { sizeBytes: MODEL_BYTES })
        const found = { path: 'model.safetensors', file: model, stats: await lstat(model) }
        const stored = await storage.blobs.put(inspector.through(read(found, AbortSignal.timeout(300_000))))
        const { tensorRoot } = await inspector.result()
        if (tensorRoot === undefined) throw new Error('expected a whole inspection')
        last = stored.sha256
      }),
    theirs: shell('sha256sum "$1" >/dev/null && cp "$1" "$2" && sync "$2"'),
    copied: shell('cp "$1" "$2" && sync "$2"'),
  }
}
