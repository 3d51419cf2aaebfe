// Builds the package: src/main.ts and the workers bundled to dist/ (Node refuses .ts under node_modules), page assets
// beside them, and the licence texts of everything that is bundled. The model runtime is left out: a packed program
// gets it at the first `owc run` (package.json keeps it for checkouts).

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { buildProgram } from './build-program.ts'
import { runtimeLock } from './runtime-lock.ts'
import { buildAuditPage } from './src/audit/build-page.ts'

const ASSETS = 'src/http/pages/assets'
rmSync('dist', { recursive: true, force: true })
const { entries, result } = await buildProgram('dist')
if (existsSync(ASSETS)) cpSync(ASSETS, 'dist/assets', { recursive: true })
cpSync('src/audit/assets/audit.css', 'dist/assets/audit.css')
cpSync('src/commons/standard/licences/known', 'dist/assets', { recursive: true })
writeFileSync('dist/assets/runtime-lock.json', JSON.stringify(runtimeLock('.')))
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
process.stdout.write(`dist: ${entries} entries, ${bundled.size} packages bundled\n`)
