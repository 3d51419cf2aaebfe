// The tools of the MCP door: what this node can be asked by a program that follows words. Each reads one view that pages
// and JSON have too, and changes nothing. Names and descriptions are ours alone; what others wrote comes only as data.
// Source: serving-apis 5.

import Type, { type TObject } from 'typebox'
import { digestText, parseDigest } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { namesOf } from '../../node/namespaces.ts'
import type { Node } from '../../node/node.ts'
import { factOf } from '../../node/run/fit.ts'
import { parameters, runnableModels } from '../../node/run/models.ts'
import { governedOf } from '../../node/views/governed.ts'
import { releaseRows } from '../../node/views/list.ts'
import { measuredOf } from '../../node/views/measured.ts'
import { resolveRef } from '../../node/views/ref.ts'
import type { ReleaseView } from '../../node/views/release.ts'
import { viewOfRecord } from '../../node/views/release-view.ts'
import { viewSources } from '../../node/views/sources.ts'
import { statementView } from '../../node/views/statement-view.ts'
import type { Asker } from '../asker.ts'
import { mayInfer } from '../infer.ts'

const MAX_ROWS = 50
const USUAL_ROWS = 20

export type Reading = { readonly node: Node; readonly asker: Asker }

export type McpTool = {
  readonly name: string
  readonly description: string
  readonly input: TObject
  readonly output: TObject
  /** @throws OwcError */
  read(from: Reading, input: Readonly<Record<string, unknown>>): Promise<object>
}

const closed = { additionalProperties: false } as const
const Ref = Type.String({
  minLength: 1,
  maxLength: 600,
  description: 'namespace/name, namespace/name@version, or sha256:… of an artifact (12 digits and more)',
})
const Text = Type.String()
const Flag = Type.Boolean()
const Anything = Type.Unsafe<unknown>({})
const List = Type.Array(Anything)
const Cut = Type.Boolean({ description: 'Whether something was left out to stay below 32 KiB.' })
const ofRef = Type.Object({ ref: Ref }, closed)

const searchReleases: McpTool = {
  name: 'search_releases',
  description:
    'Finds releases that this node knows, by words, format and stated licence. Rows, newest first; no ranking by quality.',
  input: Type.Object(
    {
      query: Type.Optional(Type.String({ maxLength: 300 })),
      format: Type.Optional(Type.String({ maxLength: 40 })),
      licence: Type.Optional(Type.String({ maxLength: 100 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ROWS })),
    },
    closed,
  ),
  output: Type.Object({ rows: List, cut: Cut }),
  async read({ node }, { query, limit, ...rest }) {
    const filter = { ...rest, limit: typeof limit === 'number' ? limit : USUAL_ROWS }
    const words = typeof query === 'string' && query !== '' ? { words: query } : {}
    const { rows } = await releaseRows(viewSources(node), { ...filter, ...words })
    return { rows }
  },
}

const getRelease: McpTool = {
  name: 'get_release',
  description:
    'Everything that is known here of one release: files with digests, licences as stated, findings, claims, what was said of it.',
  input: ofRef,
  output: Type.Object({ release: Anything, cut: Cut }),
  read: async ({ node }, { ref }) => ({ release: await releaseOf(node, String(ref)) }),
}

const verifyArtifact: McpTool = {
  name: 'verify_artifact',
  description:
    'What can be told of an artifact without reading its bytes again: signature, place in the log, files that are here, tensors. Four answers that do not stand for each other; owc verify reads the bytes.',
  input: ofRef,
  output: Type.Object({
    artifact: Text,
    record: Anything,
    log: List,
    bytes: Anything,
    tensors: Anything,
    cut: Cut,
  }),
  read: async ({ node }, { ref }) => await checked(node, await releaseOf(node, String(ref))),
}

const getLineage: McpTool = {
  name: 'get_lineage',
  description: 'What an artifact is said or measured to come from, each edge with the statement behind it.',
  input: ofRef,
  output: Type.Object({ artifact: Text, parents: List, cut: Cut }),
  async read({ node }, { ref }) {
    const { artifact, lineage } = await releaseOf(node, String(ref))
    return { artifact: digestText(artifact), parents: lineage }
  },
}

