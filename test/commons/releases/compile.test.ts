// From a draft and files to the record that is signed.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileRecord, recordOf } from '../../../src/commons/releases/compile.ts'
import { draftRecord } from '../../../src/commons/releases/draft.ts'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import type { FoundFiles } from '../../../src/commons/releases/found.ts'
import { notStated } from '../../../src/commons/releases/record-fields.ts'
import { type ReadRecord, readRecord } from '../../../src/commons/releases/record-yaml.ts'
import { reopen } from '../../../src/commons/releases/reopen.ts'
import { changesSince, updateFiles } from '../../../src/commons/releases/update-record.ts'
import { writeRecord } from '../../../src/commons/releases/write-record.ts'
import { checkBody } from '../../../src/commons/validate.ts'
import { file, folder, found, sha } from './found.ts'
import { wholeDraft } from './whole.ts'

const NAMED = { id: 'acme/tern', version: '1.0.0' }
const card = (key: string, value: string, offset = 4) => ({ key, value, offset })

function problems(text: string, files = folder()): string[] {
  return compileRecord(readRecord(text, 'r'), files, NAMED).problems.map(
    ({ where, expected, found: have }) => `${where}: ${expected} | ${have}`,
  )
}

test('compile: lists of components are expanded, names of files become digests, files fill themselves in', () => {
  const text = `
artifacts:
  - {id: w, path: model.safetensors, role: weights}
  - {id: lic, path: LICENSE}
components:
  - {c: [weights-final, architecture], state: released, ref: [w, config.json], licence: Apache-2.0}
  - {c: evaluation-results, state: released, ref: [ev1]}
terms: [{licence: Apache-2.0, text: lic, covers: [w]}]
safeguards: [{id: sg1, kind: tuning, lives: artifact, ref: README.md}]
systems: {plain: {artifacts: [w], safeguards: [sg1]}}
evaluations: [{id: ev1, kind: capability, suite: mmlu, system: plain, metric: acc, value: 0.5}]
claims: [{id: k1, says: It runs, type: fact, about: w}]
`
  const record = recordOf(compileRecord(readRecord(text, 'r'), folder(), NAMED))
  const w = `sha256:${sha('model.safetensors')}`
  assert.deepEqual(
    record.components?.map(({ c, ref }) => [c, ref?.length]),
    [
      ['weights-final', 2],
      ['architecture', 2],
      ['evaluation-results', 1],
    ],
  )
  assert.deepEqual(record.components?.[0]?.ref, [w, `sha256:${sha('config.json')}`])
  assert.deepEqual(record.components?.[2]?.ref, ['ev1'])
  assert.deepEqual(record.terms?.[0]?.covers, [w])
  assert.equal(record.safeguards?.[0]?.ref, `sha256:${sha('README.md')}`)
  assert.deepEqual(record.systems?.['plain']?.artifacts, [w])
  assert.equal(record.claims?.[0]?.about, w)
  assert.equal(record.artifacts.length, 5)
  const weights = record.artifacts.find(({ id }) => id === 'w')
  assert.deepEqual(
    [weights?.sha256, weights?.bytes, weights?.format, weights?.precision],
    [sha('model.safetensors'), 17, 'safetensors', 'bf16'],
  )
  assert.deepEqual(record.objects?.[0]?.digest, w)
  assert.deepEqual(checkBody('owc:release/v1', record), [])
})

const NOTHING = `sha256:${'0'.repeat(64)}`

