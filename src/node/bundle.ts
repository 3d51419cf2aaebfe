// The offline bundle of an artifact (signing 8): its record, everything said about it, the identity documents of all
// who said it, each with its proof under one checkpoint, the time leaves before them, the list of files, and model signatures that
// are among them. What other nodes' logs prove of the same bytes is carried on beside it (travelled.ts).
// It is as good as this node's log at the moment; a withdrawal that came later is not in it.

import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { ManifestFile } from '../base/manifest.ts'
import { newestSaid, type SaidRow, saidAbout } from '../commons/all-statements.ts'
import { firstOf } from '../commons/releases/publishers.ts'
import { byArtifact, type Row } from '../commons/releases/query.ts'
import {
  type Bundle,
  type BundledBlob,
  type BundledStatement,
  type BundledTime,
  bundleBytes,
} from '../ledger/bundle.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { tensorBlob } from '../ledger/damage.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { IDENTITY_TYPE } from '../ledger/statement.ts'
import { parseTimeLeaf } from '../ledger/time-leaf.ts'
import { newestErasure } from './erasable.ts'
import { artifactFiles } from './manifests.ts'
import { signatureTexts } from './model-signatures.ts'
import type { Node } from './node.ts'
import { carryOn, travelledWith } from './travelled.ts'

const MAX_SAID = 2_000 // statements about one artifact that travel along, newest first
const MAX_DOCUMENTS = 100 // of one identity
const MAX_TENSORS = 100_000 // with digests, over all files: some 20 MB
const MAX_TABLES = 2_000
const MAX_NEWEST = 16 // looked through for one of this node's own log
const LOOK_BACK = 512 // entries read at once when the nearest time leaf is looked for

/** @throws OwcError `release-missing` when nobody recorded the artifact here */
export async function releaseBundle(node: Node, artifact: Sha256): Promise<Uint8Array> {
  const record = await recordOf(node, artifact)
  const said = await relatedTo(node, record)
  const indexes = [...new Set(said.map(({ index }) => index))].sort((a, b) => a - b)
  const files = await artifactFiles(node.storage.blobs, artifact)
  const own: Bundle = {
    subject: record.statement,
    statements: (await Promise.all(said.map((row) => bundled(node, row)))).flat(),
    times: await timesOf(node, indexes),
    files,
    blobs: await tensorTables(node, files),
    oms: await signatureTexts(node.storage, files),
    consistency: [],
  }
  const { index, identity, log } = node
  const holding = { index, identity, origin: log.origin, blobs: node.storage.blobs }
  return bundleBytes(carryOn(own, await travelledWith(holding, artifact)))
}

/** Log index of the newest statement about an artifact or any record of it: a withdrawal names the record. */
export async function newestAbout({ index, log }: Node, artifact: Sha256): Promise<number> {
  const records = await byArtifact(index, artifact)
  const about = await saidAbout(index, [artifact, ...records.map(({ statement }) => statement)], MAX_NEWEST)
  return about.find(({ origin }) => origin === log.origin)?.index ?? 0
}

/** Log index of the newest entry that may change any bundle: an erasure, or a document of any identity. */
export async function newestChange(node: Node): Promise<number> {
  const documents = await newestSaid(node.index, { type: IDENTITY_TYPE, limit: MAX_NEWEST })
  const own = documents.find(({ origin }) => origin === node.log.origin)
  return Math.max(own?.index ?? 0, await newestErasure(node))
}

/** The publisher's own record is read before an importer's; of several of theirs, the newest. Who released the same bytes
 *  after them travels along and speaks for them no more than anybody else. */
async function recordOf({ index }: Node, artifact: Sha256): Promise<Row> {
  const rows = await byArtifact(index, artifact)
  const first = await firstOf(index, artifact)
  const own = rows.find(({ kind, issuer }) => kind === 'release' && issuer === first?.issuer)
  const record = own ?? rows[0]
  if (record !== undefined) return record
  const found = `nothing about sha256:${artifact}`
  throw new OwcError({
    code: 'release-missing',
    where: 'bundle',
    expected: 'a record of the artifact',
    found,
  })
}

/** What was said about the artifact or its record in this node's log, the charter by which the node decides, and the
 *  identity documents of all who said it. */
async function relatedTo(
  { index, log, identity }: Node,
  { artifact, statement }: Row,
): Promise<readonly SaidRow[]> {
  const own = (row: SaidRow) => row.origin === log.origin
  const about = (await saidAbout(index, [artifact, statement], MAX_SAID)).filter(own)
  const issuers = [...new Set([...about.map(({ issuer }) => issuer), identity])]
  const chains = await Promise.all(
    issuers.map((issuer) => newestSaid(index, { type: IDENTITY_TYPE, issuer, limit: MAX_DOCUMENTS })),
  )
  const charters = await newestSaid(index, { type: 'owc:charter/v1', issuer: identity, limit: 1 })
  const all = [...chains.flat(), ...charters].filter(own).concat(about)
  const once = new Map(all.map((row) => [row.index, row]))
  return [...once.values()].sort((a, b) => a.index - b.index)
}

/** Empty for an erased body: what is gone cannot travel. */
async function bundled(
  { storage, log }: Node,
  { statement, index }: SaidRow,
): Promise<readonly BundledStatement[]> {
  const body = await storage.logStore.body(statement)
  if (body === undefined || 'erased' in body) return []
  return [{ envelope: parseEnvelope(body.envelope, `log entry ${index}`), proofs: [await log.prove(index)] }]
}

/** Tables by which a verifier names the damaged tensor; from facts, so they may be missing.
 *  Files after the limit go without: damage there is told, not located. */
async function tensorTables(node: Node, files: readonly ManifestFile[]): Promise<readonly BundledBlob[]> {
  const tables = new Map<Sha256, BundledBlob>()
  let tensors = 0
  for (const { sha256 } of files) {
    const rows = (await node.facts(sha256))?.tensors.flatMap(({ sha256: digest, ...tensor }) =>
      digest === undefined ? [] : [{ ...tensor, sha256: digest }],
    )
    if (rows === undefined || rows.length === 0 || tables.has(sha256)) continue
    tensors += rows.length
    if (tensors > MAX_TENSORS || tables.size >= MAX_TABLES) break
    tables.set(sha256, tensorBlob(sha256, rows, nodeCrypto))
  }
  return [...tables.values()]
}

/** The nearest time leaf before each of these entries. */
async function timesOf(node: Node, indexes: readonly number[]): Promise<readonly BundledTime[]> {
  const times = new Map<number, BundledTime>() // by index of the time leaf
  let reached = 0 // every entry below was looked at already
  let last: number | undefined
  for (const index of indexes) {
    const found = await timeBefore(node, { from: reached, to: index })
    if (found !== undefined) {
      last = found.index
      times.set(found.index, { seconds: found.seconds, proofs: [await node.log.prove(found.index)] })
    }
    reached = last ?? reached
  }
  return [...times.values()]
}

type Found = { readonly index: number; readonly seconds: number }

async function timeBefore(
  { storage }: Node,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Found | undefined> {
  for (let end = to; end > from; end -= LOOK_BACK) {
    let found: Found | undefined
    for await (const { index, leaf } of storage.logStore.entries(Math.max(from, end - LOOK_BACK), end)) {
      const seconds = parseTimeLeaf(leaf)
      if (seconds !== undefined) found = { index, seconds }
    }
    if (found !== undefined) return found
  }
  return undefined
}
