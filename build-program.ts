// The program as one bundle with its workers: what the package carries, and what a test starts that cannot wait for
// five hundred modules at each of its two hundred starts.

import { globSync } from 'node:fs'
import { type BuildResult, build } from 'esbuild'

const REQUIRE =
  "import { createRequire as __owcRequire } from 'node:module'; const require = __owcRequire(import.meta.url);"

/** @param outdir ends in `dist`: workers are looked for beside the program in a folder of that name */
export async function buildProgram(
  outdir: string,
): Promise<{ readonly entries: number; readonly result: BuildResult<{ metafile: true }> }> {
  const entryPoints = ['src/main.ts', 'src/runtime/model-child.ts', ...globSync('src/**/*worker.ts').sort()]
  const result = await build({
    entryPoints,
    outbase: 'src',
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    external: ['node-llama-cpp', 'pg-native', 'esbuild'], // esbuild: only a checkout makes verify.html itself
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: 'warning',
  })
  return { entries: entryPoints.length, result }
}
