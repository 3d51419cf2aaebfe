// A real node as a child process, for tests that kill it: started like `owc up`, found by the line it prints.

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

export type RunningNode = {
  readonly child: ChildProcess
  readonly url: string
  readonly token: string // the operator's
  readonly stderr: () => string
  kill(): Promise<void> // SIGKILL, and waits until it is gone
}

const START_MS = 30_000

export async function startNode(
  data: string,
  state: string,
  environment: Record<string, string> = {},
  program = 'src/main.ts',
): Promise<RunningNode> {
  const child = spawn(process.execPath, [program, 'up', '--port', '0', '--data', data], {
    env: { ...process.env, OWC_STATE: state, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const reap = () => void child.kill('SIGKILL')
  process.once('exit', reap) // a failed test leaves no node behind
  child.once('exit', () => process.off('exit', reap))
  let [out, errors] = ['', '']
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const link = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL') // or its open pipes would hold up the test for ever
      reject(new Error(`no ready line within ${START_MS} ms\n${errors}`))
    }, START_MS)
    child.stdout.on('data', (chunk) => {
      out += chunk
      const line = /^(http:\S+)\n/.exec(out)
      if (line !== null) {
        clearTimeout(timer)
        resolve(line[1] as string)
      }
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`ended with ${code}\n${errors}`))
    })
  })
  const { url, token } = JSON.parse(readFileSync(join(data, 'node.json'), 'utf8')) as {
    url: string
    token: string
  }
  if (!link.startsWith(url)) throw new Error(`node.json names ${url}, the ready line ${link}`)
  return {
    child,
    url,
    token,
    stderr: () => errors,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
