// The runtime of this program as a tool: its digest covers the native files that are loaded, so the same build on two
// machines of one kind is one tool. What the package says of its licence and keeper is quoted, and nothing is added.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { digestText, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { type ManifestFile, manifestBytes } from '../../base/manifest.ts'
import { nativeFiles, nativeFolder, RUNTIME_PACKAGE, runtimeFacts } from '../../runtime/installed.ts'
import type { Sheet } from './measure-probe.ts'

/** @param machine platform and processor, as in linux-x64 · @throws OwcError `runtime-missing` */
export async function runtimeTool(folder: string, machine: string): Promise<Sheet['tool']> {
  const native = nativeFolder(folder, machine)
  if (native === undefined) throw missing(machine)
  const files = await Promise.all(nativeFiles(native).map((path) => hashed(native, path)))
  const { version, llama, licence, home } = runtimeFacts(folder)
  const digest = createHash('sha256').update(manifestBytes(files)).digest('hex') as Sha256
  return {
    digest: digestText(digest),
    body: {
      name: RUNTIME_PACKAGE,
      version,
      kind: 'runtime',
      covers: `the native files of ${RUNTIME_PACKAGE} ${version} for ${machine}, as an owc-artifact/v1 manifest`,
      platform: machine.replace('-', ' '),
      ...(licence !== undefined && { licence, licenceSource: 'package.json of the package' }),
      ...(home !== undefined && { keptBy: home }),
      from: [`npm package ${RUNTIME_PACKAGE} ${version}`],
      contains: [{ name: 'llama.cpp', version: llama }],
      formats: ['gguf'],
    },
  }
}

async function hashed(folder: string, path: string): Promise<ManifestFile> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of createReadStream(join(folder, path))) {
    hash.update(chunk as Buffer)
    sizeBytes += (chunk as Buffer).length
  }
  return { path, sizeBytes, sha256: hash.digest('hex') as Sha256 }
}

function missing(machine: string): OwcError {
  return new OwcError({
    code: 'runtime-missing',
    where: RUNTIME_PACKAGE,
    expected: `its native files for ${machine}`,
    found: 'none beside it',
  })
}
