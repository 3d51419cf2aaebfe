// The lock of the runtime that answers, cut out of this checkout's own: node-llama-cpp and everything that it needs, each
// with its exact version and hash, and no address of a registry. The package carries it; the first use installs by it
// (src/node/run/runtime-install.ts). Builds for graphics cards are replaced by an empty package, as in the checkout.

import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const RUNTIME = 'node-llama-cpp'

type Locked = {
  readonly version?: string
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}
type Lock = { readonly packages: Readonly<Record<string, Locked>> }

export type RuntimeLock = {
  readonly manifest: object // package.json of the place where it is installed
  readonly lock: object // package-lock.json
  readonly about: { readonly name: string; readonly version: string; readonly sizeBytes: number }
}

/** @param root folder of the checkout, with node_modules */
export function runtimeLock(root: string): RuntimeLock {
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
  const { packages } = read('package-lock.json') as Lock
  const { overrides } = read('package.json') as { overrides: Readonly<Record<string, string>> }
  const kept = closure(packages, `node_modules/${RUNTIME}`)
  const version = packages[`node_modules/${RUNTIME}`]?.version
  if (version === undefined) throw new Error(`expected ${RUNTIME} in package-lock.json`)
  const own = { name: 'owc-runtime', private: true, dependencies: { [RUNTIME]: version } }
  const entries = [...kept].sort().map((path) => [path, checked(path, packages[path])] as const)
  return {
    manifest: { ...own, overrides: overridesOf(overrides) },
    lock: {
      name: own.name,
      lockfileVersion: 3,
      requires: true,
      packages: { '': own, ...Object.fromEntries(entries) },
    },
    about: { name: RUNTIME, version, sizeBytes: sizeOf(root, kept) },
  }
}

/** Paths of a package and of what it needs, each found as Node finds it: in the nearest node_modules upwards. */
function closure(packages: Lock['packages'], start: string): ReadonlySet<string> {
  const kept = new Set<string>([start])
  for (const path of kept) {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[path] ?? {}
    const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional)
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const found = nearest(packages, path, name)
      if (found !== undefined) kept.add(found)
      else if (optionalDependencies?.[name] === undefined)
        throw new Error(`expected ${name} in package-lock.json, as ${path} needs it`)
    }
  }
  return kept
}

function nearest(packages: Lock['packages'], from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (packages[path] !== undefined) return path
    if (at === '') return undefined
  }
}

/** Without a hash nothing would be held to what was tested here. */
function checked(path: string, entry: Locked | undefined): Locked {
  if (entry?.integrity === undefined) throw new Error(`expected the hash of ${path} in package-lock.json`)
  return entry
}

function overridesOf(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith(`@${RUNTIME}/`)))
}

/** What stands in this checkout's node_modules of it: about what another machine of this kind gets. */
function sizeOf(root: string, paths: Iterable<string>): number {
  let bytes = 0
  for (const path of paths) {
    const folder = join(root, path)
    const within = (place: string) => place.slice(folder.length).includes('/node_modules')
    try {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
        if (entry.isFile() && !within(entry.parentPath)) bytes += lstatSync(join(entry.parentPath, entry.name)).size
    } catch {
      // of another system: not here
    }
  }
  return bytes
}
