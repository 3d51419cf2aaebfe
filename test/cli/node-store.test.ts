// What this machine keeps of nodes that it joined: one file a log, whatever another log calls itself, and files of before.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  forgetPending,
  pendingJoin,
  storedNodeAt,
  storedNodes,
  storeNode,
  storePending,
} from '../../src/cli/node-store.ts'

function stateFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'owc-nodes-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

const node = (origin: string, letter: string) => ({
  url: `https://${letter}.example`,
  origin,
  name: letter,
  identity: 'owcid:x',
  token: `hf_${letter.repeat(36)}`,
  tokenName: letter,
  scopes: ['say'],
})

const LONG = 'l'.repeat(200)

for (const [one, other] of [
  ['log.example/a', 'log.example_a'],
  ['log.example/a/b', 'log.example/a_b'],
  [`${LONG}1`, `${LONG}2`],
] as const)
  test(`stored nodes: ${one.slice(-20)} and ${other.slice(-20)} have a file each, and neither loses its token`, async (t) => {
    const state = stateFolder(t)
    await storeNode(state, node(one, 'a'))
    await storePending(state, one, { claim: 'a', namespace: 'a', link: 'a' })
    await storeNode(state, node(other, 'b'))
    await storePending(state, other, { claim: 'b', namespace: 'b', link: 'b' })
    assert.deepEqual(await storedNodeAt(state, 'https://a.example'), node(one, 'a'))
    assert.deepEqual(await storedNodeAt(state, 'https://b.example'), node(other, 'b'))
    assert.equal((await pendingJoin(state, one))?.claim, 'a')
    await forgetPending(state, other)
    assert.equal((await pendingJoin(state, one))?.claim, 'a')
    assert.equal(await pendingJoin(state, other), undefined)
  })

test('stored nodes: a file of before is found, gone once the same log is stored again, and never another’s to remove', async (t) => {
  const state = stateFolder(t)
  const former = join(state, 'nodes', 'log_example_a.json')
  renameSync(await storeNode(state, node('log.example/a', 'a')), former)
  assert.deepEqual(await storedNodeAt(state, 'https://a.example'), node('log.example/a', 'a'))
  await storeNode(state, node('log.example_a', 'b'))
  assert.deepEqual((await storedNodes(state)).map(({ name }) => name).sort(), ['a', 'b'])
  await storeNode(state, { ...node('log.example/a', 'a'), tokenName: 'renewed' })
  assert.equal((await storedNodes(state)).length, 2)
  assert.equal((await storedNodeAt(state, 'https://a.example'))?.tokenName, 'renewed')
})

test('stored nodes: a join that was cut before goes on, and leaves nothing when it is through', async (t) => {
  const state = stateFolder(t)
  mkdirSync(join(state, 'nodes'))
  const cut = { claim: 'c', namespace: 'n', link: 'l' }
  writeFileSync(join(state, 'nodes', 'log_example_a.pending.json'), JSON.stringify(cut))
  assert.deepEqual(await pendingJoin(state, 'log.example/a'), cut)
  await storePending(state, 'log.example/a', cut)
  await forgetPending(state, 'log.example/a')
  assert.deepEqual(readdirSync(join(state, 'nodes')), [])
})
