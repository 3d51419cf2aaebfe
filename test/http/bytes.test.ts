// The byte path by itself: every form of range, conditional requests, empty bodies, readers that go away or stall.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import { type Body, bytesBody, openSender } from '../../src/http/bytes/send.ts'
import { ask, runScript } from './script.ts'

const SIZE = 3_000_017 // over several buffers of both sizes, and no multiple of either
const content = randomBytes(SIZE)
let opened = 0
let closed = 0
let shrinks = false

function counted(bytes: Uint8Array, readMs = 0): Body {
  const body = bytesBody(bytes, '"tag"')
  return {
    ...body,
    async open() {
      const blob = await body.open()
      assert.ok(blob)
      opened++
      return {
        sizeBytes: blob.sizeBytes,
        async read(into, position) {
          if (readMs > 0) await new Promise((resolve) => setTimeout(resolve, readMs))
          return shrinks && position > 1_000_000 ? 0 : blob.read(into, position)
        },
        async close() {
          closed++
        },
      }
    },
  }
}

let server: Server
let url: string
const sender = openSender(300)

before(async () => {
  const bodies: Record<string, Body> = {
    '/big': counted(content),
    '/empty': counted(new Uint8Array()),
    '/slow': counted(content, 5),
  }
  server = createServer((request, response) => {
    const body = bodies[request.url ?? '']
    assert.ok(body)
    void sender.send({ request, response, headers: { 'Content-Type': 'application/octet-stream' } }, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => server.close())

test('bytes: the whole, parts, and what cannot be had', async () => {
  await runScript(
    url,
    `
GET /big
status 200
header content-length == ${SIZE}
header accept-ranges == bytes
header etag == "tag"
size ${SIZE}

HEAD /big
status 200
header content-length == ${SIZE}
size 0

GET /big
> Range: bytes=0-0
status 206
header content-range == bytes 0-0/${SIZE}
size 1

GET /big
> Range: bytes=${SIZE - 5}-
status 206
size 5

GET /big
> Range: bytes=-7
header content-range == bytes ${SIZE - 7}-${SIZE - 1}/${SIZE}
size 7

GET /big
> Range: bytes=100-99999999999
status 206
size ${SIZE - 100}

GET /big
> Range: bytes=${SIZE}-
status 416
header content-range == bytes */${SIZE}
size 0

GET /big
> Range: bytes=-0
status 416

GET /big
> Range: bytes=5-2
status 200
size ${SIZE}

GET /big
> Range: bytes=0-1,5-9
status 200
size ${SIZE}

GET /big
> Range: items=0-1
status 200
size ${SIZE}

GET /big
> Range: bytes=0-9
> If-Range: "other"
status 200
size ${SIZE}

GET /big
> Range: bytes=0-9
> If-Range: "tag"
status 206
size 10

GET /big
> If-None-Match: "x", W/"tag"
status 304
header etag == "tag"
size 0

GET /empty
> Range: bytes=0-0
status 200
header content-range == bytes */0
header content-length == 0
size 0

HEAD /empty
status 200
header content-range == bytes */0
`,
  )
  assert.equal(opened, closed)
})

test('bytes: what arrives is what stands there, whole and in parts, many at once', async () => {
  const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const ranges = Array.from({ length: 24 }, (_, i) => [i * 70_001, i * 110_017 + 65_536] as const)
  await Promise.all(
    ranges.map(async ([start, end]) => {
      const { body } = await ask(url, 'GET /big', [`> Range: bytes=${start}-${end - 1}`])
      assert.equal(sum(body), sum(content.subarray(start, end)))
    }),
  )
  assert.equal(sum((await ask(url, 'GET /slow')).body), sum(content))
  assert.equal(opened, closed)
})

test('bytes: a blob that shrank cuts the answer and is never padded', async () => {
  shrinks = true
  await assert.rejects(ask(url, 'GET /big'), { code: 'ECONNRESET' })
  shrinks = false
  assert.equal(opened, closed)
})

test('bytes: a reader that goes away or takes nothing leaves nothing open', async () => {
  const { port } = server.address() as AddressInfo
  for (const path of ['/big', '/slow']) {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await new Promise((resolve) => socket.once('data', resolve))
    socket.destroy()
  }
  const stalled = Array.from({ length: 5 }, () => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      onread: { buffer: Buffer.alloc(1024), callback: () => false },
    })
    socket.on('error', () => {})
    // two requests in one: the second must not count its buffers for ever
    socket.write('GET /big HTTP/1.1\r\nHost: x\r\n\r\nGET /big HTTP/1.1\r\nHost: x\r\n\r\n')
    return socket
  })
  const until = Date.now() + 5_000
  while ((opened !== closed || server.listening === false) && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50))
  for (const socket of stalled) socket.destroy()
  while (opened !== closed && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(opened, closed)
})
