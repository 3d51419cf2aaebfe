// A release in one of the forms of exports/forms.ts, with what the form cannot carry and what the record lacks, each
// under the title that the record's own table of fields gives it. One view for the command, the API and the page.

import { OwcError } from '../../base/errors.ts'
import type { Row } from '../../commons/releases/query.ts'
import { FIELDS, SECTIONS } from '../../commons/releases/record-fields.ts'
import type { Dossier } from '../../commons/standard/dossier.ts'
import { type Exported, withdrawnIn } from '../../commons/standard/exports/exported.ts'
import { EXPORT_FORMS, type ExportForm } from '../../commons/standard/exports/forms.ts'
import { dossierOf } from './dossier.ts'
import { resolveRef } from './ref.ts'
import type { ViewSources } from './sources.ts'

/** A field of the record by its title, or a whole sentence. */
export type Told = { readonly says: string; readonly field?: string }

export type FormView = {
  readonly form: string
  readonly title: string
  readonly version: string
  readonly file: string
  readonly mediaType: string
  readonly gaps: readonly Told[]
  readonly notCarried: readonly Told[]
}
export type ExportView = FormView & {
  readonly ref: string
  readonly artifact: string // sha256:…
  readonly statement: string // sha256:…
  readonly text: string
  readonly withdrawn?: string // a sentence
}

/** Everything that can be taken away of a release, for its page. */
export type ExportsPage = {
  readonly ref: string
  readonly display: string
  readonly artifact: string // sha256:…
  readonly statement: string // sha256:…
  readonly forms: readonly FormView[]
  readonly withdrawn?: string
}

export async function exportsPage(sources: ViewSources, ref: string): Promise<ExportsPage> {
  const { record } = await resolveRef(sources, ref)
  const withdrawn = withdrawnIn(await readDossier(sources, record))
  return {
    ref: record.name,
    display: record.display,
    artifact: `sha256:${record.artifact}`,
    statement: `sha256:${record.statement}`,
    forms: await exportForms(sources, record),
    ...(withdrawn !== undefined && { withdrawn }),
  }
}

/** @throws OwcError `release-missing` when the record was erased */
export async function exportView(sources: ViewSources, row: Row, form: ExportForm): Promise<ExportView> {
  const dossier = await readDossier(sources, row)
  const exported = form.write(dossier, SECTIONS)
  const withdrawn = withdrawnIn(dossier)
  return {
    ref: row.name,
    artifact: `sha256:${row.artifact}`,
    statement: `sha256:${row.statement}`,
    ...formView(form, exported),
    ...(withdrawn !== undefined && { withdrawn }),
    text: exported.text,
  }
}

/** Every form with what it cannot carry, without its text. */
export async function exportForms(sources: ViewSources, row: Row): Promise<readonly FormView[]> {
  const dossier = await readDossier(sources, row)
  return EXPORT_FORMS.map((form) => formView(form, form.write(dossier, SECTIONS)))
}

async function readDossier(sources: ViewSources, row: Row): Promise<Dossier> {
  const dossier = await dossierOf(sources, row)
  if (dossier !== undefined) return dossier
  throw new OwcError({
    code: 'release-missing',
    where: 'reference',
    expected: 'a record whose text is here',
    found: `sha256:${row.statement}, which was erased`,
  })
}

type Formed = Pick<ExportForm, 'id' | 'title' | 'version' | 'file'>

export function formView({ id, title, version, file }: Formed, exported: Exported): FormView {
  const { mediaType, gaps, notCarried } = exported
  return {
    form: id,
    title,
    version,
    file,
    mediaType,
    gaps: gaps.map(told),
    notCarried: notCarried.map(told),
  }
}

const TITLES: ReadonlyMap<string, string> = new Map(FIELDS.map(({ path, title }) => [path, title]))

function told(one: string): Told {
  if (/[\s“”]/.test(one)) return { says: one }
  const title = TITLES.get(one) ?? TITLES.get(one.replace(/\[\].*$/, ''))
  return { says: title === undefined || title === one ? one : `${title} (${one})`, field: one }
}
