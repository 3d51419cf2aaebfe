// What holds of single forms: pointers lead to what they cite, licences stand where they belong, what a profile demands
// is missed aloud, the forms of law draw no conclusion.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { Instant } from '../../../../src/base/time.ts'
import { exampleRecord } from '../../../../src/commons/releases/example-record.ts'
import { types } from '../../../../src/commons/releases/statements.ts'
import type { Dossier } from '../../../../src/commons/standard/dossier.ts'
import { EU_FORM } from '../../../../src/commons/standard/exports/eu-form.ts'
import { EU_SUMMARY } from '../../../../src/commons/standard/exports/eu-summary.ts'
import type { Observed, Release } from '../../../../src/commons/standard/exports/exported.ts'
import { EXPORT_FORMS } from '../../../../src/commons/standard/exports/forms.ts'
import { spdxLacks } from '../../../../src/commons/standard/exports/spdx-check.ts'
import type { Element } from '../../../../src/commons/standard/exports/spdx-graph.ts'
import { cardFile, LEAST, observed, released, sha, written } from './release.ts'

const example = exampleRecord as Release

type Bom = {
  readonly serialNumber: string
  readonly citations: readonly {
    readonly pointers: readonly string[]
    readonly attributedTo: string
    readonly note: string
  }[]
  readonly vulnerabilities: readonly Readonly<Record<string, unknown>>[]
}

function bomOf(dossier: Dossier): Bom & Readonly<Record<string, unknown>> {
  return JSON.parse(written('cyclonedx', dossier).text)
}

test('cyclonedx: every citation points at what stands in the document, and is attributed to who signed', () => {
  const bom = bomOf(released())
  assert.equal(bom.citations.length, (example.claims ?? []).length + (example.evaluations ?? []).length)
  for (const { pointers, attributedTo } of bom.citations) {
    assert.equal(attributedTo, 'issuer')
    for (const pointer of pointers) assert.notEqual(at(bom, pointer), undefined, pointer)
  }
  const law = bom.citations.find(({ note }) => note.startsWith('k2: '))
  assert.match(
    law?.note ?? '',
    /jurisdiction: EU; as of: 2026-10-30; source: law eli\/reg\/2024\/1689 read 2026-10-30/,
  )
  const bare = bom.citations.find(({ note }) => note.startsWith('ev4: '))
  assert.equal((at(bom, bare?.pointers[0] ?? '') as { slice: string }).slice, 'lora-50')
  assert.match(bare?.note ?? '', /measured by: Uni Lab \(states to be independent\)/)
})

function at(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document)
}

