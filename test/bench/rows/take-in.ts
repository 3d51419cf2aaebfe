// Taking in: one read, the file's digest, the tensors' digests in a second thread, a copy that is durable under its
// name. The peer hashes once and copies; its disk is waited for with `sync` of the copy alone, not of the machine.

import { execFileSync } from 'node:child_process'
import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { read } from '../../../src/sources/walk.ts'
import { openStorage } from '../../../src/storage/open.ts'
import { closeInspectors, openInspector } from '../../../src/weights/inspector.ts'
import { MODEL_BYTES, modelFile } from '../kit/model.ts'
import { need } from '../kit/peers.ts'
import { interleave, type Row, settle } from '../row.ts'

export const takeIn: Row = {
  id: 'take-in',
  work: 'take in 1 GiB (2 digests + copy + fsync)',
  peer: 'sha256sum && cp && sync',
  bar: [{ of: 'ratio', sign: '≥', value: 1.2 }],
  async run(shop) {
    need('sha256sum')
    const model = await modelFile(shop)
    const [data, copy] = [join(shop.folder, 'take-in'), join(shop.folder, 'copy.bin')]
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
    let last: Parameters<typeof storage.blobs.remove>[0] | undefined
    return await interleave({
      unit: 'MB/s',
      before: async () => {
        if (last !== undefined) await storage.blobs.remove(last)
        last = undefined
        await rm(copy, { force: true })
        await settle()
      },
      ours: async () => {
        const started = performance.now()
        const inspector = openInspector('model.safetensors', { sizeBytes: MODEL_BYTES })
        const found = { path: 'model.safetensors', file: model, stats: await lstat(model) }
        const stored = await storage.blobs.put(inspector.through(read(found, AbortSignal.timeout(300_000))))
        const { tensorRoot } = await inspector.result()
        const milliseconds = performance.now() - started
        if (tensorRoot === undefined) throw new Error('expected a whole inspection')
        last = stored.sha256
        return MODEL_BYTES / 1e3 / milliseconds
      },
      theirs: async () => {
        const started = performance.now()
        execFileSync('sh', ['-c', 'sha256sum "$0" >/dev/null && cp "$0" "$1" && sync "$1"', model, copy])
        return MODEL_BYTES / 1e3 / (performance.now() - started)
      },
    })
  },
}
