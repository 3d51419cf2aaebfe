// What came after a release: by digest and by name alone, each with where it is known from.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterView } from '../../../src/node/views/after.ts'
import { digestOf, logged, withIndex } from '../../commons/folded.ts'
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
