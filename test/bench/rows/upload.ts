// Sending 1 GiB to a server that checks its digest before it is named, by digest, on disk: a node, which inspects it as
// well and answers when it is durable, against a docker-registry's monolithic PUT. The senders know the digest before.

import { createHash } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { asChunks } from '../../../src/base/bytes.ts'
import type { Sha256 } from '../../../src/base/digest.ts'
import { manifestBytes } from '../../../src/base/manifest.ts'
import { connect } from '../../../src/client/api.ts'
import { finishUpload, type LocalFile, uploadAll } from '../../../src/client/upload.ts'
import { closeFd, openFd, readChunks } from '../../../src/storage/chunks.ts'
import { MODEL_BYTES, modelFile } from '../kit/model.ts'
import { runNode } from '../kit/node.ts'
import { need, output } from '../kit/peers.ts'
import { openRegistry } from '../kit/registry.ts'
import { interleave, MEMORY, type Row, settle } from '../row.ts'
import type { Workshop } from '../workshop.ts'

export const uploaded: Row = {
  id: 'upload',
  work: 'upload of 1 GiB, checked, inspected and durable',
  peer: 'docker-registry PUT',
  bar: [{ of: 'ratio', sign: '≥', value: 1.4 }],
  why: 'The disk decides: a node answers when the bytes are durable, a registry when they are in the page cache. Into memory, of the same rounds (further figures), both are level, though a node takes a second digest, one of each tensor, and inspects the file while it comes; on two cores the sender, the receiver and the inspecting thread share what there is.',
  async run(shop) {
    need('curl', 'openssl')
    const model = await modelFile(shop)
    const sha256 = (await output('openssl', ['dgst', '-sha256', '-r', model])).slice(0, 64) as Sha256
    const disk = await openPlace(shop, shop.folder, { model, sha256 })
    const memory = await openPlace(shop, MEMORY, { model, sha256 })
    return await interleave({
      unit: 'MB/s',
      before: async () => {
        await disk.clear()
        await memory.clear()
        await settle()
      },
      ours: disk.ours,
      theirs: disk.theirs,
      others: { 'ours into memory': memory.ours, 'theirs into memory': memory.theirs },
    })
  },
}

type Sent = { readonly model: string; readonly sha256: Sha256 }

/** Both servers with what they keep in one folder. */
async function openPlace(shop: Workshop, folder: string, { model, sha256 }: Sent) {
  const place = join(folder, `owc-bench-upload-${process.pid}`)
  shop.later(() => rm(place, { recursive: true, force: true }))
  const data = join(place, 'node', 'data')
  const node = await runNode(shop, data)
  const registry = await openRegistry(shop, join(place, 'registry'))
  const api = connect({ url: node.url, token: node.token })
  shop.later(() => api.close())
  const blob = join(data, 'blobs', 'sha256', sha256.slice(0, 2), sha256)
  const timed = async (work: () => Promise<void>): Promise<number> => {
    const started = performance.now()
    await work()
    return MODEL_BYTES / 1e3 / (performance.now() - started)
  }
  return {
    async clear(): Promise<void> {
      await rm(blob, { force: true })
      await rm(join(place, 'registry', 'blobs'), { recursive: true, force: true })
    },
    ours: () => timed(() => sendTo(api, { model, sha256 })),
    theirs: () => timed(() => putTo(registry, { model, sha256 })),
  }
}

async function sendTo(api: ReturnType<typeof connect>, { model, sha256 }: Sent): Promise<void> {
  const { size: sizeBytes } = await stat(model)
  const path = 'model.safetensors'
  const file: LocalFile = {
    path,
    sha256,
    sizeBytes,
    open: (position) => readFile(model, position, sizeBytes),
  }
  const manifest = manifestBytes([{ path, sha256, sizeBytes }])
  const list: LocalFile = {
    sha256: createHash('sha256').update(manifest).digest('hex') as Sha256,
    sizeBytes: manifest.length,
    open: (position) => asChunks(manifest.subarray(position)),
  }
  const upload = { progress: () => undefined, signal: AbortSignal.timeout(300_000) }
  await uploadAll(api, [file, list], upload)
  await finishUpload(api, list.sha256, upload)
}

async function* readFile(model: string, position: number, end: number) {
  const fd = await openFd(model, 'r')
  try {
    yield* readChunks(fd, { start: position, end }, model)
  } finally {
    await closeFd(fd)
  }
}

/** A monolithic upload (OCI distribution): POST, then PUT of all bytes to the address that it gave. */
async function putTo(registry: string, { model, sha256 }: Sent): Promise<void> {
  const begun = await fetch(`${registry}/v2/bench/model/blobs/uploads/`, { method: 'POST' })
  const location = begun.headers.get('location')
  if (begun.status !== 202 || location === null) throw new Error(`POST answered ${begun.status}`)
  const line = ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '-X', 'PUT', '-T', model]
  const status = await output('curl', [
    ...line,
    '-H',
    'Content-Type: application/octet-stream',
    `${location}&digest=sha256:${sha256}`,
  ])
  if (status !== '201') throw new Error(`PUT answered ${status}`)
}
