// Makes verify.html out of the ledger's own code, with esbuild. Runs when the package is built, and in a checkout each
// time that somebody exports; the package carries the product and not this. Same sources, same bytes.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { documentText } from './document.ts'

const SOURCE = new URL('../', import.meta.url) // src/

export async function buildAuditPage(version: string): Promise<string> {
  const [script, worker] = await Promise.all([bundled('audit/page.ts'), bundled('audit/hashing.ts')])
  const body = read('audit/assets/verify.html').replace('OWC_VERSION', version)
  const style = read('http/pages/assets/style.css') + read('audit/assets/audit.css')
  return documentText({ title: 'Check an audit folder', style, body, script, worker }, nodeCrypto)
}

/** One classic script: a module could not be started from a file or a blob URL everywhere. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, SOURCE))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    minify: true,
    charset: 'ascii', // the page reads the same whatever a browser guesses
    legalComments: 'eof', // licences of what is inside
    logLevel: 'warning',
    absWorkingDir: fileURLToPath(new URL('../', SOURCE)),
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`)
  return output.text
}

function read(place: string): string {
  return readFileSync(new URL(place, SOURCE), 'utf8')
}
