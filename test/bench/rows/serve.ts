// Serving a blob that lies in the page cache, over loopback, against nginx with sendfile and one worker.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { openPair, type Served } from '../kit/held.ts'
import { MODEL_BYTES } from '../kit/model.ts'
import { cpuSeconds } from '../kit/process.ts'
import { openReader } from '../kit/reader.ts'
import { interleave, type Rounds, type Row } from '../row.ts'
import type { Workshop } from '../workshop.ts'

const PEER = 'nginx, sendfile, one worker, loopback'

// perf record of both servers: ours has the two copies on top (_copy_to_iter, _copy_from_iter), nginx has none.
const WHY =
  'Node has no sendfile: each byte is copied from the page cache into a buffer and from there into the socket, while nginx hands over references to pages. In `perf record` these two copies stand on top of our profile and are absent from nginx’s. One stream has a core for the server and one for the reader, and keeps level; with eight, server and readers share the two cores, and every copy is missing from what is read. A bare loop of read and write over node:http, measured in the same rounds as the CPU row (further figures), costs what our door costs, so what is missing is not in the door.'

export const serveOne: Row = {
  id: 'serve-1',
  work: 'serve a cached 1 GiB blob, 1 stream',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≥', value: 1 }],
  why: WHY,
  run: (shop) => serve(shop, { streams: 1, figure: 'speed' }),
}

export const serveEight: Row = {
  id: 'serve-8',
  work: 'the same, 8 streams',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≥', value: 1.3 }],
  why: WHY,
  run: (shop) => serve(shop, { streams: 8, figure: 'speed' }),
}

export const serveCpu: Row = {
  id: 'serve-cpu',
  work: 'CPU per GiB served, 8 streams',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≤', value: 0.9 }],
  why: WHY,
  run: (shop) => serve(shop, { streams: 8, figure: 'cpu' }),
}

type Kind = { readonly streams: number; readonly figure: 'speed' | 'cpu' }

async function serve(shop: Workshop, { streams, figure }: Kind): Promise<Rounds> {
  const read = await openReader(shop)
  const pair = await openPair(shop)
  const loop = figure === 'cpu' ? await openLoop(shop, pair.path) : undefined
  const side = async ({ url, pid }: Served): Promise<number> => {
    const before = cpuSeconds(pid)
    const seconds = await read({ url, streams, bytes: MODEL_BYTES })
    const cpu = cpuSeconds(pid) - before
    return figure === 'cpu'
      ? cpu / ((streams * MODEL_BYTES) / 2 ** 30)
      : (streams * MODEL_BYTES) / 1e6 / seconds
  }
  return await interleave({
    unit: figure === 'cpu' ? 'CPU-s per GiB' : 'MB/s',
    ours: () => side(pair.ours),
    theirs: () => side(pair.theirs),
    ...(loop && { others: { 'a bare loop of read and write over node:http': () => side(loop) } }),
    rounds: streams === 1 ? 9 : 5,
  })
}

/** The least that Node can do: how much of a figure is Node's and how much is ours. */
async function openLoop(shop: Workshop, path: string): Promise<Served> {
  const child = spawn(process.execPath, ['test/bench/kit/loop-server.ts', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  shop.later(() => void child.kill())
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: new URL(line.toString().trim()), pid: child.pid as number }
}
