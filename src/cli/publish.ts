// owc publish DIR: shows what will be said, asks for what is missing, sends the bytes, signs and logs. In this order,
// so that nothing is signed before its bytes are whole on the node, and nothing is sent before the publisher agreed.
// Killed anywhere it can be run again: what arrived stays, and a release that was logged is only said again.

import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { digestText } from '../base/digest.ts'
import { OwcError, sentence } from '../base/errors.ts'
import { parseName } from '../base/names.ts'
import { instant } from '../base/time.ts'
import { finishUpload, uploadAll } from '../client/upload.ts'
import { compileRecord } from '../commons/releases/compile.ts'
import { draftFound } from '../commons/releases/draft.ts'
import type { FoundFiles } from '../commons/releases/found.ts'
import type { ReleaseRecord } from '../commons/releases/record.ts'
import type { ReadRecord } from '../commons/releases/record-yaml.ts'
import { parseTlogProof } from '../ledger/tlog-proof.ts'
import type { Receipt } from '../node/node.ts'
import { agreed } from './agreed.ts'
import type { Call, Command, Connection, Exit } from './command.ts'
import { fileCount, type Out, size } from './out.ts'
import { openFolder, type PublishFolder, SIGNATURE_FILE } from './publish-folder.ts'
import { publishHeld } from './publish-held.ts'
import { notHosted } from './publish-hosting.ts'
import { type Earlier, earlierOf, mayName, sayFollowed } from './publish-name.ts'
import { askMissing, withAct } from './publish-questions.ts'
import { recordText } from './publish-record.ts'
import { publishSealed } from './publish-sealed.ts'
import { showRecord } from './publish-show.ts'
import { openVoice, type Voice } from './voice.ts'

export const command: Command = {
  spec: {
    name: 'publish',
    usage: '[DIR] [--as ns/name@version] [--record release.yaml] [--key K] [--supersedes VERSION] [--yes]',
    summary:
      'Publishes a folder: shows what will be said and what is not stated, asks for what is missing, sends the bytes, signs and logs. Run again after a cut it goes on where it stopped; the same bytes again are a revision of the record.',
    flags: [
      { name: 'as', value: 'REF', meaning: 'namespace/name@version; else as the record says.' },
      {
        name: 'record',
        value: 'FILE',
        meaning: 'The record (owc draft makes one), instead of release.yaml in the folder.',
      },
      {
        name: 'draft',
        value: 'ID',
        meaning: 'A record that was written on the node’s pages; without DIR over files that are there.',
      },
      { name: 'key', value: 'K', meaning: 'Name or id of the identity that publishes.' },
      {
        name: 'supersedes',
        value: 'VERSION',
        meaning: 'Also say that this earlier version has a successor now.',
      },
      {
        name: 'seal-until',
        value: 'DAY',
        meaning: 'Sign it now and open it on that day (UTC); until then neither words nor bytes are served.',
      },
      { name: 'yes', meaning: 'Ask nothing; what has to be said and is not stated ends it.' },
    ],
    arguments: { least: 0, most: 1 },
    examples: [
      'owc publish ./my-model --as acme/tern@1.0.0',
      'owc publish ./my-model --record release.yaml --node https://commons.library.example --yes',
    ],
  },
  async run(call, out) {
    if (call.args.length === 0 && call.flag('draft') === undefined) throw noFolder()
    const connection = await call.world.connect()
    try {
      if (call.args.length > 0) return await publish(call, connection, out)
      return await publishHeld(call, connection, out)
    } finally {
      await connection.close()
    }
  },
}

async function publish(call: Call, connection: Connection, out: Out): Promise<Exit> {
  const { world, flag } = call
  const dir = await folderOf(call)
  const voice = await openVoice(world, connection, flag('key'))
  const folder = await openFolder(dir, voice.keys.modelSigning, { out, signal: world.signal })
  const record = await recordOf(call, { connection, voice, folder, dir }, out)
  if (record === undefined) return 2
  const ref = `${record.subject.id}@${record.subject.version}`
  const earlier = await earlierOf(connection.api, record, folder.found.artifact)
  announce({ record, voice, folder, earlier }, out)
  await mayName(call, { connection, voice, out }, record.subject.id)
  if (!(await agreed(call, `Sign and log this as ${voice.name}?`, ref))) {
    out.line('Nothing was sent and nothing was said.')
    out.result({ ref, published: false })
    return 1
  }
  await folder.writeSignature()
  const draft = releaseDraft(record, folder.found)
  const until = flag('seal-until')
  if (until !== undefined) {
    await publishSealed(call, { connection, voice, folder, draft, ref }, { out, until })
    return 0
  }
  await send(call, connection, folder, out)
  await folder.checkUnchanged()
  const receipt = await voice.say(draft)
  const followed = await sayFollowed(call, { connection, voice, out }, record)
  report({ ref, folder, receipt, followed }, out)
  return 0
}

async function folderOf({ args, world }: Call): Promise<string> {
  const dir = resolve(world.folder, args[0] as string)
  const found = await stat(dir).catch(() => undefined)
  if (found?.isDirectory() === true) return dir
  throw new OwcError({
    code: 'file-missing',
    where: args[0] as string,
    expected: 'a folder with the files to publish',
    found: found === undefined ? 'nothing' : 'something else',
  })
}

function noFolder(): OwcError {
  const expected = 'a folder, or --draft with the id of a record over files that are on the node'
  return new OwcError({ code: 'usage', where: 'owc publish', expected, found: 'neither' })
}

