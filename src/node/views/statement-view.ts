// One statement with its proof, computed from the very bytes in the log. An erased body leaves its place, its type and
// its size; a statement of an unknown type is shown as it was signed.

import { fromBase64 } from '../../base/bytes.ts'
import type { Sha256 } from '../../base/digest.ts'
import { answersTo } from '../../commons/advisories/query.ts'
import { entriesOf, type SaidRow } from '../../commons/all-statements.ts'
import { identityName, type KeySet, keySet } from '../../commons/keys/query.ts'
import { namesOf } from '../../commons/releases/query.ts'
import { erasureOf } from '../../commons/sealing/query.ts'
import { statementTypes } from '../../commons/subjects.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import { parseEntry } from '../../ledger/entry.ts'
import { type Envelope, pae, parseEnvelope, type Signature, verifySignature } from '../../ledger/envelope.ts'
import { publicKey } from '../../ledger/keys.ts'
import { readStatement, type StatementSubject } from '../../ledger/statement.ts'
import { logTimeAt } from '../log-time.ts'
import type { Node } from '../node.ts'
import { saidViews, titleOf } from './said.ts'
import type { StatementView } from './statement.ts'

const MAX_PROVED = 8 // entries of one statement that are shown with a proof

/** Undefined when the log holds no such statement. */
export async function statementView(node: Node, statement: Sha256): Promise<StatementView | undefined> {
  const body = await node.storage.logStore.body(statement)
  if (body === undefined) return undefined
  if ('erased' in body) return await erasedView(node, statement, body.erased)
  const envelope = parseEnvelope(body.envelope, 'log')
  const read = readStatement(envelope.payload, 'log', nodeCrypto)
  const rows = await entriesOf(node.index, statement)
  const issuerName = await identityName(node.index, read.header.issuer)
  return {
    statement,
    ...typePart(read.type),
    issuer: read.header.issuer,
    ...(issuerName !== undefined && { issuerName }),
    issued: read.header.issued,
    subjects: await Promise.all(read.subjects.map((one) => subjectView(node, one))),
    body: read.body,
    signatures: await signaturesOf(node, envelope, { issuer: read.header.issuer, rows }),
    entries: await entryViews(node, rows),
    answers: await answerViews(node, statement),
    envelopeBytes: body.envelope.length,
  }
}

function typePart(type: string): Pick<StatementView, 'type' | 'title' | 'summary' | 'known'> {
  const known = statementTypes.get(type)
  return { type, title: titleOf(type), summary: known?.summary ?? '', known: known !== undefined }
}

async function erasedView(node: Node, statement: Sha256, by: Sha256): Promise<StatementView | undefined> {
  const erasure = await erasureOf(node.index, statement)
  const indexes = await node.storage.logStore.find(statement)
  const [first] = indexes
  if (first === undefined) return undefined
  const type = await typeAt(node, first)
  const time = erasure?.time ?? node.logTime()
  return {
    statement,
    ...typePart(type),
    issuer: '',
    issued: '',
    subjects: [],
    erased: { by, time },
    signatures: [],
    entries: await Promise.all(
      indexes.slice(0, MAX_PROVED).map(async (index) => ({
        origin: node.log.origin,
        index,
        time: await logTimeAt(node.storage.logStore, index),
        proof: await node.log.prove(index),
      })),
    ),
    answers: await answerViews(node, statement),
    envelopeBytes: 0,
  }
}

async function typeAt(node: Node, index: number): Promise<string> {
  for await (const { leaf } of node.storage.logStore.entries(index, index + 1)) {
    const entry = parseEntry(leaf, `log entry ${index}`)
    if (entry.kind === 'statement') return entry.type
  }
  return ''
}

async function subjectView(
  { index }: Node,
  { name, digest }: StatementSubject,
): Promise<StatementView['subjects'][number]> {
  const [named] = await namesOf(index, digest)
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

async function answerViews(node: Node, statement: Sha256): Promise<StatementView['answers']> {
  const answers = await answersTo(node.index, [statement])
  const rows = await Promise.all(answers.map(({ statement: answer }) => entriesOf(node.index, answer)))
  return await saidViews(
    node,
    rows.flatMap(([first]) => first ?? []),
  )
}
