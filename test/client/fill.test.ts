import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { concat } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { fill, type Remote } from '../../src/client/fill.ts'
import { fillParallel } from '../../src/client/fill-parallel.ts'
import { openWeb } from '../../src/client/web.ts'
import { type How, refuse, sendFile, withServer } from '../sources/emulator.ts'
import { openVault, type Vault, workspaceOf } from '../sources/workspace.ts'

const bytes = randomBytes(100_000)

/** One process's try: its own connections, the vault that an earlier one left. */
async function fetchInto(
  vault: Vault,
  url: string,
  remote: Partial<Remote> = {},
  how = fill,
): Promise<Uint8Array> {
  const web = openWeb(undefined, { stallMs: 10_000, redirects: 5, retryMs: 5 })
  const space = workspaceOf(vault, AbortSignal.timeout(20_000))
  try {
    const stage = await how({
      web,
      remote: { url: new URL(url), where: 'test', sizeBytes: bytes.length, ...remote },
      open: () => space.stage('t'),
      fetched: space.fetched,
      signal: space.signal,
    })
    const parts: Uint8Array[] = []
    for await (const chunk of stage.read()) parts.push(chunk)
    return concat(parts)
  } finally {
    web.close()
  }
}

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof OwcError, String(error))
  assert.equal(error.problem.code, expected, error.message)
  return true
}

test('fill: cut at any byte, a later process goes on where the earlier one stopped', async () => {
  const places = [0, 1, 2, 777, 16_384, 65_536, 99_998, 99_999]
  for (const place of places) {
    const vault = openVault()
    vault.stages.set('t', bytes.subarray(0, place))
    await withServer(
      (_path, request, response) => sendFile(request, response, bytes, { etag: '"v1"' }),
      async ({ url, seen }) => {
        const found = await fetchInto(vault, url, { etag: '"v1"' })
        assert.ok(bytes.equals(found), `cut at ${place}`)
        assert.equal(seen.length, 1)
        assert.equal(seen[0]?.headers.range, place === 0 ? undefined : `bytes=${place}-`)
      },
    )
  }
})

test('fill: a connection that dies again and again is taken up as long as bytes arrive', async () => {
  await withServer(
    (_path, request, response) => sendFile(request, response, bytes, { cutAfter: 40_000 }),
    async ({ url, seen }) => {
      assert.ok(bytes.equals(await fetchInto(openVault(), url)))
      assert.equal(seen.length, 3)
    },
  )
})

test('fill: a server that ignores ranges, or whose file has changed, starts again from the first byte', async () => {
  const ways: readonly How[] = [{ noRanges: true, etag: '"v1"' }, { etag: '"v2"' }]
  for (const how of ways) {
    const vault = openVault()
    vault.stages.set('t', new Uint8Array(5_000).fill(9))
    await withServer(
      (_path, request, response) => sendFile(request, response, bytes, how),
      async ({ url }) => {
        assert.ok(bytes.equals(await fetchInto(vault, url, { etag: '"v1"' })))
      },
    )
  }
})

test('fill: a stage that is too long is dropped; a whole one asks for nothing', async () => {
  const vault = openVault()
  vault.stages.set('t', new Uint8Array(bytes.length + 1))
  await withServer(
    (_path, request, response) => sendFile(request, response, bytes),
    async ({ url, seen }) => {
      assert.ok(bytes.equals(await fetchInto(vault, url)))
      assert.ok(bytes.equals(await fetchInto(vault, url)))
      assert.equal(seen.length, 1)
    },
  )
})

const lies: readonly {
  name: string
  answer: (response: import('node:http').ServerResponse) => void
  code: string
}[] = [
  {
    name: 'a web page',
    answer: (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in'),
    code: 'answer-invalid',
  },
  {
    name: 'a web page under another name',
    answer: (r) => r.end(' \n<!DOCTYPE html><p>'),
    code: 'answer-invalid',
  },
  {
    name: 'another size',
    answer: (r) => r.writeHead(200, { 'content-length': 7 }).end('1234567'),
    code: 'answer-invalid',
  },
  {
    name: 'more bytes than said',
    answer: (r) => r.end(Buffer.alloc(bytes.length + 1)),
    code: 'answer-invalid',
  },
  { name: 'fewer bytes than said', answer: (r) => r.end('short'), code: 'answer-invalid' },
  {
    name: 'a redirect to itself',
    answer: (r) => r.writeHead(302, { location: '/x' }).end(),
    code: 'answer-invalid',
  },
  {
    name: 'a redirect to a file',
    answer: (r) => r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    code: 'answer-invalid',
  },
  { name: 'a refusal', answer: (r) => refuse(r, 403), code: 'source-denied' },
  { name: 'nothing of that name', answer: (r) => refuse(r, 404), code: 'source-missing' },
]

for (const { name, answer, code: expected } of lies)
  test(`fill: ${name} instead of the file is explained at once`, async () => {
    const vault = openVault()
    await withServer(
      (_path, _request, response) => answer(response),
      ({ url }) => assert.rejects(fetchInto(vault, url), code(expected)),
    )
  })

test('fill: ranges that were not asked for are refused', async () => {
  for (const stated of ['bytes 1-99999/100000', 'bytes 10-99999/99999', 'nonsense']) {
    const vault = openVault()
    vault.stages.set('t', bytes.subarray(0, 10))
    await withServer(
      (_path, _request, response) => response.writeHead(206, { 'content-range': stated }).end('x'),
      ({ url }) => assert.rejects(fetchInto(vault, url), code('answer-invalid')),
    )
    assert.equal(vault.stages.get('t')?.length, 10)
  }
})

test('fill in parallel: ranges at once give one file; without ranges it goes by one connection', async () => {
  const large = Buffer.alloc(68 << 20)
  for (let at = 0; at < large.length; at += 1 << 16) randomBytes(64).copy(large, at)
  for (const how of [{}, { noRanges: true }] as const)
    await withServer(
      (_path, request, response) => sendFile(request, response, large, how),
      async ({ url, seen }) => {
        const found = await fetchInto(openVault(), url, { sizeBytes: large.length }, fillParallel)
        assert.ok(large.equals(found))
        assert.equal(seen.length, how === undefined || 'noRanges' in how ? 2 : 3)
      },
    )
})
