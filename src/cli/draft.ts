// owc draft DIR: reads what lies in a folder and writes the commented record beside it. What a person has written since
// is never overwritten: a second run says what the files tell now, --update refreshes the list of files alone.

import { rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { OwcError, type Problem, sentence } from '../base/errors.ts'
import { yamlComment } from '../base/yaml-text.ts'
import { compileRecord } from '../commons/releases/compile.ts'
import { draftFound, draftRecord } from '../commons/releases/draft.ts'
import type { DraftFinding, FoundFiles } from '../commons/releases/found.ts'
import { type NotStated, notStated } from '../commons/releases/record-fields.ts'
import { RECORD_FILE, type ReadRecord, readRecord } from '../commons/releases/record-yaml.ts'
import { type Change, changesSince, updateFiles } from '../commons/releases/update-record.ts'
import { unnamedIn } from '../commons/standard/licences/unnamed.ts'
import type { Call, Command, Exit } from './command.ts'
import { type FromForm, fillable, readForm } from './draft-from.ts'
import type { Out } from './out.ts'
import { readFiles } from './read-files.ts'
import { recordFileText } from './record-file.ts'

export const command: Command = {
  spec: {
    name: 'draft',
    usage: 'DIR [FILE --from card|cyclonedx] [--out FILE] [--check|--update]',
    summary:
      'Reads a folder of weights and writes release.yaml: what the files say is filled in with its place, the rest is left to you, line by line. Never overwrites what you wrote.',
    flags: [
      {
        name: 'from',
        value: 'FORM',
        meaning: 'Fill in what a Hugging Face card or a CycloneDX document states: card or cyclonedx.',
      },
      { name: 'out', value: 'FILE', meaning: 'The record, instead of release.yaml in the folder.' },
      {
        name: 'check',
        meaning: 'Read the record, hold it against the files, say what is wrong or not stated.',
      },
      {
        name: 'update',
        meaning: 'Write new sizes and digests into the record’s list of files; every other line stays.',
      },
    ],
    arguments: { least: 1, most: 2 },
    examples: ['owc draft ./my-model', 'owc draft ./my-model model.cdx.json --from cyclonedx'],
  },
  async run(call, out) {
    const { folder, record } = await placesOf(call)
    if (call.on('check') && call.on('update')) throw bothAsked()
    const written = await recordFileText(record)
    if (written === undefined && (call.on('check') || call.on('update'))) throw noRecord(record)
    const form = await readForm(call)
    const found = await readFiles(folder, { out, signal: call.world.signal })
    if (written === undefined) return await draftNew({ folder, record }, { found, form }, out)
    const read = readRecord(written, basename(record))
    if (call.on('check')) return check(record, { read, found }, out)
    if (call.on('update')) return await update(record, { read, found, written }, out)
    return sayChanges(record, { read, found, form }, out)
  },
}

type Places = { readonly folder: string; readonly record: string }
type Held = { readonly read: ReadRecord; readonly found: FoundFiles }

async function placesOf({ args, flag, world }: Call): Promise<Places> {
  const folder = resolve(world.folder, args[0] as string)
  const stats = await stat(folder).catch(() => undefined)
  if (stats === undefined)
    throw new OwcError({
      code: 'file-missing',
      where: folder,
      expected: 'a file or folder',
      found: 'nothing',
    })
  const beside = stats.isDirectory() ? folder : dirname(folder)
  const chosen = flag('out')
  return { folder, record: chosen === undefined ? join(beside, RECORD_FILE) : resolve(world.folder, chosen) }
}

type Said = { readonly found: FoundFiles; readonly form: FromForm | undefined }

async function draftNew({ folder, record }: Places, { found, form }: Said, out: Out): Promise<Exit> {
  const { text, draft, findings: read } = draftRecord(found, basename(folder), form)
  const findings = [...read, ...unnamedIn(draft)]
  await writeFile(record, text, { flag: 'wx' })
  const missing = notStated(draft)
  out.line(`${out.strong(record)}  drafted from ${found.files.length} files`)
  sayFindings(findings, out)
  for (const one of form?.left ?? []) out.line(`  ${plain(one)}`)
  sayMissing(missing, out)
  out.line(`Next: write in it what only you know; see how far it is with ${out.strong('owc draft --check')}`)
  const left = form === undefined ? {} : { left: form.left }
  out.result({ path: record, missing: missing.map(({ path }) => path), findings, ...left })
  return 0
}

function check(record: string, { read, found }: Held, out: Out): Exit {
  const { id = 'namespace/name', version = '1' } = read.draft.subject ?? {} // publishing asks for them
  const { problems } = compileRecord(read, found, { id, version })
  const findings = findingsOf({ read, found })
  const missing = notStated(read.draft)
  for (const problem of problems) out.line(plain(sentence(problem)))
  sayFindings(findings, out)
  sayMissing(missing, out)
  if (problems.length === 0) out.line(`${out.strong(record)}  ${openWords(missing)}`)
  out.result({ path: record, missing: missing.map(({ path }) => path), findings, problems })
  return problems.length === 0 ? 0 : 1
}

async function update(
  record: string,
  { read, found, written }: Held & { written: string },
  out: Out,
): Promise<Exit> {
  if (read.problems.length > 0) return problemsFirst(record, read.problems, out)
  const text = updateFiles(written, found)
  const changes = changesSince(read, found).filter(({ kind }) => kind !== 'readable')
  if (text !== written) {
    await writeFile(`${record}.part`, text)
    await rename(`${record}.part`, record)
  }
  out.line(`${out.strong(record)}  ${changes.length === 0 ? 'the list of files is up to date' : 'updated'}`)
  sayFileChanges(changes, out)
  finish(record, { read: readRecord(text, basename(record)), found }, { changes, out })
  return 0
}

/** The record is there: what a person wrote stays, and what the files tell beyond it is said. */
function sayChanges(record: string, held: Held & Said, out: Out): Exit {
  if (held.read.problems.length > 0) return problemsFirst(record, held.read.problems, out)
  const changes = changesSince(held.read, held.found)
  out.line(`${out.strong(record)}  is there and was left as it is`)
  sayFileChanges(changes, out)
  for (const change of changes) {
    if (change.kind !== 'readable') continue
    out.line(`  could be filled in: ${change.path}: ${change.yaml}`)
    for (const note of change.notes) out.line(out.soft(`    ${plain(note)}`))
  }
  const more = held.form === undefined ? [] : fillable(held.form, held.read.draft)
  for (const one of [...more, ...(held.form?.left ?? [])]) out.line(`  ${plain(one)}`)
  if (changes.some(({ kind }) => kind !== 'readable'))
    out.line(`Bring the list of files up to date with ${out.strong('--update')}; every other line stays.`)
  finish(record, held, { changes, out })
  return 0
}

function finish(
  record: string,
  { read, found }: Held,
  { changes, out }: { readonly changes: readonly Change[]; readonly out: Out },
): void {
  const findings = findingsOf({ read, found })
  const missing = notStated(read.draft)
  sayFindings(findings, out)
  sayMissing(missing, out)
  out.result({ path: record, missing: missing.map(({ path }) => path), findings, changes })
}

/** What the files say, and what in the record names no licence. */
function findingsOf({ read, found }: Held): readonly DraftFinding[] {
  return [...draftFound(found).findings, ...unnamedIn(read.draft)]
}

function openWords(missing: readonly NotStated[]): string {
  if (!missing.some(({ minimum }) => minimum)) return 'can be published as it is'
  return 'nothing in it is wrong; what is listed above is asked or filled in when it is published'
}

function problemsFirst(record: string, problems: readonly Problem[], out: Out): Exit {
  for (const problem of problems) out.line(plain(sentence(problem)))
  out.line(`${out.strong(record)}  cannot be read whole, and was left as it is.`)
  out.result({ path: record, missing: [], findings: [], problems })
  return 1
}

function sayFileChanges(changes: readonly Change[], out: Out): void {
  for (const { kind, path } of changes) {
    if (kind === 'new') out.line(`  not in the record: ${path}`)
    if (kind === 'gone') out.line(`  in the record and not in the folder: ${path}`)
    if (kind === 'changed') out.line(`  other bytes than the record says: ${path}`)
  }
}

function sayFindings(findings: readonly DraftFinding[], out: Out): void {
  for (const { code, where, says } of findings)
    out.line(`  ${out.strong(code)} ${plain(where)}: ${plain(says)}`)
}

function sayMissing(missing: readonly NotStated[], out: Out): void {
  const [first, later] = [missing.filter(({ minimum }) => minimum), missing.filter(({ minimum }) => !minimum)]
  if (first.length > 0) out.line('Not stated, and asked when it is published:')
  for (const { title, path, help } of first) out.line(`  ${title} (${path}): ${help}`)
  if (later.length > 0) out.line(out.soft(`Not stated besides: ${later.length} lines of the record.`))
}

/** Words from files, shown in a terminal: nothing in them moves the cursor or hides. */
function plain(text: string): string {
  return yamlComment(text, 2_000)
}

function bothAsked(): OwcError {
  return new OwcError({ code: 'usage', where: 'owc draft', expected: '--check or --update', found: 'both' })
}

function noRecord(record: string): OwcError {
  const hint = 'Run it without --check or --update: that writes a first draft.'
  return new OwcError({ code: 'file-missing', where: record, expected: 'a record', found: 'nothing', hint })
}
