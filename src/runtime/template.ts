// Chat templates, rendered in a thread of its own: a template is foreign program text, so it gets little memory, one
// second and a bounded output, and a thread that goes wrong is ended. What users wrote cannot become control tokens:
// when a text holds the name of one, the template sees a mark in its place, and the text is put back as plain text.
// Source: serving-apis 1.4 (fidelity, injection), 6 (template limits).

import { Worker } from 'node:worker_threads'
import { OwcError } from '../base/errors.ts'
import { workerUrl } from '../base/worker-url.ts'
import type { PromptPart } from './messages.ts'

const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }
const RENDER_MS = 1_000
const START_MS = 10_000 // of the thread itself, on a busy machine
export const MAX_PROMPT_CHARACTERS = 4 << 20

export type ChatMessage = { readonly role: string; readonly [field: string]: unknown }

export type ChatInput = {
  readonly messages: readonly ChatMessage[]
  readonly tools?: readonly unknown[]
  readonly bos: string
  readonly eos: string
}

export type RenderCall = { readonly id: number; readonly template: string; readonly input: ChatInput }
export type RenderAnswer =
  | { readonly ready: true }
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly failed: string }

export type Templates = {
  /** @throws OwcError `template-invalid` */
  render(template: string, input: ChatInput, controls: readonly string[]): Promise<readonly PromptPart[]>
  close(): Promise<void>
}

/** @param script of the thread; tests put another */
export function openTemplates(script = workerUrl(import.meta.url, 'runtime/template-worker')): Templates {
  let thread: Promise<Worker> | undefined
  let last: Promise<unknown> = Promise.resolve()
  let next = 1
  const work = async (template: string, input: ChatInput): Promise<string> => {
    thread ??= started(script).catch((error) => {
      thread = undefined // told to who waits, and the next one begins another
      throw error
    })
    const worker = await thread
    const answer = await asked(worker, { id: next++, template, input }).catch(async (error) => {
      thread = undefined
      await worker.terminate()
      throw error
    })
    return answer
  }
  return {
    async render(template, input, controls) {
      const { hidden, texts } = hide(input, controls)
      const turn = last.then(() => work(template, hidden))
      last = turn.catch(() => undefined)
      return show(await turn, texts)
    },
    async close() {
      await last
      await (await thread?.catch(() => undefined))?.terminate()
    },
  }
}

async function started(script: URL): Promise<Worker> {
  const worker = new Worker(script, { resourceLimits: LIMITS, env: {} })
  worker.unref()
  worker.on('error', () => {}) // told to whoever waits
  await heard(worker, START_MS, (answer) => 'ready' in answer).catch(async (error) => {
    await worker.terminate()
    throw error
  })
  return worker
}

async function asked(worker: Worker, call: RenderCall): Promise<string> {
  worker.postMessage(call)
  const answer = await heard(worker, RENDER_MS, (one) => 'id' in one && one.id === call.id)
  if ('text' in answer) return answer.text
  throw invalid('failed' in answer ? answer.failed : 'no text')
}

function heard(
  worker: Worker,
  limitMs: number,
  isIt: (answer: RenderAnswer) => boolean,
): Promise<RenderAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RenderAnswer>()
  const timer = setTimeout(() => reject(invalid(`nothing after ${limitMs / 1000} s`)), limitMs)
  const message = (answer: RenderAnswer) => void (isIt(answer) && resolve(answer))
  const error = (cause: Error) => reject(invalid(cause.message))
  const exit = () => reject(invalid('the end of its thread'))
  worker.on('message', message).once('error', error).once('exit', exit)
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', message).off('error', error).off('exit', exit)
  })
}

type Hidden = { readonly hidden: ChatInput; readonly texts: ReadonlyMap<string, string> }

/** Texts that name a control token, replaced by marks that no vocabulary knows (private use area of Unicode). */
function hide(input: ChatInput, controls: readonly string[]): Hidden {
  const texts = new Map<string, string>()
  const names = controls.filter((name) => name !== '')
  const cover = (value: unknown): unknown => {
    if (typeof value === 'string') {
      if (!names.some((name) => value.includes(name))) return value
      const mark = `\u{F0000}${texts.size}\u{F0001}`
      texts.set(mark, value)
      return mark
    }
    if (Array.isArray(value)) return value.map(cover)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cover(inner)]))
  }
  const messages = input.messages.map(({ role, ...rest }) => ({ role, ...(cover(rest) as object) }))
  return { hidden: { ...input, messages }, texts }
}

function show(text: string, texts: ReadonlyMap<string, string>): readonly PromptPart[] {
  if (texts.size === 0) return [{ text, control: true }]
  const parts = text.split(/(\u{F0000}\d+\u{F0001})/u)
  return parts.flatMap((part): PromptPart[] => {
    const hidden = texts.get(part)
    if (hidden !== undefined) return [{ text: hidden, control: false }]
    return part === '' ? [] : [{ text: part, control: true }]
  })
}

function invalid(found: string): OwcError {
  const expected = `a text of at most ${MAX_PROMPT_CHARACTERS} characters within ${RENDER_MS / 1000} s`
  return new OwcError({
    code: 'template-invalid',
    where: 'chat template',
    expected,
    found: found.slice(0, 500),
  })
}
