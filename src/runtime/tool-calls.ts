// Calls of tools in what a model wrote, for the families whose templates are known. Text of any other family is left
// alone: clients that parse by themselves then find what they look for. Source: serving-apis 2.5.

export type ToolCall = { readonly name: string; readonly arguments: unknown }

export type Family = {
  readonly marker: string // where a call may begin
  readonly parse: (text: string) => readonly ToolCall[] // of everything from the first marker on
}

const MAX_CALLS = 64

const HERMES: Family = {
  marker: '<tool_call>',
  parse: (text) =>
    [...text.matchAll(/<tool_call>\s*([\s\S]*?)\s*(?:<\/tool_call>|$)/g)].flatMap(([, body = '']) =>
      callOf(body),
    ),
}

const MISTRAL: Family = {
  marker: '[TOOL_CALLS]',
  parse: (text) => {
    const list = json(text.slice('[TOOL_CALLS]'.length).trim())
    return Array.isArray(list) ? list.flatMap((one) => calledBy(one)) : []
  },
}

const LLAMA: Family = {
  marker: '{"name"',
  parse: (text) => callOf(text.trim()),
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
