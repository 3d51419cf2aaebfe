// What every door of inference shares: who may ask, the body as JSON of a bounded size, the end of the asker as an
// abort, and headers that name the receipt. Source: serving-apis 2.1, 6, 7.5.

import type { ServerResponse } from 'node:http'
import { fromUtf8 } from '../base/bytes.ts'
import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Begun } from '../node/run/answering.ts'
import { type Asker, mayAskModels, needScope } from './asker.ts'
import { readBody } from './bytes/receive.ts'
import type { ByteRequest } from './door.ts'

export const MAX_ASK_BYTES = 32 << 20
const MAX_DEPTH = 64 // schemas may have 32 levels, and stand some levels down

export type Fields = Readonly<Record<string, unknown>>

/** People of this machine may ask its models; others need a token for it.
 *  @throws OwcError `token-needed`, `scope-missing` */
export function mayInfer(asker: Asker): void {
  if (!mayAskModels(asker)) needScope(asker, 'infer')
}

type Addressed = Pick<ByteRequest, 'request' | 'parts'>

/** With the model of the address as their `model`.
 *  @throws OwcError `usage` when the body is no JSON object, or names another model than the address does */
export async function readFields(bytes: Addressed): Promise<Fields> {
  const fields = await fieldsIn(bytes)
  const [named, model] = [modelInAddress(bytes), fields['model'] ?? '']
  if (named === undefined || model === named) return fields
  if (model === '') return { ...fields, model: named }
  throw wrong('model', `${JSON.stringify(named.slice(0, 120))}, as the address says, or none`, model)
}

/** /v1/models/NAME/… (llamacpp/one-model.ts), or ?model=NAME. */
export function modelInAddress({ request: { url = '/' }, parts: [named] }: Addressed): string | undefined {
  return named ?? new URL(url, 'http://node').searchParams.get('model') ?? undefined
}

async function fieldsIn({ request }: Addressed): Promise<Fields> {
  const text = fromUtf8(await readBody(request, MAX_ASK_BYTES))
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return shallow(value as Fields)
  } catch (error) {
    if (error instanceof OwcError) throw error // else told below, with the same sentence
  }
  throw new OwcError({
    code: 'usage',
    where: 'request body',
    expected: 'a JSON object',
    found: 'something else',
  })
}

/** Whatever walks these values later, to print, compare or render them, goes down by calls. */
function shallow(fields: Fields): Fields {
  if (!isDeeper(fields, MAX_DEPTH)) return fields
  const [expected, found] = [`JSON of at most ${MAX_DEPTH} levels`, 'more']
  throw new OwcError({ code: 'usage', where: 'request body', expected, found })
}

function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false
  if (levels === 0) return true
  return Object.values(value).some((one) => isDeeper(one, levels - 1))
}

/** Aborts when the asker is gone before the answer is whole. */
export function untilGone(response: ServerResponse): AbortSignal {
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort(new DOMException('the asker is gone', 'AbortError'))
  })
  return abort.signal
}

/** What is known of an answer before it is whole; beside every form of it. */
export type Told = {
  readonly receipt: string
  readonly record: string
  readonly artifact: string
  readonly object: string
  readonly template: string | null
  readonly salt: string
  readonly seed: number
  readonly ignored: readonly string[]
  readonly truncated: number
}

export function toldOf({ model, ...begun }: Begun): Told {
  return {
    receipt: begun.receipt,
    record: digestText(model.record),
    artifact: digestText(model.artifact),
    object: digestText(model.object),
    template: begun.template,
    salt: begun.salt,
    seed: begun.seed,
    ignored: begun.ignored,
    truncated: begun.truncated,
  }
}

export function receiptHeaders({ receipt, record, artifact }: Told): Record<string, string> {
  return { 'OWC-Receipt': receipt, 'OWC-Record': record, 'OWC-Artifact': artifact }
}

const MAX_IGNORED = 64
const MAX_IGNORED_CHARACTERS = 100 // of a name; they are kept in receipts

/** Fields of a request that have no effect, to be named beside the answer.
 *  @param under the field that these stand in */
export function ignoredIn(fields: Fields, known: readonly string[], under?: string): readonly string[] {
  const before = under === undefined ? '' : `${under}.`
  return Object.keys(fields)
    .filter((name) => !known.includes(name) && fields[name] !== null)
    .slice(0, MAX_IGNORED)
    .map((name) => `${before}${name}`.slice(0, MAX_IGNORED_CHARACTERS))
}

/** A number in a range, null and absent alike.
 *  @throws OwcError `usage` */
export function numberIn(fields: Fields, name: string, { least, most, under }: Range): number | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw wrong(under === undefined ? name : `${under}.${name}`, `a number from ${least} to ${most}`, value)
}

type Range = {
  readonly least: number
  readonly most: number
  readonly under?: string // the field that it stands in
}

export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw wrong(name, 'text', value)
}

export function wrong(where: string, expected: string, found: unknown): OwcError {
  const shown = JSON.stringify(found)?.slice(0, 120) ?? 'nothing'
  return new OwcError({ code: 'usage', where, expected, found: shown })
}
