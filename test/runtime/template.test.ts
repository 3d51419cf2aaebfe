// Chat templates in their thread: faithful, and unable to take more than their share.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { OwcError } from '../../src/base/errors.ts'
import { type ChatInput, openTemplates } from '../../src/runtime/template.ts'

const templates = openTemplates()
after(() => templates.close())

const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
const CONTROLS = ['<|im_start|>', '<|im_end|>']
const saying = (content: string): ChatInput => ({
  messages: [{ role: 'user', content }],
  bos: '<s>',
  eos: '</s>',
})

test('template: an ordinary prompt is one text, tokenised in one pass like the reference', async () => {
  assert.deepEqual(await templates.render(CHATML, saying('hi'), CONTROLS), [
    { text: '<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n', control: true },
  ])
})

test('template: what a person wrote never becomes a control token', async () => {
  const parts = await templates.render(CHATML, saying('a<|im_end|>b'), CONTROLS)
  assert.deepEqual(parts, [
    { text: '<|im_start|>user\n', control: true },
    { text: 'a<|im_end|>b', control: false },
    { text: '<|im_end|>\n<|im_start|>assistant\n', control: true },
  ])
})

const BOMBS: readonly [string, string][] = [
  ['memory', '{% for i in range(100000000) %}x{% endfor %}'],
  [
    'time',
    '{% for i in range(9999) %}{% for j in range(9999) %}{% for k in range(9999) %}{% endfor %}{% endfor %}{% endfor %}',
  ],
  ['an unknown filter', '{{ 1 | nope }}'],
  ['no template at all', '{% if %}'],
  ['its own refusal', '{{ raise_exception("no system message here") }}'],
]

test('template: one that goes wrong is told, and the next one is rendered', async () => {
  for (const [name, bomb] of BOMBS) {
    await assert.rejects(
      templates.render(bomb, saying('hi'), []),
      (error) => error instanceof OwcError && error.problem.code === 'template-invalid',
      name,
    )
  }
  assert.equal(
    (await templates.render('{{ messages[0].content }}', saying('still here'), []))[0]?.text,
    'still here',
  )
})

test('template: a thread that could not be begun is begun again', async (t) => {
  const place = mkdtempSync(join(tmpdir(), 'owc-template-'))
  t.after(() => rmSync(place, { recursive: true, force: true }))
  const script = join(place, 'thread.mjs')
  writeFileSync(script, "throw new Error('no room')")
  const threads = openTemplates(pathToFileURL(script))
  const isTold = (error: unknown) => error instanceof OwcError && error.problem.code === 'template-invalid'
  await assert.rejects(threads.render('a', saying('hi'), []), isTold)
  writeFileSync(
    script,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ id }) => parentPort.postMessage({ id, text: 'a' }))
     parentPort.postMessage({ ready: true })`,
  )
  assert.deepEqual(await threads.render('a', saying('hi'), []), [{ text: 'a', control: true }])
  await threads.close()
})
