// DATA/node.json: pid, address and operator token of the running node (0600). Every command finds it and works
// through its API. A file whose process is gone counts as none; so does one that a kill left behind and whose process
// number another program has by now: nobody listens at its address.

import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'

const CONNECT_MS = 2_000

export type Running = { readonly pid: number; readonly url: string; readonly token: string }

export async function writeRunning(dataFolder: string, running: Running): Promise<void> {
  const path = join(dataFolder, 'node.json')
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, `${JSON.stringify(running)}\n`, { mode: 0o600 })
  await chmod(temporary, 0o600)
  await rename(temporary, path)
}

export async function removeRunning(dataFolder: string): Promise<void> {
  await rm(join(dataFolder, 'node.json'), { force: true })
}

export async function findRunning(dataFolder: string): Promise<Running | undefined> {
  try {
    const running = JSON.parse(await readFile(join(dataFolder, 'node.json'), 'utf8')) as Running // our own writing
    process.kill(running.pid, 0)
    return (await listens(running.url)) ? running : undefined
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EPERM') return undefined // another user's process: not our node
    return undefined
  }
}

/** Only a refusal says no: a node that is slow to answer is still one. */
function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: CONNECT_MS })
  const answer = (listening: boolean) => {
    socket.destroy()
    resolve(listening)
  }
  socket.once('connect', () => answer(true))
  socket.once('timeout', () => answer(true))
  socket.once('error', (error: NodeJS.ErrnoException) => answer(error.code !== 'ECONNREFUSED'))
  return promise
}
