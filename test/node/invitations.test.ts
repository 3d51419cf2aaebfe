// Invitations: one namespace, one person, once, until their end; only a hash of the secret is kept.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join as path } from 'node:path'
import { after, test } from 'node:test'
import type { Code } from '../../src/base/codes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { type Instant, instant } from '../../src/base/time.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { identityKey } from '../../src/ledger/identity.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { identityId, makeStatement, nonceText } from '../../src/ledger/statement.ts'
import { checkOffer, join } from '../../src/node/invitations.ts'
import { holderOf, namesOf } from '../../src/node/namespaces.ts'
import { author } from './author.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const node = await house.open()
after(async () => {
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

const CLAIM = 'a'.repeat(48)

async function newcomer(namespaces: readonly string[]) {
  const key = makeKeyPair('ed25519', nodeCrypto)
  const home = node.log.origin
  const header = { issuer: null, home, nonce: nonceText(randomBytes(16)), issued: instant(node.clock()) }
  const keys = [identityKey(key.key)]
  const body = {
    id: null,
    homeLog: home,
    name: 'Newcomer',
    kinds: ['publisher'],
    keys,
    threshold: 1,
    namespaces,
  }
  const placed = { ...header, seq: 0, prev: null }
  const payload = makeStatement({ type: 'owc:identity/v1', subjects: [], header: placed, body }, nodeCrypto)
  const envelope = envelopeBytes(await signEnvelope(payload, [key]))
  return { identity: identityId(payload, nodeCrypto), envelopes: [envelope] }
}

async function refused(work: () => Promise<unknown>, code: Code): Promise<void> {
  const state = async () => [node.log.checkpoint().size, (await node.access.tokens()).length]
  const before = await state()
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof OwcError)
    assert.equal(error.problem.code, code, error.message)
    return true
  })
  assert.deepEqual(await state(), before, 'nothing was logged and no token made')
}

const made = (namespace: string, expires?: string) =>
  node.invitations.make(namespace, expires as Instant | undefined)

test('invitation: whoever has it claims the namespace and gets a token for it; anybody else comes too late', async () => {
  const { secret, expires } = await made('student')
  assert.equal(expires, instant(house.clock.seconds + 7 * 86_400))
  const { envelopes, identity } = await newcomer(['student'])
  const joined = await join(node, nodeCrypto, { secret, claim: CLAIM, envelopes })
  assert.equal(joined.identity, identity)
  assert.equal((await holderOf(namesOf(node), 'student'))?.identity, identity)
  const who = await node.access.byToken(joined.token)
  assert.deepEqual(who?.scopes, ['say', 'publish:student'])
  assert.equal(who?.operator, false)
  const late = await newcomer(['student'])
  const again = { secret, claim: 'b'.repeat(48), envelopes: late.envelopes }
  await refused(() => join(node, nodeCrypto, again), 'invitation-used')
  await refused(() => node.invitations.look(secret), 'invitation-used')
})

test('invitation: the same claim may ask again after a cut; its earlier token is refused from then on', async () => {
  const { secret } = await made('cut')
  const { envelopes } = await newcomer(['cut'])
  const joining = { secret, claim: CLAIM, envelopes }
  const first = await join(node, nodeCrypto, joining)
  const size = node.log.checkpoint().size
  const second = await join(node, nodeCrypto, joining)
  assert.equal(node.log.checkpoint().size, size)
  assert.equal(second.receipts[0]?.logIndex, first.receipts[0]?.logIndex)
  assert.equal(await node.access.byToken(first.token), undefined)
  assert.equal((await node.access.byToken(second.token))?.name, second.tokenName)
})

test('invitation: whose token was revoked does not get another by asking again', async () => {
  const { secret } = await made('revoked')
  const { envelopes } = await newcomer(['revoked'])
  const joining = { secret, claim: CLAIM, envelopes }
  const { tokenName } = await join(node, nodeCrypto, joining)
  assert.equal(await node.access.revokeToken(tokenName), true)
  await refused(() => join(node, nodeCrypto, joining), 'invitation-used')
})

