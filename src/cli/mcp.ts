// owc mcp: the node's MCP door over standard input and output, for programs that start their servers themselves. A line
// in is one message to the node, what it answers is lines out; nothing else is ever written there. The node answers
// every message by itself, so nothing is kept between two. One tool is this machine's own: verify_file.

import { collect, fromUtf8, utf8 } from '../base/bytes.ts'
import { OwcError, sentence } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import type { Command } from './command.ts'
import { VERIFY_FILE, verifyFile } from './mcp-file.ts'

const MAX_LINE_BYTES = 1 << 20
const MAX_HEADER = 2_000
const MAX_ANSWER_BYTES = 8 << 20
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion'
const INTERNAL_ERROR = -32_603
const PARSE_ERROR = -32_700

export const command: Command = {
  spec: {
    name: 'mcp',
    usage: '[--node URL]',
    summary:
      'Speaks the Model Context Protocol on standard input and output: tools that read releases, lineage, receipts and models of the node, and one that verifies a file of this machine.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc mcp', 'owc mcp --node https://commons.example'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const file = (given: unknown) => verifyFile(given, world, out)
      for await (const line of linesOf(world.input))
        for (const answer of await answersTo(connection.api, line, { signal: world.signal, file }))
          out.line(answer)
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** Lines of bounded length; a longer one ends the reading, for what follows it could not be told apart. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest: Uint8Array = new Uint8Array()
  for await (const chunk of input) {
    let held = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = held.indexOf(10); end !== -1; end = held.indexOf(10)) {
      const line = (fromUtf8(held.subarray(0, end)) ?? '').trim()
      held = held.subarray(end + 1)
      if (line !== '') yield line
    }
    if (held.length > MAX_LINE_BYTES)
      throw new OwcError({
        code: 'usage',
        where: 'standard input',
        expected: `messages of at most ${MAX_LINE_BYTES} bytes`,
        found: 'a longer one',
      })
    rest = held
  }
  const last = (fromUtf8(rest) ?? '').trim() // the end of the input ends a line too
  if (last !== '') yield last
}

type Message = {
  readonly id?: string | number
  readonly method?: unknown
  readonly params?: {
    readonly name?: unknown
    readonly arguments?: unknown
    readonly uri?: unknown
    readonly _meta?: Readonly<Record<string, unknown>>
  }
}

type Here = {
  readonly signal: AbortSignal
  file(given: unknown): Promise<object> // verify_file, which the node does not have
}

async function answersTo(api: Api, line: string, { signal, file }: Here): Promise<readonly string[]> {
  const message = messageOf(line)
  if (message === undefined) return [failure(null, PARSE_ERROR, 'A line of JSON was expected.')]
  try {
    if (isForFile(message)) return [answered(message, await file(message.params?.arguments))]
    const answers = await asked(api, message, { line, signal })
    return message.method === 'tools/list' ? answers.map(withFileTool) : answers
  } catch (error) {
    if (!(error instanceof OwcError)) throw error
    if (message.id === undefined) return [] // nobody waits for a word about a notification
    return [failure(message.id, INTERNAL_ERROR, sentence(error.problem))]
  }
}

function isForFile({ method, params, id }: Message): boolean {
  return method === 'tools/call' && params?.name === VERIFY_FILE.name && id !== undefined
}

function answered({ id, params }: Message, result: object): string {
  const newer = params?._meta?.[VERSION_KEY] === undefined ? {} : { resultType: 'complete' }
  return JSON.stringify({ jsonrpc: '2.0', id, result: { ...result, ...newer } })
}

/** The node's tools, and the one of this machine. */
function withFileTool(answer: string): string {
  const message = JSON.parse(answer) as { readonly result?: { readonly tools?: unknown } }
  const tools = message.result?.tools
  if (!Array.isArray(tools)) return answer
  return JSON.stringify({ ...message, result: { ...message.result, tools: [...tools, VERIFY_FILE] } })
}

type Asked = { readonly line: string; readonly signal: AbortSignal }

async function asked(api: Api, message: Message, { line, signal }: Asked): Promise<readonly string[]> {
  const { web, base, headers } = api.line
  const answer = await web.send({
    url: new URL('mcp', base),
    where: `${base.host}/mcp`,
    method: 'POST',
    headers: { ...headers, ...headersOf(message) },
    body: utf8(line),
    signal,
  })
  const bytes = await collect(answer.body(), MAX_ANSWER_BYTES)
  const text = (bytes && fromUtf8(bytes)) ?? ''
  const isStream = String(answer.headers['content-type']).startsWith('text/event-stream')
  const found = isStream
    ? text.split(/\r?\n/).flatMap((part) => (part.startsWith('data:') ? [part.slice(5).trim()] : []))
    : [text.trim()]
  const messages = found.filter((part) => messageOf(part) !== undefined)
  if (messages.length > 0 || message.id === undefined) return messages.map(oneLine)
  return [failure(message.id, INTERNAL_ERROR, `The node answered with status ${answer.status}.`)]
}

/** What the newer revision wants beside the message, read from the message. */
function headersOf({ method, params }: Message): Record<string, string> {
  const version = params?._meta?.[VERSION_KEY]
  const name = params?.name ?? params?.uri // of a tool, or of what is read
  return {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...(typeof version === 'string' && { 'mcp-protocol-version': visible(version) }),
    ...(typeof version === 'string' && typeof method === 'string' && { 'mcp-method': visible(method) }),
    ...(typeof version === 'string' && typeof name === 'string' && { 'mcp-name': visible(name) }),
  }
}

function visible(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_HEADER)
}

function messageOf(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return value !== null && typeof value === 'object' ? (value as Message) : undefined
  } catch {
    return undefined
  }
}

function oneLine(json: string): string {
  return JSON.stringify(JSON.parse(json))
}

function failure(id: string | number | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })
}
