// owc publish --draft ID without a folder: the files are on the node already, and the record was written on its pages.
// What is still asked is asked here and kept in the draft; the node puts the record together from what it read in the
// files. Invariant: what is signed was checked here against its schema and against the manifest whose digest is signed,
// and shown whole before the yes.

import { collect, toHex, utf8 } from '../base/bytes.ts'
import { parseDigest, type Sha256 } from '../base/digest.ts'
import { OwcError, type Problem, sentence } from '../base/errors.ts'
import { parseManifest } from '../base/manifest.ts'
import { instant } from '../base/time.ts'
import type { Api } from '../client/api.ts'
import type { ReleaseRecord } from '../commons/releases/record.ts'
import type { ReleaseDraft } from '../commons/releases/record-draft.ts'
import { readRecord } from '../commons/releases/record-yaml.ts'
import { writeRecord } from '../commons/releases/write-record.ts'
import { checkBody } from '../commons/validate.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parseTlogProof } from '../ledger/tlog-proof.ts'
import { agreed } from './agreed.ts'
import type { Call, Connection, Exit } from './command.ts'
import { fileCount, type Out } from './out.ts'
import { notHostedThere } from './publish-hosting.ts'
import { earlierOf, mayName, sayFollowed } from './publish-name.ts'
import { askMissing, withAct } from './publish-questions.ts'
import { showRecord } from './publish-show.ts'
import { openVoice } from './voice.ts'

const MAX_MANIFEST_BYTES = 64 << 20

type Told = {
  readonly revision: number
  readonly artifact: string | null
  readonly yaml: string
  readonly problems: readonly Problem[]
  readonly record: unknown
}

export async function publishHeld(call: Call, connection: Connection, out: Out): Promise<Exit> {
  const { api } = connection
  const id = call.flag('draft') ?? ''
  const path = `/commons/v1/drafts/${encodeURIComponent(id)}`
  const voice = await openVoice(call.world, connection, call.flag('key'))
  const before = await api.get<Told>(path)
  const read = readRecord(before.yaml, `draft ${id}`)
  if (read.problems.length > 0) return tell(read.problems, out)
  if (before.artifact === null) throw folderNeeded(id)
  const yes = call.on('yes') ? 'given' : 'asked'
  const act = { publisher: voice.name, day: instant(call.world.now()).slice(0, 10) }
  const draft = await askMissing(withAct(read.draft, act), { world: call.world, out, yes })
  const told = await kept(api, path, { revision: before.revision, draft })
  if (told.problems.length > 0) return tell(told.problems, out)
  const artifact = parseDigest(before.artifact, `draft ${id}`)
  const record = await checkedRecord(api, told.record, { id, artifact })
  const ref = `${record.subject.id}@${record.subject.version}`
  out.line(
    `${out.strong(ref)}  sha256:${artifact.slice(0, 12)}  ${fileCount(record.artifacts.length)}, on the node`,
  )
  out.line(`  said by ${voice.name} (${voice.identity.slice(0, 18)}…)`)
  await earlierOf(api, record, artifact)
  showRecord(record, out)
  const hosting = await notHostedThere(connection, artifact)
  if (hosting !== undefined) out.line(out.strong(`  ${hosting}`))
  await mayName(call, { connection, voice, out }, record.subject.id)
  if (!(await agreed(call, `Sign and log this as ${voice.name}?`, ref))) {
    out.line('Nothing was said.')
    out.result({ ref, published: false })
    return 1
  }
  const objects = (record.objects ?? [])
    .map(({ tag, digest }) => ({ name: `object:${tag}`, digest: parseDigest(digest, tag) }))
    .filter(({ digest }) => digest !== artifact)
  const subjects = [{ name: record.subject.id, digest: artifact }, ...objects]
  const receipt = await voice.say({ type: 'owc:release/v1', subjects, body: record })
  await sayFollowed(call, { connection, voice, out }, record)
  const { statement, logIndex } = receipt
  const { checkpoint } = parseTlogProof(receipt.proof, 'receipt')
  out.line(`${out.strong(ref)}  released; logged sha256:${statement.slice(0, 12)} at index ${logIndex}`)
  out.result({ ref, artifact: `sha256:${artifact}`, statement: `sha256:${statement}`, logIndex, checkpoint })
  return 0
}

/** The answers become part of the draft, and the record comes back put together. */
async function kept(
  api: Api,
  path: string,
  { revision, draft }: { readonly revision: number; readonly draft: ReleaseDraft },
): Promise<Told> {
  const yaml = writeRecord(draft, ['Release record, written on a page of a node.'], new Map())
  const body = utf8(JSON.stringify({ revision, yaml }))
  return await api.send<Told>(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
}

/** @throws OwcError `record-invalid`, `answer-invalid` when the node put together something else than it says */
async function checkedRecord(
  api: Api,
  record: unknown,
  { id, artifact }: { readonly id: string; readonly artifact: Sha256 },
): Promise<ReleaseRecord> {
  const where = `draft ${id}`
  if (typeof record !== 'object' || record === null) {
    const hint = 'Write both on the page of the draft.'
    throw new OwcError({
      code: 'record-invalid',
      where,
      expected: 'a name and a version',
      found: 'none',
      hint,
    })
  }
  const [problem] = checkBody('owc:release/v1', record as ReleaseRecord)
  if (problem !== undefined) throw new OwcError(problem)
  const said = record as ReleaseRecord // checked by its schema just now
  const bytes = await api.download(`/commons/v1/blobs/${artifact}`, (chunks) =>
    collect(chunks, MAX_MANIFEST_BYTES),
  )
  const listed =
    bytes !== undefined && toHex(nodeCrypto.sha256(bytes)) === artifact ? parseManifest(bytes) : undefined
  const digests = new Map(listed?.map(({ path, sha256 }) => [path, sha256]))
  const fits = digests.size > 0 && said.artifacts.every(({ path, sha256 }) => digests.get(path) === sha256)
  if (fits && (said.moreFiles !== undefined || said.artifacts.length === digests.size)) return said
  const expected = 'a record of exactly the files that the artifact’s manifest names'
  throw new OwcError({ code: 'answer-invalid', where, expected, found: 'other files' })
}

function tell([first, ...others]: readonly Problem[], out: Out): Exit {
  for (const problem of others) out.line(sentence(problem))
  if (first !== undefined) throw new OwcError(first)
  return 2
}

function folderNeeded(id: string): OwcError {
  return new OwcError({
    code: 'usage',
    where: 'owc publish --draft',
    expected: 'the folder with the files, since the draft is about none that are on the node',
    found: 'none',
    hint: `owc publish DIR --draft ${id}`,
  })
}
