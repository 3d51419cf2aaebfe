// Charters and decisions as rows. What a decision does is a view (query.ts): one that its charter does not allow
// stands in the log and changes nothing.

import { canonicalJson } from '../../base/canonical-json.ts'
import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Charter, Decision, types } from './statements.ts'

export const tables = {
  charters: {
    columns: {
      version: 'integer',
      issuer: 'text',
      statement: 'text',
      body: 'text', // JSON
      time: 'text',
      place: 'text',
    },
    indexes: [['version', 'place']],
  },
  decisions: {
    columns: {
      digest: 'text',
      matter: 'text',
      outcome: 'text',
      ground: 'text',
      view: 'text?',
      reasons: 'text', // JSON list
      automated: 'integer',
      from_time: 'text',
      until_time: 'text?',
      appeal: 'text',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['digest', 'matter', 'place'], ['matter', 'outcome', 'digest'], ['statement'], ['view']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  return logged.type === 'owc:charter/v1' ? [charterRow(logged)] : decisionRows(logged)
}

function charterRow(logged: Logged): Put {
  const body = bodyOf(logged, Charter)
  const { issuer, statement, time } = logged
  const row = {
    version: body.version,
    issuer,
    statement,
    body: canonicalJson(body),
    time,
    place: place(logged),
  }
  return { table: 'charters', row }
}

function decisionRows(logged: Logged): readonly Put[] {
  const body = bodyOf(logged, Decision)
  const row = {
    matter: body.matter,
    outcome: body.outcome,
    ground: body.ground.kind,
    view: body.view === undefined ? null : hex(body.view),
    reasons: canonicalJson(body.reasons),
    automated: body.automated ? 1 : 0,
    from_time: body.from ?? logged.time,
    until_time: body.until ?? null,
    appeal: body.appeal,
    issuer: logged.issuer,
    statement: logged.statement,
    time: logged.time,
    place: place(logged),
  }
  return logged.subjects.map(({ digest }) => ({ table: 'decisions', row: { ...row, digest } }))
}

export const governance: Subject = { name: 'governance', types, tables, fold }
