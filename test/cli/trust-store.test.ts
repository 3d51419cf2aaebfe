// What this machine believes: added one by one, each once, and nothing that is there is ever replaced.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { introductionOf, pinIdentity, pinLog, readTrust, trustPath } from '../../src/cli/trust-store.ts'
import type { Api } from '../../src/client/api.ts'
import { memoryLog, pair } from '../ledger/signing-doubles.ts'

const state = mkdtempSync(join(tmpdir(), 'owc-trust-'))
after(() => rmSync(state, { recursive: true }))
const [log, other] = [memoryLog('north.example/log'), memoryLog('north.example/log', pair(96))]
const id = `owcid:${'a'.repeat(52)}`
const text = () => readFileSync(trustPath(state), 'utf8')

test('trust: a publisher and a log are believed by themselves, each once', async () => {
  await pinIdentity(state, { id, name: 'The\nLab' })
  await pinLog(state, log.vkey)
  const before = text()
  await pinIdentity(state, { id, name: 'Somebody else' })
  assert.equal((await pinLog(state, log.vkey)).origin, 'north.example/log')
  assert.equal(text(), before)
  const { identities, policy } = await readTrust(trustPath(state))
  assert.deepEqual(identities, [{ id, name: 'The Lab' }])
  assert.deepEqual(
    policy.logs.map(({ key }) => key.name),
    ['north.example/log'],
  )
})

test('trust: another key under a pinned name, and what is no key or identity, are refused and change nothing', async () => {
  const before = text()
  const tries = [
    { code: 'key-changed', add: () => pinLog(state, other.vkey) },
    { code: 'note-invalid', add: () => pinLog(state, 'x+00000000+AA==') },
    { code: 'trust-invalid', add: () => pinIdentity(state, { id: 'owcid:nope' }) },
  ]
  for (const { code, add } of tries)
    await assert.rejects(add(), (error) => error instanceof OwcError && error.problem.code === code, code)
  assert.equal(text(), before)
})

test('trust: a node that shows the key of another log, or leaves something out, introduces nobody', async () => {
  const node = { name: 'North', identity: id }
  const tree = {
    origin: 'north.example/log',
    verifierKey: log.vkey,
    checkpoint: 'x',
    time: '2026-01-01T00:00:00Z',
  }
  const asked = async (first: unknown, second: unknown) => {
    const get = async (path: string) => (path.endsWith('/node') ? first : second)
    return await introductionOf({ get } as unknown as Api, 'https://north.example')
  }
  assert.equal((await asked(node, tree)).origin, 'north.example/log')
  const lies = [
    [null, null],
    [node, { ...tree, origin: 'south.example/log' }],
    [node, { ...tree, time: 'soon' }],
    [node, { ...tree, checkpoint: 7 }],
    [{ ...node, identity: 'owcid:nope' }, tree],
    [{ ...node, name: undefined }, tree],
    [node, {}],
  ]
  for (const [first, second] of lies)
    await assert.rejects(
      asked(first, second),
      (error) => error instanceof OwcError && error.problem.code === 'answer-invalid',
    )
})
