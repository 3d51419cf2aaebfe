// What a first publication asks, answered with words that do not fit.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { World } from '../../src/cli/command.ts'
import type { Out } from '../../src/cli/out.ts'
import { askMissing } from '../../src/cli/publish-questions.ts'

test('publish asks: a kind of terms is no licence, and is asked for again; a licence of its own passes', async () => {
  const answers = [
    'open-source',
    'Acme Model Licence 1.0',
    'base',
    'nothing',
    'open-source',
    'open-weights',
    'mailto:a@b.example',
  ]
  const notes: string[] = []
  const world = { askText: async () => answers.shift() } as Partial<World> as World
  const out = { note: (text: string) => notes.push(text) } as Partial<Out> as Out
  const draft = await askMissing({}, { world, out, yes: 'asked' })
  assert.deepEqual(draft.terms, [{ licence: 'Acme Model Licence 1.0' }])
  assert.equal(draft.releaseType?.word, 'open-weights')
  assert.deepEqual(answers, [])
  const [licence = '', word = ''] = notes
  assert.match(licence, /^That does not fit: "open-source" names a kind of terms, and no licence\. /)
  assert.match(word, /^That does not fit: one of weights-available, /)
  assert.equal(notes.length, 2)
})
