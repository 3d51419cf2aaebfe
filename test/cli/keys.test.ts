// owc key …: rotation, thresholds, revocation, recovery with and against the clock, and what was cut; on a real node.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import type { World } from '../../src/cli/command.ts'
import { isCalled, keyPairsIn, storedIdentities, storedIdentity } from '../../src/cli/key-store.ts'
import { openVoice } from '../../src/cli/voice.ts'
import { type Api, connect } from '../../src/client/api.ts'
import type { IdentityView } from '../../src/node/views/identity.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

const HOUR = 3600
let at: NodeWorld
let api: Api
before(async () => {
  at = await nodeWorld()
  api = connect({ url: at.url, token: await at.node.access.issueToken('talker', ['say'], null) })
})
after(async () => {
  api.close()
  await at.close()
  assert.deepEqual(at.house.defects, [])
})

const place = (state: string) => join(at.house.place, state)
const viewOf = (identity: string) => api.get<IdentityView>(`/commons/v1/identities/${identity}`)

async function call(words: readonly string[], state: string, expected = 0) {
  const ended = await at.call([...words, '--json'], { state })
  assert.equal(ended.exit, expected, `${words.join(' ')}\n${ended.err}`)
  return { ...JSON.parse(ended.out || '{}'), err: ended.err }
}

async function speak(state: string, key?: string): Promise<number> {
  const world = { stateFolder: place(state), now: () => at.house.clock.seconds } as unknown as World // what it uses
  const voice = await openVoice(world, { api, url: at.url, close: async () => undefined }, key)
  const subjects = [{ digest: 'ab'.repeat(32) as never }]
  const body = { kind: 'answer', text: 'A word.' }
  return (await voice.say({ type: 'owc:response/v1', subjects, body })).logIndex
}

async function refused(work: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof OwcError)
    assert.equal(error.problem.code, code, error.message)
    return true
  })
}

test('key new: a key, a recovery key and a companion that signs models; a namespace at once', async () => {
  const { identity, folder } = await call(['key', 'new', 'Neu', '--namespace', 'neu'], 'new')
  const view = await viewOf(identity)
  assert.deepEqual(
    view.keys.map(({ alg, use }) => [alg, use ?? 'statements']),
    [
      ['ed25519', 'statements'],
      ['ecdsa-p256-sha256', 'model-signing'],
    ],
  )
  assert.deepEqual(view.held, ['neu'])
  assert.equal((await keyPairsIn(folder)).length, 3)
  await call(['key', 'new', 'neu'], 'new', 2) // keys are there
  await call(['key', 'new', 'Other', '--namespace', 'neu'], 'new', 1) // held by another
  assert.ok(!existsSync(join(place('new'), 'keys', 'other')))
  await call(['key', 'new', 'Other\u202e'], 'new', 2)
  assert.ok((await speak('new')) > 0)
})

test('key rotate: new keys speak from then on, old ones do not, and both stay here', async () => {
  const { identity, folder } = await call(['key', 'new', 'Turn'], 'turn')
  const before = await viewOf(identity)
  const { files } = await call(['key', 'rotate', 'turn'], 'turn')
  assert.equal(files.length, 2)
  const now = await viewOf(identity)
  assert.equal(now.seq, 1)
  assert.ok(now.keys.every(({ keyid }) => before.keys.every((old) => old.keyid !== keyid)))
  assert.ok((await speak('turn')) > 0)
  for (const file of files) rmSync(file)
  await refused(speak('turn'), 'signature-invalid') // the old key alone says nothing any more
  assert.ok(existsSync(join(folder, 'key.pem')))
  await call(['key', 'rotate', 'turn'], 'turn', 1)
})

