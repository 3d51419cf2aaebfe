// Views over a folded index: what a name means, what state it has, what is claimed, and that order does not matter.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { OwcError } from '../../../src/base/errors.ts'
import { artifactView } from '../../../src/node/views/artifact.ts'
import { releaseChoices, releaseRows } from '../../../src/node/views/list.ts'
import { resolveRef } from '../../../src/node/views/ref.ts'
import { releaseView } from '../../../src/node/views/release-view.ts'
import { licenceAgreement, RECORD } from '../../../src/node/views/stated.ts'
import { digestOf, identityNamed, logged, withIndex } from '../../commons/folded.ts'
import { charter, custody, decision, observation, withdrawal } from '../../commons/samples.ts'

test('release view: an observation says what was found and claims nothing more', async () => {
  const found = observation(2, 'acme/tern', { licences: ['apache-2.0', 'MIT'] })
  const answer = logged(5, {
    type: 'owc:response/v1',
    issuer: identityNamed('publisher'),
    subjects: [{ digest: found.statement }],
    body: { kind: 'answer', text: 'MIT is the wrapper.' },
  })
  await withIndex([charter(1), found, custody(3, 'acme/tern'), answer], async ({ sources }) => {
    const view = await releaseView(sources, 'Acme/Tern')
    assert.equal(view.state, 'held')
    assert.equal(view.licenceAgreement, 'conflict')
    assert.deepEqual(
      view.stated.map(({ key, value, where }) => [key, value, where]),
      [
        ['licence', 'apache-2.0', 'model.gguf, general.license'],
        ['licence', 'MIT', 'METADATA'],
      ],
    )
    assert.equal(view.holders.length, 1)
    assert.equal(view.answers[0]?.text, 'MIT is the wrapper.')
    assert.equal(view.objects[0]?.tag, 'Q4_1')
    assert.match(view.claims.openness.join(' '), /Apache-2\.0.*MIT \(METADATA\).*not in what this node found/)
    assert.match(view.claims.safety.join(' '), /not in what this node found/)
    assert.deepEqual(view.said.map(({ title }) => title).sort(), ['Custody', 'Observation', 'Response'])
  })
})

test('hosting: held until a decision of the charter in force; others’ decisions change nothing', async () => {
  const base = [charter(1), observation(2, 'acme/tern')]
  const rows: readonly [string, readonly (typeof base)[number][], string][] = [
    ['no decision', [], 'held'],
    ['the one seat hosts', [decision(3, 'acme/tern', 'hosted')], 'hosted'],
    ['a stranger hosts', [decision(3, 'acme/tern', 'hosted', identityNamed('x'))], 'held'],
    ['later refused', [decision(3, 'acme/tern', 'hosted'), decision(4, 'acme/tern', 'refused')], 'refused'],
    ['stopped', [decision(3, 'acme/tern', 'hosted'), decision(4, 'acme/tern', 'stopped')], 'held'],
    ['of another log', [{ ...decision(3, 'acme/tern', 'hosted'), origin: 'other/log' }], 'held'],
  ]
  for (const [name, more, expected] of rows)
    await withIndex([...base, ...more], async ({ sources }) => {
      assert.equal((await releaseView(sources, 'acme/tern')).state, expected, name)
      for (const state of ['held', 'hosted', 'refused'] as const) {
        const page = await releaseRows(sources, { state, limit: 10 })
        assert.equal(page.rows.length, state === expected ? 1 : 0, `${name}: ${state}`)
      }
    })
})

test('withdrawal: only by the issuer of the record', async () => {
  const found = observation(1, 'acme/tern')
  await withIndex([found, withdrawal(2, found, identityNamed('x'))], async ({ sources }) => {
    assert.equal((await releaseView(sources, 'acme/tern')).withdrawn, false)
  })
  await withIndex([found, withdrawal(2, found)], async ({ sources }) => {
    const view = await releaseView(sources, 'acme/tern')
    assert.equal(view.withdrawn, true)
    assert.match(view.withdrawal?.reason ?? '', /error/)
    assert.match(view.claims.availability.join(' '), /Unknown copies may exist/)
  })
})

test('names: a pointer that moves, with versions, digests, tags and paths', async () => {
  const old = observation(1, 'acme/tern', { bytes: 'one', version: '1.0' })
  const now = observation(2, 'acme/tern', { bytes: 'two', version: '2.0' })
  const artifact = digestOf('artifact one')
  await withIndex([old, now], async ({ sources }) => {
    const rows: readonly [string, string][] = [
      ['acme/tern', 'two'],
      ['ACME/Tern', 'two'],
      ['acme/tern@1.0', 'one'],
      [`acme/tern@sha256:${artifact}`, 'one'],
      [`acme/tern@sha256:${artifact.slice(0, 12)}:q4_1`, 'one'],
      [`acme/tern@${artifact.slice(0, 40)}`, 'one'],
      [`sha256:${artifact}`, 'one'],
      [artifact.slice(0, 12), 'one'],
      [digestOf('one'), 'one'],
    ]
    for (const [ref, bytes] of rows)
      assert.equal((await resolveRef(sources, ref)).artifact, digestOf(`artifact ${bytes}`), ref)
    assert.equal((await resolveRef(sources, 'acme/tern:Q4_1#model.gguf')).path, 'model.gguf')
    assert.equal((await releaseView(sources, 'acme/tern')).otherVersions[0]?.version, '1.0')
    assert.match(
      (await artifactView(sources, artifact))?.manifest ?? '',
      /^owc-artifact\/v1\n.* 3 model\.gguf\n$/,
    )
  })
})

