// A thousand readers that ask for a gibibyte and take nothing: what the node holds for them.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { heldBlob, heldData } from '../kit/held.ts'
import { runNode } from '../kit/node.ts'
import { residentMb } from '../kit/process.ts'
import { interleave, type Row } from '../row.ts'

const READERS = 1000
const AT_ONCE = 50
const STALLED_MS = 4_000 // long enough for every write to have stopped

export const stalled: Row = {
  id: 'stalled',
  work: 'memory of 1,000 stalled readers, over idle',
  peer: '',
  bar: [{ of: 'ours', sign: '≤', value: 160 }],
  async run(shop) {
    const data = await heldData(shop)
    const { sha256 } = await heldBlob(data)
    return await interleave({
      unit: 'MB',
      ours: async () => {
        const node = await runNode(shop, data)
        const sockets: Socket[] = []
        try {
          const url = new URL(`/commons/v1/blobs/${sha256}`, node.url)
          await (await fetch(url, { headers: { range: 'bytes=0-65535' } })).arrayBuffer() // what is made once is idle
          await sleep(500)
          const idle = residentMb(node.pid)
          for (let made = 0; made < READERS; made += AT_ONCE)
            sockets.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => ask(url)))))
          await sleep(STALLED_MS)
          return residentMb(node.pid) - idle
        } finally {
          for (const socket of sockets) socket.destroy()
          await node.kill()
        }
      },
    })
  },
}

/** A connection that has sent its request and never reads. */
async function ask(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname)
  await once(socket, 'connect')
  socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`)
  return socket
}