type Gathered = {
  readonly connection: Connection
  readonly voice: Voice
  readonly folder: PublishFolder
  readonly dir: string
}

/** Undefined after its problems were printed, each with its place. */
async function recordOf(call: Call, gathered: Gathered, out: Out): Promise<ReleaseRecord | undefined> {
  const { voice, folder, dir, connection } = gathered
  const read = await recordText(call, { dir, found: folder.found, connection })
  if (read.problems.length > 0) return tell(read, out)
  const act = { publisher: voice.name, day: instant(call.world.now()).slice(0, 10) }
  const yes = call.on('yes') ? 'given' : 'asked'
  const called = calledIn(call.flag('as'))
  const draft = await askMissing(withAct(read.draft, act), { world: call.world, out, yes })
  const compiled = compileRecord({ ...read, draft }, folder.found, called)
  return compiled.record ?? tell({ ...read, problems: compiled.problems }, out)
}

function tell({ problems }: ReadRecord, out: Out): undefined {
  const [first, ...others] = problems
  for (const problem of others) out.line(sentence(problem))
  if (first !== undefined) throw new OwcError(first)
  return undefined
}

function calledIn(as: string | undefined): { readonly id?: string; readonly version?: string } {
  if (as === undefined) return {}
  const cut = as.indexOf('@')
  const { namespace, name } = parseName(cut === -1 ? as : as.slice(0, cut), '--as')
  const version = cut === -1 ? undefined : as.slice(cut + 1)
  return { id: `${namespace}/${name}`, ...(version !== undefined && { version }) }
}

type Announced = {
  readonly record: ReleaseRecord
  readonly voice: Voice
  readonly folder: PublishFolder
  readonly earlier: Earlier
}

function announce({ record, voice, folder, earlier }: Announced, out: Out): void {
  const { found, companion } = folder
  const total = found.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const { id, version } = record.subject
  out.line(
    `${out.strong(`${id}@${version}`)}  sha256:${found.artifact.slice(0, 12)}  ${fileCount(found.files.length)}, ${size(total)}`,
  )
  out.line(`  ${EARLIER_WORDS[earlier.kind]}${earlier.kind === 'newer' ? ` ${earlier.version}` : ''}`)
  out.line(`  said by ${voice.name} (${voice.identity.slice(0, 18)}…)`)
  showRecord(record, out)
  const { findings } = draftFound(found)
  for (const { code, where, says } of findings) out.line(`  ${out.strong(code)} ${where}: ${says}`)
  const hosting = notHosted(found.files)
  if (hosting !== undefined) out.line(out.strong(`  ${hosting}`))
  const weight = companion === 'of other bytes' ? out.strong : out.soft
  out.line(weight(`  ${COMPANION_WORDS[companion]}`))
}

const EARLIER_WORDS = {
  first: 'the first release of this name',
  revision: 'a revision: the same bytes were released as this version, with another record',
  newer: 'a new version; the newest so far is',
} as const satisfies Record<Earlier['kind'], string>

const COMPANION_WORDS = {
  made: `${SIGNATURE_FILE} is written beside the files: an OpenSSF model signature by your companion key`,
  kept: `${SIGNATURE_FILE} covers these files and stays as it is`,
  'of another': `${SIGNATURE_FILE} is by another key; it is published as it is, and none of yours is made`,
  'of other bytes': `${SIGNATURE_FILE} is by another key and over other files than these: take it away, and yours is made; as it is, whoever checks it gets a no`,
  'no key': 'no OpenSSF model signature: this identity has no companion key on this machine',
} as const satisfies Record<PublishFolder['companion'], string>

async function send(
  { world }: Call,
  { api }: Connection,
  { local, found }: PublishFolder,
  out: Out,
): Promise<void> {
  const total = local.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const upload = {
    signal: world.signal,
    progress: ({ label, doneBytes }: { readonly label: string; readonly doneBytes: number }) =>
      out.progress({ label, done: doneBytes, total }),
  }
  await uploadAll(api, local, upload)
  await finishUpload(api, found.artifact, upload)
  out.endProgress()
}

function releaseDraft(record: ReleaseRecord, { artifact, set }: FoundFiles) {
  const objects = set.objects
    .filter(({ digest }) => digest !== artifact)
    .map(({ tag, digest }) => ({ name: `object:${tag}`, digest }))
  const subjects = [{ name: record.subject.id, digest: artifact }, ...objects]
  return { type: 'owc:release/v1', subjects, body: record }
}

type Published = {
  readonly ref: string
  readonly folder: PublishFolder
  readonly receipt: Receipt
  readonly followed: Receipt | undefined
}

function report({ ref, folder, receipt, followed }: Published, out: Out): void {
  const { artifact } = folder.found
  const { checkpoint } = parseTlogProof(receipt.proof, 'receipt')
  out.line(
    `${out.strong(ref)}  released; logged sha256:${receipt.statement.slice(0, 12)} at index ${receipt.logIndex}`,
  )
  if (followed !== undefined)
    out.line(`the earlier version names its successor, at index ${followed.logIndex}`)
  out.line(
    out.soft(
      'The node holds the bytes and says so. Whether it serves them to others is its own decision: its operator asks with owc host.',
    ),
  )
  out.result({
    ref,
    artifact: digestText(artifact),
    statement: digestText(receipt.statement),
    logIndex: receipt.logIndex,
    checkpoint,
  })
}
