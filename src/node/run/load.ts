// A model of this node in a process of its own: its files are opened once, handed over as open files, and held against
// their digests there, so that nobody can put other bytes in their place.

import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { type ModelProcess, type StartOptions, startModel } from '../../runtime/model-process.ts'
import type { OpenBlob } from '../../storage/contracts.ts'
import type { Node } from '../node.ts'
import type { Runnable } from './models.ts'

export type Loading = Omit<StartOptions, 'files' | 'where' | 'runtime'>

/** @throws OwcError `blob-missing`, and what startModel throws */
export async function loadModel(node: Node, model: Runnable, loading: Loading): Promise<ModelProcess> {
  const opened: OpenBlob[] = []
  try {
    const files = []
    for (const { sha256 } of model.files) {
      const blob = await node.storage.blobs.open(sha256)
      if (blob !== undefined) opened.push(blob)
      if (blob?.fd === undefined) throw gone(model, digestText(sha256))
      files.push({ fd: blob.fd, sha256 })
    }
    const runtime = node.runtime.place
    const where = model.name
    return await startModel({ ...loading, files, where, ...(runtime !== undefined && { runtime }) })
  } finally {
    for (const blob of opened) await blob.close()
  }
}

function gone({ name }: Runnable, digest: string): OwcError {
  const expected = 'bytes in a file of this machine'
  return new OwcError({ code: 'blob-missing', where: name, expected, found: `none under ${digest}` })
}
