// The gate of hosting. Until criteria exist the charter's one seat decides: the operator asks and the node logs the
// decision, with the digest of the view that was judged as a public blob, so that anybody can recompute the judgement.

import { asChunks } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { newestSaid } from '../commons/all-statements.ts'
import { isHolder } from '../commons/custody/query.ts'
import { byArtifact, withdrawnAmong } from '../commons/releases/query.ts'
import type { Storage } from '../storage/contracts.ts'
import { keepsFromHosting } from '../weights/gate.ts'
import type { Who } from './access.ts'
import { artifactFiles } from './manifests.ts'
import type { Node, Receipt } from './node.ts'

export type Hosting = Pick<Node, 'index' | 'say' | 'facts' | 'identity' | 'logTime'> & {
  readonly storage: Storage
}

/** @throws OwcError `not-found`, `scope-missing`, `release-withdrawn`, `blob-missing`, `hazard-refused` */
export async function host(hosting: Hosting, artifact: Sha256, who: Who): Promise<Receipt> {
  if (!who.operator) throw operatorOnly(who)
  const records = await byArtifact(hosting.index, artifact)
  const [newest] = records
  if (newest === undefined) throw unknown(artifact)
  const gone = await withdrawnAmong(hosting.index, records)
  const record = records.find(({ statement }) => !gone.has(statement))
  if (record === undefined) throw withdrawn(newest.name)
  if (!(await isTakenIn(hosting, artifact))) throw notTakenIn(record.name)
  const hazards = await blockingHazards(hosting, artifact)
  if (hazards.length > 0) throw refused(record.name, hazards)
  const view = {
    artifact: digestText(artifact),
    name: record.name,
    record: digestText(record.statement),
    blockingHazards: [],
  }
  const { sha256 } = await hosting.storage.blobs.put(asChunks(canonicalBytes(view)))
  const [charter] = await newestSaid(hosting.index, {
    type: 'owc:charter/v1',
    issuer: hosting.identity,
    limit: 1,
  })
  return await hosting.say({
    type: 'owc:decision/v1',
    subjects: [{ name: record.name, digest: artifact }],
    body: {
      matter: 'hosting',
      outcome: 'hosted',
      ground: {
        kind: 'one-seat charter',
        statement: charter === undefined ? undefined : digestText(charter.statement),
      },
      view: digestText(sha256),
      reasons: ['The operator asked for it; no criteria are in force.'],
      automated: false,
      appeal: 'Nobody else can hear an appeal: this charter has one seat.',
    },
  })
}

/** A list of files may name what others brought; only what came here as this artifact is served as it. */
async function isTakenIn({ index, identity, logTime }: Hosting, artifact: Sha256): Promise<boolean> {
  return await isHolder(index, { artifact, holder: identity }, logTime())
}

/** Files that are invalid or dangerous are not served to others (weight-formats 9, Gate); nor are files whose facts
 *  were lost, because nobody here knows whether they are. */
async function blockingHazards(hosting: Hosting, artifact: Sha256): Promise<string[]> {
  const found: string[] = []
  for (const { path, sha256 } of await artifactFiles(hosting.storage.blobs, artifact)) {
    const inspection = await hosting.facts(sha256)
    if (inspection === undefined) found.push(`${path}: not inspected (no facts of it are kept here)`)
    for (const { rule, message } of keepsFromHosting(inspection ?? { hazards: [] }))
      found.push(`${path}: ${rule} (${message})`)
  }
  return found
}

function operatorOnly(who: Who): OwcError {
  return new OwcError({
    code: 'scope-missing',
    where: 'hosting',
    expected: 'the operator, the one seat of this node’s charter',
    found: who.name,
  })
}

function notTakenIn(name: string): OwcError {
  return new OwcError({
    code: 'blob-missing',
    where: name,
    expected: 'an artifact that was imported here, or sent by its publisher',
    found: 'a record of it alone',
    hint: 'Import it, or ask its publisher to send it with owc publish.',
  })
}

function withdrawn(name: string): OwcError {
  return new OwcError({
    code: 'release-withdrawn',
    where: name,
    expected: 'a record that somebody still stands behind',
    found: 'a withdrawal of each',
    hint: 'It stays held on this machine; its withdrawal says why.',
  })
}

function unknown(artifact: Sha256): OwcError {
  return new OwcError({
    code: 'not-found',
    where: digestText(artifact),
    expected: 'an artifact with a record in this log',
    found: 'none',
    hint: 'Import it first.',
  })
}

function refused(name: string, hazards: readonly string[]): OwcError {
  const found = hazards.slice(0, 3).join('; ')
  return new OwcError({
    code: 'hazard-refused',
    where: name,
    expected: 'files without invalid or dangerous content',
    found,
    hint: 'It stays held on this machine; owc inspect shows each place, another import inspects again.',
  })
}
