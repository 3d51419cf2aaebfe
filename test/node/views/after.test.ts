// What came after a release: by digest and by name alone, each with where it is known from.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterView } from '../../../src/node/views/after.ts'
import { digestOf, identityNamed, logged, withIndex } from '../../commons/folded.ts'
import { observation } from '../../commons/samples.ts'

const parent = observation(1, 'acme/tern')
const card = observation(2, 'other/tern-small')
const named = {
  ...card,
  body: {
    ...card.body,
    read: [
      { key: 'base_model', value: 'Acme/Tern', file: 'README.md', offset: 9 },
      { key: 'language', value: 'fi', file: 'README.md', offset: 40 },
    ],
  },
}
const edge = (index: number, child: string, of: object, evidence: string) =>
  logged(index, {
    type: 'owc:derivation/v1',
    subjects: [{ digest: digestOf(`artifact ${child}`) }],
    body: { relation: 'quantise', parents: [of], evidence },
  })

test('after: what was made from a release, by its digest and by its name alone, each with its basis', async () => {
  const statements = [
    parent,
    named,
    observation(3, 'third/tern-q4'),
    edge(4, 'third/tern-q4', { digest: `sha256:${digestOf('artifact acme/tern')}` }, 'measured'),
    edge(5, 'unnamed', { name: 'acme/tern' }, 'declared'),
    edge(6, 'unrelated', { name: 'acme/gull' }, 'declared'),
    edge(7, 'of-others', { name: 'acme/tern', digest: `sha256:${digestOf('another tern')}` }, 'declared'),
  ]
  await withIndex(statements, async ({ sources }) => {
    const view = await afterView(sources, 'acme/tern')
    assert.deepEqual(
      view.derivatives.map(({ name, basis, pinned }) => [name, basis, pinned]),
      [
        [undefined, 'declared', false],
        [undefined, 'declared', false],
        ['third/tern-q4', 'measured', true],
        ['other/tern-small', 'file', false],
      ],
    )
    assert.deepEqual(view.languages, [
      { language: 'fi', where: 'other/tern-small', statement: named.statement },
    ])
    assert.equal((await afterView(sources, 'other/tern-small')).derivatives.length, 0)
  })
})

const pointed = { digest: `sha256:${digestOf('artifact acme/tern')}` }

test('after: an edge that names other bytes under the same name is not pinned; a withdrawn one is gone', async () => {
  const other = edge(2, 'other bytes', { name: 'acme/tern', digest: `sha256:${'e'.repeat(64)}` }, 'declared')
  const gone = edge(3, 'gone', pointed, 'declared')
  const withdrawal = logged(4, {
    type: 'owc:withdrawal/v1',
    subjects: [{ digest: gone.statement }],
    body: { reason: 'error', text: 'Another one.', remaining: { known: [], asOf: '2026-11-03T00:00:00Z' } },
  })
  await withIndex([parent, other, gone, withdrawal], async ({ sources }) => {
    const { derivatives } = await afterView(sources, 'acme/tern')
    assert.deepEqual(
      derivatives.map(({ statement, pinned }) => [statement, pinned]),
      [[other.statement, false]],
    )
  })
})

test('after: a crowd of edges hides nobody else’s, names nothing for others, and that there is more is said', async () => {
  const many = Array.from({ length: 1_010 }, (_, at) => ({
    ...edge(at + 10, `made ${at}`, pointed, 'declared'),
    issuer: identityNamed('eve'),
  }))
  const own = edge(3, 'third/tern-q4', pointed, 'measured')
  const renamed = { ...observation(4, 'eve/mine'), issuer: identityNamed('eve') }
  const again = { ...renamed, subjects: [{ digest: digestOf('artifact third/tern-q4') }] }
  await withIndex([parent, observation(2, 'third/tern-q4'), own, again, ...many], async ({ sources }) => {
    const { derivatives, more } = await afterView(
      { ...sources, host: { name: 'Test', identity: identityNamed('node') } },
      'acme/tern',
    )
    assert.deepEqual([derivatives.length, more], [200, true])
    assert.deepEqual(
      derivatives.filter(({ by }) => by !== identityNamed('eve')).map(({ name }) => name),
      ['third/tern-q4'],
    )
  })
})
