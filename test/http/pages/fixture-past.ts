// A name that moved, as data for pages: its history, and two of its records side by side. Content is invented.

import { GRADES } from '../../../src/commons/standard/answer.ts'
import { check } from '../../../src/commons/standard/check.ts'
import { safety } from '../../../src/commons/standard/claims/safety.ts'
import type { CheckPage } from '../../../src/http/pages/check.ts'
import type { AfterView } from '../../../src/node/views/after.ts'
import type { Asked, ComparedRecord, ComparePage } from '../../../src/node/views/compare.ts'
import type { FeedScope, FeedView } from '../../../src/node/views/feed.ts'
import type { HistoryPage, HistoryRow } from '../../../src/node/views/history.ts'
import { made as dossierMade, record as recordMade } from '../../commons/standard/findings-made.ts'
import { at, digestOf, HOSTILE, NODE_ID, said } from './fixture.ts'
import { LOST } from './fixture-who.ts'

const line: HistoryRow = {
  statement: digestOf('Observation17'),
  origin: 'harbour.example/log',
  by: NODE_ID,
  byName: 'Harbour Library',
  version: '0.1.2',
  kind: 'observed',
  artifact: digestOf('artifact 2'),
  sizeBytes: 98_373_789,
  files: 2,
  withdrawn: false,
  time: at(17),
  logIndex: 1217,
  meant: { from: at(17) },
}

const { meant: _, ...never } = line

export function historyOf(ref: string): HistoryPage {
  if (ref === 'acme/silent') return { ref, display: ref, rows: [line] }
  const hostile = ref === 'acme/hostile' ? HOSTILE : undefined
  return {
    ref,
    display: hostile === undefined ? 'HuggingFaceTB/SmolLM2-135M-Instruct' : `acme/${hostile}`,
    holder: { identity: LOST, name: hostile ?? 'Acme Lab', since: at(9) },
    rows: [
      { ...never, statement: digestOf('stranger'), time: at(18) },
      { ...line, kind: 'release', by: LOST, byName: hostile ?? 'Acme Lab' },
      {
        ...line,
        statement: digestOf('older'),
        artifact: digestOf('older'),
        version: hostile ?? null,
        withdrawn: true,
        time: at(2),
        meant: { from: at(2), until: at(17) },
      },
    ],
    next: '5b22',
  }
}

const record: ComparedRecord = {
  statement: digestOf('Observation17'),
  kind: 'release',
  version: '0.1.2',
  artifact: digestOf('artifact 2'),
  time: at(17),
  sizeBytes: 98_373_789,
  by: NODE_ID,
  byName: 'Harbour Library',
}

export function comparedOf({ ref, a, b }: Asked): ComparePage {
  const old: ComparedRecord = {
    ...record,
    statement: digestOf('older'),
    kind: 'observed',
    version: null,
    artifact: digestOf('older'),
    time: at(2),
  }
  const base = { ref, display: ref, choices: [record, old] }
  if (ref === 'acme/silent') return { ...base, choices: [record], b: record }
  if (a === 'erased' || b === 'erased') return { ...base, a: old, b: record }
  const text = ref === 'acme/hostile' ? HOSTILE : 'apache-2.0'
  const was = { sha256: digestOf('old file'), sizeBytes: 12 }
  const is = { sha256: digestOf('new file'), sizeBytes: 98_362_432 }
  return {
    ...base,
    a: old,
    b: record,
    files: {
      changes: [
        { path: 'model.gguf', was, is },
        { path: text, was: { ...is, path: `old/${text}` }, is },
        { path: 'added', is },
        { path: 'gone', was },
      ],
      more: 3,
      same: 5,
    },
    sections: [
      {
        section: 'licences',
        title: 'Licences as stated',
        changes: [
          { field: 'licence', was: 'mit', is: text },
          { field: text, is: digestOf('x') },
          { field: 'long', was: 'x'.repeat(3000) },
        ],
        more: 7,
        same: 2,
      },
      {
        section: 'found',
        title: 'Where it was found',
        only: 'a',
        changes: [{ field: 'url', was: text }],
        more: 0,
        same: 0,
      },
      { section: 'limits', title: 'Limits', changes: [], more: 0, same: 4 },
    ],
    left: 12,
  }
}

