// The digest of a file, by the routine of `owc verify`, in place.

import { hashPath } from '../../../src/cli/hash-path.ts'
import type { Out } from '../../../src/cli/out.ts'
import { MODEL_BYTES, modelFile } from '../kit/model.ts'
import { need, output } from '../kit/peers.ts'
import { interleave, type Row } from '../row.ts'

export const verifyFile: Row = {
  id: 'verify-file',
  work: '`owc verify` of a 1 GiB file: its digest',
  peer: 'openssl dgst -sha256',
  bar: [{ of: 'ratio', sign: '≥', value: 1 }],
  async run(shop) {
    need('openssl')
    const model = await modelFile(shop)
    const wanted = (await output('openssl', ['dgst', '-sha256', '-r', model])).slice(0, 64)
    const timed = async (digest: () => Promise<string>): Promise<number> => {
      const started = performance.now()
      const found = await digest()
      const milliseconds = performance.now() - started
      if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`)
      return MODEL_BYTES / 1e3 / milliseconds
    }
    return await interleave({
      unit: 'MB/s',
      rounds: 7,
      ours: () => timed(() => ours(model)),
      theirs: () =>
        timed(async () => (await output('openssl', ['dgst', '-sha256', '-r', model])).slice(0, 64)),
    })
  },
}

const silent = { progress: () => undefined, endProgress: () => undefined } as unknown as Out

async function ours(path: string): Promise<string> {
  for await (const { sha256 } of hashPath(path, { out: silent, signal: AbortSignal.timeout(300_000) }))
    return sha256
  throw new Error('expected a file')
}