test('key rotate: a threshold of two; each signs, nothing is logged before, one alone changes nothing', async () => {
  const { identity } = await call(['key', 'new', 'Lab'], 'lab')
  await call(['key', 'new', 'Bob'], 'bob')
  const pub = join(at.house.place, 'bob.pub')
  const { keys } = await call(['key', 'show', 'bob', '--public'], 'bob')
  writeFileSync(pub, keys[0].pem)
  const file = join(at.house.place, 'next.json')
  const two = ['key', 'rotate', 'lab', '--keep', '--with', pub, '--threshold', '2']
  await call(two, 'lab', 1) // the new keys, too, must be enough
  await call([...two, '--to', file], 'lab')
  await call(['key', 'log', file], 'lab', 1)
  assert.equal((await viewOf(identity)).seq, 0)
  assert.equal((await call(['key', 'sign', file, '--yes'], 'bob')).signatures, 2)
  await call(['key', 'log', file], 'bob')
  assert.equal((await viewOf(identity)).threshold, 2)
  await refused(speak('lab'), 'signature-invalid')
  const { folder } = await storedIdentity(place('lab'), 'lab')
  const [paper = ''] = readdirSync(folder).filter((name) => name.startsWith('to-sign-'))
  await call(['key', 'log', join(folder, paper)], 'lab', 1)
  await call(['key', 'sign', join(folder, paper), '--yes'], 'bob')
  assert.equal((await call(['key', 'log', join(folder, paper)], 'lab')).logged[0].type, 'owc:response/v1')
  const one = ['key', 'rotate', 'lab', '--keep', '--threshold', '1']
  await call(one, 'lab', 1)
  await call([...one, '--to', file], 'lab')
  await call(['key', 'log', file], 'lab', 1)
  assert.equal((await viewOf(identity)).seq, 1)
  const asked = await at.call(['key', 'sign', file], { state: 'bob' })
  assert.equal(asked.exit, 2, 'nobody to ask')
  assert.equal((await call(['key', 'sign', file, '--yes'], 'bob')).signatures, 2)
  const first = await call(['key', 'log', file], 'bob')
  const again = await call(['key', 'log', file], 'bob')
  assert.equal(again.logged[0].logIndex, first.logged[0].logIndex, 'the same receipt again')
  assert.equal((await viewOf(identity)).threshold, 1)
  assert.ok((await speak('lab')) > 0)
  await call(['key', 'sign', file, '--yes'], 'turn', 2) // none of whose keys counts
  await call(['key', 'rotate', 'lab', '--threshold', '9'], 'lab', 2)
})

test('key new: an identity of several founds itself only when enough have signed', async () => {
  const { identity, file, missing } = await call(
    ['key', 'new', 'Club', '--with', join(at.house.place, 'bob.pub'), '--threshold', '2'],
    'club',
  )
  assert.equal(missing, 1)
  await refused(viewOf(identity), 'identity-unknown')
  await call(['key', 'log', 'club'], 'club', 1)
  await call(['key', 'sign', file, '--yes'], 'bob')
  await call(['key', 'log', 'club'], 'club')
  assert.equal((await viewOf(identity)).threshold, 2)
})

test('key rotate: what is signed by a revoked key from that index on does not count, also about the identity', async () => {
  const { identity, folder } = await call(['key', 'new', 'Thief'], 'stolen')
  const thief = place('thief')
  const old = readFileSync(join(folder, 'key.pem'))
  const [key] = (await viewOf(identity)).keys
  await call(['key', 'rotate', 'thief', '--revoke', key?.keyid ?? ''], 'stolen')
  const view = await viewOf(identity)
  assert.ok(view.keys.every(({ keyid }) => keyid !== key?.keyid))
  const { mkdirSync, cpSync } = await import('node:fs')
  mkdirSync(join(thief, 'keys', 'thief'), { recursive: true })
  cpSync(join(folder, 'identity.json'), join(thief, 'keys', 'thief', 'identity.json'))
  writeFileSync(join(thief, 'keys', 'thief', 'key.pem'), old, { mode: 0o600 })
  await refused(speak('thief'), 'signature-invalid')
  await call(['key', 'rotate', 'thief', '--keep', '--threshold', '1'], 'thief', 1)
  await call(['key', 'rotate', 'thief', '--revoke', 'ffffffff'], 'stolen', 2)
})

