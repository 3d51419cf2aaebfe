// One process's try at an upload, to be killed: node upload-process.ts URL TOKEN FOLDER. Prints the artifact when it is
// finished on the node, and before that one line for each file with where it begins inside it.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { asChunks } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { manifestBytes } from '../../src/base/manifest.ts'
import { connect } from '../../src/client/api.ts'
import { finishUpload, type LocalFile, uploadAll } from '../../src/client/upload.ts'
import type { Chunks } from '../../src/storage/contracts.ts'

const PIECE_BYTES = 256 << 10
const [url = '', token = '', folder = ''] = process.argv.slice(2)

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Sha256

/** As slow as a network, so that kills come at every stage. */
async function* slowly(path: string, bytes: Uint8Array, position: number): Chunks {
  process.stdout.write(`${path} from ${position}\n`)
  for (let at = position; at < bytes.length; at += PIECE_BYTES) {
    yield bytes.subarray(at, Math.min(bytes.length, at + PIECE_BYTES))
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
}

const files = readdirSync(folder).map((path): LocalFile & { readonly path: string } => {
  const bytes = readFileSync(join(folder, path))
  const open = (position: number) => slowly(path, bytes, position)
  return { path, sha256: digest(bytes), sizeBytes: bytes.length, open }
})
const manifest = manifestBytes(files)
const whole: LocalFile = {
  sha256: digest(manifest),
  sizeBytes: manifest.length,
  open: (position) => asChunks(manifest.subarray(position)),
}
const api = connect({ url, token })
const upload = { progress: () => undefined, signal: new AbortController().signal }
await uploadAll(api, [...files, whole], upload)
const { artifact } = await finishUpload(api, whole.sha256, upload)
process.stdout.write(`done ${artifact}\n`)
api.close()
