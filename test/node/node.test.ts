// A node as a whole: first start, import, hosting, erasure, sealing, rebuild, restart.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { instant } from '../../src/base/time.ts'
import { newestSaid } from '../../src/commons/all-statements.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { makeStatement, nonceText } from '../../src/ledger/statement.ts'
import { NOBODY, type Who } from '../../src/node/access.ts'
import { host as hostBy } from '../../src/node/hosting.ts'
import type { ImportView } from '../../src/node/imports.ts'
import type { Node } from '../../src/node/node.ts'
import { logView } from '../../src/node/views/log.ts'
import { statementView } from '../../src/node/views/statement-view.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const node = await house.open()
const OPERATOR: Who = { name: 'operator', scopes: ['operate'], operator: true }
after(async () => {
  await node.close()
  house.remove()
})

async function take(at: Node, ref: string, as?: string): Promise<ImportView> {
  const { id } = await at.imports.start({ ref, agreed: true, ...(as !== undefined && { as }) })
  let last = at.imports.get(id) as ImportView
  for await (const view of at.imports.follow(id, new AbortController().signal)) last = view
  return last
}

function model(name: string, files: Record<string, string>): string {
  const folder = join(house.place, name)
  mkdirSync(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  return folder
}

async function code(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'nothing thrown'
  } catch (error) {
    return error instanceof OwcError ? error.problem.code : String(error)
  }
}

test('first start: an identity that certifies itself and a charter with one seat', async () => {
  const said = await newestSaid(node.index, { limit: 10 })
  assert.deepEqual(
    said.map(({ type }) => type),
    ['owc:charter/v1', 'owc:identity/v1'],
  )
  assert.match(node.identity, /^owcid:[a-z2-7]{52}$/)
  assert.equal(said[1]?.issuer, node.identity)
})

test('import: an observation and custody are logged; the artifact is the manifest’s digest (DESIGN 4)', async () => {
  mkdirSync(join(house.place, 'vector', 'a'), { recursive: true })
  const folder = model('vector', { 'a/b.bin': 'hello', 'config.json': '{"a":1}', 'empty.txt': '' })
  const { phase, result, problem } = await take(node, folder, 'test/vector')
  assert.equal(phase, 'done', JSON.stringify(problem))
  assert.equal(result?.artifact, '9dd17ce6d53c73d97bb5444ee5c5146b3309db50c5dbf1e9ff4fd182a1bd6197')
  assert.deepEqual(
    result.statements.map(({ type }) => type),
    ['owc:observation/v1', 'owc:custody/v1'],
  )
  const again = await take(node, folder, 'test/vector')
  assert.deepEqual(
    again.result?.statements.map(({ type }) => type),
    ['owc:observation/v1'],
    'custody is said once',
  )
})

test('import: what is not there is told, and nothing is logged', async () => {
  const { size } = node.log.checkpoint()
  const { phase, problem } = await take(node, join(house.place, 'absent'))
  assert.equal(phase, 'failed')
  assert.equal(problem?.code, 'source-missing')
  assert.equal(node.log.checkpoint().size, size)
})

test('hosting: the operator decides, with the ground and the judged view; nobody else may', async () => {
  const { result } = await take(node, model('hosted', { 'x.txt': 'x' }), 'test/hosted')
  assert.ok(result)
  assert.equal(await code(node.host(result.artifact, NOBODY)), 'scope-missing')
  const receipt = await node.host(result.artifact, OPERATOR)
  assert.equal(receipt.type, 'owc:decision/v1')
})

test('hosting: a withdrawn record and files without facts are refused, and nothing is logged', async () => {
  const { result } = await take(node, model('gone', { 'y.txt': 'y' }), 'test/gone')
  assert.ok(result)
  const hosting = { ...node, facts: async () => undefined }
  const before = node.log.checkpoint().size
  await assert.rejects(hostBy(hosting, result.artifact, OPERATOR), (error: OwcError) => {
    assert.equal(error.problem.code, 'hazard-refused')
    assert.match(error.problem.found, /y\.txt: not inspected/)
    return true
  })
  assert.equal(node.log.checkpoint().size, before)
  await node.say({
    type: 'owc:withdrawal/v1',
    subjects: [{ name: 'test/gone', digest: result.artifact }],
    body: { reason: 'error', text: 'Another file.', remaining: { known: [], asOf: '2026-01-01T00:00:00Z' } },
  })
  const after = node.log.checkpoint().size
  assert.equal(await code(node.host(result.artifact, OPERATOR)), 'release-withdrawn')
  assert.equal(node.log.checkpoint().size, after)
})

async function note(
  issuer: string,
  home: string,
  body: Record<string, unknown> = {},
  type = 'test:note/v1',
): Promise<Uint8Array> {
  const header = {
    issuer,
    home,
    nonce: nonceText(crypto.getRandomValues(new Uint8Array(16))),
    issued: instant(house.clock.seconds),
  }
  return envelopeBytes(
    await signEnvelope(makeStatement({ type, subjects: [], header, body }, nodeCrypto), [node.keys.node]),
  )
}