const getEvaluations: McpTool = {
  name: 'get_evaluations',
  description:
    'Everything measured of an artifact, each in the name of who says it: what its publisher states, evaluations, claims, reviews and run reports by others. No mean, no rank; nobody may have measured it.',
  input: ofRef,
  output: Type.Object({ artifact: Text, publisher: Anything, others: List, runs: List, cut: Cut }),
  async read({ node }, { ref }) {
    const { publisher = null, ...view } = await measuredOf(node, String(ref))
    return { publisher, ...view, artifact: digestText(view.artifact) }
  },
}

const getGovernance: McpTool = {
  name: 'get_governance',
  description:
    'Who decided what about an artifact on this node, with reasons, by which charter, and what was said in its case.',
  input: ofRef,
  output: Type.Object({ artifact: Text, decision: Anything, charter: Anything, said: List, cut: Cut }),
  async read({ node }, { ref }) {
    const { decision = null, charter = null, ...view } = await governedOf(node, String(ref))
    return { decision, charter, ...view, artifact: digestText(view.artifact) }
  },
}

const getReceipt: McpTool = {
  name: 'get_receipt',
  description:
    'What made one answer given here: bytes, template, settings, runtime, and commitments to its tokens; never its text.',
  input: Type.Object({ id: Type.String({ minLength: 1, maxLength: 60 }) }, closed),
  output: Type.Object({ receipt: Anything, cut: Cut }),
  async read({ node, asker }, { id }) {
    mayInfer(asker)
    const bare = String(id).replace(/^(chatcmpl-|cmpl-|resp_)/, '')
    const receipt = await node.answering.receipts.get(bare)
    if (receipt !== undefined) return { receipt }
    const [expected, found] = ['a receipt of this node', JSON.stringify(bare)]
    throw new OwcError({ code: 'not-found', where: 'receipts', expected, found })
  },
}

const listModels: McpTool = {
  name: 'list_models',
  description: 'Models that this node can run: name, digests, size, context, stated licence, whether loaded.',
  input: Type.Object({}, closed),
  output: Type.Object({
    models: Type.Array(Type.Object({ name: Text, loaded: Flag, object: Text })),
    cut: Cut,
  }),
  async read({ node, asker }) {
    mayInfer(asker)
    const loaded = new Set(node.answering.loaded().map(({ key }) => key))
    const models = (await runnableModels(node)).map((model) => ({
      name: model.name,
      record: digestText(model.record),
      artifact: digestText(model.artifact),
      object: digestText(model.object),
      sizeBytes: model.sizeBytes,
      parameters: parameters(model),
      context: model.contextSize,
      licence: factOf(model.inspection, 'general.license') ?? null,
      loaded: loaded.has(model.object),
    }))
    return { models }
  },
}

export const mcpTools: readonly McpTool[] = [
  searchReleases,
  getRelease,
  verifyArtifact,
  getLineage,
  getEvaluations,
  getGovernance,
  getReceipt,
  listModels,
]

async function releaseOf(node: Node, ref: string): Promise<ReleaseView> {
  const { record } = await resolveRef(namesOf(node), ref)
  return await viewOfRecord(viewSources(node), record)
}

async function checked(node: Node, view: ReleaseView): Promise<object> {
  const { artifact, statement, fileList, tensorRoot, tensorCount } = view
  const said = await statementView(node, parseDigest(digestText(statement), 'record'))
  const here = fileList.filter(({ held }) => held)
  return {
    artifact: digestText(artifact),
    record: {
      statement: digestText(statement),
      issuer: view.by,
      signatures: said?.signatures ?? [],
      withdrawn: view.withdrawn,
    },
    log: said?.entries ?? [],
    bytes: {
      files: fileList.length,
      held: here.length,
      readAgain: false,
      missing: fileList.filter(({ held }) => !held).map(({ path }) => path),
      check: `owc verify ${view.ref}@sha256:${artifact}`,
    },
    tensors: { root: tensorRoot === undefined ? null : digestText(tensorRoot), count: tensorCount ?? null },
  }
}
