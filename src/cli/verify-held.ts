// owc verify REF: the same judgement for what a node holds. Its bytes are read and hashed again here, not believed.

import { collect } from '../base/bytes.ts'
import { MAX_BUNDLE_BYTES } from '../ledger/bundle.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { World } from './command.ts'
import { hashOf } from './hash-path.ts'
import type { Out } from './out.ts'
import { releasePath } from './reference.ts'
import type { Judged } from './verify.ts'

export async function verifyHeld(ref: string, world: World, out: Out): Promise<Judged> {
  const connection = await world.connect()
  try {
    const { api } = connection
    const view = await api.get<ReleaseView>(releasePath(ref))
    const bundle = await api.download(`/commons/v1/bundles/${view.artifact}`, (chunks) =>
      collect(chunks, MAX_BUNDLE_BYTES),
    )
    const files = []
    let done = 0
    const seen = (bytes: number): void => {
      done += bytes
      out.progress({ label: 'reading', done, total: view.sizeBytes })
    }
    for (const { path, sha256, held } of view.fileList) {
      if (held)
        files.push({
          path,
          ...(await api.download(`/commons/v1/blobs/${sha256}`, (chunks) => hashOf(chunks, seen))),
        })
    }
    out.endProgress()
    return { bundle, found: { files, scope: 'folder' } }
  } finally {
    await connection.close()
  }
}
