// Answers and corrections as rows, one per thing that they are about; advisories as rows, one per digest that they name,
// and the answers of makers to them.

import type { Sha256 } from '../../base/digest.ts'
import type { FoldedRows, TableSet } from '../../storage/tables/schema.ts'
import { bodyOf, digestsOf, hex, place } from '../shapes.ts'
import type { Logged, Put, Subject } from '../subject.ts'
import { Advisory } from './advisory.ts'
import { Correction, Response, types } from './statements.ts'

export const tables = {
  answers: {
    columns: {
      about: 'text',
      kind: 'text', // kind of a response, or correction
      said: 'text',
      finding: 'text?',
      replaced_by: 'text?',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['about', 'place'], ['statement']],
  },
  advisories: {
    columns: {
      digest: 'text', // of a file, object, artifact; or a weights root
      names: 'text', // bytes, tensors; reached declared, reached tensor: a descendant that its issuer names
      why: 'text', // of what is reached: its path, in JSON
      status: 'text',
      status_by: 'text?', // of what is reached: whose word the status is
      id: 'text',
      kind: 'text',
      summary: 'text',
      published: 'text',
      responses: 'text', // in JSON
      evidence: 'text', // digests that it points to, in JSON
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['digest', 'place'], ['issuer', 'id', 'place'], ['statement']],
  },
  vex: {
    columns: {
      advisory: 'text',
      product: 'text',
      status: 'text',
      reason: 'text?',
      action: 'text?',
      fixed_in: 'text?',
      issuer: 'text',
      statement: 'text',
      time: 'text',
      place: 'text',
    },
    indexes: [['advisory', 'place'], ['product', 'place'], ['statement']],
  },
} as const satisfies TableSet
export type Tables = FoldedRows<typeof tables>

function fold(logged: Logged): readonly Put[] {
  const { issuer, statement, time } = logged
  const said = { issuer, statement, time, place: place(logged) }
  if (logged.type === 'owc:correction/v1') {
    const { corrects, text, replacedBy } = bodyOf(logged, Correction)
    const replaced_by = replacedBy === undefined ? null : hex(replacedBy)
    return abouts(logged, corrects).map((about) => ({
      table: 'answers',
      row: { ...said, about, kind: 'correction', said: text, finding: null, replaced_by },
    }))
  }
  if (logged.type === 'owc:advisory/v1') return foldAdvisory(bodyOf(logged, Advisory), said)
  const { kind, text, about: named, finding, vex } = bodyOf(logged, Response)
  const answers = abouts(logged, named).map((about) => ({
    table: 'answers',
    row: { ...said, about, kind, said: text, finding: finding ?? null, replaced_by: null },
  }))
  return vex === undefined ? answers : [...answers, foldVex(vex, said)]
}

type Said = Readonly<Record<'issuer' | 'statement' | 'time' | 'place', string>>

function foldAdvisory(body: Advisory, said: Said): readonly Put[] {
  const { id, kind, summary, published, affected, reach = [], response = [] } = body
  const evidence = JSON.stringify(digestsOf(body.evidence))
  const row = { ...said, id, kind, summary, published, evidence, responses: JSON.stringify(response) }
  const named = affected.map((one) => {
    const [names, digest] = 'sha256' in one ? ['bytes', one.sha256] : ['tensors', one.tensorRoot]
    return { ...row, digest, names, why: one.why ?? '', status: 'affected', status_by: null }
  })
  const reached = reach.map(({ descendant, path = [], basis, status, by }) => ({
    ...row,
    digest: descendant,
    names: `reached ${basis}`,
    why: JSON.stringify(path),
    status,
    status_by: by,
  }))
  return [...named, ...reached].map((one) => ({ table: 'advisories', row: one }))
}

function foldVex(vex: NonNullable<Response['vex']>, said: Said): Put {
  const { advisory, product, status, justification, impact, action, fixedIn } = vex
  const reason = [justification, impact].filter((one) => one !== undefined).join(': ')
  return {
    table: 'vex',
    row: {
      ...said,
      advisory: hex(advisory),
      product: hex(product),
      status,
      reason: reason === '' ? null : reason,
      action: action ?? null,
      fixed_in: fixedIn ?? null,
    },
  }
}

function abouts({ subjects }: Logged, named: string | undefined): readonly Sha256[] {
  const digests = subjects.map(({ digest }) => digest)
  return [...new Set(named === undefined ? digests : [hex(named), ...digests])]
}

export const advisories: Subject = { name: 'advisories', types, tables, fold }
