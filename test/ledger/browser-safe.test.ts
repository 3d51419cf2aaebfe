import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { buildSync } from 'esbuild'
import { bundleBytes } from '../../src/ledger/bundle.ts'
import type { Report } from '../../src/ledger/report.ts'
import { identityLine } from '../../src/ledger/trust.ts'
import { CONTENT, filesOf } from './signing-doubles.ts'
import { good, made } from './verify-doubles.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** The verifying code as one script, with no module of Node inside. */
function bundled() {
  const contents = [
    "export { verifyRelease } from './src/ledger/verify.ts'",
    "export { parseTrust } from './src/ledger/trust.ts'",
    "export { webCrypto } from './src/ledger/crypto-web.ts'",
  ].join('\n')
  const stdin = { contents, resolveDir: ROOT, loader: 'ts' } as const
  const options = { bundle: true, write: false, metafile: true, format: 'iife', globalName: 'owc' } as const
  return buildSync({ stdin, ...options, platform: 'browser', absWorkingDir: ROOT, logLevel: 'silent' })
}

type InBrowser = (bundle: Uint8Array, files: unknown, trust: string) => Promise<string>

/** Only what every browser has: no process, Buffer, require. */
function browser(script: string): InBrowser {
  const { crypto, TextEncoder, TextDecoder } = globalThis
  const context = createContext({ crypto, TextEncoder, TextDecoder })
  runInContext(script, context)
  const call = `async (bundle, files, trust) => JSON.stringify(await owc.verifyRelease({
    bundle: new Uint8Array(bundle), found: { files, scope: 'folder' },
    trust: owc.parseTrust(trust, 'trust', owc.webCrypto),
  }, owc.webCrypto))`
  return runInContext(call, context) as InBrowser
}

test('verifying code: bundles for a browser and answers there as here', async () => {
  const { outputFiles, metafile } = bundled()
  const inputs = Object.keys(metafile.inputs)
  const foreign = inputs.filter(
    (path) => !/^(src\/(ledger|base)\/|node_modules\/@noble\/hashes\/|<stdin>)/.test(path),
  )
  assert.deepEqual(foreign, [])
  const inBrowser = browser(outputFiles[0]?.text ?? '')
  const trust = `log ${made.log.vkey}\n${identityLine({ id: made.lab.id })}`
  const read = async (files: unknown, from = trust) =>
    JSON.parse(await inBrowser(bundleBytes(good), files, from)) as Report
  const whole = await read(filesOf(CONTENT))
  assert.deepEqual(whole.problems, [])
  assert.equal(whole.ok, true)
  const weights = CONTENT['model.safetensors'] as Uint8Array
  const damaged = await read(filesOf({ ...CONTENT, 'model.safetensors': weights.with(50, 0) }))
  assert.deepEqual([damaged.ok, damaged.problems[0]?.code, damaged.record.ok], [false, 'bytes-differ', true])
  const stranger = await read(filesOf(CONTENT), `log ${made.log.vkey}\n`)
  assert.deepEqual([stranger.ok, stranger.problems[0]?.code], [false, 'issuer-untrusted'])
})
