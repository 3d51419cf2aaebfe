// Two nodes of a test: A with a release that its publisher signed, served over HTTP, and B, which has nothing yet. And a
// server between them that changes what A serves: a test double for faults only.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { serve as serveNode } from '../../src/http/serve.ts'
import type { Node } from '../../src/node/node.ts'
import { serve } from '../sources/emulator.ts'
import { author, OPERATOR } from './author.ts'
import { makeHouse } from './house.ts'
import { take } from './taking.ts'

export type Lie = (path: string, body: Buffer, response: ServerResponse) => Uint8Array | undefined

export const hostOf = (url: string) => url.slice('http://'.length)

export async function twoNodes() {
  const house = makeHouse()
  const a = await house.open('a', { name: 'Node A' })
  const b = await house.open('b', { name: 'Node B' })
  const open = (node: Node) =>
    serveNode(node, { host: '127.0.0.1', port: 0, defects: (error) => house.defects.push(error) })
  const door = await open(a)
  const acme = await author(a, 'Acme', ['acme'])
  const folder = join(house.place, 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), '{"a":1}')
  writeFileSync(join(folder, 'weights.bin'), 'w'.repeat(5_000))
  const { artifact, files } = await take(a, folder, 'acme/tern')
  const released = await acme.say({
    type: 'owc:release/v1',
    subjects: [{ name: 'acme/tern', digest: artifact }],
    body: {
      owc: 1,
      kind: 'release',
      subject: { id: 'acme/tern', version: '1.0.0' },
      artifacts: files.map(({ path, sizeBytes, sha256 }) => ({ path, bytes: sizeBytes, sha256 })),
    },
  })
  await a.host(artifact, OPERATOR)
  return {
    ...{ house, a, b, door, acme, artifact, released, folder },
    open,
    async close() {
      await door.close()
      await a.close()
      await b.close()
      house.remove()
      assert.deepEqual(house.defects, [])
    },
  }
}

/** Serves what A serves, but for what `lie` changes; undefined: it has answered itself. */
export async function withLiar(truth: string, lie: Lie, run: (host: string) => Promise<void>): Promise<void> {
  const liar = await serve((path, { headers }, response) => {
    const send = async () => {
      const answer = await fetch(`${truth}${path}`, { headers: { accept: String(headers.accept) } })
      const body = lie(path, Buffer.from(await answer.arrayBuffer()), response)
      if (body === undefined) return
      const type = answer.headers.get('content-type') ?? 'application/octet-stream'
      response.writeHead(answer.status, { 'content-type': type, 'content-length': body.length }).end(body)
    }
    send().catch(() => response.destroy())
  })
  try {
    await run(hostOf(liar.url))
  } finally {
    await liar.close()
  }
}

/** Why this node refuses to import from there. */
export async function problemOf(b: Node, ref: string) {
  const { id } = await b.imports.start({ ref, agreed: true, as: 'test/lie' })
  let last = b.imports.get(id)
  for await (const view of b.imports.follow(id, new AbortController().signal)) last = view
  assert.equal(last?.phase, 'failed')
  return last?.problem
}