test('cyclonedx: a licence has an id only where SPDX lists it; other records have other numbers', () => {
  const terms = ['apache-2.0', 'OpenMDW-1.0', 'llama3.1', 'Our Own Terms'].map((licence) => ({ licence }))
  const bom = bomOf(released({ ...LEAST, terms }))
  const { component } = bom['metadata'] as { component: { licenses: { license: Record<string, string> }[] } }
  assert.deepEqual(
    component.licenses.map(({ license: { id, name } }) => [id, name]),
    [
      ['Apache-2.0', undefined],
      ['OpenMDW-1.0', undefined],
      [undefined, 'llama3.1'],
      [undefined, 'Our Own Terms'],
    ],
  )
  assert.match(bom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.notEqual(bomOf({ ...released(), statement: sha('other') }).serialNumber, bom.serialNumber)
})

test('advisories that reach the bytes travel along, under investigation unless somebody said otherwise', () => {
  const advisory = {
    id: 'OWC-2026-0001',
    statement: sha('advisory'),
    issuer: 'owcid:x',
    kind: 'safeguard-failure',
    summary: 'A prompt turns it off.',
    published: '2026-11-20T10:00:00Z' as Instant,
    status: 'under_investigation' as const,
    basis: 'declared' as const,
    path: ['acme/base'],
    responses: [],
    evidence: [],
  }
  const dossier = { ...released(), advisories: [advisory] }
  const [only] = bomOf(dossier).vulnerabilities
  assert.deepEqual([only?.['id'], only?.['analysis']], ['OWC-2026-0001', { state: 'in_triage' }])
  assert.match(
    written('card', dossier).text,
    /OWC-2026-0001 \(safeguard-failure, under investigation\): A prompt turns it off\./,
  )
})

function graphOf(dossier: Dossier): readonly Element[] {
  return JSON.parse(written('spdx', dossier).text)['@graph']
}

test('spdx: declared is what the files state, concluded what the record states', () => {
  const card = cardFile('---\nlicense: mit\n---\n')
  const inspection = {
    format: 'text',
    facts: [{ key: 'license', value: 'mit', offset: 4 }],
    hazards: [],
    templates: [],
  }
  const dossier = { ...released(), files: [{ ...card, inspection }] } as unknown as Dossier
  const graph = graphOf(dossier)
  const model = graph.find(({ type }) => type === 'ai_AIPackage')
  const of = (relation: string) => {
    const link = graph.find(
      (one) => one['relationshipType'] === relation && one['from'] === model?.['spdxId'],
    )
    const [to] = (link?.['to'] ?? []) as readonly string[]
    return graph.find(({ spdxId }) => spdxId === to)?.['simplelicensing_licenseExpression'] ?? to
  }
  assert.deepEqual([of('hasDeclaredLicense'), of('hasConcludedLicense')], ['MIT', 'Apache-2.0'])
  const own = graphOf(
    released({ ...LEAST, terms: [{ licence: 'Our Own: Terms', url: 'https://acme.example/t' }] }),
  )
  const expression = own.find(({ type }) => type === 'simplelicensing_LicenseExpression')
  assert.equal(expression?.['simplelicensing_licenseExpression'], 'LicenseRef-Our-Own-Terms')
  assert.deepEqual(expression?.['simplelicensing_customIdToUri'], [
    { type: 'DictionaryEntry', key: 'LicenseRef-Our-Own-Terms', value: 'https://acme.example/t' },
  ])
})

test('spdx: terms that join licences stay joined as they were', () => {
  const concluded = (...licences: readonly string[]) =>
    graphOf(released({ ...LEAST, terms: licences.map((licence) => ({ licence })) })).find(
      ({ type }) => type === 'simplelicensing_LicenseExpression',
    )?.['simplelicensing_licenseExpression']
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['MIT OR Apache-2.0'], 'MIT OR Apache-2.0'],
    [['MIT OR Apache-2.0', 'gemma'], '(MIT OR Apache-2.0) AND LicenseRef-gemma'],
    [['(MIT OR Apache-2.0) AND CC-BY-4.0'], '(MIT OR Apache-2.0) AND CC-BY-4.0'],
    [['Apache-2.0 WITH LLVM-exception', 'MPL-1.1+'], 'Apache-2.0 WITH LLVM-exception AND MPL-1.1+'],
    [['MIT', 'mit'], 'MIT'],
  ]
  for (const [terms, text] of rows) assert.equal(concluded(...terms), text)
})

test('spdx: what the profiles demand is missed aloud, one by one', () => {
  const whole: readonly Element[] = [
    {
      type: 'ai_AIPackage',
      spdxId: 'm',
      name: 'm',
      releaseTime: '2026-11-01T00:00:00Z',
      suppliedBy: 'a',
      software_downloadLocation: 'https://a.example',
      software_packageVersion: '1',
      software_primaryPurpose: 'model',
    },
    { type: 'Relationship', from: 'm', relationshipType: 'hasDeclaredLicense', to: ['l'] },
    { type: 'Relationship', from: 'm', relationshipType: 'hasConcludedLicense', to: ['l'] },
  ]
  assert.deepEqual(spdxLacks(whole), [])
  const [model = {}, declared = {}, concluded = {}] = whole
  for (const field of Object.keys(model).filter((key) => key !== 'type' && key !== 'spdxId')) {
    const { [field]: _, ...rest } = model
    assert.match(spdxLacks([rest, declared, concluded])[0] ?? '', new RegExp(field))
  }
  assert.match(spdxLacks([model, declared])[0] ?? '', /exactly one hasConcludedLicense/)
  assert.match(spdxLacks([model, declared, declared, concluded])[0] ?? '', /exactly one hasDeclaredLicense/)
  assert.ok(written('spdx', released()).gaps.some((gap) => gap.includes('software_downloadLocation')))
})

test('spdx: no verdict on safety is ever written', () => {
  assert.doesNotMatch(written('spdx', released()).text, /safetyRiskAssessment|standardCompliance/)
})

test('results for the Hub: the digest of what was measured stands first in the notes', () => {
  const [first] = parse(written('eval-results', released()).text) as {
    dataset: object
    value: number
    notes: string
  }[]
  assert.deepEqual(first?.dataset, { id: 'mmlu', task_id: 'acc' })
  assert.equal(first?.value, 0.412)
  assert.match(first?.notes ?? '', /^owc:sha256:[0-9a-f]{64}; record sha256:[0-9a-f]{64}, ev1; capability; /)
  assert.match(first?.notes ?? '', /safeguards: sg1, sg2; by acme, Acme Lab \(not independent\); 14042 items/)
  assert.deepEqual(parse(written('eval-results', released(LEAST)).text), [])
})

