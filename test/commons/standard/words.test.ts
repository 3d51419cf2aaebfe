// Words that a node must not say of bytes that are out (release-standard 7.3): looked for in everything that pages and
// commands print. A token or a key can be revoked, a statement withdrawn, a body erased; bytes elsewhere cannot.

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const NEVER = [
  /\brecall(s|ed|ing)?\b/i,
  /\bunpublish(es|ed|ing)?\b/i,
  /\bremoved (everywhere|from circulation)\b/i,
  /\bdelete all copies\b/i,
  /\bcan(not| no longer) be used( any more)?\b/i,
  /\bno longer available\b/i,
  /\bpatched\b/i,
  /\b(taken?|takes|taking) down\b|\btakedowns?\b/i,
  /\bpull(ed|s)? the model\b/i,
  /\b(weights|bytes|models?|files?|artifacts?|copies|releases?) (was|were|is|are|has been|have been) (withdrawn|revoked|erased|edited)\b/i,
  /\b(withdraw|revoke|erase)s? (the )?(weights|bytes|models?|artifacts?|copies)\b/i,
]

/** What is said with good reason, and why. */
const ALLOWED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/\brecall\.by\b|\bappeal, recall\b/, 'a charter says how people are called back from their seats'],
]

test('words: nothing that pages or commands say promises to call bytes back', () => {
  const said: string[] = []
  for (const file of globSync('src/{http/pages,cli}/**/*.ts').toSorted()) {
    const text = readFileSync(file, 'utf8').replaceAll(/^\s*(\/\/|\/?\*).*$|\s\/\/ .*$/gm, '')
    for (const [n, line] of text.split('\n').entries())
      for (const pattern of NEVER) {
        const [found] = pattern.exec(line) ?? []
        if (found !== undefined && !ALLOWED.some(([allowed]) => allowed.test(line)))
          said.push(`${file}:${n + 1}: ${found}: ${line.trim()}`)
      }
  }
  assert.deepEqual(said, [])
})

test('words: each pattern catches what it is for', () => {
  const sentences = [
    'The model was recalled.',
    'It has been unpublished.',
    'Removed everywhere.',
    'Please delete all copies.',
    'It can no longer be used.',
    'It is no longer available.',
    'The old version is patched.',
    'It was taken down.',
    'They pulled the model.',
    'The weights were revoked.',
    'We withdraw the weights.',
  ]
  for (const pattern of NEVER)
    assert.ok(
      sentences.some((one) => pattern.test(one)),
      String(pattern),
    )
  for (const one of sentences)
    assert.ok(
      NEVER.some((pattern) => pattern.test(one)),
      one,
    )
})
