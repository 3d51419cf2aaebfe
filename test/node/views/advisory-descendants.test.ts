// What an advisory reaches: other wrappings of the same tensors, what records and derivations say was made from it, any
// number of steps down, through cycles and names; each line once, by whose word it stands where it does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advisoryType } from '../../../src/commons/advisories/advisory.ts'
import type { Logged } from '../../../src/commons/subject.ts'
import { advisoryReach } from '../../../src/node/views/advisory-descendants.ts'
import { digestOf, identityNamed, logged, timeAt, withIndex } from '../../commons/folded.ts'

const artifactOf = (name: string) => digestOf(`artifact ${name}`)
const bytesOf = (name: string) => digestOf(`bytes ${name}`)

type Made = { readonly from?: string; readonly pinned?: boolean; readonly root?: string }

/** A release of one file, by its own maker. */
function release(index: number, name: string, { from, pinned = true, root = name }: Made = {}): Logged {
  const parent = from && {
    relation: 'finetune',
    parent: from,
    ...(pinned && { parentDigest: `sha256:${artifactOf(from)}` }),
  }
  return logged(index, {
    type: 'owc:release/v1',
    issuer: identityNamed(name),
    subjects: [{ digest: artifactOf(name) }],
    body: {
      owc: 1,
      kind: 'release',
      subject: { id: name, version: '1' },
      artifacts: [{ path: 'w.safetensors', bytes: 1, sha256: bytesOf(name) }],
      tensorRoot: digestOf(`root ${root}`),
      lineage: parent ? [parent] : [],
    },
  })
}

function derivation(index: number, child: string, parent: string): Logged {
  return logged(index, {
    type: 'owc:derivation/v1',
    subjects: [{ digest: artifactOf(child) }],
    body: {
      relation: 'quantise',
      parents: [{ digest: `sha256:${artifactOf(parent)}` }],
      evidence: 'declared',
    },
  })
}

const advisory = (index: number, affected: readonly object[]) =>
  logged(index, { type: 'owc:advisory/v1', body: { ...advisoryType.example, affected } })

async function reached(said: readonly Logged[]): Promise<readonly string[]> {
  const notice = said.find(({ type }) => type === 'owc:advisory/v1')
  assert.ok(notice)
  return await withIndex(said, async ({ db }) => {
    const { lines, more } = await advisoryReach(db, notice.statement)
    assert.equal(more, false)
    return lines.map(
      ({ name, basis, path, pinned, status }) =>
        `${name ?? '?'} ${basis} ${status}${path.length > 0 ? ` by ${path.join(' → ')}` : ''}${pinned ? '' : ' by name'}`,
    )
  })
}

test('reach: named bytes, the same tensors elsewhere, and what was made from either, step by step', async () => {
  const said = [
    release(1, 'a/base'),
    release(2, 'b/repack', { root: 'a/base' }),
    release(3, 'c/tuned', { from: 'b/repack' }),
    release(4, 'd/quantised', { from: 'x/unknown' }),
    derivation(5, 'd/quantised', 'c/tuned'),
    release(6, 'e/unrelated'),
    advisory(7, [{ sha256: bytesOf('a/base') }]),
  ]
  assert.deepEqual(await reached(said), [
    'a/base named affected',
    'b/repack tensors under_investigation by a/base',
    'c/tuned declared under_investigation by a/base → b/repack',
    'd/quantised declared under_investigation by a/base → b/repack → c/tuned',
  ])
})

test('reach: a parent that is only named is followed, and that is said', async () => {
  const said = [
    release(1, 'a/base'),
    release(2, 'b/tuned', { from: 'a/base', pinned: false }),
    release(3, 'c/merged', { from: 'b/tuned' }),
    advisory(4, [{ sha256: artifactOf('a/base') }]),
  ]
  assert.deepEqual(await reached(said), [
    'a/base named affected',
    'b/tuned declared under_investigation by a/base by name',
    'c/merged declared under_investigation by a/base → b/tuned by name',
  ])
})

