// The least that node:http can do: answers every request with the JSON of its first argument. Prints its address.

import { createServer } from 'node:http'
import process from 'node:process'

const text = process.argv[2] ?? '{}'
const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string')
    process.stdout.write(`http://127.0.0.1:${address.port}\n`)
})
