// Builds the package: src/main.ts and the workers bundled to dist/ (Node refuses .ts under node_modules), page assets
// beside them, and the licence texts of everything that is bundled. The model runtime is left out: a packed program
// gets it at the first `owc run` (package.json keeps it for checkouts).

import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { build } from 'esbuild'
import { buildAuditPage } from './src/audit/build-page.ts'

const ASSETS = 'src/http/pages/assets'
const REQUIRE =
  "import { createRequire as __owcRequire } from 'node:module'; const require = __owcRequire(import.meta.url);"

rmSync('dist', { recursive: true, force: true })
const workers = globSync('src/**/*worker.ts').sort()
const result = await build({
  entryPoints: ['src/main.ts', ...workers],
  outbase: 'src',
  outdir: 'dist',
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
if (existsSync(ASSETS)) cpSync(ASSETS, 'dist/assets', { recursive: true })
cpSync('src/audit/assets/audit.css', 'dist/assets/audit.css')
writeFileSync('dist/assets/verify.html', await buildAuditPage(versionOf('.')))

const bundled = new Set<string>()
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)
  if (match?.[1] !== undefined) bundled.add(match[1])
}
const texts = [...bundled].sort().map((name) => {
  const folder = join('node_modules', name)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text =
    file === undefined
      ? `(no licence file in the package; stated: ${manifest.license})`
      : readFileSync(join(folder, file), 'utf8')
  return `${name} ${manifest.version} (${manifest.license})\n\n${text.trim()}\n`
})
mkdirSync('dist', { recursive: true })
writeFileSync('THIRD-PARTY-LICENSES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`))

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}
process.stdout.write(`dist: ${workers.length + 1} entries, ${bundled.size} packages bundled\n`)