test('names: errors say what is nearest', async () => {
  await withIndex([observation(1, 'acme/tern')], async ({ sources }) => {
    const rows: readonly [string, string, RegExp][] = [
      ['acme/turn', 'release-missing', /acme\/tern/],
      ['other/tern', 'release-missing', /acme\/tern/],
      ['acme/tern@9', 'revision-missing', /points to/],
      ['acme/tern:Q4_2', 'revision-missing', /Did you mean Q4_1/],
      ['no such', 'digest-invalid', /12 digits/],
      [digestOf('nothing'), 'release-missing', /12 digits/],
      ['../etc', 'name-invalid', /namespace/],
      ['x'.repeat(3000), 'name-invalid', /2048/],
    ]
    for (const [ref, code, message] of rows)
      await assert.rejects(resolveRef(sources, ref), (error: unknown) => {
        assert.ok(error instanceof OwcError)
        assert.equal(error.problem.code, code, ref)
        assert.match(error.message, message)
        return true
      })
  })
})

test('lists: pages neither repeat nor miss, in every order; words, formats and licences narrow', async () => {
  const names = Array.from({ length: 11 }, (_, i) => `acme/m${String.fromCharCode(97 + ((i * 7) % 11))}`)
  const statements = names.map((name, i) =>
    observation(i, name, { bytes: 'x'.repeat(3 + (i % 4)) + name, licences: [i % 2 ? 'MIT' : 'apache-2.0'] }),
  )
  await withIndex([...statements, observation(20, 'acme/ma', { bytes: 'moved' })], async ({ sources }) => {
    for (const sort of ['newest', 'oldest', 'name', 'largest'] as const) {
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await releaseRows(sources, { sort, limit: 4, ...(after !== undefined && { after }) })
        assert.equal(page.about, 11)
        seen.push(...page.rows.map(({ ref }) => ref))
        after = page.next
      } while (after !== undefined)
      assert.deepEqual(seen.toSorted(), names.toSorted(), sort)
    }
    const few = await releaseRows(sources, { licence: 'mit', limit: 50 })
    assert.ok(few.rows.length > 0 && few.rows.every(({ licences }) => licences.includes('MIT')))
    assert.deepEqual(
      (await releaseRows(sources, { words: 'acme mc', limit: 5 })).rows.map(({ ref }) => ref),
      ['acme/mc'],
    )
    assert.equal((await releaseRows(sources, { format: 'safetensors', limit: 5 })).rows.length, 0)
    assert.deepEqual(await releaseChoices(sources), { formats: ['gguf'], licences: ['apache-2.0', 'mit'] })
    await assert.rejects(releaseRows(sources, { after: 'zz', limit: 5 }), OwcError)
  })
})

test('order: independent statements of one log in any order of folding give the same views', async () => {
  const statements = [
    charter(1),
    observation(2, 'acme/tern', { bytes: 'one' }),
    observation(3, 'acme/tern', { bytes: 'two' }),
    custody(4, 'two'),
    decision(5, 'two', 'hosted'),
    decision(6, 'two', 'refused'),
  ]
  const shown = (order: typeof statements) =>
    withIndex(order, async ({ sources, dump }) =>
      JSON.stringify([
        await releaseView(sources, 'acme/tern'),
        await releaseRows(sources, { limit: 5 }),
        await dump().then((text) =>
          text
            .split('\n')
            .filter((line) => !line.includes('_search'))
            .sort(),
        ),
      ]),
    )
  const expected = await shown(statements)
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(statements, { minLength: 6 }), async (order) => {
      assert.equal(await shown(order), expected)
    }),
    { seed: 11, numRuns: 8 },
  )
})

test('licences: spellings agree, families are not versions, silence is not agreement', () => {
  const rows: readonly [readonly string[], string][] = [
    [[], 'silent'],
    [['MIT'], 'single'],
    [['MIT', 'mit'], 'agree'],
    [['MIT License', 'mit'], 'agree'],
    [['Apache Software License', 'apache-2.0', 'Apache-2.0'], 'agree'],
    [['MIT', 'apache-2.0'], 'conflict'],
    [['llama3.1', 'llama3'], 'conflict'],
    [['MIT', 'MIT-0'], 'conflict'],
    [['BSD-3-Clause', 'BSD-3-Clause-Clear'], 'conflict'],
    [['BSD License', 'bsd', 'BSD-3-Clause'], 'agree'],
    [['apache', 'Apache License, Version 2.0'], 'agree'],
    [['gpl', 'MIT'], 'conflict'],
    [['gpl', 'gpl'], 'agree'],
    [['other', 'gemma'], 'agree'],
    [['other', 'Acme Model Licence'], 'agree'],
    [['Gemma Terms of Use', 'gemma'], 'agree'],
    [['constructor', '__proto__'], 'conflict'],
  ]
  for (const [licences, expected] of rows) {
    const stated = licences.map((value) => ({ key: 'licence', value, where: 'here' }))
    assert.equal(licenceAgreement(stated), expected, licences.join(', '))
  }
  const terms = ['apache-2.0', 'CC-BY-4.0'].map((value) => ({ key: 'licence', value, where: RECORD }))
  assert.equal(
    licenceAgreement(terms),
    'single',
    'a record may name one for the weights and one for the data',
  )
  assert.equal(licenceAgreement([...terms, { key: 'licence', value: 'mit', where: 'README.md' }]), 'conflict')
})
