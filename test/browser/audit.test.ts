// An audit folder in a real browser, opened from file:// without network, beside `owc verify` on the same folder: equal
// verdicts, as JSON, for the whole folder and for each way in which one can be tampered with.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { called } from '../cli/called.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { owc, owcOffline } from '../interop/peers.ts'
import { assertNarrow, axe, openBrowser, picture, smallTargets } from './browser.ts'

type Report = {
  readonly ok: boolean
  readonly problems: readonly { readonly code: string; readonly where: string }[]
}

const place = mkdtempSync(join(tmpdir(), 'owc-audit-'))
const environment = { OWC_DATA: join(place, 'data'), OWC_STATE: join(place, 'state') }
const whole = join(place, 'whole')
const trust = join(place, 'state', 'trust')
const other = join(place, 'other.owcb.json')
const browser = await openBrowser()

before(async () => {
  const model = join(place, 'model')
  mkdirSync(join(model, 'sub'), { recursive: true })
  writeFileSync(join(model, 'model.safetensors'), tinyWeights(1))
  writeFileSync(join(model, 'config.json'), '{"a":1}')
  writeFileSync(join(model, 'sub', 'ä file.txt'), 'hello')
  writeFileSync(join(model, 'empty.txt'), '')
  writeFileSync(join(model, 'README.md'), '---\nlicense: mit\n---\n# <script>alert(1)</script>\n')
  await done(['import', model, '--as', 'acme/tern', '--json'])
  await done(['export', 'acme/tern', '--as', 'audit', '--with-files', '--to', whole])
  await done(['import', join(model, 'config.json'), '--as', 'acme/other', '--json'])
  await done(['export', 'acme/other', '--as', 'bundle', '--out', other])
})
after(async () => {
  await browser.close()
  rmSync(place, { recursive: true, force: true })
})

async function done(words: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await owc(words, environment)
  assert.equal(status, 0, stdout + stderr)
}

