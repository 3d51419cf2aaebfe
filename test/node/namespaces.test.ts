// Who holds a namespace: the first claim in log order, until it is dropped or released; and what its names point to.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { Code } from '../../src/base/codes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { instant } from '../../src/base/time.ts'
import { head } from '../../src/commons/keys/query.ts'
import type { Logged } from '../../src/commons/subject.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { identityKey } from '../../src/ledger/identity.ts'
import { makeStatement, nonceText } from '../../src/ledger/statement.ts'
import type { Who } from '../../src/node/access.ts'
import { releaseNamespace } from '../../src/node/namespace-list.ts'
import { claimDigest, holderOf, namesOf } from '../../src/node/namespaces.ts'
import { artifactView } from '../../src/node/views/artifact.ts'
import { historyPage } from '../../src/node/views/history.ts'
import { releaseRows } from '../../src/node/views/list.ts'
import { resolveRef } from '../../src/node/views/ref.ts'
import { releaseView } from '../../src/node/views/release-view.ts'
import { viewSources } from '../../src/node/views/sources.ts'
import { digestOf, identityNamed, logged, ORIGIN, timeAt, withIndex } from '../commons/folded.ts'
import { charter, observation } from '../commons/samples.ts'
import { type Author, author, leastRelease, OPERATOR } from './author.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const node = await house.open()
after(async () => {
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

const holder = async (namespace: string) => (await holderOf(namesOf(node), namespace))?.identity

/** The next document of an author, with these namespaces. */
async function claim(by: Author, namespaces: readonly string[], who: Who = OPERATOR) {
  const { log, index } = node
  const last = await head(index, by.identity, instant(log.nextSeconds()))
  const header = {
    issuer: by.identity,
    home: log.origin,
    nonce: nonceText(randomBytes(16)),
    issued: instant(node.clock()),
    seq: (last?.seq ?? -1) + 1,
    prev: last?.statement ?? null,
  }
  const body = {
    id: by.identity,
    homeLog: log.origin,
    name: 'Somebody',
    kinds: ['publisher'],
    keys: [identityKey(by.key.key)],
    threshold: 1,
    namespaces,
  }
  const payload = makeStatement({ type: 'owc:identity/v1', subjects: [], header, body }, nodeCrypto)
  return await node.admit(envelopeBytes(await signEnvelope(payload, [by.key])), who)
}

async function refused(work: Promise<unknown>, code: Code): Promise<void> {
  const before = node.log.checkpoint().size
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof OwcError)
    assert.equal(error.problem.code, code, error.message)
    return true
  })
  assert.equal(node.log.checkpoint().size, before, 'nothing was logged')
}

test('namespace: the first claim holds; a second is refused until the first is dropped', async () => {
  const [ada, bob] = [await author(node, 'Ada', ['first']), await author(node, 'Bob')]
  assert.equal(await holder('first'), ada.identity)
  await refused(claim(bob, ['first']), 'namespace-taken')
  await refused(author(node, 'Eve', ['first']), 'namespace-taken')
  await claim(ada, [])
  assert.equal(await holder('first'), undefined)
  await claim(bob, ['first'])
  assert.equal(await holder('first'), bob.identity)
  await refused(claim(ada, ['first']), 'namespace-taken')
})

test('namespace: a claim needs the operator or the scope; what is held is listed again without', async () => {
  const ada = await author(node, 'Ada')
  const says: Who = { name: 'ada', scopes: ['say'], operator: false }
  await refused(claim(ada, ['second'], says), 'scope-missing')
  await refused(claim(ada, ['second'], { ...says, scopes: ['say', 'publish:third'] }), 'scope-missing')
  await claim(ada, ['second'], { ...says, scopes: ['say', 'publish:second'] })
  await claim(ada, ['second'], says)
  assert.equal(await holder('second'), ada.identity)
  await refused(claim(ada, ['second', 'commons']), 'name-invalid')
})

test('namespace: a decision of the node releases it; the one released may claim again only by right', async () => {
  const ada = await author(node, 'Ada', ['lost'])
  const receipt = await releaseNamespace(node, 'lost', 'Its keys were lost.')
  assert.equal(receipt.type, 'owc:decision/v1')
  assert.equal(await holder('lost'), undefined)
  await refused(releaseNamespace(node, 'lost', 'Again.'), 'namespace-free')
  await refused(claim(ada, ['lost'], { name: 'ada', scopes: ['say'], operator: false }), 'scope-missing')
  const bob = await author(node, 'Bob', ['lost'])
  assert.equal(await holder('lost'), bob.identity)
  await refused(claim(ada, ['lost']), 'namespace-taken')
})

test('namespace: of claims that race, exactly one holds', async () => {
  const authors = await Promise.all([1, 2, 3, 4].map((n) => author(node, `Racer ${n}`)))
  const ended = await Promise.allSettled(authors.map((one) => claim(one, ['raced'])))
  const won = ended.findIndex(({ status }) => status === 'fulfilled')
  assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.equal(await holder('raced'), authors[won]?.identity)
})

