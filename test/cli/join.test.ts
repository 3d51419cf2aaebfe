// owc invite and owc join through a real node: from a link to a statement of one's own, cut anywhere, and what a bad
// link, a web page or a used invitation gets.

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readLink } from '../../src/cli/join.ts'
import { storedIdentities } from '../../src/cli/key-store.ts'
import { storedNodeAt } from '../../src/cli/node-store.ts'
import { openVoice } from '../../src/cli/voice.ts'
import { connect } from '../../src/client/api.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { noteKey, noteKeyText } from '../../src/ledger/note.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import type { IdentityView } from '../../src/node/views/identity.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

let at: NodeWorld
before(async () => {
  at = await nodeWorld()
})
after(async () => {
  await at.close()
  assert.deepEqual(at.house.defects, [])
})

const place = (state: string) => join(at.house.place, state)

async function invite(namespace: string): Promise<string> {
  const { exit, out, err } = await at.call(['invite', '--namespace', namespace, '--json'])
  assert.equal(exit, 0, err)
  return JSON.parse(out).link
}

/** A door in front of the node that swallows the answers of some paths. */
async function cutting(path: string, times: number): Promise<{ server: Server; url: string }> {
  let left = times
  const server = createServer((asked, answer) => {
    const target = new URL(asked.url ?? '/', at.url)
    const passed = request(target, { method: asked.method, headers: asked.headers }, (given) => {
      const cut = target.pathname === path && left-- > 0
      if (cut) given.resume().once('end', () => asked.socket.destroy())
      else given.pipe(answer.writeHead(given.statusCode ?? 500, given.headers))
    })
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

test('join: from a link to keys, claim, token, pinned log, and a statement of one’s own', async () => {
  const link = await invite('ada')
  const { exit, out, err, asked } = await at.call(['join', link, '--name', 'Ada Lovelace'], {
    state: 'ada',
    answers: ['y'],
  })
  assert.equal(exit, 0, err)
  assert.equal(asked.length, 1)
  assert.match(out, /invites you to publish as ada\n/)
  const [stored] = await storedIdentities(place('ada'))
  assert.ok(stored)
  assert.deepEqual(readdirSync(stored.folder), [
    'identity.json',
    'key.pem',
    'model-signing.pem',
    'recovery.pem',
  ])
  for (const name of readdirSync(stored.folder))
    assert.equal(statSync(join(stored.folder, name)).mode & 0o777, 0o600)
  const kept = await storedNodeAt(place('ada'), `${at.url}/`)
  assert.equal(kept?.identity, stored.identity)
  assert.deepEqual(await storedNodeAt(place('ada'), at.url.replace('127.0.0.1', 'localhost')), kept)
  for (const other of [at.url.replace('http:', 'https:'), `${at.url}/under`, 'no address'])
    assert.equal(await storedNodeAt(place('ada'), other), undefined, 'a token goes where it was given')
  assert.deepEqual(kept?.scopes, ['say', 'publish:ada'])
  assert.match(readFileSync(join(place('ada'), 'trust'), 'utf8'), new RegExp(at.node.identity))

  const api = connect({ url: at.url, token: kept?.token ?? '' })
  const world = { stateFolder: place('ada'), now: () => at.house.clock.seconds } as never
  const voice = await openVoice(world, { api, url: at.url, close: async () => undefined }, undefined)
  assert.equal(voice.identity, stored.identity)
  assert.equal(voice.keys.modelSigning?.key.algorithm, 'ecdsa-p256-sha256')
  const body = { kind: 'answer', text: 'I am here.' }
  const receipt = await voice.say({
    type: 'owc:response/v1',
    subjects: [{ digest: 'a'.repeat(64) as never }],
    body,
  })
  assert.ok(receipt.logIndex > 0)
  api.close()
})

test('join: the same link again says that it was used, and leaves no keys', async () => {
  const link = await invite('once')
  assert.equal((await at.call(['join', link, '--yes'], { state: 'first' })).exit, 0)
  const second = await at.call(['join', link, '--yes'], { state: 'second' })
  assert.equal(second.exit, 1)
  assert.match(second.err, /found a used one/)
  assert.ok(!existsSync(join(place('second'), 'keys')))
})

test('join: nobody to ask, or a no, leaves nothing behind', async () => {
  const link = await invite('shy')
  const unasked = await at.call(['join', link], { state: 'shy' })
  assert.equal(unasked.exit, 2)
  assert.match(unasked.err, /--yes/)
  assert.equal((await at.call(['join', link], { state: 'shy', answers: ['n'] })).exit, 1)
  assert.ok(!existsSync(place('shy')))
})

test('join: an answer that is cut is asked for again by the same command, and nobody else can have it', async () => {
  const link = await invite('cut')
  const { server, url } = await cutting('/commons/v1/join', 1)
  const through = link.replace(at.url, url)
  try {
    const first = await at.call(['join', through, '--yes'], { state: 'cut' })
    assert.equal(first.exit, 3, first.err)
    assert.equal((await at.call(['join', link, '--yes'], { state: 'thief' })).exit, 1)
    const other = await invite('other')
    assert.equal((await at.call(['join', other, '--yes'], { state: 'other' })).exit, 0)
    const again = await at.call(['join', through, '--yes', '--json'], { state: 'cut' })
    assert.equal(again.exit, 0, again.err)
    const identities = await storedIdentities(place('cut'))
    assert.equal(identities.length, 1)
    const { identity, scopes } = JSON.parse(again.out)
    assert.equal(identity, identities[0]?.identity)
    assert.deepEqual(scopes, ['say', 'publish:cut'])
  } finally {
    await closed(server)
  }
})

test('join: a second invitation of the same node extends the identity and the token', async () => {
  const call = async (link: string) => await at.call(['join', link, '--yes', '--json'], { state: 'both' })
  assert.equal((await call(await invite('east'))).exit, 0)
  const { exit, out, err } = await call(await invite('west'))
  assert.equal(exit, 0, err)
  assert.deepEqual(JSON.parse(out).scopes, ['say', 'publish:east', 'publish:west'])
  const [stored, ...more] = await storedIdentities(place('both'))
  assert.equal(more.length, 0)
  const api = connect({ url: at.url })
  const view = await api.get<IdentityView>(`/commons/v1/identities/${stored?.identity}`)
  assert.deepEqual(view.held, ['east', 'west'])
  api.close()
})

test('join: a node that shows another log key than the pinned one hears no secret', async () => {
  const link = await invite('pinned')
  const { raw } = makeKeyPair('ed25519', nodeCrypto).key
  const text = noteKeyText(noteKey(nodeCrypto, { name: at.node.log.origin, type: 1, key: raw }))
  mkdirSync(place('wary'))
  writeFileSync(join(place('wary'), 'trust'), `log ${text}\n`)
  const { exit, err } = await at.call(['join', link, '--yes'], { state: 'wary' })
  assert.equal(exit, 1)
  assert.match(err, /owc trust list/)
  assert.equal((await at.call(['join', link, '--yes'], { state: 'calm' })).exit, 0, 'the link is still good')
})

test('join: a server that answers web pages, or nothing, is told as what it is', async () => {
  const server = createServer((_asked, answer) =>
    answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Log in first</p>'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const page = await at.call(['join', `${url}/join#${'x'.repeat(32)}`, '--yes'], { state: 'html' })
  await closed(server)
  assert.equal(page.exit, 3)
  assert.match(page.err, /expected JSON of a node, found text\/html/)
  const gone = await at.call(['join', `${url}/join#${'x'.repeat(32)}`, '--yes'], { state: 'html' })
  assert.equal(gone.exit, 3)
  assert.ok(!existsSync(place('html')))
})

test('join: links of every form', () => {
  const good = [
    ['https://host.example/join#SECRET', 'https://host.example'],
    ['http://127.0.0.1:8500/join?k=SECRET', 'http://127.0.0.1:8500'],
    ['https://host.example/under/join#SECRET', 'https://host.example/under'],
  ] as const
  for (const [link, url] of good) assert.deepEqual(readLink(link), { url, secret: 'SECRET' })
  for (const link of [
    'https://host.example/join',
    'https://host.example/#SECRET',
    'SECRET',
    'file:///join#S',
    '',
  ])
    assert.throws(() => readLink(link), { name: 'OwcError' }, link)
})

test('invite: reserved, held and badly ended namespaces are refused; the link names the address that was given', async () => {
  for (const [words, exit] of [
    [['--namespace', 'api'], 2],
    [['--namespace', 'ada'], 1],
    [['--namespace', 'late', '--expires', '2020-01-01T00:00:00Z'], 2],
    [['--namespace', 'late', '--expires', 'soon'], 2],
    [['--namespace', 'late', '--at', 'ftp://x'], 2],
    [[], 2],
    [['--namespace', 'nothing', '--cancel'], 1],
  ] as const)
    assert.equal((await at.call(['invite', ...words])).exit, exit, words.join(' '))
  for (const end of ['1s', '0h', '48', '-1d', '2027-13-01T00:00:00Z', '']) {
    const { exit, err } = await at.call(['invite', '--namespace', 'late', `--expires=${end}`])
    assert.equal(exit, 2, end)
    assert.match(err, /--expires: expected hours such as 48h, days such as 14d, or a UTC time such as/)
  }
  const { out } = await at.call(['invite', '--namespace', 'far', '--at', 'https://far.example/', '--json'])
  assert.match(JSON.parse(out).link, /^https:\/\/far\.example\/join#[A-Za-z0-9]{32}$/)
  const none = {
    connect: async () => ({
      api: connect({ url: at.url }),
      url: '',
      passing: true as const,
      close: async () => undefined,
    }),
  }
  assert.equal((await at.call(['invite', '--namespace', 'where'], { world: none })).exit, 2, 'no node runs')
  const stranger = await at.node.access.issueToken('stranger', ['say'], null)
  assert.equal((await at.call(['invite', '--namespace', 'mine'], { token: stranger })).exit, 1)
})

test('the page of an invitation: what it offers, what to run; nothing of a wrong secret', async () => {
  const secret = (await invite('paged')).split('#')[1]
  const page = await (await fetch(`${at.url}/join?k=${secret}`, { headers: { accept: 'text/html' } })).text()
  assert.match(page, /<strong>paged<\/strong>/)
  assert.match(page, new RegExp(`npx owc join &#39;http[^<]*#${secret}|npx owc join http[^<]*#${secret}`))
  const plain = await (await fetch(`${at.url}/join`, { headers: { accept: 'text/html' } })).text()
  assert.match(plain, /copy the whole address/)
  const answer = await fetch(`${at.url}/join.json?k=${'<b>'.repeat(9)}`)
  const wrong = (await answer.json()) as { readonly problem: string }
  assert.match(wrong.problem, /opens nothing/)
})
