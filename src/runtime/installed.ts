// Where the runtime stands: beside this program in a checkout; in a folder of the user in an installed package, put there
// at the first use (cli/runtime.ts). What stands beside the program comes first, so that a checkout never runs something
// else than its lock names.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const RUNTIME_PACKAGE = 'node-llama-cpp'

/** Folder of the package; undefined: it is not installed.
 *  @param beside `import.meta.url` of the caller · @param installed folder of the user, with its own node_modules */
export function runtimeFolder(beside: string, installed: string | undefined): string | undefined {
  const manifest = `${RUNTIME_PACKAGE}/package.json`
  const places = [beside, ...(installed === undefined ? [] : [join(installed, 'package.json')])]
  for (const place of places) {
    for (const folder of createRequire(place).resolve.paths(RUNTIME_PACKAGE) ?? [])
      if (existsSync(join(folder, manifest))) return join(folder, RUNTIME_PACKAGE)
  }
  return undefined
}

export type RuntimeFacts = {
  readonly version: string
  readonly llama: string // release of llama.cpp that it is built from
  readonly licence?: string
  readonly home?: string // repository
}

export function runtimeFacts(folder: string): RuntimeFacts {
  const manifest = jsonOf(join(folder, 'package.json'))
  const { license, repository } = manifest
  const home = (repository as { url?: unknown } | undefined)?.url
  return {
    version: String(manifest['version']),
    llama: String(jsonOf(join(folder, 'llama', 'binariesGithubRelease.json'))['release'] ?? 'unknown'),
    ...(typeof license === 'string' && { licence: license }),
    ...(typeof home === 'string' && { home: home.replace(/^git\+/, '').replace(/\.git$/, '') }),
  }
}

/** Names of the platforms as the packages of the runtime bear them. */
const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'mac-x64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
}

/** Name of the package with the native code for a machine, under the runtime's scope. */
export function nativePackage(machine: string): string | undefined {
  return PLATFORMS[machine]
}

/** The same as a folder; undefined where there is none. */
export function nativeFolder(folder: string, machine: string): string | undefined {
  const name = nativePackage(machine)
  if (name === undefined) return undefined
  const native = join(dirname(folder), `@${RUNTIME_PACKAGE}`, name)
  return existsSync(join(native, 'bins')) ? native : undefined
}

/** Its native files, relative to the folder. */
export function nativeFiles(native: string): readonly string[] {
  return readdirSync(join(native, 'bins'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(native.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
}

function jsonOf(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>
}