test('key recover: new keys count after the delay and not before, also on a log that stood still', async () => {
  const { identity, folder } = await call(['key', 'new', 'Lost', '--namespace', 'lost'], 'lost')
  const stick = join(at.house.place, 'stick.pem')
  writeFileSync(stick, readFileSync(join(folder, 'recovery.pem')), { mode: 0o600 })
  await call(['key', 'recover', 'lost'], 'lost', 2)
  await call(['key', 'recover', 'lost', '--recovery', join(folder, 'key.pem')], 'lost', 2)
  const told = await at.call(['key', 'recover', identity, '--recovery', stick], { state: 'found' })
  assert.equal(told.exit, 0, told.err)
  assert.match(told.out, /72 hours of log time/)
  await refused(speak('found'), 'signature-invalid')
  assert.ok((await speak('lost')) > 0, 'the old keys speak until then')
  at.house.clock.seconds += 72 * HOUR
  assert.ok((await speak('found')) > 0)
  await refused(speak('lost'), 'signature-invalid')
  const view = await viewOf(identity)
  assert.deepEqual(view.held, ['lost'], 'what it held it holds')
  const [found] = await storedIdentities(place('found'))
  assert.equal(found?.identity, identity)
})

test('key recover: the old keys object, and the recovery has no effect', async () => {
  const { identity, folder } = await call(['key', 'new', 'Objector'], 'object')
  await call(['key', 'recover', 'objector', '--recovery', join(folder, 'recovery.pem')], 'object')
  await call(['key', 'rotate', 'objector', '--new-recovery'], 'object')
  at.house.clock.seconds += 80 * HOUR
  const view = await viewOf(identity)
  assert.deepEqual(
    view.documents.map(({ counts }) => counts),
    [true, false, true],
  )
  assert.ok((await speak('object')) > 0)
})

test('keys lost without recovery: the operator releases the namespace, and a new identity claims it', async () => {
  await call(['key', 'new', 'Gone', '--namespace', 'gone'], 'gone')
  rmSync(place('gone'), { recursive: true })
  await call(['key', 'new', 'Again', '--namespace', 'gone'], 'again', 1)
  await call(['namespace', 'release', 'gone'], 'operator', 2)
  await call(['namespace', 'release', 'gone', '--reason', 'All its keys were lost.'], 'operator')
  const { identity } = await call(['key', 'new', 'Again', '--namespace', 'gone'], 'again')
  const { namespaces } = await call(['namespace', 'list'], 'again')
  const row = namespaces.find((one: { namespace: string }) => one.namespace === 'gone')
  assert.equal(row.holder.identity, identity)
})

test('namespace: one that was released is not claimed again by the next document', async () => {
  const { identity } = await call(['key', 'new', 'Former', '--namespace', 'former'], 'former')
  await call(['namespace', 'release', 'former', '--reason', 'Asked for.'], 'operator')
  await call(['key', 'new', 'Later', '--namespace', 'former'], 'later')
  await call(['key', 'rotate', 'former'], 'former')
  assert.deepEqual((await viewOf(identity)).namespaces, [])
})

test('key log: an identity whose posting was cut is logged later, by the same keys', async () => {
  const cut = () =>
    Promise.reject(
      new OwcError({ code: 'unreachable', where: 'node', expected: 'an answer', found: 'a broken line' }),
    )
  const broken = { ...api, post: cut } as Api
  const ended = await at.call(['key', 'new', 'Cut'], {
    state: 'cut',
    world: { connect: async () => ({ api: broken, url: at.url, close: async () => undefined }) },
  })
  assert.equal(ended.exit, 3)
  const { identity } = await storedIdentity(place('cut'), 'cut')
  await refused(viewOf(identity), 'identity-unknown')
  const { logged } = await call(['key', 'log', 'cut'], 'cut')
  assert.equal(logged.length, 1)
  assert.equal((await viewOf(identity)).name, 'Cut')
  assert.deepEqual((await call(['key', 'log', 'cut'], 'cut')).logged, [])

  const turned = await at.call(['key', 'rotate', 'cut'], {
    state: 'cut',
    world: { connect: async () => ({ api: broken, url: at.url, close: async () => undefined }) },
  })
  assert.equal(turned.exit, 3)
  assert.match(turned.err, /owc key log cut/)
  assert.equal((await call(['key', 'log', 'cut'], 'cut')).logged.length, 1)
  assert.equal((await viewOf(identity)).seq, 1)
  assert.ok((await speak('cut')) > 0)
  assert.ok(!readdirSync(join(place('cut'), 'keys', 'cut')).includes('next.json'))
})