test('compile: what cannot be is told with its place', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['artifacts: [{path: nothing.bin}]', /artifacts\[0\]\.path\): a file that is there \| "nothing.bin"/],
    [`artifacts: [{path: LICENSE, sha256: ${'0'.repeat(64)}}]`, /digest of the file as it is now/],
    ['artifacts: [{path: LICENSE, bytes: 1}]', /the size of the file \| 1/],
    ['artifacts: [{path: LICENSE}, {path: LICENSE}]', /each file once/],
    ['artifacts: [{id: a, path: LICENSE}, {id: a, path: README.md}]', /each id once \| a second "a"/],
    [
      'components: [{c: [data-card, data-card], state: not-produced}]',
      /each component once \| a second data-card/,
    ],
    ['components: [{c: data-card, state: released}]', /the files that are released/],
    ['components: [{c: data-card, state: linked}]', /the address of what is linked/],
    ['components: [{c: data-card, state: withheld}]', /the reason: legal/],
    ['components: [{c: data-card, state: withheld, why: comercial}]', /one of legal/],
    ['components: [{c: data-card, state: described}]', /leads to the description/],
    ['components: [{c: data-card, state: released, ref: [x]}]', /the id of a file or an evaluation \| "x"/],
    ['evaluations: [{id: e, kind: misuse, suite: s, metric: m, value: 1}]', /area of misuse/],
    ['evaluations: [{id: e, kind: bias, suite: s, metric: m, value: 1, by: x}]', /the id of an evaluator/],
    ['systems: {s: {artifacts: [LICENSE], safeguards: [x]}}', /the id of a safeguard/],
    ['risk: {tested: {fraud: [ev9]}}', /the id of an evaluation/],
    ['claims: [{id: k, says: s, type: legal}]', /jurisdiction and asOf/],
    ['subject: {id: other/name}', /acme\/tern, as it is called in this command \| other\/name/],
    ['subject: {families: x}', /no other fields/],
    [`components: [{c: data-card, state: released, ref: [${NOTHING}]}]`, /digest of a file of this release/],
    [
      `terms: [{licence: MIT, covers: [${NOTHING}]}]`,
      /digest of a file of this release \| sha256:0{12}…, which/,
    ],
    [`terms: [{licence: MIT, text: ${NOTHING}}]`, /digest of a file of this release/],
    [`safeguards: [{id: s, kind: k, lives: artifact, ref: ${NOTHING}}]`, /digest of a file of this release/],
    [
      'components: [{c: checkpoints, state: not-produced, extra: {stepps: x}}]',
      /asks of it: steps, opt.* \| "stepps"/,
    ],
    ['components: [{c: architecture, state: not-produced, extra: {steps: x}}]', /nothing besides/],
    ['risk: {notTested: {fruad: x}}', /one of cyber, bio.*\| "fruad"/],
    ['risk: {thresholds: [{domain: everything, max: 1}]}', /one of cyber/],
    [
      'evaluations: [{id: e, kind: misuse, domain: childsafety, suite: s, metric: m, value: 1}]',
      /other:NAME/,
    ],
    ['claims: [{id: k, says: s, type: fact, source: {kind: blog}}]', /one of file, log-entry.*\| "blog"/],
    ['comparisons: [{evaluation: e, with: x, value: 1}]', /the id of an evaluation/],
    ['claims: [{id: k, says: s, type: fact, source: {kind: file, quote: x}}]', /the file that is quoted/],
    [
      'claims: [{id: k, says: s, type: fact, source: {kind: file, ref: LICENSE, quote: Version 3.0}}]',
      /words of LICENSE \| words that do not stand in it/,
    ],
  ]
  for (const [text, words] of cases) {
    const told = problems(text)
    assert.equal(told.length, 1, `${text}: ${told.join('; ')}`)
    assert.match(told[0] ?? '', words)
    assert.match(told[0] ?? '', /^r, line 1, column \d+/)
  }
})

test('compile: a quote stands in its file, whatever its line breaks; other bytes may be what was tested', () => {
  const quoted =
    'claims: [{id: k, says: s, type: fact, source: {kind: file, ref: LICENSE, quote: Apache License Version 2.0}}]'
  assert.deepEqual(problems(quoted), [])
  assert.deepEqual(problems(quoted.replace('LICENSE', 'model.safetensors')), []) // no text: not looked into
  assert.deepEqual(problems(`systems: {other: {artifacts: [${NOTHING}], safeguards: []}}`), [])
  assert.deepEqual(problems(`claims: [{id: k, says: s, type: fact, about: ${NOTHING}}]`), [])
  assert.deepEqual(problems('risk: {notTested: {"other:child-safety": x}}'), [])
})

test('compile: a record without a name or a version is not one', () => {
  const compiled = compileRecord(readRecord('', 'r'), folder())
  assert.deepEqual(
    compiled.problems.map(({ where }) => where),
    ['r, line 1, column 1 (subject.id)', 'r, line 1, column 1 (subject.version)'],
  )
  assert.throws(() => recordOf(compiled), /subject\.id/)
})

test('compile: more files than fit are named by the manifest', () => {
  const many = found(Array.from({ length: 4100 }, (_, i) => file(`f${String(i).padStart(5, '0')}`)))
  const record = recordOf(compileRecord(readRecord('', 'r'), many, NAMED))
  assert.equal(record.artifacts.length, 4096)
  assert.equal(record.moreFiles, `sha256:${many.artifact}`)
})