test('reach: lineage that comes back to itself ends; bytes that nobody recorded stand alone', async () => {
  const said = [
    release(1, 'a/one', { from: 'b/two' }),
    release(2, 'b/two', { from: 'a/one' }),
    advisory(3, [{ sha256: bytesOf('a/one') }, { sha256: digestOf('nowhere') }]),
  ]
  assert.deepEqual(await reached(said), [
    'a/one named affected',
    '? named affected',
    'b/two declared under_investigation by a/one',
  ])
})

test('reach: tensors that are named reach every wrapping; the maker of each answers for its own', async () => {
  const notice = advisory(3, [{ tensorRoot: digestOf('root shared') }])
  const answer = logged(4, {
    type: 'owc:response/v1',
    issuer: identityNamed('b/two'),
    subjects: [{ digest: notice.statement }],
    body: {
      kind: 'answer',
      text: 'x',
      vex: {
        advisory: `sha256:${notice.statement}`,
        product: `sha256:${bytesOf('b/two')}`,
        status: 'fixed',
        fixedIn: 'b/two@2',
      },
    },
  })
  const said = [
    release(1, 'a/one', { root: 'shared' }),
    release(2, 'b/two', { root: 'shared' }),
    notice,
    answer,
  ]
  assert.deepEqual((await reached(said)).toSorted(), ['a/one tensors affected', 'b/two tensors fixed'])
})

test('reach: whoever releases the same bytes once more neither answers for them nor gives them their name', async () => {
  const first = release(1, 'a/one')
  const again = logged(2, {
    ...first,
    index: 2,
    issuer: identityNamed('eve/one'),
    statement: digestOf('again'),
    body: { ...(first.body as object), subject: { id: 'eve/one', version: '1' } },
  })
  const notice = advisory(3, [{ sha256: bytesOf('a/one') }])
  const answer = logged(4, {
    type: 'owc:response/v1',
    issuer: identityNamed('eve/one'),
    subjects: [{ digest: notice.statement }],
    body: {
      kind: 'answer',
      text: 'x',
      vex: {
        advisory: `sha256:${notice.statement}`,
        product: `sha256:${bytesOf('a/one')}`,
        status: 'not_affected',
        impact: 'Nothing.',
      },
    },
  })
  assert.deepEqual(await reached([first, again, notice, answer]), ['a/one named affected'])
})

test('reach: of very many descendants the first are shown, and that there are more', async () => {
  const said = [
    release(0, 'a/base'),
    ...Array.from({ length: 230 }, (_, at) => release(at + 1, `b/n${at}`, { from: 'a/base' })),
    advisory(300, [{ sha256: bytesOf('a/base') }]),
  ]
  await withIndex(said, async ({ db }) => {
    const { lines, more } = await advisoryReach(db, (said.at(-1) as Logged).statement)
    assert.deepEqual([lines.length, more], [200, true])
  })
})

test('reach: a crowd that records the same bytes later hides neither their maker nor the maker’s answer', async () => {
  const notice = advisory(3, [{ sha256: bytesOf('a/one') }])
  const vex = (index: number, who: string, status: string, say: object) =>
    logged(index, {
      type: 'owc:response/v1',
      issuer: identityNamed(who),
      subjects: [{ digest: notice.statement }],
      body: {
        kind: 'answer',
        text: 'x',
        vex: {
          advisory: `sha256:${notice.statement}`,
          product: `sha256:${bytesOf('a/one')}`,
          status,
          ...say,
        },
      },
    })
  const again = (index: number, name: string): Logged => ({
    ...release(1, 'a/one'),
    index,
    time: timeAt(index),
    issuer: identityNamed(name),
    statement: digestOf(`again ${name}`),
    body: {
      ...(release(1, 'a/one').body as object),
      subject: { id: name, version: '1' },
      tensorRoot: digestOf('root b/victim'),
    },
  })
  const said = [
    release(1, 'a/one'),
    release(2, 'b/victim'),
    notice,
    vex(4, 'a/one', 'fixed', { fixedIn: 'a/one@2' }),
    ...Array.from({ length: 230 }, (_, at) => again(at + 10, `eve/n${at}`)),
    vex(300, 'eve/n0', 'not_affected', { impact: 'Nothing.' }),
  ]
  assert.deepEqual(await reached(said), ['a/one named fixed'])
})