test('release: under a held namespace only its holder, under a free one only the operator, under a reserved one nobody', async () => {
  const [ada, bob] = [await author(node, 'Ada', ['held']), await author(node, 'Bob')]
  const digest = digestOf('bytes')
  const publisher = (namespace: string): Who => ({
    name: 'token',
    scopes: [`publish:${namespace}`],
    operator: false,
  })
  const post = async (by: Author, ref: string, who: Who) =>
    await node.admit(await by.sign(leastRelease(ref, '1', digest)), who)
  await post(ada, 'held/tern', publisher('held'))
  await refused(post(bob, 'held/kite', publisher('held')), 'namespace-taken')
  await refused(post(bob, 'held/kite', OPERATOR), 'namespace-taken')
  await refused(post(bob, 'free/kite', publisher('free')), 'namespace-unclaimed')
  await refused(post(bob, 'api/kite', OPERATOR), 'name-invalid')
  await post(bob, 'free/kite', OPERATOR)
})

test('identity: a name that hides something, or a document that could have no effect, is not logged', async () => {
  await refused(author(node, 'Ada\u202eecalevoL'), 'name-invalid')
  const [ada, bob] = [await author(node, 'Ada'), await author(node, 'Bob')]
  const stolen: Author = { ...ada, key: bob.key } // bob’s keys in ada’s name
  await refused(claim(stolen, []), 'signature-invalid')
})

test('names: a name points to what its holder released, whatever else was found under it later', async () => {
  const ada = await author(node, 'Ada', ['points'])
  const released = digestOf('released') as Sha256
  await ada.say(leastRelease('points/tern', '1', released))
  house.clock.seconds += 5
  await node.say({
    type: 'owc:observation/v1',
    subjects: [{ digest: digestOf('found') }, { digest: digestOf('file') }],
    body: observation(1, 'points/tern', { version: '9' }).body,
  })
  assert.equal((await resolveRef(namesOf(node), 'points/tern')).artifact, released)
  assert.equal((await resolveRef(namesOf(node), 'points/tern@9')).artifact, digestOf('found'))
  const listed = async () => {
    const { rows } = await releaseRows(viewSources(node), { limit: 50 })
    return rows.find(({ ref }) => ref === 'points/tern')?.artifact
  }
  assert.equal(await listed(), released)
  assert.equal((await releaseView(viewSources(node), 'points/tern@9')).namespace?.holder, ada.identity)
  await releaseNamespace(node, 'points', 'To see.')
  assert.equal(await listed(), digestOf('found'))
  assert.equal((await resolveRef(namesOf(node), 'points/tern')).artifact, digestOf('found'))
})

/** What somebody says to have found under a name. */
function finding(name: string, bytes: string, version: string) {
  const subjects = [{ digest: digestOf(bytes) }, { digest: digestOf('file') }]
  return { type: 'owc:observation/v1', subjects, body: observation(1, name, { version }).body }
}

test('names: under a held namespace only its holder and this node say what they found', async () => {
  const [ada, bob] = [await author(node, 'Ada', ['finds']), await author(node, 'Bob')]
  const says: Who = { name: 'bob', scopes: ['say'], operator: false }
  const byBob = await bob.sign(finding('finds/kite', 'other', '1'))
  await refused(node.admit(byBob, says), 'namespace-taken')
  await refused(node.admit(byBob, OPERATOR), 'namespace-taken')
  await node.say(finding('finds/kite', 'found', '1'))
  assert.equal((await resolveRef(namesOf(node), 'finds/kite')).artifact, digestOf('found'))
  await ada.say(finding('finds/kite', 'hers', '2'))
  assert.equal((await resolveRef(namesOf(node), 'finds/kite')).artifact, digestOf('hers'))
  await node.admit(await bob.sign(finding('unheld/kite', 'other', '1')), says)
  assert.equal((await resolveRef(namesOf(node), 'unheld/kite')).artifact, digestOf('other'))
})

test('names: what a stranger said before the claim no longer bears the name, its digest does', async () => {
  const bob = await author(node, 'Bob')
  await bob.say(finding('later/kite', 'squat', '1'))
  const names = async () => (await releaseRows(viewSources(node), { limit: 50 })).rows.map(({ ref }) => ref)
  const points = async (ref: string) => (await resolveRef(namesOf(node), ref)).artifact
  const { commit } = (await resolveRef(namesOf(node), 'later/kite')).record
  assert.ok((await names()).includes('later/kite'))
  house.clock.seconds += 5
  await author(node, 'Ada', ['later'])
  assert.ok(!(await names()).includes('later/kite'))
  const past = async () => await historyPage(viewSources(node), { ref: 'later/kite', limit: 9 })
  assert.ok((await past())?.rows[0]?.meant?.until, 'until the claim')
  await refused(points('later/kite'), 'release-missing')
  house.clock.seconds += 5
  await node.say(finding('later/kite', 'found here', '2'))
  assert.equal(await points('later/kite'), digestOf('found here'))
  for (const at of ['1', commit, `sha256:${digestOf('squat')}`])
    await refused(points(`later/kite@${at}`), 'revision-missing')
  assert.equal(await points(`sha256:${digestOf('squat')}`), digestOf('squat'))
})

