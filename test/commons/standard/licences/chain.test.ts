// What flows down along declared derivations, and where a stated licence contradicts it (release-standard 4.3, C1 to C10).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Ancestor } from '../../../../src/commons/standard/dossier.ts'
import { chainOf } from '../../../../src/commons/standard/licences/chain.ts'
import { licenceOfFamily } from '../../../../src/commons/standard/licences/families.ts'
import { joinedBy } from '../../../../src/commons/standard/licences/relations.ts'
import { knownParent, observed, parent, released, sha } from './made.ts'

function chain(licence: string | undefined, ...ancestors: readonly Ancestor[]) {
  return chainOf(released(licence === undefined ? {} : { terms: [{ licence }] }, { ancestors }))
}

const rules = ({ contradictions }: ReturnType<typeof chain>) =>
  contradictions.map(({ rule, weight }) => `${rule} ${weight}`)

test('chain: relations join by weights, by outputs, or not', () => {
  for (const word of [
    'finetune',
    'Fine-tuned',
    'merge',
    'quantized',
    'quantise',
    'pruned',
    'adapter',
    'LoRA',
    'repack',
  ])
    assert.equal(joinedBy(word), 'weights', word)
  for (const word of ['distilled', 'distillation', 'Distilled from'])
    assert.equal(joinedBy(word), 'outputs', word)
  for (const word of ['inspired by', 'same architecture', '']) assert.equal(joinedBy(word), 'other', word)
})

test('chain C1: own duties and those of every ancestor that is joined; a mere relative binds nothing', () => {
  const own = chain('llama3.1', knownParent('meta-llama/llama-3.1-8b', 'finetune', 'llama3.1'))
  assert.ok(own.asks.some(({ kind, from }) => kind === 'display' && from.basis === 'record'))
  const grand = chain(
    'llama3.1',
    knownParent('a/b', 'quantized', 'llama3.1'),
    knownParent('c/d', 'finetune', 'gemma'),
  )
  assert.deepEqual([...new Set(grand.asks.map(({ licence }) => licence))].sort(), ['gemma', 'llama3.1'])
  const relative = chain('MIT', knownParent('a/b', 'same architecture', 'gemma'))
  assert.deepEqual([relative.limits, rules(relative)], [[], []])
})

test('chain C2: distillation counts for gemma and its like; it only names for Llama 3.1 and Qwen', () => {
  const gemma = chain('MIT', knownParent('google/gemma-2-9b', 'distilled', 'gemma'))
  assert.deepEqual(rules(gemma), ['C4 conflict'])
  assert.ok(gemma.limits.length > 0)
  const llama = chain('MIT', knownParent('meta-llama/llama-3.1-405b', 'distilled', 'llama3.1'))
  assert.deepEqual(rules(llama), [])
  assert.deepEqual(
    llama.names.map(({ prefix }) => prefix),
    ['Llama'],
  )
  assert.deepEqual([llama.limits, llama.notices], [[], []])
  const two = chain('MIT', knownParent('meta-llama/llama-2-7b', 'distilled', 'llama2'))
  assert.deepEqual([two.asks.filter(({ from }) => from.basis !== 'release'), rules(two)], [[], []])
  const deepseek = chain('MIT', knownParent('deepseek-ai/v2', 'distillation', 'deepseek-la-1.0'))
  assert.deepEqual(rules(deepseek), ['C4 conflict'])
})

test('chain C3: of caps the lowest, of limits all', () => {
  const { caps, limits } = chain(
    'llama3.1',
    knownParent('a/b', 'merge', 'llama3.1'),
    knownParent('c/d', 'merge', 'qwen-2024'),
    knownParent('e/f', 'merge', 'stability-community-2024'),
  )
  assert.deepEqual(
    caps.map(({ kind, most, licence }) => [kind, most, licence]),
    [
      ['users', 100_000_000, 'qwen-2024'],
      ['revenue', 1_000_000, 'stability-community-2024'],
    ],
  )
  assert.ok(limits.length > caps.length)
})

