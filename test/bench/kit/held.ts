// A node that holds the gibibyte, put there by `owc import`, and nginx beside it over the very same file.

import { globSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Workshop } from '../workshop.ts'
import { MODEL_BYTES, modelFile } from './model.ts'
import { openNginx } from './nginx.ts'
import { owc, runNode } from './node.ts'

/** Data folder of the node. */
export async function heldData(shop: Workshop): Promise<string> {
  const model = await modelFile(shop)
  const folder = await shop.once('held', async (place) => {
    await owc(join(place, 'data'), ['import', dirname(model), '--as', 'bench/model', '--yes'])
  })
  return join(folder, 'data')
}

export async function heldBlob(data: string): Promise<{ readonly path: string; readonly sha256: string }> {
  const found = globSync(join(data, 'blobs', 'sha256', '*', '*')).find(
    (path) => statSync(path).size === MODEL_BYTES,
  )
  if (found === undefined) throw new Error('expected the blob that was imported')
  return { path: found, sha256: basename(found) }
}

export type Served = { readonly url: URL; readonly pid: number }

export async function openPair(
  shop: Workshop,
): Promise<{ readonly path: string; readonly ours: Served; readonly theirs: Served }> {
  const data = await heldData(shop)
  const { path, sha256 } = await heldBlob(data)
  const node = await runNode(shop, data)
  const nginx = await openNginx(shop, dirname(path))
  return {
    path,
    ours: { url: new URL(`/commons/v1/blobs/${sha256}`, node.url), pid: node.pid },
    theirs: { url: new URL(`/${basename(path)}`, nginx.url), pid: nginx.worker },
  }
}
