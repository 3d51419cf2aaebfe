// Evidence by domain: what the file says is what the node says, whatever the server does; only public names are asked.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import type { Answer, Web } from '../../src/client/web.ts'
import { checkEvidence, isDomain, lookAt } from '../../src/node/evidence.ts'
import { identityView } from '../../src/node/views/identity.ts'
import { author } from './author.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const node = await house.open()
after(async () => {
  await node.close()
  house.remove()
})

const SOMEBODY = `owcid:${'b'.repeat(52)}`

function web(status: number, body: string | Error): { web: Web; asked: string[] } {
  const asked: string[] = []
  const send = async ({ url }: { readonly url: URL }): Promise<Answer> => {
    asked.push(url.href)
    if (body instanceof Error) throw body
    return {
      status,
      headers: {},
      url,
      close: () => undefined,
      body: async function* () {
        yield new TextEncoder().encode(body)
      },
    }
  }
  return { asked, web: { send, direct: undefined, pause: async () => undefined, close: () => undefined } }
}

const broken = new OwcError({ code: 'unreachable', where: 'x', expected: 'an answer', found: 'none' })

test('evidence: the outcome is what the domain serves', async () => {
  const rows: readonly [string, number, string | Error, string][] = [
    ['names it', 200, JSON.stringify({ identities: [SOMEBODY, 'x'] }), 'named'],
    ['names others', 200, JSON.stringify({ identities: ['x'] }), 'other'],
    ['a page', 200, `<!doctype html>${SOMEBODY}`, 'other'],
    ['a list', 200, JSON.stringify([SOMEBODY]), 'other'],
    ['null', 200, 'null', 'other'],
    ['other field', 200, JSON.stringify({ identities: SOMEBODY }), 'other'],
    ['doubled key', 200, `{"identities":[],"identities":["${SOMEBODY}"]}`, 'other'],
    ['too long', 200, `{"identities":["${SOMEBODY}"],"x":"${'x'.repeat(70_000)}"}`, 'other'],
    ['gone', 404, '', 'absent'],
    ['broken', 500, '', 'unreachable'],
    ['no line', 0, broken, 'unreachable'],
    ['too slow', 0, new DOMException('late', 'TimeoutError'), 'unreachable'],
  ]
  for (const [name, status, body, outcome] of rows)
    assert.equal(await lookAt('acme.example', SOMEBODY, web(status, body).web), outcome, name)
})

test('evidence: only public domains are asked, by https and at one path', () => {
  for (const name of ['acme.example', 'a.b.co', 'xn--bcher-kva.example']) assert.ok(isDomain(name), name)
  const rows = ['localhost', '127.0.0.1', '[::1]', 'acme', 'acme.local', 'x.internal', 'acme.example:8443']
  const more = [
    'acme.example/x',
    'user@acme.example',
    'ACME.example',
    '-a.example',
    'a..b.co',
    `${'a'.repeat(64)}.co`,
  ]
  for (const name of [...rows, ...more, '']) assert.ok(!isDomain(name), name)
})

test('evidence: the node logs what it found as its own word, which changes no right', async () => {
  const plain = await author(node, 'Plain')
  await assert.rejects(checkEvidence(node, plain.identity, web(200, '{}').web), { name: 'OwcError' })
  await assert.rejects(checkEvidence(node, SOMEBODY, web(200, '{}').web), { name: 'OwcError' })
  const evidence = [
    { kind: 'domain', value: 'acme.example' },
    { kind: 'domain', value: '127.0.0.1' },
    { kind: 'page', value: 'https://acme.example' },
  ]
  const acme = await author(node, 'Acme', ['acme'], { evidence })
  const line = web(200, JSON.stringify({ identities: [acme.identity] }))
  const [found, ...more] = await checkEvidence(node, acme.identity, line.web)
  assert.deepEqual(line.asked, ['https://acme.example/.well-known/owc-identity.json'])
  assert.equal(more.length, 0)
  assert.equal(found?.outcome, 'named')
  await checkEvidence(node, acme.identity, web(404, '').web)
  const view = await identityView(node, acme.identity)
  assert.deepEqual(
    view.checks.map(({ value, outcome, by }) => [value, outcome, by]),
    [['acme.example', 'absent', node.identity]],
    'the newest word counts',
  )
  assert.deepEqual(view.held, ['acme'], 'whatever was found')
})