test('chain C4: a laxer licence than an ancestor’s terms is a conflict when declared, a check when inferred or only named', () => {
  const cases: readonly (readonly [string, string | undefined, Ancestor, readonly string[]])[] = [
    ['MIT on Llama', 'MIT', knownParent('a/b', 'finetune', 'llama3.1'), ['C4 conflict']],
    ['Apache on NC', 'Apache-2.0', knownParent('a/b', 'finetune', 'CC-BY-NC-4.0'), ['C4 conflict']],
    ['the same', 'gemma', knownParent('a/b', 'finetune', 'gemma'), []],
    ['permissive on permissive', 'MIT', knownParent('a/b', 'finetune', 'Apache-2.0'), []],
    ['stricter on permissive', 'llama3.1', knownParent('a/b', 'finetune', 'MIT'), []],
    ['MIT on GPL', 'MIT', knownParent('a/b', 'merge', 'GPL-3.0-only'), ['C4 conflict']],
    ['inferred', 'MIT', { ...knownParent('a/b', 'finetune', 'llama3.1'), basis: 'measured' }, ['C4 check']],
    ['by name only', 'MIT', parent('meta-llama/Llama-3.1-8B', 'finetune'), ['C4 check']],
    ['says nothing', undefined, knownParent('a/b', 'finetune', 'llama3.1'), []],
  ]
  for (const [name, licence, ancestor, expected] of cases)
    assert.deepEqual(rules(chain(licence, ancestor)), expected, name)
  const [found] = chain('MIT', knownParent('a/b', 'finetune', 'gemma')).contradictions
  assert.match(found?.says ?? '', /^MIT is laxer than gemma of a\/b: .*\.$/)
  assert.equal(found?.clause, '1.1(e) and 3.1')
})

test('chain C4: terms that name the ancestor’s licence beside their own keep it', () => {
  const both = chainOf(
    released(
      { terms: [{ licence: 'MIT' }, { licence: 'llama3.1' }] },
      { ancestors: [knownParent('a/b', 'finetune', 'llama3.1')] },
    ),
  )
  assert.deepEqual(rules(both), [])
})

test('chain C5: two names that one name cannot both begin with', () => {
  const clash = chain(
    'llama3.1',
    knownParent('a/b', 'merge', 'llama3.1'),
    knownParent('c/d', 'merge', 'hyperclova-x-seed-2025'),
  )
  assert.ok(rules(clash).includes('C5 conflict'))
  const fits = chain(
    'llama3.1',
    knownParent('a/b', 'merge', 'llama3'),
    knownParent('c/d', 'merge', 'llama3.1'),
  )
  assert.ok(!rules(fits).some((rule) => rule.startsWith('C5')))
})

test('chain: share-alike against another share-alike, and a changed version of what allows none', () => {
  const alike = chain(
    'CC-BY-SA-4.0',
    knownParent('a/b', 'merge', 'CC-BY-SA-4.0'),
    knownParent('c/d', 'merge', 'CC-BY-NC-SA-4.0'),
  )
  assert.ok(rules(alike).includes('NC+SA conflict'))
  assert.ok(
    rules(chain('CC-BY-ND-4.0', knownParent('a/b', 'finetune', 'CC-BY-ND-4.0'))).includes('ND conflict'),
  )
  assert.ok(!rules(chain('CC-BY-ND-4.0', knownParent('a/b', 'copy', 'CC-BY-ND-4.0'))).includes('ND conflict'))
})

test('chain: a share-alike licence that the ancestor’s own terms let follow is neither laxer nor against it', () => {
  const rows: readonly (readonly [own: string, theirs: string, fits: boolean])[] = [
    ['CC-BY-SA-4.0', 'CC-BY-SA-3.0', true],
    ['CC-BY-SA-3.0', 'CC-BY-SA-4.0', false],
    ['CC-BY-SA-4.0', 'CC-BY-NC-SA-4.0', false],
    ['GPL-3.0-only', 'CC-BY-SA-4.0', true],
    ['GPL-3.0-only', 'CC-BY-SA-3.0', true],
    ['CC-BY-SA-4.0', 'GPL-3.0-only', false],
    ['GPL-2.0-only', 'CC-BY-SA-4.0', false],
    ['GPL-3.0-only', 'GPL-2.0-only', false],
    ['GPL-3.0-only', 'GPL-2.0-or-later', true],
    ['AGPL-3.0-only', 'GPL-3.0-only', true],
    ['GPL-3.0-only', 'MPL-2.0', true],
    ['MIT', 'MPL-2.0', false],
    ['ODbL-1.0', 'CDLA-Sharing-1.0', false],
  ]
  for (const [own, theirs, fits] of rows) {
    const told = rules(chain(own, knownParent('a/b', 'finetune', theirs)))
    assert.deepEqual(told, fits ? [] : ['C4 conflict'], `${own} on ${theirs}`)
    if (own === 'MIT') continue
    const both = rules(chain(own, knownParent('a/b', 'merge', theirs), knownParent('c/d', 'merge', own)))
    const back = rules(chain(theirs, knownParent('c/d', 'merge', own))).length === 0
    assert.equal(both.includes('NC+SA conflict'), !fits && !back, `${own} beside ${theirs}`)
  }
})