test('invitation: a node that died after reserving it goes on with the same claim only', async () => {
  const { secret } = await made('died')
  await node.invitations.reserve(secret, CLAIM)
  const { envelopes } = await newcomer(['died'])
  await refused(() => join(node, nodeCrypto, { secret, claim: 'f'.repeat(48), envelopes }), 'invitation-used')
  assert.equal((await join(node, nodeCrypto, { secret, claim: CLAIM, envelopes })).namespace, 'died')
})

test('invitation: of two who use it at once exactly one joins', async () => {
  const { secret } = await made('race')
  const [one, two] = [await newcomer(['race']), await newcomer(['race'])]
  const ended = await Promise.allSettled([
    join(node, nodeCrypto, { secret, claim: 'c'.repeat(48), envelopes: one.envelopes }),
    join(node, nodeCrypto, { secret, claim: 'd'.repeat(48), envelopes: two.envelopes }),
  ])
  assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('invitation: unknown, ended, for another namespace, for a taken one; a refusal does not use it up', async () => {
  const { envelopes } = await newcomer(['other'])
  const claim = CLAIM
  await refused(
    () => join(node, nodeCrypto, { secret: 'x'.repeat(32), claim, envelopes }),
    'invitation-unknown',
  )
  await refused(
    () => join(node, nodeCrypto, { secret: '%'.repeat(32), claim, envelopes }),
    'invitation-unknown',
  )
  const { secret } = await made('wanted')
  await refused(() => join(node, nodeCrypto, { secret, claim, envelopes }), 'usage')
  await refused(() => join(node, nodeCrypto, { secret, claim, envelopes: [] }), 'usage')
  const both = await newcomer(['wanted', 'more']) // more than what is offered
  await refused(() => join(node, nodeCrypto, { secret, claim, envelopes: both.envelopes }), 'scope-missing')
  const wanted = await newcomer(['wanted'])
  await join(node, nodeCrypto, { secret, claim: 'e'.repeat(48), envelopes: wanted.envelopes })

  const short = await made('short', instant(house.clock.seconds + 60))
  house.clock.seconds += 60
  const slow = await newcomer(['short'])
  const late = { secret: short.secret, claim, envelopes: slow.envelopes }
  await refused(() => join(node, nodeCrypto, late), 'invitation-expired')

  await author(node, 'Owner', ['owned'])
  await refused(() => checkOffer(node, 'owned'), 'namespace-taken')
  await refused(() => checkOffer(node, 'metrics'), 'name-invalid')
  const stale = await made('owned') // offered before somebody else claimed it
  const guest = await newcomer(['owned'])
  const tooLate = { secret: stale.secret, claim, envelopes: guest.envelopes }
  await refused(() => join(node, nodeCrypto, tooLate), 'namespace-taken')
})

test('invitation: an end that has passed or lies too far ahead is refused; cancelled ones open nothing', async () => {
  await refused(() => made('ends', instant(house.clock.seconds)), 'usage')
  await refused(() => made('ends', instant(house.clock.seconds + 400 * 86_400)), 'usage')
  const { secret } = await made('ends')
  assert.equal(await node.invitations.cancel('ends'), 1)
  assert.equal(await node.invitations.cancel('ends'), 0)
  await refused(() => node.invitations.look(secret), 'invitation-unknown')
})

test('invitation: who joins a second namespace gets one token for both', async () => {
  const first = await made('one')
  const { envelopes, identity } = await newcomer(['one'])
  await join(node, nodeCrypto, { secret: first.secret, claim: CLAIM, envelopes })
  const token = (await node.access.tokens()).find(({ name }) => name === `join-${identity.slice(6, 22)}`)
  assert.deepEqual(token?.scopes, ['say', 'publish:one'])
})

test('invitation: its secret stands nowhere in the data folder', async () => {
  const { secret } = await made('secret')
  const files = ['state.db', 'state.db-wal', 'index.db', 'log.db'].map((name) =>
    path(house.place, 'data', name),
  )
  for (const file of files) {
    let bytes = Buffer.alloc(0)
    try {
      bytes = readFileSync(file)
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOENT')
    }
    assert.ok(!bytes.includes(secret), file)
  }
})
