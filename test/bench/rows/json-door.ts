// A small JSON answer through everything that stands before it (guard, asker, routes, headers), against a bare
// node:http server in a process of its own that writes the same bytes. Counted per CPU-second of the server.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { flood, openDoor } from '../kit/door.ts'
import { emptyData } from '../kit/library.ts'
import { runNode } from '../kit/node.ts'
import { cpuSeconds } from '../kit/process.ts'
import { interleave, type Row } from '../row.ts'

const PATH = '/commons/v1/errors/disk-full'
const CONNECTIONS = 32
const REQUESTS = 12_000

export const jsonDoor: Row = {
  id: 'json-door',
  work: 'a small JSON answer, requests per CPU-second',
  peer: 'bare node:http, the same bytes',
  bar: [{ of: 'ratio', sign: '≥', value: 0.8 }],
  why: 'By --cpu-prof, after the write to the socket that both sides share: finding the route (Hono’s trie, since paths with slashes in parameters keep its faster matcher from being used), five headers of safety that the bare server does not send, the asker’s token and cookie, and the query’s check. Headers now go to Node as a flat list; the route is what is left to gain.',
  async run(shop) {
    const node = await runNode(shop, await emptyData(shop))
    const { body } = await openOnce(node.url)
    const bare = spawn(process.execPath, ['test/bench/kit/bare-server.ts', body], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    shop.later(() => void bare.kill())
    const [line] = (await once(bare.stdout, 'data')) as [Buffer]
    const side = (url: string, pid: number | undefined) => {
      const door = openDoor(url, { connections: CONNECTIONS })
      shop.later(() => door.close())
      return async () => {
        if (pid === undefined) throw new Error('expected a process')
        const before = cpuSeconds(pid)
        await flood(door, PATH, { count: REQUESTS, connections: CONNECTIONS })
        return REQUESTS / (cpuSeconds(pid) - before)
      }
    }
    return await interleave({
      unit: 'requests',
      rounds: 7,
      ours: side(node.url, node.pid),
      theirs: side(line.toString().trim(), bare.pid),
    })
  },
}

async function openOnce(url: string): Promise<{ readonly body: string }> {
  const door = openDoor(url, { connections: 1 })
  const answer = await door.get(PATH)
  door.close()
  return answer
}