test('chain C6: an ancestor of unknown licence stays unknown, and accuses nobody', () => {
  const { unknown, steps, contradictions } = chain('MIT', parent('somebody/model', 'finetune'))
  assert.deepEqual(
    unknown.map(({ name, known }) => [name, known]),
    [['somebody/model', 'unknown']],
  )
  assert.deepEqual([steps.length, contradictions], [2, []])
  assert.equal(licenceOfFamily('meta-llama/Meta-Llama-3-8B@abc'), 'llama3')
  assert.equal(licenceOfFamily('google/gemma-3-270m'), 'gemma')
  assert.equal(licenceOfFamily('google/gemma-4-27b'), 'Apache-2.0')
  assert.equal(licenceOfFamily('somebody/llama-3.1-8b'), undefined)
})

test('chain C8: a policy by address is snapshotted when the record names its bytes', () => {
  const ancestors = [knownParent('google/gemma-2', 'finetune', 'gemma')]
  const policy = {
    c: 'acceptable-use-policy',
    state: 'linked',
    url: 'https://ai.google.dev/gemma/prohibited_use_policy',
    sha256: sha('policy'),
  } as const
  const kept = chainOf(released({ terms: [{ licence: 'gemma' }], components: [policy] }, { ancestors }))
  assert.deepEqual([...new Set(kept.policies.map(({ snapshot }) => snapshot))], [sha('policy')])
  const other = chainOf(
    released({ components: [{ ...policy, url: 'https://elsewhere.example/' }] }, { ancestors }),
  )
  assert.deepEqual(
    other.policies.map(({ snapshot }) => snapshot),
    [undefined],
  )
})

test('chain C10: testing without safeguards may itself end a licence', () => {
  const { endings } = chain('nvidia-open-model')
  assert.ok(endings.some(({ on }) => on === 'bypassing a guardrail'))
  assert.deepEqual(chain('MIT').endings, [])
})

test('chain: of an observation, with sixty ancestors, it stays bounded', () => {
  const ancestors = Array.from({ length: 64 }, (_, at) =>
    knownParent(`a/b${at}`, 'merge', at % 2 ? 'gemma' : 'llama3.1'),
  )
  const view = chainOf(observed({}, { ancestors }))
  assert.equal(view.steps.length, 65)
  assert.equal(view.caps.length, 1)
})

test('chain: of an expression, AND binds by all, OR by the alternative that limits least', () => {
  const and = chain('MIT', knownParent('a/b', 'finetune', 'MIT AND CC-BY-NC-4.0'))
  assert.deepEqual(rules(and), ['C4 conflict'])
  assert.deepEqual(rules(chain('MIT', knownParent('a/b', 'finetune', 'MIT OR CC-BY-NC-4.0'))), [])
})

test('chain C9: an adapter carries the terms of its base', () => {
  const adapter = chain('MIT', knownParent('google/gemma-2-9b', 'adapter', 'gemma'))
  assert.deepEqual(rules(adapter), ['C4 conflict'])
  assert.ok(adapter.notices.length > 0)
})

const LICENCES = [
  'MIT',
  'Apache-2.0',
  'llama3.1',
  'llama2',
  'gemma',
  'qwen-2024',
  'CC-BY-NC-4.0',
  'CC-BY-SA-4.0',
  'GPL-3.0-only',
  'OpenMDW-1.0',
  'nothing-known',
]
const anyParent = fc
  .record({
    licence: fc.constantFrom(...LICENCES),
    relation: fc.constantFrom('finetune', 'merge', 'quantized', 'adapter', 'distilled', 'same architecture'),
    basis: fc.constantFrom('record', 'derivation', 'measured'),
  })
  .map(
    ({ licence, relation, basis }): Ancestor => ({
      ...knownParent('a/b', relation, licence),
      basis: basis as Ancestor['basis'],
    }),
  )

test('chain: another ancestor never takes a duty or a limit away, raises no cap, and one inferred accuses nobody', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...LICENCES),
      fc.array(anyParent, { maxLength: 5 }),
      anyParent,
      (licence, some, one) => {
        const before = chain(licence, ...some)
        const after = chain(licence, ...some, one)
        for (const part of ['asks', 'limits', 'policies', 'endings', 'contradictions'] as const)
          assert.ok(after[part].length >= before[part].length, part)
        for (const cap of before.caps) {
          const now = after.caps.find(({ kind }) => kind === cap.kind)
          assert.ok((now?.most ?? Number.POSITIVE_INFINITY) <= (cap.most ?? 0))
        }
        const inferred = chain(
          licence,
          ...[...some, one].map((parent) => ({ ...parent, basis: 'measured' }) as const),
        )
        assert.ok(inferred.contradictions.every(({ weight }) => weight === 'check'))
        for (const { says } of after.contradictions) assert.doesNotMatch(says, /violat|illegal|stole|breach/i)
      },
    ),
    { seed: 10, numRuns: 200 },
  )
})
