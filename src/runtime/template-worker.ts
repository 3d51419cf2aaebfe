// The thread in which chat templates run (template.ts). Renders with @huggingface/jinja, whose language has no access to
// anything outside but today's date (a receipt commits to the rendered tokens): loops and strings are what it can waste,
// and the thread's limits bound those.

import { parentPort } from 'node:worker_threads'
import { Template } from '@huggingface/jinja'
import { type ChatInput, MAX_PROMPT_CHARACTERS, type RenderAnswer, type RenderCall } from './template.ts'

const MAX_KEPT = 16 // compiled templates

const compiled = new Map<string, Template>()

function templateOf(text: string): Template {
  const known = compiled.get(text)
  if (known !== undefined) return known
  if (compiled.size >= MAX_KEPT) compiled.clear()
  const made = new Template(text)
  compiled.set(text, made)
  return made
}

function rendered(template: string, { messages, tools, bos, eos }: ChatInput): string {
  const text = templateOf(template).render({
    messages,
    ...(tools && tools.length > 0 ? { tools } : {}),
    add_generation_prompt: true,
    bos_token: bos,
    eos_token: eos,
  })
  if (text.length > MAX_PROMPT_CHARACTERS) throw new Error(`${text.length} characters`)
  return text
}

parentPort?.on('message', ({ id, template, input }: RenderCall) => {
  parentPort?.postMessage(answerTo(id, () => rendered(template, input)))
})
parentPort?.postMessage({ ready: true } satisfies RenderAnswer)

function answerTo(id: number, render: () => string): RenderAnswer {
  try {
    return { id, text: render() }
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) }
  }
}
