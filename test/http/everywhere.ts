// Asks a node for everything that it answers: each address of the OpenAPI document in each of its forms (`?as=`), of the
// hub and of the pages, each tool and resource of MCP, with every digest and name that a test knows put in, as nobody, as
// a publisher and as the operator. And looks through every file of a data folder. For tests that something stands
// nowhere.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { smallRoutes } from '../../src/http/doors.ts'
import { mcpResources } from '../../src/http/mcp/resources.ts'
import { mcpTools } from '../../src/http/mcp/tools.ts'
import { pageRoutes } from '../../src/http/pages/door.ts'
import { type Answer, ask } from './script.ts'

export type Known = {
  readonly digests: readonly string[] // bare
  readonly refs: readonly string[] // namespace/name
  readonly ids: readonly string[] // identities
}

export type Given = { readonly address: string; readonly as: string; readonly answer: Answer }

const ENDLESS = /\/follow$|\/work\// // streams that end with their work
const MAX_OF_ONE = 16 // addresses made of one path
const MCP = '/mcp ' // its message follows

type Operation = {
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema?: { readonly enum?: readonly string[] }
  }[]
}

export async function everything(
  url: string,
  tokens: Readonly<Record<string, string | undefined>>,
  known: Known,
): Promise<readonly Given[]> {
  const document = JSON.parse((await ask(url, 'GET /commons/v1/openapi.json')).body.toString()) as {
    paths: Record<string, Record<string, Operation>>
  }
  const listed = Object.entries(document.paths).filter(([, methods]) => 'get' in methods)
  const paths = new Set([
    ...listed.map(([path]) => path.replace(/\{([a-z]+)[^}]*\}/gi, ':$1')),
    ...[...smallRoutes, ...pageRoutes].flatMap(({ method, path }) => (method === 'GET' ? [path] : [])),
  ])
  const addresses = [...paths].filter((path) => !ENDLESS.test(path)).flatMap((path) => filled(path, known))
  const forms = listed.flatMap(([path, { get }]) => inForms(path, get, known))
  assert.ok(forms.length > 20, 'forms are asked for')
  const all = [...new Set([...addresses, ...forms, ...extra(known)])]
  const given: Given[] = []
  const messages = mcpMessages(known).map((message) => `${MCP}${JSON.stringify(message)}`)
  for (const [as, token] of Object.entries(tokens))
    for (const address of [...all, ...messages])
      given.push({ address, as, answer: await askedAt(url, address, token) })
  return given
}

/** Asks at an address of `everything`: of a page or route, or of MCP with its message. */
export async function askedAt(url: string, address: string, token: string | undefined): Promise<Answer> {
  const lines = token === undefined ? [] : [`> Authorization: Bearer ${token}`]
  if (!address.startsWith(MCP))
    return await ask(url, `GET ${address}`, [...lines, '> Accept: text/html, */*'])
  const answer = await ask(url, 'POST /mcp', [
    ...lines,
    '> Accept: application/json, text/event-stream',
    '> Content-Type: application/json',
    `< ${JSON.stringify({ jsonrpc: '2.0', id: 1, ...JSON.parse(address.slice(MCP.length)) })}`,
  ])
  assert.equal(answer.status, 200, `MCP answers: ${answer.body}`)
  return answer
}

/** A path in each of the forms that its document lists. */
function inForms(path: string, get: Operation | undefined, known: Known): readonly string[] {
  const as = get?.parameters?.find((one) => one.in === 'query' && one.name === 'as')
  const plain = filled(path.replace(/\{([a-z]+)[^}]*\}/gi, ':$1'), known)
  return (as?.schema?.enum ?? []).flatMap((form) => plain.map((address) => `${address}?as=${form}`))
}

/** Each tool with each name and digest, each resource by each digest. */
function mcpMessages({ digests, refs }: Known): readonly object[] {
  const named = [...refs, ...digests.map((digest) => `sha256:${digest}`)]
  const calls = mcpTools.flatMap(({ name, input }) => {
    const asked = 'ref' in input.properties ? named.map((ref) => ({ ref })) : [argumentsOf(input.properties)]
    return asked.map((given) => ({ method: 'tools/call', params: { name, arguments: given } }))
  })
  const reads = mcpResources.flatMap(({ kind }) =>
    digests.map((digest) => ({ method: 'resources/read', params: { uri: `owc://${kind}/${digest}` } })),
  )
  return [...calls, ...reads]
}

function argumentsOf(properties: object): object {
  return { ...('query' in properties && { query: 'planted' }), ...('id' in properties && { id: '0' }) }
}

function extra({ digests, refs }: Known): readonly string[] {
  return [
    ...refs.flatMap((ref) => [`/r/${ref}`, `/r/${ref}.json`, `/${ref}/resolve/main/.owc/bundle.json`]),
    ...digests.flatMap((digest) => [
      `/s/${digest}`,
      `/s/${digest}.json`,
      `/a/${digest}`,
      `/a/${digest}.json`,
    ]),
    '/log/checkpoint',
    '/log/bodies/000',
    '/log/tile/0/000',
    '/log/tile/entries/000',
    ...Array.from({ length: 60 }, (_, i) => `/log/bodies/000.p/${i + 1}`).slice(-3),
    '/commons/v1/log?limit=200',
    '/releases?q=planted',
    '/said',
    '/feed.xml',
  ]
}

/** A path of Hono's form with what is known in the place of its parts. */
function filled(path: string, known: Known): readonly string[] {
  const parts = [...path.matchAll(/:([a-z]+)(\{[^}]*\})?\??/gi)]
  let made = [path]
  for (const [whole, name = ''] of parts)
    made = made
      .flatMap((one) => valuesOf(name, known).map((value) => one.replace(whole, value)))
      .slice(0, MAX_OF_ONE)
  return made
}

function valuesOf(name: string, { digests, refs, ids }: Known): readonly string[] {
  switch (name) {
    case 'digest':
    case 'artifact':
    case 'statement':
      return digests
    case 'ref':
      return [...refs, ...digests]
    case 'ns':
    case 'namespace':
      return [...new Set(refs.map((ref) => ref.split('/')[0] as string))]
    case 'name':
      return [...new Set(refs.map((ref) => ref.split('/')[1] as string))]
    case 'id':
      return [...ids, ...digests]
    case 'revision':
    case 'rev':
      return ['main']
    case 'path':
    case 'file':
      return ['README.md', '.owc/bundle.json']
    default:
      return ['0']
  }
}

/** Addresses whose answers hold one of the words. */
export function holding(given: readonly Given[], words: readonly string[]): readonly string[] {
  return given
    .filter(({ answer }) => words.some((word) => hasWord(answer.body, word)))
    .map(({ address, as }) => `${as} ${address}`)
}

/** Files below a folder that hold one of the words, as they are or in base64. */
export function filesWith(folder: string, words: readonly string[], below = ''): readonly string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = join(below, entry.name)
    if (entry.isDirectory()) return filesWith(folder, words, name)
    const bytes = entry.isFile() ? readFileSync(join(folder, name)) : Buffer.alloc(0)
    return words.some((word) => hasWord(bytes, word)) ? [name] : []
  })
}

/** A word hides in base64 in three ways, by where it begins; its middle is the same in each. */
function hasWord(bytes: Buffer, word: string): boolean {
  if (bytes.includes(word)) return true
  if (/^[0-9a-f]{64}$/.test(word) && bytes.includes(Buffer.from(word, 'hex'))) return true
  return [0, 1, 2].some((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64')
    return bytes.includes(text.slice(shift === 0 ? 0 : 4, -4))
  })
}
