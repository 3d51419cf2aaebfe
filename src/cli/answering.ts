// What respond and correct share: the statement that is meant, shown before anything is signed, the words, and the
// saying itself; and with advise and review how a choice of words and a list of evidence are read.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fromUtf8 } from '../base/bytes.ts'
import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Body } from '../commons/subject.ts'
import type { Answerable } from '../node/views/answerable.ts'
import type { Call, Connection, Exit, Flag } from './command.ts'
import type { Out } from './out.ts'
import { openVoice, type Voice } from './voice.ts'

const MAX_WORDS_BYTES = 60 * 1024 // a string of a statement holds 64 KiB

export const answerFlags: readonly Flag[] = [
  { name: 'text', value: 'WORDS', meaning: 'What you say; it is public and stays.' },
  { name: 'file', value: 'F', meaning: 'Text file with what you say.' },
  {
    name: 'evidence',
    value: 'REF',
    many: true,
    meaning: 'Address or digest that shows it; may be repeated.',
  },
  {
    name: 'key',
    value: 'K',
    meaning: 'The identity that speaks; the only one at home on the node if not given.',
  },
]

/** @throws OwcError `not-found`, `release-missing` */
export async function meant({ api }: Connection, ref: string): Promise<Answerable> {
  return await api.get<Answerable>(
    `/commons/v1/answerable/${ref.split('/').map(encodeURIComponent).join('/')}`,
  )
}

export function showMeant(out: Out, { said, statement }: Answerable): void {
  out.line(`${said.title} by ${said.byName ?? said.by}, ${said.time}: ${said.summary}`)
  out.line(out.soft(`sha256:${statement}`))
}

/** The words, the statement that is meant, who speaks, and the node that is asked. */
export type Said = {
  readonly text: string
  readonly target: Answerable
  readonly voice: Voice
  readonly connection: Connection
}

/** What stands beside a statement, once it is known who says it of which. */
export type Beside = {
  readonly command: string // respond
  readonly done: string // answered
  body(said: Said): Promise<Body> | Body
}

/** Words, the statement that is meant, who speaks; then said and told. The statement itself stays as it was signed. */
export async function sayBeside(
  call: Call,
  out: Out,
  { type, beside }: { readonly type: string; readonly beside: Beside },
): Promise<Exit> {
  const text = await words(call, beside.command)
  const connection = await call.world.connect()
  try {
    const target = await meant(connection, call.args[0] as string)
    showMeant(out, target)
    const voice = await openVoice(call.world, connection, call.flag('key'))
    const receipt = await voice.say({
      type,
      subjects: [{ name: 'statement', digest: target.statement }],
      body: await beside.body({ text, target, voice, connection }),
    })
    out.line(`${beside.done} by ${voice.name}: sha256:${receipt.statement} at index ${receipt.logIndex}`)
    out.result({
      statement: digestText(receipt.statement),
      logIndex: receipt.logIndex,
      about: digestText(target.statement),
      by: voice.identity,
    })
    return 0
  } finally {
    await connection.close()
  }
}

/** --text as it stands, or the whole of --file. */
export async function words({ flag, world }: Call, command: string): Promise<string> {
  const [text, file] = [flag('text'), flag('file')]
  if ((text === undefined) === (file === undefined))
    throw new OwcError({
      code: 'usage',
      where: `owc ${command}`,
      expected: '--text or --file, one of them',
      found: text === undefined ? 'neither' : 'both',
    })
  const said = text ?? (await readWords(resolve(world.folder, file ?? '')))
  if (said.trim() !== '') return said.trim()
  throw new OwcError({ code: 'usage', where: `owc ${command}`, expected: 'words', found: 'nothing' })
}

export async function readWords(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new OwcError(
      { code: 'file-unusable', where: path, expected: 'a text file', found: 'none that can be read' },
      cause,
    )
  })
  const text = bytes.length > MAX_WORDS_BYTES ? undefined : fromUtf8(bytes)
  if (text !== undefined) return text
  throw new OwcError({
    code: 'usage',
    where: path,
    expected: `UTF-8 text of at most ${MAX_WORDS_BYTES} bytes`,
    found: bytes.length > MAX_WORDS_BYTES ? `${bytes.length} bytes` : 'bytes that are no UTF-8',
  })
}

export function evidence(
  refs: readonly string[],
): { readonly kind: string; readonly ref: string; readonly digest?: string }[] | undefined {
  if (refs.length === 0) return undefined
  return refs.map((ref) => ({
    kind: 'reference',
    ref,
    ...(/^sha256:[0-9a-f]{64}$/.test(ref) && { digest: ref }),
  }))
}

/** @throws OwcError `usage`, with the nearest word */
export function oneOf<const W extends string>(allowed: readonly W[], given: string, where: string): W {
  const known = allowed.find((one) => one === given)
  if (known !== undefined) return known
  const close = nearest(given, allowed)
  throw new OwcError({
    code: 'usage',
    where,
    expected: allowed.join(', '),
    found: JSON.stringify(given.slice(0, 60)),
    ...(close !== undefined && { hint: `Did you mean ${close}?` }),
  })
}
