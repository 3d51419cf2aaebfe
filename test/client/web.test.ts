import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { openWeb, readSmall } from '../../src/client/web.ts'
import { serve, withServer } from '../sources/emulator.ts'

const limits = { stallMs: 10_000, redirects: 3, retryMs: 5 }
const { signal } = new AbortController()

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof OwcError, String(error))
  assert.equal(error.problem.code, expected, error.message)
  return true
}

async function read(url: string, headers: Record<string, string> = {}, stallMs = 10_000): Promise<string> {
  const web = openWeb(undefined, { ...limits, stallMs })
  try {
    const answer = await web.send({ url: new URL(url), where: 'test', headers, signal })
    return Buffer.from(await readSmall(answer, 'test', 1000)).toString()
  } finally {
    web.close()
  }
}

test('web: credentials follow a redirect inside their origin and never leave it', async () => {
  const other = await serve((_path, request, response) =>
    response.end(`other ${request.headers.authorization}`),
  )
  try {
    await withServer(
      (path, request, response) => {
        if (path === '/a') response.writeHead(302, { location: '/b' }).end()
        else if (path === '/out') response.writeHead(307, { location: `${other.url}/x` }).end()
        else response.end(`same ${request.headers.authorization}`)
      },
      async ({ url }) => {
        assert.equal(await read(`${url}/a`, { authorization: 'Bearer s' }), 'same Bearer s')
        assert.equal(await read(`${url}/out`, { Authorization: 'Bearer s' }), 'other undefined')
        assert.equal(await read(`${url.replace('//', '//u:p@')}/a`), 'same Basic dTpw')
        assert.equal(await read(`${url.replace('//', '//u:p@')}/out`), 'other undefined')
      },
    )
  } finally {
    await other.close()
  }
})

test('web: silence before or inside an answer, cut bodies and nobody listening are told as unreachable', async () => {
  await withServer(
    (path, _request, response) => {
      if (path === '/begin') response.writeHead(200, { 'content-length': 10 }).write('x')
      if (path === '/cut')
        response.writeHead(200, { 'content-length': 10 }).write('x', () => response.socket?.destroy())
    },
    async ({ url }) => {
      for (const path of ['/never', '/begin', '/cut'])
        await assert.rejects(read(`${url}${path}`, {}, 150), code('unreachable'))
    },
  )
  const gone = await serve(() => undefined)
  await gone.close()
  await assert.rejects(read(gone.url), code('unreachable'))
})

test('web: too many redirects, too long answers and other protocols are refused', async () => {
  await withServer(
    (path, _request, response) => {
      if (path === '/long') response.end('x'.repeat(1001))
      else response.writeHead(301, { location: `${path}x` }).end()
    },
    async ({ url }) => {
      await assert.rejects(read(`${url}/long`), code('answer-invalid'))
      await assert.rejects(read(`${url}/loop`), code('answer-invalid'))
    },
  )
  await assert.rejects(read('ftp://127.0.0.1/x'), code('answer-invalid'))
})

test('web: an abort ends a wait with its own reason', async () => {
  await withServer(
    () => undefined,
    async ({ url }) => {
      const web = openWeb(undefined, limits)
      const reason = new Error('stop')
      const abort = AbortSignal.abort(reason)
      await assert.rejects(web.send({ url: new URL(url), where: 'test', signal: abort }), reason)
      web.close()
    },
  )
})