test('namespace add and drop: of a person, and of the node itself when nobody else is here', async () => {
  const { logIndex, identity } = await call(['namespace', 'add', 'house'], 'nobody')
  assert.ok(logIndex > 0)
  assert.equal(identity, at.node.identity)
  await call(['namespace', 'add', 'house'], 'nobody')
  await call(['namespace', 'drop', 'house'], 'nobody')
  await call(['namespace', 'drop', 'house'], 'nobody', 2)
  await call(['key', 'new', 'Mover'], 'mover')
  const moved = await call(['namespace', 'add', 'house'], 'mover')
  assert.notEqual(moved.identity, at.node.identity)
  await call(['namespace', 'add', 'house'], 'nobody', 1)
  await call(['namespace', 'add', 'commons'], 'mover', 2)
  await call(['namespace', 'add', 'x', '--key', 'nobody-of-that-name'], 'mover', 2)
})

test('namespace evidence: names a domain once, says what it must serve, and asks nobody without the operator', async () => {
  const { identity } = await call(['key', 'new', 'Proof'], 'proof')
  const token = await at.node.access.issueToken('prover', ['say'], null)
  const words = ['namespace', 'evidence', 'Acme.example', '--json']
  const { exit, out, err } = await at.call(words, { state: 'proof', token })
  assert.equal(exit, 0, err)
  const said = JSON.parse(out)
  assert.equal(said.address, 'https://acme.example/.well-known/owc-identity.json')
  assert.deepEqual(JSON.parse(said.file), { identities: [identity] })
  assert.deepEqual(said.checked, [])
  assert.equal((await at.call(words, { state: 'proof', token })).exit, 0)
  const view = await viewOf(identity)
  assert.deepEqual([view.seq, view.evidence.length], [1, 1])
  for (const domain of ['localhost', '127.0.0.1', 'https://acme.example', 'acme.example/x'])
    await call(['namespace', 'evidence', domain], 'proof', 2)
  await call(['namespace', 'evidence'], 'proof', 2)
  const look = ['namespace', 'evidence', '--look', identity]
  assert.equal((await at.call(look, { state: 'proof', token })).exit, 1, 'the operator asks for that')
})

test('key show: names, keys, thresholds, chain; another’s by its id; nobody’s is told', async () => {
  const { identity } = await storedIdentity(place('lab'), 'lab')
  const shown = await call(['key', 'show', identity], 'stranger')
  assert.equal(shown.documents.length, 3)
  assert.equal(shown.keys[0].here, false)
  assert.match(shown.keys[0].ssh, /^ssh-ed25519 /)
  await call(['key', 'show', `owcid:${'a'.repeat(52)}`], 'stranger', 1)
  await call(['key', 'show'], 'stranger', 2)
  const text = (await at.call(['key', 'show', 'lab'], { state: 'lab' })).out
  assert.match(text, /signs with 1 of 2 keys/)
})

test('--key: an identity answers to its id, its name here and the name that it was given', async () => {
  const one = { name: 'ada-lovelace', identity: 'owcid:a', folder: '/keys', home: 'log' }
  for (const word of ['owcid:a', 'ada-lovelace', 'Ada Lovelace']) assert.ok(isCalled(one, word), word)
  for (const word of ['', '!', 'ada', 'owcid:A', 'Ada  Lovelace Byron']) assert.ok(!isCalled(one, word), word)
})

test('trust show: what is pinned, whole; a word that is pinned nowhere is told', async () => {
  assert.equal((await at.call(['trust', 'add', at.url, '--yes'], { state: 'trusting' })).exit, 0)
  const { logs, identities } = await call(['trust', 'show', at.url], 'trusting')
  assert.equal(logs[0].origin, at.node.log.origin)
  assert.equal(logs[0].verifierKey, at.node.log.verifierKey)
  assert.equal(logs[0].seen.length, 1)
  assert.deepEqual(identities, [])
  assert.equal((await call(['trust', 'show', at.node.identity], 'trusting')).identities.length, 1)
  await call(['trust', 'show', 'elsewhere'], 'trusting', 2)
})

test('token new: one that is over already is refused', async () => {
  await call(['token', 'new', 'late', '--expires', '2020-01-01T00:00:00Z'], 'operator', 2)
  const { token } = await call(['token', 'new', 'fine', '--expires', '2099-01-01T00:00:00Z'], 'operator')
  assert.match(token, /^hf_/)
})
