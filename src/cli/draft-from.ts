// owc draft DIR FILE --from card|cyclonedx: what a form states is filled into a new draft where the files say nothing,
// each field with its place; what the form leaves open is said. The form is read within its limit and never followed.

import { open } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fromUtf8 } from '../base/bytes.ts'
import { OwcError, sentence } from '../base/errors.ts'
import { yamlText } from '../base/yaml-text.ts'
import type { Stated } from '../commons/releases/draft.ts'
import type { ReleaseDraft } from '../commons/releases/record-draft.ts'
import { readRecord } from '../commons/releases/record-yaml.ts'
import { writeRecord } from '../commons/releases/write-record.ts'
import { importCard } from '../commons/standard/imports/card.ts'
import { importCycloneDx, MAX_BOM_BYTES } from '../commons/standard/imports/cyclonedx.ts'
import type { Imported } from '../commons/standard/imports/draft-fields.ts'
import { MAX_CARD_BYTES } from '../commons/standard/imports/front-matter.ts'
import type { Call } from './command.ts'

type Form = { readonly maxBytes: number; readonly read: (text: string, where: string) => Imported }

const FORMS: Readonly<Record<string, Form>> = {
  card: { maxBytes: MAX_CARD_BYTES, read: importCard },
  cyclonedx: { maxBytes: MAX_BOM_BYTES, read: importCycloneDx },
}

export type FromForm = Stated & { readonly left: readonly string[] }

/** Undefined: no form was given. @throws OwcError `form-invalid` for one that cannot be read */
export async function readForm({ args, flag, on, world }: Call): Promise<FromForm | undefined> {
  const [, given] = args
  const from = flag('from')
  const usage = (expected: string, found: string) =>
    new OwcError({ code: 'usage', where: 'owc draft --from', expected, found })
  if (from === undefined && given === undefined) return undefined
  if (from === undefined || given === undefined)
    throw usage(
      '--from FORM and the file of the form',
      from === undefined ? (given ?? '') : `--from ${from} alone`,
    )
  const form = Object.hasOwn(FORMS, from) ? FORMS[from] : undefined
  if (form === undefined) throw usage(Object.keys(FORMS).join(' or '), from)
  if (on('check') || on('update')) throw usage('a draft, or --check, or --update', 'both')
  const file = resolve(world.folder, given)
  const { fields, places, left, problems } = form.read(await textWithin(file, form.maxBytes), basename(file))
  const [problem] = problems
  if (problem !== undefined) throw new OwcError(problem)
  return fitting({ fields: fields as ReleaseDraft, places }, left) // a part of a draft, as draft-fields.ts says
}

async function textWithin(file: string, maxBytes: number): Promise<string> {
  const invalid = (expected: string, found: string) =>
    new OwcError({ code: 'form-invalid', where: file, expected, found })
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause
    throw new OwcError({ code: 'file-missing', where: file, expected: 'a file', found: 'nothing' })
  })
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw invalid('a file', 'something else')
    if (stats.size > maxBytes) throw invalid(`at most ${maxBytes} bytes`, `${stats.size}`)
    const text = fromUtf8(await handle.readFile())
    if (text === undefined) throw invalid('text in UTF-8', 'other bytes')
    return text
  } finally {
    await handle.close()
  }
}

/** What a record could not take, such as a name that hides characters, is left out and told. */
function fitting({ fields, places }: Stated, left: readonly string[]): FromForm {
  const told = [...left]
  const kept = Object.entries(fields).filter(([field, value]) => {
    const text = writeRecord({ [field]: value } as ReleaseDraft, [], new Map())
    const [problem] = readRecord(text, field).problems
    if (problem !== undefined) told.push(`${field} is left out: ${sentence(problem)}`)
    return problem === undefined
  })
  return { fields: Object.fromEntries(kept) as ReleaseDraft, places, left: told }
}

/** Lines for a record that is there already: what it does not say and the form does. */
export function fillable({ fields, places }: Stated, draft: ReleaseDraft): readonly string[] {
  return Object.entries(fields)
    .filter(([field]) => draft[field as keyof ReleaseDraft] === undefined)
    .map(
      ([field, value]) =>
        `could be filled in from ${places[field] ?? 'the form'}: ${field}: ${yamlText(value)}`,
    )
}
