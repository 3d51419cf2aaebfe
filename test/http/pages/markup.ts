// What our own markup looks like: whatever was put into it, nothing else comes out.

import assert from 'node:assert/strict'
import type { Example } from '../../../src/http/pages/parts/example.ts'

const TAGS = /<[/?]?([a-z0-9]+)((?:\s+[A-Za-z-]+(?:="[^"]*")?)*)\s*[/?]?>/g
const VOID: readonly string[] = ['input', 'br', 'wbr', 'meta', 'link', 'path', 'circle']

/** Every < belongs to a tag that we write, tags nest, and no attribute runs code. */
export function checkMarkup({ name, html }: Example): void {
  const text = html.toString()
  assert.equal(text.replace(TAGS, '').match(/[<>]/), null, `${name}: stray markup in ${text}`)
  const open: string[] = []
  for (const [whole, tag = '', attributes = ''] of text.matchAll(TAGS)) {
    assert.doesNotMatch(attributes, /\s(on[a-z]+|style)=/, name)
    assert.notEqual(tag, 'script', name)
    if (VOID.includes(tag) || /[/?]>$/.test(whole)) continue
    if (whole.startsWith('</')) assert.equal(open.pop(), tag, `${name}: ${whole}`)
    else open.push(tag)
  }
  assert.deepEqual(open, [], `${name}: left open`)
  for (const hidden of ['\u0000', '\u200b', '\u202e']) assert.ok(!text.includes(hidden), name)
}
