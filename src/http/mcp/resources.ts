// What an MCP client can read by address: owc://record/…, a statement with its proofs; owc://artifact/…, a manifest with
// its names; owc://evidence/…, what was kept of a log that showed two histories. Addresses are digests, so what stands
// under one never changes but for what is said about it. Source: serving-apis 5.

import { digestText, parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Node } from '../../node/node.ts'
import { artifactView } from '../../node/views/artifact.ts'
import { evidenceViews } from '../../node/views/logs.ts'
import { viewSources } from '../../node/views/sources.ts'
import { statementView } from '../../node/views/statement-view.ts'

export type McpResource = {
  readonly kind: string
  readonly description: string
  read(node: Node, digest: Sha256): Promise<unknown>
}

export const mcpResources: readonly McpResource[] = [
  {
    kind: 'record',
    description:
      'A signed statement by its digest: its body as signed, whether signatures hold, its place in the log.',
    read: async (node, digest) => await statementView(node, digest),
  },
  {
    kind: 'artifact',
    description: 'An artifact by its digest: manifest, names, and what was said about exactly these bytes.',
    read: async (node, digest) => await artifactView(viewSources(node), digest),
  },
  {
    kind: 'evidence',
    description: 'What this node keeps of another log that showed two histories, by its digest.',
    read: async (node, digest) => (await evidenceViews(node)).find(({ evidence }) => evidence === digest),
  },
]

/** @throws OwcError `digest-invalid`, `not-found` */
export async function readResource(node: Node, { kind, read }: McpResource, id: string): Promise<unknown> {
  const digest = parseDigest(id.startsWith('sha256:') ? id : `sha256:${id}`, `owc://${kind}`)
  const found = await read(node, digest)
  if (found !== undefined) return found
  const expected = `${kind} that this node knows`
  throw new OwcError({ code: 'not-found', where: `owc://${kind}`, expected, found: digestText(digest) })
}
