// Facts of licences: one row for an id, one licence for a spelling, verdicts as the frameworks read them, words for
// every person. Facts themselves are held against release-standard 4.2 where it states them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dutiesOf, inOneSentence } from '../../../../src/commons/standard/licences/duties.ts'
import { PEOPLE, type Verdict } from '../../../../src/commons/standard/licences/fact.ts'
import { factsOfLicence, verdictOf, worst } from '../../../../src/commons/standard/licences/facts.ts'
import { FACTS } from '../../../../src/commons/standard/licences/facts-table.ts'
import { known } from '../../../../src/commons/standard/licences/known.ts'
import { expressionOf, spelledId } from '../../../../src/commons/standard/licences/spelling.ts'

test('facts: every row stands for itself, with sentences and a source', () => {
  assert.equal(new Set(FACTS.map(({ id }) => id)).size, FACTS.length)
  for (const facts of FACTS) {
    const { id, source, mayChange, limits, asks, flow, ends, policies } = facts
    const says = [mayChange, flow, ...limits, ...asks, ...ends, ...policies].map(({ says }) => says)
    for (const sentence of says) assert.match(sentence, /^[A-Z“].*\.$/, `${id}: ${sentence}`)
    assert.match(source.on, /^\d{4}-\d{2}(-\d{2})?$/, id)
    assert.ok(source.where.length > 0, id)
    for (const { sentence, kind } of asks) if (kind === 'notice') assert.notEqual(sentence, '', id)
    for (const { kind, prefix } of asks) assert.equal(kind === 'name', prefix !== undefined, id)
    if (source.kind === 'text' || source.kind === 'publisher')
      assert.ok(
        known().texts.some(({ ids }) => ids.includes(id)),
        `${id}: no text of it is known`,
      )
    if (source.kind === 'list') assert.ok(known().licences.has(id), `${id} is not in the list`)
    assert.match(inOneSentence(facts), /^Commercial use .*\.$/, id)
  }
})

test('facts: each spelling names one licence, and near misses name none', () => {
  const seen = new Map<string, string>()
  for (const { id, spellings } of FACTS)
    for (const spelling of [id, ...spellings]) {
      const plain = spelling.toLowerCase()
      assert.equal(seen.get(plain) ?? id, id, spelling)
      seen.set(plain, id)
      assert.equal(spelledId(spelling), id, spelling)
    }
  for (const [spelling, id] of [
    ['apache-2.0', 'Apache-2.0'],
    [' MIT ', 'MIT'],
    ['mit license', 'MIT'],
    ['c-uda', 'C-UDA-1.0'],
    ['odc-by', 'ODC-By-1.0'],
    ['odbl', 'ODbL-1.0'],
    ['pddl', 'PDDL-1.0'],
    ['openmdw-1.1', 'LicenseRef-OpenMDW-1.1'],
    ['lgpl-lr', 'LGPLLR'],
    ['llama3.1', 'llama3.1'],
    ['gpl-3.0', 'GPL-3.0'],
  ])
    assert.equal(spelledId(spelling ?? ''), id, `${spelling}`)
  for (const none of [
    'bsd',
    'cc',
    'gpl',
    'lgpl',
    'gfdl',
    'openrail',
    'other',
    'unknown',
    'Modified MIT',
    'apache',
    '',
    'x'.repeat(5000),
    'constructor',
    '__proto__',
  ])
    assert.equal(spelledId(none), undefined, none)
})

test('facts: verdicts are those of the frameworks', () => {
  const cases: readonly (readonly [string, Verdict])[] = [
    ['Apache-2.0', 'osi'],
    ['MIT', 'osi'],
    ['GPL-3.0', 'osi'],
    ['OpenMDW-1.0', 'unlisted'],
    ['LicenseRef-OpenMDW-1.1', 'unlisted'],
    ['CC0-1.0', 'open-data'],
    ['CC-BY-4.0', 'open-data'],
    ['CC-BY-SA-4.0', 'open-data'],
    ['CDLA-Permissive-2.0', 'open-data'],
    ['PDDL-1.0', 'open-data'],
    ['ODC-By-1.0', 'open-data'],
    ['ODbL-1.0', 'open-data'],
    ['CC-BY-NC-4.0', 'restricted'],
    ['CC-BY-ND-4.0', 'restricted'],
    ['C-UDA-1.0', 'restricted'],
    ['gemma', 'restricted'],
    ['qwen-2024', 'restricted'],
    ['kimi-k2-modified-mit', 'restricted'],
    ['grok2-community', 'unknown'],
    ['LicenseRef-sha256-000000000000', 'unknown'],
    ['MIT OR Apache-2.0', 'osi'],
    ['MIT AND CC-BY-4.0', 'open-data'],
    ['MIT OR CC-BY-NC-4.0', 'osi'],
    ['MIT AND CC-BY-NC-4.0', 'restricted'],
    ['(MIT AND CC-BY-4.0) OR GPL-3.0-only', 'osi'],
    ['Apache-2.0 WITH LLVM-exception', 'osi'],
    ['MIT OR', 'unknown'],
    ['NOASSERTION', 'unknown'],
  ]
  for (const [licence, verdict] of cases) assert.equal(verdictOf(licence), verdict, licence)
  assert.equal(worst(['osi', 'restricted', 'unknown']), 'unknown')
  assert.equal(worst(['osi', 'restricted', 'unlisted']), 'restricted')
  assert.equal(expressionOf('('.repeat(150)), undefined)
})

test('facts: what is asked of whom', () => {
  const of = (id: string) => {
    const facts = factsOfLicence(id)
    assert.ok(facts !== undefined, id)
    return { facts, duties: dutiesOf(facts) }
  }
  for (const { id } of FACTS)
    for (const person of PEOPLE) for (const { says } of of(id).duties[person]) assert.match(says, /\.$/, id)
  const quotes = (id: string, person: (typeof PEOPLE)[number]) =>
    of(id).duties[person].flatMap(({ quote }) => quote ?? [])
  assert.deepEqual(quotes('llama3.3', 'deriver'), [
    'Llama 3.3 is licensed under the Llama 3.3 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.',
    'Built with Llama',
    'Llama',
  ])
  assert.deepEqual(quotes('llama3.3', 'provider'), ['Built with Llama'])
  assert.deepEqual(quotes('llama3.3', 'user'), [])
  assert.deepEqual(quotes('gemma', 'redistributor'), [
    'Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms',
  ])
  assert.equal(
    of('llama4').facts.limits.some(({ kind }) => kind === 'territory'),
    true,
  )
  assert.equal(
    of('llama3.3').facts.limits.some(({ kind }) => kind === 'territory'),
    false,
  )
  assert.equal(
    of('nvidia-open-model').facts.ends.some(({ on }) => on === 'bypassing a guardrail'),
    true,
  )
  assert.equal(of('GPL-2.0').facts.id, 'GPL-2.0-only')
  assert.equal(factsOfLicence('nothing'), undefined)
})