test('forms for people carry long prose whole, and say how much of a very long list is left out', () => {
  const why = `Because ${'of reasons '.repeat(1000)}and so it ends`
  const limits = Array.from({ length: 450 }, (_, at) => `limit ${at}`)
  const record = { ...LEAST, rationale: { why }, limits }
  const card = written('card', released(record))
  assert.match(card.text, /and so it ends/)
  assert.match(card.text, /limit 399\n\n50 further rows stand in the record\./)
  assert.ok(card.notCarried.some((one) => /Very long lists are cut/.test(one)))
  assert.match(written('eu-form', released(record)).text, /and so it ends/)
  assert.ok(!written('card', released(LEAST)).notCarried.some((one) => /cut/.test(one)))
})

test('citation: a licence of 2021 by its id, a later one by the address of its text', () => {
  const cff = (licence: string, url?: string) => {
    const terms = [{ licence, ...(url !== undefined && { url }) }]
    const read = parse(written('citation', released({ ...LEAST, terms })).text) as Record<string, string>
    return [read['license'], read['license-url']]
  }
  assert.deepEqual(cff('apache-2.0'), ['Apache-2.0', undefined])
  assert.deepEqual(cff('OpenMDW-1.0'), [undefined, 'https://spdx.org/licenses/OpenMDW-1.0.html'])
  assert.deepEqual(cff('llama3.1', 'https://llama.example/l'), [undefined, 'https://llama.example/l'])
  assert.deepEqual(cff('llama3.1', 'javascript:alert(1)'), [undefined, undefined])
  const guessed = { ...LEAST, subject: { ...LEAST.subject, version: 'on' } }
  assert.match(written('citation', released(guessed)).text, /^version: "on"$/m, 'text for every reader')
})

const FOUND = types.find(({ type }) => type === 'owc:observation/v1')?.example as Observed

for (const { id } of EXPORT_FORMS) {
  test(`${id}: of what an importer found, the text itself says that no publisher signed it, and where it was found`, () => {
    const { text } = written(id, observed({ ...FOUND, where: 'package acme 1.0 <b> \u202e' }))
    const words = text.replaceAll(/\s+/g, ' ')
    assert.match(words, /publisher has not signed a record here|nothing is claimed for the publisher/)
    if (id !== 'citation') assert.match(words, /package acme 1\.0/)
    assert.doesNotMatch(text, /\u202e/)
  })
}

test('eu-form: name and digests that were found are no gaps', () => {
  const { text } = written('eu-form', observed(FOUND))
  const [file] = FOUND.files
  assert.match(text, new RegExp(`### 1\\.6 [^\\n]*\\n\\n- .*sha256 ${file?.sha256}`))
  assert.match(text, /### 1\.2 [^\n]*\n\n- Name, as found: /)
})

for (const [id, { parts }] of [
  ['eu-form', EU_FORM],
  ['eu-summary', EU_SUMMARY],
] as const) {
  test(`${id}: dated, every entry answered or marked, and no conclusion about anybody's duties`, () => {
    const entries = parts.flatMap((part) => part.entries)
    for (const dossier of [released(), released(LEAST)]) {
      const { text } = written(id, dossier)
      assert.match(text, /Official Journal of 2026-07-24; jurisdiction: European Union/)
      assert.doesNotMatch(text, /complian|exempt|fulfil|conform/i)
      assert.equal(text.match(/^### /gm)?.length, entries.length)
      for (const block of text.split(/^### /m).slice(1)) assert.match(block, /\n\n(- |\*\*not stated\*\*)/)
    }
    const bare = written(id, released(LEAST)).text
    assert.ok((bare.match(/\*\*not stated\*\*/g) ?? []).length > entries.length / 2)
  })
}

test('eu-form: each entry says for whom it is; a range is that of the stated number', () => {
  assert.ok(EU_FORM.parts.every(({ entries }) => entries.every((entry) => entry.for !== undefined)))
  const range = (params: number) =>
    /Range: (.*)$/m.exec(
      written('eu-form', released({ ...LEAST, subject: { ...LEAST.subject, params } })).text,
    )?.[1]
  assert.deepEqual(
    [range(5e8), range(5e8 + 1), range(2e12)],
    ['at most 500 million', '500 million to 5 thousand million', 'more than one million million'],
  )
})
