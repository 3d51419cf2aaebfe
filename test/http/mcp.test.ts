// The MCP door: both revisions of the protocol, tools whose results keep to their schemas, the guard in front, and
// records that try to speak to the reader.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { asData } from '../../src/base/plain-data.ts'
import { mcpTools } from '../../src/http/mcp/tools.ts'
import { type Fixture, openFixture, storesNothing } from './node-fixture.ts'
import { ask } from './script.ts'

const MAX_BYTES = 32 << 10
const VERSION = '2026-07-28'
const _meta = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
let fixture: Fixture

before(async () => {
  fixture = await openFixture()
})
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

type Listed = { readonly name: string; readonly outputSchema: object; readonly annotations: object }
type Reply = { readonly status: number; readonly message: Record<string, unknown> | undefined }

async function post(message: object, headers: Record<string, string> = {}): Promise<Reply> {
  const answer = await fetch(`${fixture.url}/mcp`, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
  })
  const text = await answer.text()
  const data = text.startsWith('{') ? text : /^data: (.*)$/m.exec(text)?.[1]
  return { status: answer.status, message: data === undefined ? undefined : JSON.parse(data) }
}

async function called(name: string, given: object, headers: Record<string, string> = {}) {
  const { message } = await post({ method: 'tools/call', params: { name, arguments: given } }, headers)
  return message?.['result'] as {
    readonly isError?: boolean
    readonly content: readonly { readonly text: string }[]
    readonly structuredContent: Record<string, unknown>
  }
}

