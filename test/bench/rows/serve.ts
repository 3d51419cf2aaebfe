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

export const serveOne: Row = {
  id: 'serve-1',
  work: 'serve a cached 1 GiB blob, 1 stream',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≥', value: 1 }],
  run: (shop) => serve(shop, { streams: 1, figure: 'speed' }),
}

export const serveEight: Row = {
  id: 'serve-8',
  work: 'the same, 8 streams',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≥', value: 1.3 }],
  run: (shop) => serve(shop, { streams: 8, figure: 'speed' }),
}

export const serveCpu: Row = {
  id: 'serve-cpu',
  work: 'CPU per GiB served, 8 streams',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≤', value: 0.9 }],
  run: (shop) => serve(shop, { streams: 8, figure: 'cpu' }),
}

type Kind = { readonly streams: number; readonly figure: 'speed' | 'cpu' }

async function serve(shop: Workshop, { streams, figure }: Kind): Promise<Rounds> {
  const read = await openReader(shop)
  const pair = await openPair(shop)
  const loop = await openLoop(shop, pair.path)
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
    others: { 'a bare loop of read and write over node:http': () => side(loop) },
    rounds: 7,
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
