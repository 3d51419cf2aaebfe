// Where a worker's file stands. A checkout runs .ts, the package .js; `new URL('./x.ts')` would not be rewritten.

/** @param caller `import.meta.url` of the calling module · @param name path without extension, from src/ or dist/ */
export function workerUrl(caller: string, name: string): URL {
  const source = caller.lastIndexOf('/src/')
  if (caller.endsWith('.ts') && source !== -1) return new URL(`${name}.ts`, caller.slice(0, source + 5))
  return new URL(`${name}.js`, caller.slice(0, caller.lastIndexOf('/dist/') + 6))
}
