// Takes a folder into a node of a test and gives what was found.

import type { ImportView } from '../../src/node/imports.ts'
import type { Node } from '../../src/node/node.ts'

export async function take(node: Node, ref: string, as: string): Promise<NonNullable<ImportView['result']>> {
  const { id } = await node.imports.start({ ref, agreed: true, as })
  let last = node.imports.get(id)
  for await (const view of node.imports.follow(id, new AbortController().signal)) last = view
  if (last?.result === undefined) throw new Error(`import failed: ${JSON.stringify(last?.problem)}`)
  return last.result
}
