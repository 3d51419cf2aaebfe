// Identity documents and checkpoints of other logs, as rows. Every document is kept, also one without effect: which
// one counts is decided in ledger/identity.ts, by the order of the identity's home log.

import { canonicalJson } from '../../base/canonical-json.ts'
import { identityOf } from '../../ledger/statement.ts'
import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { EvidenceCheck, Identity, PeerCheckpoint, types } from './statements.ts'

export const tables = {
  identity_documents: {
    columns: {
      identity: 'text',
      statement: 'text',
      seq: 'integer',
      prev: 'text?',
      home_log: 'text',
      name: 'text',
      signers: 'text', // JSON list of key ids
      document: 'text', // JSON body
      time: 'text',
      place: 'text',
    },
    indexes: [['identity', 'idx'], ['name']],
  },
  identity_keys: {
    columns: { keyid: 'text', identity: 'text', role: 'text' },
    indexes: [['keyid']],
  },
  evidence_checks: {
    columns: {
      identity: 'text',
      kind: 'text',
      value: 'text',
      outcome: 'text',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['identity', 'place']],
  },
  namespace_claims: {
    columns: { namespace: 'text', identity: 'text', home_log: 'text' },
    indexes: [['namespace', 'identity']],
  },
  peer_checkpoints: {
    columns: {
      log: 'text',
      size: 'integer',
      root: 'text',
      note: 'text',
      url: 'text?',
      verifier_key: 'text?',
      checked: 'integer', // 1: its issuer checked the log's signature
      folded: 'integer',
      differs: 'text?', // kind of difference
      known: 'text?', // the note that it differs from
      evidence: 'text?', // blob
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['log', 'place'], ['differs']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  switch (logged.type) {
    case 'owc:identity/v1':
      return identityRows(logged)
    case 'owc:evidence-check/v1':
      return [checkRow(logged)]
    default:
      return [peerRow(logged)]
  }
}

function identityRows(logged: Logged): readonly Put[] {
  const body = bodyOf(logged, Identity)
  const identity = body.id ?? identityOf(Uint8Array.fromHex(logged.statement))
  if (identity !== logged.issuer) return [] // nobody writes another's document
  const document = {
    identity,
    statement: logged.statement,
    seq: logged.order?.seq ?? 0,
    prev: logged.order?.prev ?? null,
    home_log: body.homeLog,
    name: body.name,
    signers: canonicalJson(logged.signers),
    document: canonicalJson(body),
    time: logged.time,
    place: place(logged),
  }
  const keys = [
    ...body.keys.map(({ keyid, use }) => ({ keyid, identity, role: use ?? 'statements' })),
    ...(body.recovery?.keys ?? []).map(({ keyid }) => ({ keyid, identity, role: 'recovery' })),
  ]
  return [
    { table: 'identity_documents', row: document },
    ...keys.map((row) => ({ table: 'identity_keys', row })),
    ...[...new Set(body.namespaces)].map((namespace) => ({
      table: 'namespace_claims',
      row: { namespace, identity, home_log: body.homeLog },
    })),
  ]
}

function checkRow(logged: Logged): Put {
  const { identity, kind, value, outcome } = bodyOf(logged, EvidenceCheck)
  const { issuer, statement, time } = logged
  return {
    table: 'evidence_checks',
    row: { identity, kind, value, outcome, issuer, statement, time, place: place(logged) },
  }
}

function peerRow(logged: Logged): Put {
  const body = bodyOf(logged, PeerCheckpoint)
  const { log, size, root, note, url, verifierKey, folded, differs } = body
  const fetched = url !== undefined && verifierKey !== undefined // only what was checked was said so
  const row = {
    log,
    size,
    root,
    note,
    url: url ?? null,
    verifier_key: verifierKey ?? null,
    checked: (body.checked ?? fetched) ? 1 : 0,
    folded: folded === true ? 1 : 0,
    differs: differs?.kind ?? null,
    known: differs?.known ?? null,
    evidence: differs === undefined ? null : hex(differs.evidence),
    issuer: logged.issuer,
    statement: logged.statement,
    time: logged.time,
    place: place(logged),
  }
  return { table: 'peer_checkpoints', row }
}

export const keys: Subject = { name: 'keys', types, tables, fold }
