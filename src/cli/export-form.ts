// owc export REF --as card|cyclonedx|…: the record in a form that others use, as a file or on standard output, and in
// plain sight what the form cannot carry and what nobody stated.

import { readFile, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { compareBytes } from '../base/bytes.ts'
import { parseDigest } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { AdvisoryExportView } from '../node/views/advisory-export.ts'
import type { ExportView, FormView, Told } from '../node/views/export.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { Call, Connection } from './command.ts'
import { type Out, size } from './out.ts'

const MAX_SHOWN = 12 // of each list; --json has all

/** An advisory, by the digest of its statement. */
export async function toAdvisoryForm(
  call: Call,
  form: string,
  saying: { readonly connection: Connection; readonly out: Out },
): Promise<void> {
  const statement = parseDigest(call.args[0] as string, 'owc export')
  const by = call.flag('by')
  const also = by === undefined ? '' : `&by=${encodeURIComponent(by)}`
  const path = `/commons/v1/statements/${statement}/export?as=${encodeURIComponent(form)}${also}`
  await give(call, await saying.connection.api.get<AdvisoryExportView>(path), saying.out)
}

/** `--out -` writes the text itself to standard output, and what is said about it as notes. */
export async function toForm(
  call: Call,
  { artifact }: ReleaseView,
  form: string,
  { connection, out }: { readonly connection: Connection; readonly out: Out },
): Promise<void> {
  const path = `/commons/v1/artifacts/${artifact}/export?as=${encodeURIComponent(form)}`
  await give(call, await connection.api.get<ExportView>(path), out)
}

type Given = FormView & { readonly text: string; readonly withdrawn?: string }

async function give(call: Call, view: Given, out: Out): Promise<void> {
  const { text, file: name, ...rest } = view
  if (call.flag('out') === '-') {
    out.text(text)
    for (const line of lines(view)) out.note(line)
    out.result(view)
    return
  }
  const bytes = new TextEncoder().encode(text)
  const file = await writeExport(call, name, bytes)
  out.line(`${file}  ${size(bytes.length)}, ${view.title}, ${view.version}`)
  for (const line of lines(view)) out.line(line)
  out.result({ ...rest, file, sizeBytes: bytes.length })
}

/** Where nobody said where to write, nothing is overwritten: the usual name of a card is README.md.
 *  @throws OwcError file-unusable */
export async function writeExport({ flag, world }: Call, usual: string, bytes: Uint8Array): Promise<string> {
  const chosen = flag('out')
  const file = resolve(world.folder, chosen ?? usual)
  try {
    await writeFile(file, bytes, { flag: chosen === undefined ? 'wx' : 'w' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    if (await holds(file, bytes)) return file
    const hint = `--out ${usual} writes there all the same, --out - to standard output.`
    const expected = 'no file of this name, or the same bytes'
    throw new OwcError({ code: 'file-unusable', where: file, expected, found: 'other bytes', hint }, cause)
  }
  return file
}

async function holds(file: string, bytes: Uint8Array): Promise<boolean> {
  const { size: there } = await stat(file)
  return there === bytes.length && compareBytes(await readFile(file), bytes) === 0
}

function lines({ gaps, notCarried, withdrawn }: Given): readonly string[] {
  const first = withdrawn === undefined ? [] : [withdrawn]
  return [
    ...first,
    ...listed('Not carried by this form:', notCarried),
    ...listed('Not stated by the record:', gaps),
  ]
}

function listed(head: string, told: readonly Told[]): readonly string[] {
  if (told.length === 0) return []
  const more = told.length - MAX_SHOWN
  return [
    head,
    ...told.slice(0, MAX_SHOWN).map(({ says }) => `  ${says}`),
    ...(more > 0 ? [`  and ${more} more (--json lists all)`] : []),
  ]
}
