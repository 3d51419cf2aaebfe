// Commands called in this process with a world that has no node: for what works on paths alone.

import { PassThrough } from 'node:stream'
import type { World } from '../../src/cli/command.ts'
import { run } from '../../src/cli/run.ts'

export type Called = { readonly exit: number; readonly out: string; readonly err: string }

export async function called(words: readonly string[], world: Partial<World>): Promise<Called> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const nowhere: World = {
    version: '0.0.0-test',
    folder: '/',
    dataFolder: '/nonexistent',
    stateFolder: '/nonexistent',
    environment: {},
    signal: new AbortController().signal,
    now: () => 1_767_225_600,
    connect: () => Promise.reject(new Error('no node in this test')),
    up: () => Promise.reject(new Error('no node in this test')),
    input: PassThrough.from([]),
    ask: async () => undefined,
    askText: async () => undefined,
    ...world,
  }
  const exit = await run(words, { stdout, stderr }, async () => nowhere)
  const all = async (stream: PassThrough) => (await stream.end().toArray()).join('')
  return { exit, out: await all(stdout), err: await all(stderr) }
}