/** A page of the folder in a browser without network; it may log nothing and ask nobody. */
async function opened(
  folder: string,
  work: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ offline: true })
  const troubles: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => troubles.push(`console ${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!/^(file|blob):/.test(request.url())) troubles.push(`request: ${request.url()}`)
  })
  await page.goto(pathToFileURL(join(folder, 'verify.html')).href)
  await page.locator('#form').waitFor()
  await work(page, context)
  assert.deepEqual(troubles, [])
  await context.close()
}

async function checked(page: Page, chosen: string, anchors: string = trust): Promise<Report> {
  await page.locator('#folder').setInputFiles(chosen)
  await page.locator('#trust-file').setInputFiles(anchors)
  await page.waitForFunction('document.getElementById("trust").value !== ""')
  await page.getByRole('button', { name: 'Check' }).click()
  await page.locator('#verdict').waitFor()
  return JSON.parse((await page.locator('#json').textContent()) ?? '') as Report
}

async function told(words: readonly string[]): Promise<Report> {
  const { stdout, stderr } = await owcOffline(['verify', ...words, '--json'], environment)
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout) as Report
}

type Bundled = {
  readonly envelope: {
    readonly payload: string
    readonly payloadType: string
    readonly signatures: readonly { readonly keyid?: string; readonly sig?: string }[]
  }
  readonly proofs: readonly string[]
}
type Bundle = { readonly subject: string; readonly files: unknown; readonly statements: readonly Bundled[] }

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = (bytes[at] as number) ^ 1
  writeFileSync(file, bytes)
}

function edit(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8')
  const changed = change(text)
  assert.notEqual(changed, text, 'the variant changes nothing')
  writeFileSync(file, changed)
}

/** As somebody would who wants sha256sum to be content. */
function resum(folder: string): void {
  edit(join(folder, 'SHA256SUMS'), (text) =>
    text.replaceAll(/^[0-9a-f]{64} {2}(.+)$/gm, (_line, path: string) => {
      const digest = createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex')
      return `${digest}  ${path}`
    }),
  )
}

function bundleOf(folder: string): Bundle {
  return JSON.parse(readFileSync(join(folder, 'release.owcb.json'), 'utf8')) as Bundle
}

/** The list is made to fit, so that only the ledger can tell. */
function rebundle(folder: string, change: (bundle: Bundle) => Bundle): void {
  edit(join(folder, 'release.owcb.json'), (text) => JSON.stringify(change(JSON.parse(text) as Bundle)))
  resum(folder)
}

function recordIn(folder: string, change: (one: Bundled) => Bundled): void {
  rebundle(folder, (bundle) => ({
    ...bundle,
    statements: bundle.statements.map((one) =>
      `sha256:${idOf(one)}` === bundle.subject ? change(one) : one,
    ),
  }))
}

function textOf({ envelope }: Bundled): string {
  return Buffer.from(envelope.payload, 'base64').toString()
}

function idOf({ envelope }: Bundled): string {
  return createHash('sha256').update(Buffer.from(envelope.payload, 'base64')).digest('hex')
}

function statementOf({ statements }: Bundle, type: string): Bundled {
  const found = statements.find((one) => textOf(one).includes(type))
  assert.ok(found, type)
  return found
}

/** What may happen to a folder between two people. `codes`: what must be told, in any order; more may be. */
const VARIANTS: readonly {
  readonly name: string
  readonly change: (folder: string) => void
  readonly codes: readonly string[]
}[] = [
  {
    name: 'a bit in a weight file',
    change: (f) => flip(join(f, 'files', 'model.safetensors'), 100),
    codes: ['bytes-differ'],
  },
  {
    name: 'a bit in a weight file, and its line in SHA256SUMS made to fit',
    change(f) {
      flip(join(f, 'files', 'model.safetensors'), 100)
      resum(f)
    },
    codes: ['bytes-differ'],
  },
  {
    name: 'a truncated file',
    change: (f) => truncateSync(join(f, 'files', 'config.json'), 3),
    codes: ['bytes-differ'],
  },
  { name: 'a missing file', change: (f) => rmSync(join(f, 'files', 'config.json')), codes: ['file-missing'] },
  {
    name: 'no files at all',
    change: (f) => rmSync(join(f, 'files'), { recursive: true }),
    codes: ['file-missing'],
  },
  {
    name: 'a file more',
    change: (f) => writeFileSync(join(f, 'files', 'evil.py'), 'x'),
    codes: ['file-unexpected'],
  },
  {
    name: 'a renamed file',
    change: (f) => renameSync(join(f, 'files', 'config.json'), join(f, 'files', 'konfig.json')),
    codes: ['file-missing', 'file-unexpected'],
  },
  {
    name: 'a document more',
    change: (f) => writeFileSync(join(f, 'trust'), 'log x'),
    codes: ['file-unexpected'],
  },
  {
    name: 'a changed report',
    change: (f) => appendFileSync(join(f, 'report.html'), ' '),
    codes: ['sums-differ'],
  },
  { name: 'a missing README', change: (f) => rmSync(join(f, 'README.txt')), codes: ['file-missing'] },
  {
    name: 'a changed line of SHA256SUMS',
    change: (f) => edit(join(f, 'SHA256SUMS'), (text) => text.replace(/^[0-9a-f]{4}/, '0000')),
    codes: ['sums-differ'],
  },
  { name: 'no SHA256SUMS', change: (f) => rmSync(join(f, 'SHA256SUMS')), codes: ['file-missing'] },
  {
    name: 'the bundle of another artifact',
    change: (f) => cpSync(other, join(f, 'release.owcb.json')),
    codes: ['file-unexpected', 'sums-differ'],
  },
  {
    name: 'the record of another artifact over this list of files',
    change(f) {
      const { files } = bundleOf(f)
      cpSync(other, join(f, 'release.owcb.json'))
      rebundle(f, (bundle) => ({ ...bundle, files }))
    },
    codes: ['record-differs'],
  },
  {
    name: 'a statement that is no record as the subject',
    change: (f) =>
      rebundle(f, (bundle) => ({
        ...bundle,
        subject: `sha256:${idOf(statementOf(bundle, 'owc:custody/v1'))}`,
      })),
    codes: ['record-missing'],
  },
  {
    name: 'a changed signature',
    change: (f) =>
      recordIn(f, ({ envelope, proofs }) => {
        const [first] = envelope.signatures
        const sig = Buffer.from(first?.sig ?? '', 'base64')
        sig[40] = (sig[40] as number) ^ 1
        return { envelope: { ...envelope, signatures: [{ ...first, sig: sig.toString('base64') }] }, proofs }
      }),
    codes: ['signature-invalid'],
  },
  {
    name: 'a signature that strict verifiers refuse',
    change: (f) =>
      recordIn(f, ({ envelope, proofs }) => {
        const sig = Buffer.from([1, ...Array.from({ length: 63 }, () => 0)]).toString('base64')
        return { envelope: { ...envelope, signatures: [{ ...envelope.signatures[0], sig }] }, proofs }
      }),
    codes: ['signature-invalid'],
  },
  {
    name: 'a changed proof',
    change: (f) =>
      recordIn(f, ({ envelope, proofs }) => ({
        envelope,
        proofs: proofs.map((proof) =>
          proof.replace(/\nindex (\d+)\n/, (_line, index) => `\nindex ${Number(index) + 1}\n`),
        ),
      })),
    codes: ['proof-wrong'],
  },
  {
    name: 'a changed checkpoint',
    change: (f) =>
      edit(join(f, 'release.owcb.json'), (text) =>
        text.replaceAll(/(owc-log\/[0-9a-f]{16}\\n\d+\\n)([A-Za-z0-9+/]{4})/g, '$1AAAA'),
      ),
    codes: ['proof-wrong'],
  },
  {
    name: 'a swapped identity key',
    change: (f) =>
      rebundle(f, (bundle) => ({
        ...bundle,
        statements: bundle.statements.map((one) => {
          const text = Buffer.from(one.envelope.payload, 'base64').toString()
          if (!text.includes('owc:identity/v1')) return one
          const swapped = text.replace(/"key":"[A-Za-z0-9+/]{4}/, '"key":"AAAA')
          assert.notEqual(swapped, text)
          return { ...one, envelope: { ...one.envelope, payload: Buffer.from(swapped).toString('base64') } }
        }),
      })),
    codes: ['identity-unknown'],
  },
  {
    name: 'identity documents left out',
    change: (f) =>
      rebundle(f, (bundle) => ({
        ...bundle,
        statements: bundle.statements.filter((one) => !textOf(one).includes('owc:identity/v1')),
      })),
    codes: ['identity-unknown'],
  },
  {
    name: 'a changed word of the record',
    change: (f) =>
      recordIn(f, (one) => ({
        ...one,
        envelope: {
          ...one.envelope,
          payload: Buffer.from(textOf(one).replace('"mit"', '"gpl"')).toString('base64'),
        },
      })),
    codes: ['record-missing'],
  },
  {
    name: 'a bundle that is no JSON',
    change: (f) => truncateSync(join(f, 'release.owcb.json'), 500),
    codes: ['json-invalid'],
  },
  { name: 'no bundle', change: (f) => rmSync(join(f, 'release.owcb.json')), codes: ['record-missing'] },
]

/** owc verify in this process: it needs no node for a path. */
async function judged(words: readonly string[]): Promise<Report> {
  const { out, err } = await called(['verify', ...words, '--json'], { folder: place })
  assert.notEqual(out, '', err)
  return JSON.parse(out) as Report
}

test('audit: the page and owc verify give one verdict, without network', async () => {
  await opened(whole, async (page) => {
    const report = await checked(page, whole)
    assert.deepEqual(report.problems, [])
    assert.equal(report.ok, true)
    assert.deepEqual(report, await told([whole, '--trust', trust]))
    await page.getByText('These are the bytes that').waitFor()
  })
})

test('audit: every way to tamper with a folder is told by the page and by owc verify with the same words', async () => {
  const wrong: string[] = []
  await opened(whole, async (page) => {
    for (const { name, change, codes } of VARIANTS) {
      const folder = mkdtempSync(join(place, 'variant-'))
      cpSync(whole, folder, { recursive: true })
      change(folder)
      const report = await checked(page, folder)
      const here = report.problems.map(({ code }) => code)
      const missing = codes.filter((code) => !here.includes(code))
      if (missing.length > 0) wrong.push(`${name}: expected ${missing.join(', ')}, found ${here.join(', ')}`)
      assert.deepEqual(report, await judged([folder, '--trust', trust]), name)
      assert.equal(report.ok, false, name)
      rmSync(folder, { recursive: true })
    }
  })
  assert.deepEqual(wrong, [])
  assert.ok(VARIANTS.length >= 10)
})

test('audit: anchors out of the folder prove nothing, and without any nobody is believed', async () => {
  const folder = mkdtempSync(join(place, 'anchors-'))
  cpSync(whole, folder, { recursive: true })
  const planted = join(folder, 'trust')
  cpSync(trust, planted)
  const nobody = join(place, 'nobody')
  writeFileSync(nobody, '# nobody\n')
  await opened(folder, async (page) => {
    const inside = await checked(page, folder, planted)
    assert.ok(inside.problems.some(({ code }) => code === 'trust-inside'))
    assert.ok(inside.problems.some(({ code }) => code === 'issuer-untrusted'))
    assert.deepEqual(inside, await judged([folder, '--trust', planted]))
    const stranger = await checked(page, whole, nobody)
    assert.deepEqual(
      stranger.problems.map(({ code }) => code),
      ['log-untrusted', 'issuer-untrusted'],
    )
    assert.deepEqual(stranger, await judged([whole, '--trust', nobody]))
  })
})