test('names: bytes asked for by digest go by their first name here, whoever releases them under another later', async () => {
  const called = async (bytes: string) => {
    const artifact = digestOf(bytes)
    const view = await artifactView(viewSources(node), artifact)
    const { record } = await resolveRef(namesOf(node), `sha256:${artifact}`)
    assert.equal(view?.citation?.ref, record.name)
    return [record.name, record.kind, record.issuer]
  }
  const [ada, student] = [await author(node, 'Ada', ['mine']), await author(node, 'Student', ['student'])]
  await node.say(finding('priv/held', 'taken in', '1'))
  await node.say(finding('mine/kite', 'published', '1'))
  house.clock.seconds += 5
  await student.say(leastRelease('student/held', '1', digestOf('taken in')))
  await student.say(leastRelease('student/kite', '1', digestOf('published')))
  assert.deepEqual(await called('taken in'), ['priv/held', 'observed', node.identity])
  await ada.say(leastRelease('mine/kite', '1', digestOf('published')))
  assert.deepEqual(
    await called('published'),
    ['mine/kite', 'release', ada.identity],
    'its publisher goes first',
  )
  await ada.say(leastRelease('mine/sent', '1', digestOf('sent')))
  house.clock.seconds += 5
  await student.say(leastRelease('student/sent', '1', digestOf('sent')))
  assert.deepEqual(await called('sent'), ['mine/sent', 'release', ada.identity])
  await student.say(finding('stray/kite', 'told of', '1'))
  assert.deepEqual(await called('told of'), ['stray/kite', 'observed', student.identity])
})

// In an index everything may stand, also what no gate let in: the rule alone decides.

type Event = { readonly who: number; readonly what: 'claim' | 'drop' | 'release' }

function documents(events: readonly Event[]): readonly Logged[] {
  const state = new Map<number, { id: string; seq: number; prev: Sha256 }>()
  return events.flatMap(({ who, what }, i) => {
    const index = i + 2
    const before = state.get(who)
    if (what === 'release') {
      if (before === undefined) return []
      return [
        logged(index, {
          type: 'owc:decision/v1',
          subjects: [{ digest: claimDigest('acme', before.id) }],
          body: {
            matter: 'namespace',
            outcome: 'stopped',
            ground: { kind: 'one-seat charter' },
            reasons: ['Asked for.'],
            automated: false,
            appeal: 'Nobody.',
          },
        }),
      ]
    }
    const keyid = `${who}`.repeat(64)
    const body = {
      id: before?.id ?? null,
      homeLog: ORIGIN,
      name: `Who ${who}`,
      kinds: ['publisher'],
      keys: [{ keyid, alg: 'ed25519', pub: '1zhRXmGIVVuqzMRO4R+SEHH3lh5yGA5p8hqRzJrOoYQ=' }],
      threshold: 1,
      ...(what === 'claim' && { namespaces: ['acme'] }),
    }
    const order = { seq: before === undefined ? 0 : before.seq + 1, prev: before?.prev ?? null }
    const draft = logged(index, { type: 'owc:identity/v1', signers: [keyid], order, body })
    const id = before?.id ?? founded(draft.statement)
    state.set(who, { id, seq: order.seq, prev: draft.statement })
    return [{ ...draft, issuer: id }]
  })
}

function founded(statement: string): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
  const bits = [...Uint8Array.fromHex(statement)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return `owcid:${(`${bits}0000`.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('')}`
}

/** The rule once more, as plainly as can be: a queue. */
function expected(events: readonly Event[], known: readonly string[]): string | undefined {
  let queue: number[] = []
  const seen = new Set<number>()
  for (const { who, what } of events) {
    if (what === 'release' && !seen.has(who)) continue
    if (what !== 'release') seen.add(who)
    if (what !== 'claim') queue = queue.filter((one) => one !== who)
    else if (!queue.includes(who)) queue.push(who)
  }
  return queue[0] === undefined ? undefined : known[queue[0]]
}

test('namespace: any order of claims, drops and releases gives the holder that a queue gives', async () => {
  const event = fc.record({
    who: fc.nat(2),
    what: fc.constantFrom('claim', 'drop', 'release'),
  }) as fc.Arbitrary<Event>
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 10 }), async (events) => {
      const said = documents(events)
      const ids = [0, 1, 2].map(
        (who) => said.find(({ body }) => body['name'] === `Who ${who}`)?.issuer ?? identityNamed(`${who}`),
      )
      await withIndex([charter(1), ...said], async ({ sources }) => {
        const names = { ...sources, logTime: timeAt(100) }
        assert.equal((await holderOf(names, 'acme'))?.identity, expected(events, ids))
      })
    }),
    { seed: 8, numRuns: 12 },
  )
})
