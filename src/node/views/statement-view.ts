// One statement with its proof, computed from the very bytes in the log. An erased body leaves its place, its type and
// its size; a statement of an unknown type is shown as it was signed.

import { fromBase64, fromHex } from '../../base/bytes.ts'
import type { Sha256 } from '../../base/digest.ts'
import { entriesOf, type SaidRow } from '../../commons/all-statements.ts'
import { identityName, type KeySet, keySet } from '../../commons/keys/query.ts'
import { withdrawalOf } from '../../commons/releases/query.ts'
import { erasureOf, openedFrom, revealOf, sealsOf } from '../../commons/sealing/query.ts'
import { place } from '../../commons/shapes.ts'
import { statementTypes } from '../../commons/subjects.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import { parseEntry, type StatementEntry } from '../../ledger/entry.ts'
import { type Envelope, pae, parseEnvelope, type Signature, verifySignature } from '../../ledger/envelope.ts'
import { publicKey } from '../../ledger/keys.ts'
import { opensSeal } from '../../ledger/seal.ts'
import { readStatement, type StatementSubject } from '../../ledger/statement.ts'
import { logTimeAt } from '../log-time.ts'
import { namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { advisoryReach } from './advisory-descendants.ts'
import { answerViews } from './answers.ts'
import { firstRecord } from './ref.ts'
import { titleOf } from './said.ts'
import type { SealPart, StatementView } from './statement.ts'

const RECORDS: readonly string[] = ['owc:release/v1', 'owc:observation/v1']
const MAX_PROVED = 8 // entries of one statement that are shown with a proof

/** Undefined when the log holds no such statement. */
export async function statementView(node: Node, statement: Sha256): Promise<StatementView | undefined> {
  const body = await node.storage.logStore.body(statement)
  if (body === undefined) return undefined
  if ('erased' in body) return await erasedView(node, statement, body.erased)
  const envelope = parseEnvelope(body.envelope, 'log')
  const read = readStatement(envelope.payload, 'log', nodeCrypto)
  const rows = await entriesOf(node.index, statement)
  const { issuer } = read.header
  const issuerName = await identityName(node.index, issuer)
  const sealed = await sealPart(node, { id: statement, type: read.type })
  return {
    statement,
    ...typePart(read.type),
    issuer,
    ...(issuerName !== undefined && { issuerName }),
    issued: read.header.issued,
    subjects: await Promise.all(read.subjects.map((one) => subjectView(node, one))),
    body: read.body,
    signatures: await signaturesOf(node, envelope, { issuer, rows }),
    entries: await entryViews(node, rows),
    answers: await answerViews(node, [{ digest: statement, issuer }]),
    ...(sealed && { sealed }),
    ...(read.type === 'owc:advisory/v1' && { reach: await advisoryReach(node.index, statement) }),
    ...(await withdrawnPart(node, { statement, issuer, subjects: read.subjects, rows })),
    envelopeBytes: body.envelope.length,
  }
}

/** By whoever said it, after they said it: the statement itself, or of a record all that it is about. */
async function withdrawnPart(
  { index }: Node,
  said: {
    statement: Sha256
    issuer: string
    subjects: readonly StatementSubject[]
    rows: readonly SaidRow[]
  },
): Promise<Pick<StatementView, 'withdrawn'>> {
  const [row] = said.rows
  if (row === undefined) return {}
  const artifact = RECORDS.includes(row.type) ? said.subjects[0]?.digest : undefined
  const { statement, issuer } = said
  const found = await withdrawalOf(index, {
    statement,
    artifact: artifact ?? statement,
    issuer,
    place: place(row),
  })
  return found === undefined ? {} : { withdrawn: { remaining: [], ...found } }
}

function typePart(type: string): Pick<StatementView, 'type' | 'title' | 'summary' | 'known'> {
  const known = statementTypes.get(type)
  return { type, title: titleOf(type), summary: known?.summary ?? '', known: known !== undefined }
}

async function erasedView(node: Node, statement: Sha256, by: Sha256): Promise<StatementView | undefined> {
  const erasure = await erasureOf(node.index, { erased: statement, by })
  const indexes = await node.storage.logStore.find(statement)
  const [first] = indexes
  if (first === undefined) return undefined
  const leaf = await leafAt(node, first)
  return {
    statement,
    ...typePart(leaf?.type ?? ''),
    issuer: '',
    issued: '',
    subjects: [],
    erased: {
      by,
      time: erasure?.time ?? node.logTime(),
      ...(erasure && { reason: erasure.reason, text: erasure.text }),
      payloadBytes: leaf?.payloadBytes ?? 0,
      keyids: leaf?.signatures.map(({ keyid }) => keyid) ?? [],
    },
    signatures: [],
    entries: await Promise.all(
      indexes.slice(0, MAX_PROVED).map(async (index) => ({
        origin: node.log.origin,
        index,
        time: await logTimeAt(node.storage.logStore, index),
        proof: await node.log.prove(index),
      })),
    ),
    answers: await answerViews(node, [{ digest: statement }]),
    envelopeBytes: 0,
  }
}

async function leafAt(node: Node, index: number): Promise<StatementEntry | undefined> {
  for await (const { leaf } of node.storage.logStore.entries(index, index + 1)) {
    const entry = parseEntry(leaf, `log entry ${index}`)
    if (entry.kind === 'statement') return entry
  }
  return undefined
}

/** Of a seal: whether it waits or what it held; of anything else: the seal that held it. */
async function sealPart(
  node: Node,
  { id, type }: { readonly id: Sha256; readonly type: string },
): Promise<SealPart | undefined> {
  const { index } = node
  if (type !== 'owc:seal/v1') {
    const was = await openedFrom(index, id)
    return was && { kind: 'was-sealed', seal: was.seal, time: was.sealedAt, openedAt: was.time }
  }
  const reveal = await revealOf(index, id)
  if (reveal === undefined) {
    const [seal] = await sealsOf(index, [id])
    if (seal === undefined) return undefined
    const { opens, hint } = seal
    return { kind: 'waits', ...(opens !== null && { opens }), ...(hint !== null && { hint }) }
  }
  const { payload, salt, commitment, statement, time } = reveal
  const body = await node.storage.logStore.body(payload)
  const bytes =
    body !== undefined && 'envelope' in body ? parseEnvelope(body.envelope, 'log').payload : undefined
  const holds =
    bytes && opensSeal(commitment, { salt: fromHex(salt) ?? new Uint8Array(), payload: bytes }, nodeCrypto)
  const opened = { kind: 'opened', statement: payload, reveal: statement, time } as const
  return holds === undefined ? opened : { ...opened, holds }
}

async function subjectView(
  node: Node,
  { name, digest }: StatementSubject,
): Promise<StatementView['subjects'][number]> {
  const named = await firstRecord(namesOf(node), digest)
  return { digest, ...(name !== undefined && { name }), ...(named !== undefined && { ref: named.name }) }
}

/** Checked again with the keys that could speak at the statement's place in the log. */
async function signaturesOf(
  { index, log }: Node,
  envelope: Envelope,
  { issuer, rows }: { readonly issuer: string; readonly rows: readonly SaidRow[] },
): Promise<StatementView['signatures']> {
  const place = rows.find(({ origin }) => origin === log.origin) ?? rows[0]
  const keys = place && (await keySet(index, issuer, { index: place.index, time: place.time }))
  return await Promise.all(envelope.signatures.map((one) => signatureView(envelope, one, keys)))
}

async function signatureView(
  envelope: Envelope,
  { keyid, sig }: Signature,
  keys: KeySet | undefined,
): Promise<StatementView['signatures'][number]> {
  const recovery = keys?.document.recovery?.keys ?? []
  const listed = [...(keys?.keys ?? []), ...recovery].find((key) => key.keyid === keyid)
  const raw = listed && fromBase64(listed.pub)
  if (listed === undefined || raw === undefined) return { keyid, algorithm: 'unknown', valid: false }
  const key = publicKey({ algorithm: listed.alg, raw }, 'identity', nodeCrypto)
  const message = pae(envelope.payloadType, envelope.payload)
  return { keyid, algorithm: listed.alg, valid: await verifySignature(key, message, sig, nodeCrypto) }
}

async function entryViews({ log }: Node, rows: readonly SaidRow[]): Promise<StatementView['entries']> {
  return await Promise.all(
    rows.map(async ({ origin, index, time }, i) => ({
      origin,
      index,
      time,
      ...(origin === log.origin && i < MAX_PROVED && { proof: await log.prove(index) }),
    })),
  )
}
