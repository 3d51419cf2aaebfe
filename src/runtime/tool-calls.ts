// Calls of tools in what a model wrote, for the families whose templates are known. Text of any other family is left
// alone: clients that parse by themselves then find what they look for. Source: serving-apis 2.5.

import { grammarOf } from './grammar.ts'

export type ToolCall = { readonly name: string; readonly arguments: unknown }

export type Family = {
  readonly marker: string // where a call may begin
  readonly parse: (text: string) => readonly ToolCall[] // of everything from the first marker on
  readonly form: {
    readonly before: string
    readonly after: string
    readonly given: 'arguments' | 'parameters' // the key that these stand under
  } // of one call, as the model writes it
}

const MAX_CALLS = 64

const HERMES: Family = {
  marker: '<tool_call>',
  parse: (text) =>
    [...text.matchAll(/<tool_call>\s*([\s\S]*?)\s*(?:<\/tool_call>|$)/g)].flatMap(([, body = '']) =>
      callOf(body),
    ),
  form: { before: '<tool_call>\n', after: '\n</tool_call>', given: 'arguments' },
}

const MISTRAL: Family = {
  marker: '[TOOL_CALLS]',
  parse: (text) => {
    const list = json(text.slice('[TOOL_CALLS]'.length).trim())
    return Array.isArray(list) ? list.flatMap((one) => calledBy(one)) : []
  },
  form: { before: '[TOOL_CALLS][', after: ']', given: 'arguments' },
}

const LLAMA: Family = {
  marker: '{"name"',
  parse: (text) => callOf(text.trim()),
  form: { before: '', after: '', given: 'parameters' },
}

/** By what the template itself writes; undefined: unknown, or a template that knows no tools. */
export function familyOf(template: string): Family | undefined {
  if (!knowsTools(template)) return undefined
  if (template.includes('<tool_call>')) return HERMES
  if (template.includes('[TOOL_CALLS]')) return MISTRAL
  return template.includes('"parameters"') ? LLAMA : undefined
}

export function knowsTools(template: string): boolean {
  return /\btools\b/.test(template)
}

export function callsIn(text: string, family: Family): readonly ToolCall[] {
  return family.parse(text).slice(0, MAX_CALLS)
}

/** A grammar in which an answer can only be one call of one of these tools.
 *  @throws OwcError `schema-unsupported` */
export function callGrammar({ form }: Family, tools: readonly unknown[]): string {
  const calls = tools.map((tool) => {
    const { parameters } = describedIn(tool)
    const isSchema = parameters !== null && typeof parameters === 'object' && !Array.isArray(parameters)
    const given = isSchema ? parameters : { type: 'object' }
    return {
      type: 'object',
      properties: { name: { const: toolName(tool) ?? '' }, [form.given]: given },
      required: ['name', form.given],
      additionalProperties: false,
    }
  })
  return grammarOf({ anyOf: calls }, form)
}

export function toolName(tool: unknown): string | undefined {
  const { name } = describedIn(tool)
  return typeof name === 'string' ? name : undefined
}

/** Most clients put what describes a tool under `function`, some leave it where it is. */
function describedIn(tool: unknown): Readonly<Record<string, unknown>> {
  const { function: inner, ...outer } = (tool ?? {}) as Readonly<Record<string, unknown>>
  return inner !== null && typeof inner === 'object' ? (inner as Readonly<Record<string, unknown>>) : outer
}

function callOf(body: string): readonly ToolCall[] {
  return calledBy(json(body))
}

function calledBy(value: unknown): readonly ToolCall[] {
  if (value === null || typeof value !== 'object') return []
  const { name, arguments: given, parameters } = value as Readonly<Record<string, unknown>>
  return typeof name === 'string' ? [{ name, arguments: given ?? parameters ?? {} }] : []
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // cut off, or only looked like a call
  }
}