test('draft: what files say is filled in with its place, and nothing else', () => {
  const files = folder([
    card('license', 'apache-2.0', 13),
    card('base_model', 'acme/tern-base', 36),
    card('base_model_relation', 'finetune', 60),
    card('datasets', 'evil\n# \u202e<script>', 80),
  ])
  const { text, draft, findings } = draftRecord(files, 'my\nmodel')
  assert.deepEqual(findings, [])
  assert.deepEqual(Object.keys(draft), [
    'owc',
    'kind',
    'subject',
    'artifacts',
    'lineage',
    'components',
    'terms',
  ])
  assert.deepEqual(draft.subject, { params: 20 })
  assert.deepEqual(draft.lineage, [{ relation: 'finetune', parent: 'acme/tern-base' }])
  assert.deepEqual(draft.terms, [{ licence: 'apache-2.0', text: 'lic' }])
  assert.match(text, /README\.md, byte 13, license says "apache-2\.0"\./)
  assert.doesNotMatch(text, /\u202e/)
  const read = readRecord(text, 'r')
  assert.deepEqual(read.problems, [])
  assert.deepEqual(read.draft, draft)
  const record = recordOf(compileRecord(read, files, NAMED))
  assert.deepEqual(
    record.components?.map(({ c }) => c),
    ['weights-final', 'tokenizer-config', 'model-card', 'licence-terms'],
  )
  assert.equal(notStated(draft).filter(({ minimum }) => minimum).length, 6)
})

test('draft: places that disagree about the licence are shown, and none is chosen', () => {
  const differing = draftRecord(
    found([
      file('README.md', { facts: [card('license', 'mit')] }),
      file('config.json', { facts: [card('license', 'apache-2.0')] }),
    ]),
    'm',
  )
  assert.equal(differing.draft.terms, undefined)
  assert.deepEqual(
    differing.findings.map(({ code }) => code),
    ['licences-differ'],
  )
  const contradicted = draftRecord(
    folder([card('license', 'apache-2.0')], 'MIT License\n\nCopyright (c) Somebody'),
    'm',
  )
  assert.deepEqual(contradicted.draft.terms, [{ licence: 'apache-2.0', text: 'lic' }])
  assert.deepEqual(
    contradicted.findings.map(({ code, where }) => [code, where]),
    [['licence-text-differs', 'LICENSE']],
  )
  assert.match(contradicted.findings[0]?.says ?? '', /begins "MIT License"/)
})

test('draft: a licence that has a name of its own keeps it, a parent without a relation is only shown', () => {
  const { draft, findings } = draftRecord(
    folder(
      [card('license', 'other'), card('license_name', 'llama3.1'), card('base_model', 'meta/x')],
      'LLAMA 3.1 COMMUNITY LICENSE AGREEMENT',
    ),
    'm',
  )
  assert.deepEqual(draft.terms, [{ licence: 'llama3.1', text: 'lic' }])
  assert.equal(draft.lineage, undefined)
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['base-without-relation'],
  )
})

test('update: files that changed are told; what a person wrote stays, byte for byte', () => {
  const first = folder([card('license', 'apache-2.0')])
  const mine = draftRecord(first, 'm')
    .text.replace('  # family:', '  family: tern  # ours')
    .replace('\nterms:', '\n# by hand\nterms:')
  const later = found([
    file('LICENSE', { text: 'Apache License\nVersion 2.0, January 2004' }),
    file('README.md', { text: 'changed', facts: [card('license', 'apache-2.0')] }),
    file('model.safetensors', { format: 'safetensors' }),
    file('new.json'),
    file('tokenizer.json', { format: 'json' }),
  ])
  const changes = changesSince(readRecord(mine, 'r'), later)
  assert.deepEqual(
    changes.map(({ kind, path }) => `${kind} ${path}`),
    ['new new.json', 'changed README.md', 'gone config.json'],
  )
  const updated = updateFiles(mine, later)
  assert.deepEqual(changesSince(readRecord(updated, 'r'), later), [])
  const kept = (text: string) => text.split('\n').filter((line) => !/^ {2}- \{id/.test(line))
  assert.deepEqual(kept(updated), kept(mine))
  assert.equal(updateFiles(updated, later), updated)
  const ids = readRecord(updated, 'r').draft.artifacts?.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids?.length)
})

test('update: a list of files in another form, or none, is written anew', () => {
  for (const text of [
    'limits: [a]\n',
    'artifacts: []\nlimits: [a]\n',
    'artifacts: [{path: LICENSE}]\nlimits: [a]\n',
    'artifacts:\nlimits: [a]\n',
    'artifacts:\n- id: x\n  path: LICENSE\n  sha256: x\n\nlimits: [a]\n'.replace(
      ': x\n\n',
      `: ${'1'.repeat(64)}\n\n`,
    ),
  ]) {
    const updated = readRecord(updateFiles(text, folder()), 'r')
    assert.deepEqual(updated.problems, [], text)
    assert.deepEqual(updated.draft.limits, ['a'])
    assert.equal(updated.draft.artifacts?.length, 5, text)
  }
})

