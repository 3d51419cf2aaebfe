// Tools by their digest, and run reports by each digest that they are about. Nothing is merged: two people who name one
// tool are two rows, two measurements are two rows.

import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { RunReport, Tool, types } from './statements.ts'

export const tables = {
  tools: {
    columns: {
      digest: 'text',
      name: 'text',
      version: 'text',
      kind: 'text',
      platform: 'text?',
      licence: 'text?',
      kept_by: 'text?',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['digest', 'place'], ['place'], ['statement']],
  },
  run_reports: {
    columns: {
      about: 'text', // one row for each subject
      object: 'text', // the first subject
      tool: 'text',
      tool_name: 'text',
      tool_version: 'text',
      outcome: 'text',
      handed: 'text',
      peak_bytes: 'integer?',
      load_seconds: 'text?',
      first_token_ms: 'text?',
      tokens_per_second: 'text?',
      wall_seconds: 'text?',
      context_size: 'integer?',
      probe: 'text',
      output: 'text?', // SHA-256 of the text
      cpu: 'text',
      cores: 'integer',
      memory_bytes: 'integer',
      system: 'text',
      measured: 'text',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['about', 'place'], ['tool', 'place'], ['place'], ['statement']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  return logged.type === 'owc:tool/v1' ? foldTool(logged) : foldReport(logged)
}

function foldTool(logged: Logged): readonly Put[] {
  const { name, version, kind, platform, licence, keptBy } = bodyOf(logged, Tool)
  const { issuer, statement, time } = logged
  const row = {
    name,
    version,
    kind,
    platform: platform ?? null,
    licence: licence ?? null,
    kept_by: keptBy ?? null,
    issuer,
    statement,
    time,
    place: place(logged),
  }
  return logged.subjects.map(({ digest }) => ({ table: 'tools', row: { ...row, digest } }))
}

function foldReport(logged: Logged): readonly Put[] {
  const body = bodyOf(logged, RunReport)
  const { issuer, statement, time, subjects } = logged
  const { speed = {}, hardware } = body
  const [object] = subjects
  if (object === undefined) return [] // about nothing: no effect
  const row = {
    object: object.digest,
    tool: hex(body.tool),
    tool_name: body.toolName,
    tool_version: body.toolVersion,
    outcome: body.outcome,
    handed: body.handed,
    peak_bytes: body.memory?.peakBytes ?? null,
    load_seconds: speed.loadSeconds ?? null,
    first_token_ms: speed.firstTokenMs ?? null,
    tokens_per_second: speed.tokensPerSecond ?? null,
    wall_seconds: speed.wallSeconds ?? null,
    context_size: body.settings?.contextSize ?? null,
    probe: body.probe.id,
    output: body.output?.sha256 ?? null,
    cpu: hardware.cpu,
    cores: hardware.cores,
    memory_bytes: hardware.memoryBytes,
    system: hardware.system,
    measured: body.measured,
    issuer,
    statement,
    time,
    place: place(logged),
  }
  const about = new Set(subjects.map(({ digest }) => digest))
  return [...about].map((digest) => ({ table: 'run_reports', row: { ...row, about: digest } }))
}

export const tools: Subject = { name: 'tools', types, tables, fold }
