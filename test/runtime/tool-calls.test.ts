// Calls of tools, by the family of a template: what an answer is read as, and the grammar that lets it be nothing else.
// With a real model: test/interop/model-clients.test.ts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { callGrammar, callsIn, type Family, familyOf, toolName } from '../../src/runtime/tool-calls.ts'

const TEMPLATES = {
  hermes: '{% for tool in tools %}<tools>{{ tool | tojson }}</tools>{% endfor %}<tool_call>',
  mistral: '[AVAILABLE_TOOLS]{{ tools | tojson }}[TOOL_CALLS]',
  llama: '{{ tools }} {"name": function name, "parameters": dictionary}',
}
const family = (name: keyof typeof TEMPLATES): Family => {
  const found = familyOf(TEMPLATES[name])
  assert.ok(found !== undefined)
  return found
}
const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const weather = { type: 'function', function: { name: 'get_weather', parameters: city } }

test('tool calls: each family is known by its template, a template without tools by none', () => {
  for (const name of ['hermes', 'mistral', 'llama'] as const) family(name)
  for (const template of ['{{ messages }}', '{{ tools }}', '<tool_call>', 'mytools <tool_call>'])
    assert.equal(familyOf(template), undefined, template)
})

test('tool calls: what each family writes is read; what only looks like a call is text', () => {
  const call = [{ name: 'f', arguments: { x: 1 } }]
  const rows = [
    ['hermes', '<tool_call>\n{"name": "f", "arguments": {"x": 1}}\n</tool_call>', call],
    ['hermes', '<tool_call>{"name":"f","arguments":{"x":1}}', call],
    ['hermes', '<tool_call>{"name":"f","arguments":{"x":1}</tool_call>', []],
    ['hermes', '<tool_call>{"name":7}</tool_call>', []],
    ['mistral', '[TOOL_CALLS][{"name":"f","arguments":{"x":1}}]', call],
    ['mistral', '[TOOL_CALLS]{"name":"f"}', []],
    ['llama', '{"name":"f","parameters":{"x":1}}', call],
    ['llama', '{"name":"f"', []],
  ] as const
  for (const [name, text, expected] of rows) assert.deepEqual(callsIn(text, family(name)), expected, text)
  const many = '<tool_call>{"name":"f"}</tool_call>'.repeat(1_000)
  assert.equal(callsIn(many, family('hermes')).length, 64)
})

test('tool calls: a call that must be made is one of the tools, in the form of its family', () => {
  const other = { name: 'bare', parameters: [] } // as some clients send it
  for (const name of ['hermes', 'mistral', 'llama'] as const) {
    const { form, marker } = family(name)
    const grammar = callGrammar(family(name), [weather, other])
    const [root = ''] = grammar.split('\n')
    const literal = (text: string) => JSON.stringify(text).replaceAll('\\n', '\\n')
    if (form.before !== '') assert.ok(root.startsWith(`root ::= ${literal(form.before)} `), root)
    if (form.after !== '') assert.ok(root.endsWith(` ${literal(form.after)}`), root)
    for (const word of ['get_weather', 'bare', form.given, 'city']) assert.ok(grammar.includes(word), word)
    const written = `${form.before}${JSON.stringify({ name: 'bare', [form.given]: {} })}${form.after}`
    assert.ok(written.startsWith(marker), 'the answer is read by the same family')
    assert.deepEqual(callsIn(written, family(name)), [{ name: 'bare', arguments: {} }])
  }
  assert.deepEqual([weather, other, {}, null, 7].map(toolName), [
    'get_weather',
    'bare',
    undefined,
    undefined,
    undefined,
  ])
  const held = {
    name: 'f',
    parameters: { type: 'object', properties: { x: { type: 'string', pattern: 'a' } } },
  }
  assert.throws(
    () => callGrammar(family('hermes'), [held]),
    (error) => {
      assert.ok(error instanceof OwcError)
      assert.match(error.problem.where, /\/anyOf\/0\/properties\/arguments\/properties\/x\/pattern$/)
      return true
    },
  )
})
