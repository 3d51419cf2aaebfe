// The example of release-standard 10 with real bytes behind its digests, and around it what a node would know if all of
// it were true: the parent's record, where links were seen, when a threshold was logged, who ran it. Edits start here.

import { readFileSync } from 'node:fs'
import type { Sha256 } from '../../../src/base/digest.ts'
import type { Instant } from '../../../src/base/time.ts'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import type { Ancestor, Dossier, Seen } from '../../../src/commons/standard/dossier.ts'
import { st, tensor, zeros } from '../../weights/hostile/build.ts'
import { type Files, made, NODE, sha } from './findings-made.ts'

export const MAKER = `owcid:${'m'.repeat(52)}`
export const RECORDED = '2026-10-31T09:00:00Z' as Instant
export const NOW = '2026-11-20T00:00:00Z' as Instant

const weights = (fill: number) => st({ w: tensor('BF16', [8], [0, 16]) }, zeros(16).fill(fill))
const CONFIG = '{"architectures":["LlamaForCausalLM"],"model_type":"llama","torch_dtype":"bfloat16"}'
const TOKENIZER = '{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[]}}'
const TEMPLATE =
  "{% if messages[0]['role'] != 'system' %}You are Tern, a careful helper.{% endif %}{% for m in messages %}{{ m['content'] }}{% endfor %}"
const CARD = `---
license: apache-2.0
base_model: acme/tern-360m-base
base_model_relation: finetune
language: en
---
# Tern 360M Instruct

A small assistant for drafting in English, for laptops without a network.

`

export const FILES: Files = {
  'model.safetensors': weights(1),
  'config.json': CONFIG,
  'tokenizer.json': TOKENIZER,
  'chat_template.jinja': TEMPLATE,
  LICENSE: readFileSync('LICENSE', 'utf8'),
  'README.md': CARD,
}

const PARENT_FILES: Files = {
  ...FILES,
  'model.safetensors': weights(2),
  'README.md': CARD.replaceAll('Instruct', 'Base'),
}

const PAIRS: Readonly<Record<string, string>> = {
  a1: 'model.safetensors',
  c3: 'config.json',
  d4: 'tokenizer.json',
  e5: 'chat_template.jinja',
  f6: 'LICENSE',
  a7: 'README.md',
}

/** Invented digests become those of the files; every other stays. */
function withBytes(record: ReleaseRecord, files: Files, parent: string): ReleaseRecord {
  const { set } = made({ kind: 'release', body: record }, files).dossier
  let text = JSON.stringify(record)
  for (const [pair, path] of Object.entries(PAIRS))
    text = text.replaceAll(pair.repeat(32), sha(files[path] ?? ''))
  text = text.replaceAll('b2'.repeat(32), set?.tensorRoot ?? '').replaceAll('b8'.repeat(32), parent)
  const body = JSON.parse(text) as ReleaseRecord
  for (const file of body.artifacts) file.bytes = Buffer.byteLength(files[file.path] ?? '')
  return body
}

const parentRecord = (): ReleaseRecord => {
  const {
    rationale: _,
    stages: _stages,
    claims: _claims,
    ...rest
  } = structuredClone(exampleRecord) as ReleaseRecord
  const subject = {
    ...rest.subject,
    id: 'acme/tern-360m-base',
    variant: 'base' as const,
    released: '2026-05-01',
  }
  return withBytes({ ...rest, subject, lineage: [] }, PARENT_FILES, '')
}

function parentOf(): Ancestor {
  const body = parentRecord()
  const { dossier } = made({ kind: 'release', body }, PARENT_FILES)
  const artifact = sha('artifact of the parent')
  return {
    relation: 'finetune',
    name: 'acme/tern-360m-base@1.0.0',
    digest: artifact,
    path: ['acme/tern-360m-base@1.0.0'],
    basis: 'record',
    statement: sha('statement'),
    known: { ref: 'acme/tern-360m-base', artifact, content: { kind: 'release', body }, files: dossier.files },
  }
}

/** Digests that the example links to or names; the threshold was logged before its result. */
function seen(): readonly Seen[] {
  const met = ['01', '03', '04', '05', '06', '07', '09', '11', '13', '14', '16', '18', '20'].map(
    (pair): Seen => ({
      sha256: pair.repeat(32) as Sha256,
      time: '2026-11-10T00:00:00Z' as Instant,
      how: 'observation',
      by: NODE,
      statement: sha(`seen ${pair}`),
    }),
  )
  const held = ['15', '17', '19', '21', '22', '23'].map(
    (pair): Seen => ({ sha256: pair.repeat(32) as Sha256, time: NOW, how: 'held', by: NODE }),
  )
  const threshold: Seen = {
    sha256: '24'.repeat(32) as Sha256,
    time: '2026-10-01T00:00:00Z' as Instant,
    how: 'logged',
    by: MAKER,
    statement: '24'.repeat(32) as Sha256,
  }
  return [...met, ...held, threshold]
}

export type Base = { readonly record: ReleaseRecord; readonly dossier: Dossier }

let known: Base | undefined

/** Made once; edits work on copies. */
export function base(): Base {
  if (known !== undefined) return known
  const parent = parentOf()
  const record = withBytes(structuredClone(exampleRecord) as ReleaseRecord, FILES, parent.digest ?? '')
  const classifier = record.components?.find(({ c }) => c === 'safety-classifier')
  if (classifier !== undefined) Object.assign(classifier, { state: 'withheld', why: 'commercial' }) // the service has one: sg3
  const stage = (name: string, time: string) => ({
    stage: name,
    statement: sha(`stage ${name}`),
    time: time as Instant,
  })
  const stages = [stage('trusted-external', '2026-10-13T00:00:00Z'), stage('broad', '2026-11-01T00:00:00Z')]
  const { dossier } = made({ kind: 'release', body: record }, FILES, {
    at: NOW,
    recorded: RECORDED,
    display: 'acme/tern-360m-instruct',
    by: { identity: MAKER, name: 'Acme Lab', holdsNamespace: true },
    ancestors: [parent],
    seen: seen(),
    stage: stages[1] as NonNullable<Dossier['stage']>,
    stagesLogged: stages,
    holders: [
      { holder: 'owcid:node', since: RECORDED, lapsed: false, at: [] },
      {
        holder: 'owcid:north',
        since: RECORDED,
        lapsed: false,
        at: ['https://north.example/r/acme/tern-360m-instruct'],
      },
    ],
    runs: [
      {
        statement: sha('run'),
        issuer: 'owcid:ada',
        time: NOW,
        object: record.objects?.[0]?.digest.slice(7) as Sha256,
        tool: 'llama.cpp b1',
        leastMemoryBytes: 1_900_000_000,
      },
    ],
    earlier: [
      {
        statement: sha('earlier'),
        artifact: sha('artifact of 0.9'),
        version: '0.9.0',
        kind: 'release',
        time: '2026-09-01T00:00:00Z' as Instant,
        held: true,
      },
    ],
  })
  known = { record, dossier }
  return known
}
