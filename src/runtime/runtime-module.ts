// The runtime's code, from wherever it is installed (installed.ts). A checkout has it beside itself; a packed program is
// installed without it and fetches it at the first use.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { EngineError } from './engine-error.ts'
import { RUNTIME_PACKAGE, runtimeFacts, runtimeFolder } from './installed.ts'

export type RuntimeModule = {
  readonly api: typeof import('node-llama-cpp')
  readonly folder: string
}

/** @param place folder of the user where it may be installed · @throws EngineError `missing` */
export async function importRuntime(place: string | undefined): Promise<RuntimeModule> {
  const folder = runtimeFolder(import.meta.url, place)
  if (folder === undefined) throw missing('none')
  try {
    const api = await import(pathToFileURL(join(folder, 'dist', 'index.js')).href)
    return { api: api as RuntimeModule['api'], folder }
  } catch (error) {
    throw missing(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
}

/** Results compare only within one of these: build, processor's code path, attention, cache type (serving-apis 1.5).
 *  Asked after a model was loaded, since the code path is chosen then. */
export function runtimeText(folder: string): string {
  const { version, llama } = runtimeFacts(folder)
  const cpu = /libggml-cpu-([a-z0-9_]+)\.so/.exec(mapsOf())?.[1] ?? process.arch
  return `${RUNTIME_PACKAGE}@${version}/llama.cpp@${llama}/cpu-${cpu}/fa=1/kv=f16`
}

function mapsOf(): string {
  try {
    return readFileSync('/proc/self/maps', 'utf8')
  } catch {
    return '' // not on this system
  }
}

function missing(found: string): EngineError {
  return new EngineError({
    kind: 'missing',
    expected: `${RUNTIME_PACKAGE}, which owc run installs after asking`,
    found,
  })
}