test('mcp: both revisions list the tools, read-only, each with what it gives', async () => {
  const modern = await post(
    { method: 'tools/list', params: { _meta } },
    { 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/list' },
  )
  const older = await post({ method: 'tools/list', params: {} })
  for (const { status, message } of [modern, older]) {
    assert.equal(status, 200, JSON.stringify(message))
    const { tools } = (message?.['result'] ?? { tools: [] }) as { tools: readonly Listed[] }
    assert.deepEqual(
      tools.map(({ name }) => name),
      mcpTools.map(({ name }) => name),
    )
    for (const { outputSchema, annotations } of tools) {
      assert.ok('properties' in outputSchema)
      assert.ok('readOnlyHint' in annotations && annotations.readOnlyHint === true)
    }
  }
})

test('mcp: each tool reads the view that pages have, as JSON and as the same text', async () => {
  const ref = 'acme/open'
  const cases: readonly (readonly [string, object, (found: Record<string, unknown>) => unknown, unknown])[] =
    [
      ['search_releases', { query: 'acme' }, ({ rows }) => (rows as object[]).length, 2],
      ['get_release', { ref }, ({ release }) => (release as { ref: string }).ref, ref],
      ['verify_artifact', { ref }, ({ bytes }) => (bytes as { held: number }).held, 5],
      ['get_lineage', { ref }, ({ parents }) => parents, []],
      [
        'get_evaluations',
        { ref },
        ({ publisher, others, runs }) => [publisher, others, runs],
        [null, [], []],
      ],
      ['get_governance', { ref }, ({ decision }) => (decision as { outcome: string }).outcome, 'hosted'],
      ['get_governance', { ref }, ({ charter }) => (charter as { seats: number }).seats, 1],
      ['list_models', {}, ({ models }) => models, []],
    ]
  await storesNothing(fixture.node, async () => {
    for (const [name, given, of, expected] of cases) {
      const { isError, content, structuredContent } = await called(name, given)
      assert.equal(isError, undefined, name)
      assert.deepEqual(JSON.parse(content[0]?.text ?? ''), structuredContent, name)
      assert.deepEqual(of(structuredContent), expected, name)
    }
  })
  const { structuredContent } = await called('verify_artifact', { ref })
  const record = structuredContent['record'] as { signatures: { valid: boolean }[] }
  assert.deepEqual(
    record.signatures.map(({ valid }) => valid),
    [true],
  )
})

test('mcp: records and artifacts are read by address, in both revisions; what is none is told in words', async () => {
  const { structuredContent: found } = await called('get_release', { ref: 'acme/open' })
  const { statement, artifact } = found['release'] as { statement: string; artifact: string }
  const read = async (uri: string, revision: 'older' | 'newer') => {
    const method = 'resources/read'
    const newer = { 'mcp-protocol-version': VERSION, 'mcp-method': method, 'mcp-name': uri }
    const params = revision === 'newer' ? { uri, _meta } : { uri }
    const { message } = await post({ method, params }, revision === 'newer' ? newer : {})
    type Contents = { contents: { uri: string; mimeType: string; text: string }[] }
    return {
      result: message?.['result'] as Contents | undefined,
      error: message?.['error'] as { message: string },
    }
  }
  for (const revision of ['older', 'newer'] as const) {
    const { result } = await read(`owc://record/${statement}`, revision)
    assert.deepEqual(JSON.parse(result?.contents[0]?.text ?? '').record.type, 'owc:observation/v1', revision)
    const bytes = await read(`owc://artifact/sha256:${artifact}`, revision)
    assert.equal(JSON.parse(bytes.result?.contents[0]?.text ?? '').artifact.names[0].ref, 'acme/open')
    assert.equal(bytes.result?.contents[0]?.mimeType, 'application/json')
    for (const bad of [
      'owc://record/x',
      `owc://evidence/${'0'.repeat(64)}`,
      'owc://secret/1',
      'file:///etc/passwd',
    ]) {
      const { result: none, error } = await read(bad, revision)
      assert.equal(none, undefined, bad)
      assert.doesNotMatch(error.message, /at .*\.ts|mistake/, bad)
    }
  }
  const { message } = await post({ method: 'resources/templates/list', params: {} })
  type Templates = { readonly resourceTemplates: readonly { readonly uriTemplate: string }[] }
  const { resourceTemplates: listed } = (message?.['result'] ?? { resourceTemplates: [] }) as Templates
  assert.deepEqual(
    listed.map(({ uriTemplate }) => uriTemplate),
    ['owc://record/{id}', 'owc://artifact/{id}', 'owc://evidence/{id}'],
  )
})

test('mcp: what is missing or malformed is told as the tool’s error, and a stranger sees no models', async () => {
  const bad: readonly (readonly [string, object])[] = [
    ['get_release', { ref: 'nobody/nothing' }],
    ['get_release', { ref: 7 }],
    ['get_release', {}],
    ['search_releases', { limit: 1e9 }],
    ['search_releases', { sort: 'best' }],
    ['get_receipt', { id: 'x' }],
  ]
  for (const [name, given] of bad)
    assert.equal((await called(name, given)).isError, true, JSON.stringify(given))
  const far = { 'x-forwarded-for': '203.0.113.9' }
  assert.equal((await called('list_models', {}, far)).isError, true)
  assert.equal((await called('get_release', { ref: 'acme/open' }, far)).isError, undefined)
})

test('mcp: a foreign Origin, another site and a body over the limit never reach a tool', async () => {
  const list = { method: 'tools/list', params: {} }
  assert.equal((await post(list, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await post(list, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await post({ ...list, padding: 'x'.repeat(1 << 20) })).status, 413)
  assert.equal((await fetch(`${fixture.url}/mcp`)).status, 405)
  const rebound = ['> Host: rebound.example', '> Content-Type: application/json', `< ${JSON.stringify(list)}`]
  assert.equal((await ask(fixture.url, 'POST /mcp', rebound)).status, 421)
})

test('mcp: no stream is kept open, a batch is bounded, and nesting without end harms nobody', async () => {
  const listen = {
    method: 'subscriptions/listen',
    params: { _meta, notifications: { toolsListChanged: true } },
  }
  const headers = { 'mcp-protocol-version': VERSION, 'mcp-method': 'subscriptions/listen' }
  const { message } = await post(listen, headers)
  assert.match(JSON.stringify(message?.['error']), /limit/)
  const text = (body: string) =>
    ask(fixture.url, 'POST /mcp', [
      '> Content-Type: application/json',
      '> Accept: application/json, text/event-stream',
      `< ${body}`,
    ])
  const one = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} })
  const deep = `${'['.repeat(1e5)}${']'.repeat(1e5)}`
  assert.equal((await text(`[${Array.from({ length: 1_000 }, () => one).join()}]`)).status, 400)
  assert.equal((await text(deep)).status, 400)
  const nested = await called('get_release', { ref: JSON.parse('['.repeat(900) + ']'.repeat(900)) })
  assert.equal(nested.isError, true)
})

test('mcp: words of a record are data; what is told about the tools is the same on every node', async () => {
  const { content } = await called('get_release', { ref: 'acme/open' })
  const release = JSON.parse(content[0]?.text ?? '').release as { stated: { value: string }[] }
  assert.ok(release.stated.some(({ value }) => value === 'mit'))
  const { message } = await post({ method: 'tools/list', params: {} })
  assert.ok(!JSON.stringify(message).includes('acme'))
})

test('mcp: data stays below 32 KiB whatever the view, and nothing unseen travels along', () => {
  const zero = 'a\u200bb\u202ec\u{e0041}'
  assert.deepEqual(asData({ [zero]: zero }), {
    data: { 'a\\u{200b}b\\u{202e}c\\u{e0041}': 'a\\u{200b}b\\u{202e}c\\u{e0041}' },
    cut: false,
  })
  const long = asData({ text: 'x'.repeat(1e6), list: Array.from({ length: 1e5 }, (_, i) => ({ i })) })
  assert.equal(long.cut, true)
  let deep: unknown = 'end'
  for (let i = 0; i < 1_000; i++) deep = [deep]
  assert.equal(asData(deep).cut, true)
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 1, max: 400 }), (value, times) => {
      const { data } = asData({ many: Array.from({ length: times }, () => value) })
      assert.ok(Buffer.byteLength(JSON.stringify(data)) <= MAX_BYTES)
    }),
    { seed: 9, numRuns: 60 },
  )
})
