import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { type Api, connect } from '../../src/client/api.ts'
import { openWeb } from '../../src/client/web.ts'
import { type Handler, sendJson, serve, withServer } from '../sources/emulator.ts'

async function withApi(handler: Handler, use: (api: Api) => Promise<void>, stallMs = 10_000): Promise<void> {
  await withServer(handler, async ({ url }) => {
    const api = connect({
      url,
      token: 'hf_t',
      web: openWeb(undefined, { stallMs, redirects: 2, retryMs: 5 }),
    })
    try {
      await use(api)
    } finally {
      api.close()
    }
  })
}

test('api: gets and posts JSON with the token, under any base', async () => {
  await withApi(
    (path, request, response) => {
      const parts: Buffer[] = []
      const { method, headers } = request
      request.on('data', (chunk: Buffer) => parts.push(chunk))
      request.on('end', () =>
        sendJson(response, {
          path,
          method,
          token: headers.authorization,
          body: Buffer.concat(parts).toString(),
        }),
      )
    },
    async (api) => {
      assert.deepEqual(await api.get('/commons/v1/x?y=1'), {
        path: '/commons/v1/x?y=1',
        method: 'GET',
        token: 'Bearer hf_t',
        body: '',
      })
      assert.deepEqual(await api.post('commons/v1/x', { a: 1 }), {
        path: '/commons/v1/x',
        method: 'POST',
        token: 'Bearer hf_t',
        body: '{"a":1}',
      })
    },
  )
})

test('api: lines come as they are written, also after a long silence', async () => {
  await withApi(
    (_path, _request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('{"n":1}\n{"n"')
      setTimeout(() => response.end(':2}\n{"n":3}'), 400)
    },
    async (api) => {
      const seen: unknown[] = []
      for await (const line of api.lines<{ n: number }>('x')) seen.push(line.n)
      assert.deepEqual(seen, [1, 2, 3])
    },
    200,
  )
})

test('api: the body of a download goes to the sink with its length', async () => {
  await withApi(
    (_path, _request, response) => response.end('bytes'),
    async (api) => {
      const size = await api.download('x', async (chunks, sizeBytes) => {
        let length = 0
        for await (const chunk of chunks) length += chunk.length
        return [length, sizeBytes]
      })
      assert.deepEqual(size, [5, 5])
    },
  )
})

type Bad = {
  readonly name: string
  readonly status: number
  readonly type: string
  readonly body: string
  readonly code: string
  readonly says: RegExp
}
const problem = (value: unknown) => ({ type: 'application/problem+json', body: JSON.stringify(value) })
const answers: readonly Bad[] = [
  {
    name: 'a known code',
    status: 404,
    ...problem({ code: 'blob-missing', where: 'w', expected: 'e', found: 'f', hint: 'Do h.' }),
    code: 'blob-missing',
    says: /^w: expected e, found f\. Do h\.$/,
  },
  {
    name: 'a code of a later version',
    status: 403,
    ...problem({ code: 'not-yet-known', detail: 'because' }),
    code: 'answer-refused',
    says: /because/,
  },
  {
    name: 'a defect over there',
    status: 500,
    ...problem({ code: 'defect', detail: 'a mistake' }),
    code: 'defect',
    says: /a mistake/,
  },
  {
    name: 'a code that is a property of objects',
    status: 400,
    ...problem({ code: 'constructor' }),
    code: 'answer-refused',
    says: /400/,
  },
  {
    name: 'a door of another protocol',
    status: 404,
    type: 'application/json',
    body: JSON.stringify({ error: 'w: expected e, found f.' }),
    code: 'answer-refused',
    says: /expected an answer, found a refusal: w: expected e, found f\.$/,
  },
  {
    name: 'a web page',
    status: 200,
    type: 'text/html',
    body: '<html>',
    code: 'answer-invalid',
    says: /text\/html/,
  },
  {
    name: 'an error page',
    status: 403,
    type: 'text/html',
    body: '<html>',
    code: 'answer-invalid',
    says: /403/,
  },
  {
    name: 'a broken proxy',
    status: 502,
    type: 'text/plain',
    body: 'bad gateway',
    code: 'unreachable',
    says: /502/,
  },
  {
    name: 'broken JSON',
    status: 200,
    type: 'application/json',
    body: '{',
    code: 'answer-invalid',
    says: /JSON/,
  },
  {
    name: 'a broken problem',
    status: 400,
    type: 'application/problem+json',
    body: 'x',
    code: 'answer-invalid',
    says: /JSON/,
  },
  {
    name: 'a problem that is too long',
    status: 400,
    type: 'application/problem+json',
    body: 'x'.repeat(70_000),
    code: 'answer-invalid',
    says: /at most/,
  },
]

for (const { name, status, type, body, code, says } of answers)
  test(`api: ${name} becomes ${code}`, async () => {
    await withApi(
      (_path, _request, response) => response.writeHead(status, { 'content-type': type }).end(body),
      (api) =>
        assert.rejects(api.get('x'), (error) => {
          assert.ok(error instanceof OwcError, String(error))
          assert.equal(error.problem.code, code)
          assert.match(error.message, says)
          return true
        }),
    )
  })

test('api: silence, nobody there and a bad address are told', async () => {
  await withApi(
    () => undefined,
    (api) => assert.rejects(api.get('x'), { name: 'OwcError', message: /no answer in time/ }),
    150,
  )
  const gone = await serve(() => undefined)
  await gone.close()
  await assert.rejects(connect({ url: gone.url }).get('x'), /nobody listening/)
  assert.throws(() => connect({ url: 'not an address' }), { name: 'OwcError' })
})
