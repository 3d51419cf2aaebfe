// What may happen to an audit folder between two people, each as somebody would do it who wants it to go unnoticed:
// the list of sums is made to fit where only signatures and proofs should tell.

import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

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

export function edit(file: string, change: (text: string) => string): void {
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
export type Variant = {
  readonly name: string
  readonly change: (folder: string) => void
  readonly codes: readonly string[]
}

/** @param other bundle of another artifact of the same log */
export function variants(other: string): readonly Variant[] {
  return [
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
    {
      name: 'a missing file',
      change: (f) => rmSync(join(f, 'files', 'config.json')),
      codes: ['file-missing'],
    },
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
          return {
            envelope: { ...envelope, signatures: [{ ...first, sig: sig.toString('base64') }] },
            proofs,
          }
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
      name: 'a swapped identity key, and everything signed anew with it',
      change(f) {
        const { privateKey, publicKey } = generateKeyPairSync('ed25519')
        const keyid = createHash('sha256')
          .update(publicKey.export({ type: 'spki', format: 'der' }))
          .digest('hex')
        const raw = publicKey.export({ format: 'raw-public' }).toString('base64')
        rebundle(f, (bundle) => {
          const ids = new Map<string, string>()
          const statements = bundle.statements.map((one) => {
            const text = textOf(one)
            const swapped = text.includes('owc:identity/v1')
              ? text.replace(/"keyid":"[0-9a-f]{64}","pub":"[^"]+"/, `"keyid":"${keyid}","pub":"${raw}"`)
              : text
            const payload = Buffer.from(swapped)
            const type = one.envelope.payloadType
            const pae = Buffer.concat([
              Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `),
              payload,
            ])
            const signatures = [{ keyid, sig: sign(null, pae, privateKey).toString('base64') }]
            const made = {
              ...one,
              envelope: { ...one.envelope, payload: payload.toString('base64'), signatures },
            }
            ids.set(idOf(one), idOf(made))
            return made
          })
          const subject = `sha256:${ids.get(bundle.subject.slice(7))}`
          return { ...bundle, subject, statements }
        })
      },
      codes: ['identity-unknown', 'proof-wrong'],
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
}