/** Files of the digests that a draft names. */
function filesOf({ draft }: ReadRecord): FoundFiles {
  return found(
    (draft.artifacts ?? []).map(({ path, sha256, bytes, tensorRoot }) => {
      const made = file(path, { format: path === 'model.safetensors' ? 'safetensors' : 'text' })
      const inspection = {
        ...made.inspection,
        ...(tensorRoot && { tensorRoot: tensorRoot as typeof made.sha256 }),
      }
      return { ...made, sha256: sha256 as typeof made.sha256, sizeBytes: bytes ?? 10, inspection }
    }),
  )
}

test('compile: whatever can be stated compiles, opens again, and compiles to the same', () => {
  const read = readRecord(writeRecord(wholeDraft, [], new Map()), 'whole')
  const files = filesOf(read)
  const record = recordOf(compileRecord(read, files))
  const again = readRecord(writeRecord(reopen(record), [], new Map()), 'again')
  assert.deepEqual(again.problems, [])
  assert.equal(again.draft.stages?.[0]?.terms, 'lic')
  assert.equal(again.draft.claims?.[0]?.source?.ref, 'card')
  assert.deepEqual(recordOf(compileRecord(again, files)), record)
})

test('compile: the example of the standard compiles', () => {
  const text = readFileSync(new URL('./standard-10.yaml', import.meta.url), 'utf8')
  const read = readRecord(text, 'standard')
  assert.deepEqual(read.problems, [])
  const files = filesOf(read)
  const record = recordOf(compileRecord(read, files))
  assert.equal(record.components?.length, 25)
  assert.deepEqual(statedIn(record, exampleRecord), [])
  const again = readRecord(writeRecord(reopen(record), [], new Map()), 'again')
  assert.deepEqual(again.problems, [])
  assert.deepEqual(again.draft.terms?.[0]?.covers, ['w', 'cfg', 'tok', 'tpl'])
  assert.deepEqual(recordOf(compileRecord(again, files)), record)
  assert.deepEqual(checkBody('owc:release/v1', record), [])
})

/** Paths at which the example does not say what the page of the standard says; sizes that the page leaves out aside. */
function statedIn(page: unknown, example: unknown, path = ''): string[] {
  if (/^objects|artifacts.\d+.(bytes|format)$/.test(path)) return []
  if (path === 'changes.0.safety') return []
  if (typeof page !== 'object' || page === null) return page === example ? [] : [path]
  return Object.entries(page).flatMap(([key, one]) =>
    statedIn(
      one,
      (example as Record<string, unknown> | undefined)?.[key],
      path === '' ? key : `${path}.${key}`,
    ),
  )
}

test('draft: whatever strangers wrote into files, a first draft can be read, and hides nothing', () => {
  const hostile = '\u202e"}\n- x: &a !!js *b\u200b'
  const keys = [
    'license',
    'license_name',
    'license_link',
    'base_model',
    'base_model_relation',
    'datasets',
    'language',
  ]
  const files = found(
    [
      file('README.md', { facts: keys.map((key) => card(key, key === 'license' ? 'other' : hostile)) }),
      file('config.json', {
        facts: [card('license', 'x'.repeat(5_000)), card('base_model', 'y'.repeat(5_000))],
      }),
      file('LICENSE'),
    ],
    { LICENSE: `\u0000${hostile}` },
  )
  const { text, draft } = draftRecord(files, hostile)
  assert.deepEqual([draft.terms, draft.lineage], [undefined, undefined])
  assert.doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u)
  const read = readRecord(text, 'r')
  assert.deepEqual(read.problems, [])
  assert.deepEqual(read.draft, draft)
})

test('draft: of very many files those are named that have a part in the record; all of them are signed', () => {
  const many = found([
    ...Array.from({ length: 1000 }, (_, i) => file(`code/f${String(i).padStart(4, '0')}.py`)),
    file('model.safetensors', { format: 'safetensors' }),
  ])
  const { text, draft } = draftRecord(many, 'm')
  assert.deepEqual(
    draft.artifacts?.map(({ path }) => path),
    ['model.safetensors'],
  )
  assert.match(text, /1000 further files are published too/)
  const read = readRecord(text, 'r')
  assert.deepEqual(changesSince(read, many), [])
  assert.equal(updateFiles(text, many), text)
  const named = text.replace(/^( *- \{id: w.*)$/m, '$1\n  - {id: one, path: code/f0001.py, bytes: 1}')
  assert.deepEqual(changesSince(readRecord(named, 'r'), many), [{ kind: 'changed', path: 'code/f0001.py' }])
  assert.equal(recordOf(compileRecord(read, many, NAMED)).artifacts.length, 1001)
})

test('compile: a file whose name hides something is refused', () => {
  const { problems: told } = compileRecord(readRecord('', 'r'), found([file('a\u202egnp.bin')]), NAMED)
  assert.deepEqual(
    told.map(({ found: have, hint }) => [have, hint]),
    [['U+202E', 'Rename the file.']],
  )
})
