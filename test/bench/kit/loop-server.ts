// The least that Node can do to serve a file: 512 KiB buffers, one read and two writes under way, and none of what a
// door needs (ranges, limits, readers that stall, buffers that come back). Prints its address.

import fs from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import process from 'node:process'

process.env['UV_THREADPOOL_SIZE'] ??= '16'
const BUFFER = 512 << 10
const file = process.argv[2] ?? ''
const { size } = fs.statSync(file)
const spare: Buffer[] = []

function send(response: ServerResponse, fd: number): void {
  let [at, reading, writing] = [0, false, 0]
  const next = () => {
    if (reading || writing >= 2 || response.destroyed) return
    if (at >= size) {
      if (writing === 0) response.end()
      return
    }
    const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER)
    reading = true
    fs.read(fd, buffer, 0, BUFFER, at, (error, read) => {
      reading = false
      if (error !== null || read === 0) {
        response.destroy()
        return
      }
      at += read
      writing += 1
      response.write(read === BUFFER ? buffer : buffer.subarray(0, read), () => {
        writing -= 1
        spare.push(buffer)
        next()
      })
      next()
    })
  }
  response.once('close', () => fs.close(fd, () => undefined))
  next()
}

const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Length': size })
  send(response, fs.openSync(file, 'r'))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string')
    process.stdout.write(`http://127.0.0.1:${address.port}/blob\n`)
})