test('admission: an unknown type is kept; the same envelope again gives the same receipt', async () => {
  const envelope = await note(node.identity, node.log.origin)
  const first = await node.admit(envelope, OPERATOR)
  const second = await node.admit(envelope, OPERATOR)
  assert.deepEqual([second.logIndex, second.statement], [first.logIndex, first.statement])
})

test('admission: what is refused leaves no trace', async () => {
  const stranger = `owcid:${'a'.repeat(52)}`
  const { origin } = node.log
  const rows: readonly (readonly [name: string, envelope: Uint8Array, who: Who, code: string])[] = [
    ['no scope', await note(node.identity, origin), NOBODY, 'scope-missing'],
    ['unknown issuer', await note(stranger, origin), OPERATOR, 'identity-unknown'],
    [
      'another log is its home',
      await note(node.identity, 'other.example/log'),
      OPERATOR,
      'statement-elsewhere',
    ],
    [
      'body against its schema',
      await note(node.identity, origin, { sinc: '2026-01-01T00:00:00Z' }, 'owc:custody/v1'),
      OPERATOR,
      'body-invalid',
    ],
    ['no envelope', new TextEncoder().encode('{}'), OPERATOR, 'envelope-invalid'],
    ['duplicate keys', new TextEncoder().encode('{"payload":"","payload":""}'), OPERATOR, 'json-invalid'],
  ]
  const { size } = node.log.checkpoint()
  for (const [name, envelope, who, expected] of rows)
    assert.equal(await code(node.admit(envelope, who)), expected, name)
  const tampered = JSON.parse(new TextDecoder().decode(await note(node.identity, origin))) as {
    signatures: { sig: string }[]
  }
  const [signature] = tampered.signatures
  if (signature !== undefined) signature.sig = `${signature.sig.slice(0, 10)}AAAA${signature.sig.slice(14)}`
  const bytes = new TextEncoder().encode(JSON.stringify(tampered))
  assert.equal(await code(node.admit(bytes, OPERATOR)), 'signature-invalid')
  assert.equal(node.log.checkpoint().size, size)
})

test('erasure: the body goes, the proof stays, and a rebuild gives the same rows', async () => {
  const { statement, logIndex } = await node.admit(
    await note(node.identity, node.log.origin, { secret: 'planted' }),
    OPERATOR,
  )
  const before = await node.log.prove(logIndex)
  const [logged] = (await statementView(node, statement))?.entries ?? []
  house.clock.seconds += 300
  await node.say({
    type: 'owc:erasure/v1',
    subjects: [{ name: 'statement', digest: statement }],
    body: { reason: 'personal-data', text: 'Asked for.' },
  })
  assert.ok('erased' in ((await node.storage.logStore.body(statement)) ?? {}))
  const shown = await statementView(node, statement)
  assert.equal(shown?.entries[0]?.time, logged?.time, 'logged when it was logged, not when it was erased')
  assert.notEqual(shown?.erased?.time, logged?.time)
  const { rows } = await logView(node, { limit: 200 })
  assert.equal(rows.find(({ index }) => index === logIndex)?.time, logged?.time)
  const erasure = rows.find(({ type }) => type === 'owc:erasure/v1')
  assert.equal(erasure?.subject, statement, 'what it is about opens by its digest')
  assert.match(await node.log.prove(logIndex), /^c2sp\.org\/tlog-proof@v1\n/)
  assert.match(before, /^c2sp\.org\/tlog-proof@v1\n/)
  const first = await node.rebuild()
  const second = await node.rebuild()
  assert.deepEqual(first, second)
})

test('sealing: nothing opens before its day; then the clerk opens it once', async () => {
  const sealed = { type: 'test:note/v1', subjects: [], body: { held: 'back' } }
  await node.seals.own(sealed, { opens: instant(house.clock.seconds + 3_600) })
  assert.equal(await node.clerk(), 0)
  house.clock.seconds += 4_000
  assert.equal(await node.clerk(), 1)
  assert.equal(await node.clerk(), 0)
  const [reveal] = await newestSaid(node.index, { type: 'owc:reveal/v1', limit: 1 })
  assert.ok(reveal)
})

test('restart: the same log goes on, and a rebuild of what lives equals the fold', async () => {
  const live = await node.rebuild()
  const { size, root } = node.log.checkpoint()
  await node.close()
  const again = await house.open()
  assert.equal(again.identity, node.identity)
  assert.deepEqual([again.log.checkpoint().size, again.log.checkpoint().root], [size, root])
  assert.deepEqual(await again.rebuild(), live)
  Object.assign(node, again)
  assert.deepEqual(house.defects, [])
})
