// Escaping is the wall between what strangers write and what browsers run: it is tried from each side.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { html, link, safeAddress } from '../../src/base/html.ts'

const cases: readonly { readonly name: string; readonly value: string; readonly shown: string }[] = [
  { name: 'markup', value: '<script>alert(1)</script>', shown: '&lt;script&gt;alert(1)&lt;/script&gt;' },
  { name: 'quotes', value: `"onload='x'`, shown: '&quot;onload=&#39;x&#39;' },
  { name: 'entities', value: '&lt;', shown: '&amp;lt;' },
  { name: 'right-to-left override', value: 'a\u202egnp.exe', shown: 'a⟨U+202E⟩gnp.exe' },
  { name: 'isolates', value: '\u2066x\u2069', shown: '⟨U+2066⟩x⟨U+2069⟩' },
  { name: 'zero width space', value: 'a\u200bb', shown: 'a⟨U+200B⟩b' },
  { name: 'zero width joiner between Latin letters', value: 'a\u200db', shown: 'a⟨U+200D⟩b' },
  { name: 'zero width non-joiner in Persian', value: 'می\u200cخواهم', shown: 'می\u200cخواهم' },
  { name: 'joined emoji', value: '👩\u200d💻', shown: '👩\u200d💻' },
  { name: 'byte order mark', value: '\ufeffx', shown: '⟨U+FEFF⟩x' },
  { name: 'null', value: 'a\u0000b', shown: 'a⟨U+0000⟩b' },
  { name: 'tags that carry hidden text', value: 'a\u{e0041}', shown: 'a⟨U+E0041⟩' },
  { name: 'half a character', value: 'a\ud800b', shown: 'a⟨U+D800⟩b' },
  { name: 'tab and line feed', value: 'a\tb\nc', shown: 'a\tb\nc' },
  { name: 'Hebrew as it is', value: 'שלום', shown: 'שלום' },
]

for (const { name, value, shown } of cases) {
  test(`html: ${name} is text`, () => {
    assert.equal(html`<p title="${value}">${value}</p>`.toString(), `<p title="${shown}">${shown}</p>`)
  })
}

test('html: no text makes markup, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
      const text = html`${value}`.toString()
      assert.doesNotMatch(text, /[<>"']/)
      assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/)
    }),
    { seed: 7, numRuns: 2000 },
  )
})

test('html: its own product stands unescaped, lists and numbers too', () => {
  assert.equal(
    html`<ul>${['a', '<'].map((one) => html`<li>${one}</li>`)}</ul>`.toString(),
    '<ul><li>a</li><li>&lt;</li></ul>',
  )
  assert.equal(html`${1.5}${undefined}${[]}`.toString(), '1.5')
})

test('html: parsed JSON cannot pose as markup', () => {
  const posing = JSON.parse('{"#text":"<b>","text":"<b>"}')
  assert.throws(() => html`${posing}`.toString(), TypeError)
})

test('html: an attribute without quotes is a defect', () => {
  const value = 'x onload=alert(1)'
  assert.throws(() => html`<p title=${value}>`, /expected quotes/)
})

test('html: an address that did not go through link() is a defect', () => {
  assert.throws(() => html`<a href="${'javascript:alert(1)'}">`, /expected link/)
  assert.equal(html`<a href="${link('/releases?q=a&b')}">`.toString(), '<a href="/releases?q=a&amp;b">')
})

test('html: script and style have no holes', () => {
  assert.throws(() => html`<script>${'x'}</script>`, /no hole/)
})

const addresses: readonly { readonly address: string; readonly safe: boolean }[] = [
  { address: '/r/a/b', safe: true },
  { address: '#main', safe: true },
  { address: 'https://example.org/x?y=1', safe: true },
  { address: 'HTTP://example.org', safe: true },
  { address: '//example.org', safe: false },
  { address: '/\\example.org', safe: false },
  { address: 'javascript:alert(1)', safe: false },
  { address: ' javascript:alert(1)', safe: false },
  { address: 'java\nscript:alert(1)', safe: false },
  { address: 'data:text/html,x', safe: false },
  { address: 'vbscript:x', safe: false },
  { address: 'https://', safe: false },
  { address: 'relative', safe: false },
  { address: '', safe: false },
]

for (const { address, safe } of addresses) {
  test(`link: ${JSON.stringify(address)} ${safe ? 'leads there' : 'leads nowhere'}`, () => {
    assert.equal(safeAddress(address), safe)
    assert.equal(link(address).toString() === '#', !safe)
  })
}