export function feedOf(scope: FeedScope): FeedView | undefined {
  if (scope.of !== 'node' && scope.name === 'nothing') return undefined
  const gone = {
    statement: digestOf('erased'),
    title: 'Erased',
    by: NODE_ID,
    time: at(17),
    summary: '',
    erased: at(17),
  }
  const hostile = { ...said('Response', 16), title: HOSTILE, byName: HOSTILE, summary: HOSTILE }
  return {
    scope,
    node: NODE_ID,
    nodeName: 'Harbour Library',
    title: scope.of === 'node' ? 'Harbour Library' : `${scope.name} ${HOSTILE}`,
    updated: at(17),
    entries: [said('Observation', 17), hostile, gone],
  }
}

/** What came after, for any release of the fixture: one of each basis, and text that attacks. */
export function afterOf(ref: string): AfterView {
  const said = { by: NODE_ID, byName: 'Harbour <b>Library', statement: digestOf('d'), time: at(9) }
  const made = (basis: 'record' | 'file' | 'declared' | 'measured', name?: string) => ({
    artifact: digestOf(basis),
    ...(name !== undefined && { name }),
    relation: basis === 'file' ? HOSTILE : 'quantise',
    basis,
    pinned: basis !== 'file',
    ...said,
  })
  return {
    ref,
    display: ref,
    artifact: digestOf('a'),
    statement: digestOf('s'),
    derivatives: [made('record', 'acme/small'), made('file', 'acme/x'), made('declared'), made('measured')],
    languages: [{ language: HOSTILE, where: 'acme/small', statement: digestOf('l') }],
    runs: [{ tool: `node-llama-cpp ${HOSTILE}`, outcome: 'answered', peakBytes: 3e8, ...said }],
    answers: [],
    more: true,
  }
}

/** What the release standard answers of a release of the fixture: each grade, a finding of each severity. */
export function checkOf(ref: string): CheckPage {
  const quote = { text: `open source ${HOSTILE}`, offset: 42 }
  const file = {
    kind: 'file',
    path: `README ${HOSTILE}.md`,
    digest: `sha256:${digestOf('f')}`,
    quote,
  } as const
  return {
    ref,
    display: ref,
    version: '1.0.0',
    kind: ref === 'acme/silent' ? 'observed' : 'release',
    artifact: digestOf('a'),
    commit: digestOf('a').slice(0, 40),
    statement: digestOf('s'),
    at: at(17),
    checks: ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'T'].flatMap((group) =>
      GRADES.map((grade, n) => ({
        id: `${group}.${n + 1}`,
        group,
        asks: 'Is each released digest held?',
        grade,
        because: [`The record says ${HOSTILE}.`],
        evidence: [file, { kind: 'record', field: 'rationale.why' } as const],
        against: [],
        rule: 1,
      })),
    ),
    todo: [{ about: 'OW-1', field: 'terms', does: HOSTILE, effects: [{ finding: 'OW-1', severity: 'W' }] }],
    findings: (['B', 'W', 'N'] as const).map((severity) => ({
      id: 'OW-1',
      rule: 1,
      severity,
      says: `Called open source in ${HOSTILE}.`,
      quotes: [file],
      clears: 'the claim gone in a new card',
      answers: [],
    })),
    notChecked: [{ path: `README ${HOSTILE}.md`, language: 'Chinese', sentences: 12 }],
    ...computed(),
  }
}

/** Openness and claims of the example record, as they are computed. */
const computed: () => Pick<CheckPage, 'openness' | 'claims' | 'advisories' | 'reviews'> = () => {
  const { dossier } = dossierMade(recordMade(), {})
  const { answers, findings, licences, frameworks } = check(dossier)
  return {
    openness: { licences, frameworks },
    advisories: [],
    reviews: [],
    reviewsSaid: 700,
    claims: {
      availability: ['The bytes are not held here.'],
      openness: [],
      safety: safety({ dossier, answers, findings }),
    },
  }
}
