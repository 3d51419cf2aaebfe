// Random records and cards held against every detector: whatever stands in them, nothing is thrown, each finding quotes
// something at its place, and the same dossier gives the same findings. The seed is fixed.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { array, constantFrom, assert as holds, integer, property, record as shape } from 'fast-check'
import { utf8 } from '../../src/base/bytes.ts'
import { misfitsOf } from '../../src/commons/explain.ts'
import { ReleaseRecord } from '../../src/commons/releases/record.ts'
import { findingsOf } from '../../src/commons/standard/findings/catalogue.ts'
import { made, observed, quantised, record } from '../commons/standard/findings-made.ts'

const SEED = Number(process.env['OWC_FUZZ_SEED'] ?? 20_261_121)
const ROUNDS = Number(process.env['OWC_FUZZ_ROUNDS'] ?? 150)

const WORDS = [
  'We open-source this model. ',
  'This model is completely safe. ',
  'It may be used by anyone. ',
  'We evaluated systems composed of it and a guard. ',
  'This model was recalled. ',
  'The new license applies retroactively. ',
  'fine-tuned from [x](https://huggingface.co/other/base) ',
  '---\n',
  'license: llama3.1\n',
  'license: "apache-2.0"\n',
  'base_model: [a/b, c/d]\n',
  'extra_gated_prompt: x\n',
  '\n\n',
  '`',
  '```\n',
  '<b>',
  '<!--',
  '| a | b |\n',
  '\u202e',
  '\u200b',
  '\ufeff',
  '🎯',
  '模型是开源的。',
  '\0',
  '**',
  '](',
]

/** Parts of a record that a publisher can leave out. */
const PARTS = Object.keys(ReleaseRecord.properties).filter(
  (part) => !['owc', 'kind', 'subject', 'artifacts'].includes(part),
)

test(`fuzz: detectors answer whatever stands in a record and a card (seed ${SEED}, ${ROUNDS} rounds)`, () => {
  let fired = 0
  const given = shape({
    card: array(constantFrom(...WORDS), { maxLength: 12 }),
    left: array(constantFrom(...PARTS), { maxLength: 6 }),
    inner: constantFrom('Tern', '"><script>', '\u202e', ''),
    kind: integer({ min: 0, max: 1 }),
  })
  void holds(
    property(given, ({ card, left, inner, kind }) => {
      const files = {
        'README.md': card.join(''),
        'Tern-360M.Q4_0.gguf': quantised({ 'general.name': inner }),
      }
      const content =
        kind === 0
          ? observed()
          : record((body) => {
              for (const part of left) delete (body as Record<string, unknown>)[part]
            })
      if (content.kind === 'release') assert.deepEqual(misfitsOf(ReleaseRecord, content.body), [])
      const of = made(content, files)
      const found = findingsOf(of.dossier)
      assert.deepEqual(findingsOf({ ...of.dossier }), found)
      for (const { id, says, quotes } of found) {
        assert.ok(quotes.length > 0 && says.length < 4000, id)
        for (const one of quotes) {
          if (one.kind !== 'file' || one.quote === undefined) continue
          const wanted = utf8(one.quote.text)
          const { offset } = one.quote
          assert.deepEqual(
            of.bytes.get(one.path)?.subarray(offset, offset + wanted.length),
            wanted,
            `${id}: ${one.path}`,
          )
        }
        fired++
      }
    }),
    { seed: SEED, numRuns: ROUNDS },
  )
  assert.ok(fired > ROUNDS, 'hardly anything fired: the pieces no longer fit the rules')
})
