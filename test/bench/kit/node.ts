// A real node for rows: a child process over a data folder, ended with the workshop.

import { join } from 'node:path'
import process from 'node:process'
import { type RunningNode, startNode } from '../../fault/running.ts'
import type { Workshop } from '../workshop.ts'
import { output } from './peers.ts'

export async function runNode(shop: Workshop, data: string): Promise<RunningNode & { readonly pid: number }> {
  const node = await startNode(data, join(data, '..', 'state'))
  shop.later(() => node.kill())
  const { pid } = node.child
  if (pid === undefined) throw new Error('expected a process')
  return { ...node, pid }
}

/** One command of the program, as people give it. @returns what it printed */
export async function owc(data: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, OWC_STATE: join(data, '..', 'state') }
  return await output(process.execPath, ['src/main.ts', ...args, '--data', data], env)
}
