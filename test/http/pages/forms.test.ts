// Statements in forms of their own: every type has one, its true example reads as words, a body that does not fit is shown
// as it was signed, and hostile text in any field stays text.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../../src/base/html.ts'
import type { Body } from '../../../src/commons/subject.ts'
import { statementTypes } from '../../../src/commons/subjects.ts'
import { checkBody } from '../../../src/commons/validate.ts'
import { statementForm } from '../../../src/http/pages/statements/form.ts'
import { forms } from '../../../src/http/pages/statements/forms.ts'
import { digestOf } from '../../commons/folded.ts'
import { wholeRecord } from '../../commons/releases/whole.ts'
import { HOSTILE, typedViews } from './fixture.ts'
import { checkMarkup } from './markup.ts'

function shown(type: string, body: Body): string {
  const view = typedViews()[type]
  assert.ok(view, type)
  const form = statementForm(forms, { ...view, body })
  checkMarkup({ name: type, html: html`<section>${form}</section>` })
  return form.toString()
}

const plain = (text: string) => text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

test('forms: every type that is known has a form of its own, and no other', () => {
  assert.deepEqual([...forms.keys()].sort(), [...statementTypes.keys()].sort())
})

test('forms: every example reads as words, not as a list of its keys', () => {
  for (const { type, example } of statementTypes.values()) {
    const text = shown(type, example)
    assert.doesNotMatch(text, /undefined|\[object|class="body"><div><dt>/, type)
    assert.match(plain(text), /[A-Z][^.]{3,}[.:]/, type)
  }
})

/** Every path to a text in a body. */
function texts(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value === 'string') return [path]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, one]) => texts(one, [...path, key]))
}

function replaced(body: Body, path: readonly (string | number)[], text: string): Body {
  const copy = structuredClone(body)
  let at: Record<string, unknown> = copy as Record<string, unknown>
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>
  at[path.at(-1) as string] = text
  return copy
}

test('forms: hostile text in any field that takes it stays text', () => {
  const taken = new Set<string>()
  for (const { type, example } of statementTypes.values())
    for (const path of texts(example)) {
      const body = replaced(example, path, HOSTILE)
      if (checkBody(type, body).length > 0) continue
      taken.add(type)
      const text = shown(type, body)
      assert.doesNotMatch(text, /<script>|\u202e|href="javascript/i, `${type} ${path.join('.')}`)
    }
  assert.ok(taken.size >= 12, [...taken].join(', '))
})

test('forms: absurd lengths are opened, not poured out', () => {
  const body = { kind: 'answer', text: 'x'.repeat(16_000) }
  assert.match(shown('owc:response/v1', body), /<details><summary>.*16,000 characters/)
})

test('forms: a body that does not fit its type is shown as it was signed', () => {
  const text = shown('owc:custody/v1', { since: 7, [HOSTILE]: HOSTILE })
  assert.match(text, /do not have the form of its type/)
  assert.match(text, /<dt><bdi>since<\/bdi><\/dt><dd>7<\/dd>/)
})

const WORDS: readonly (readonly [type: string, words: RegExp])[] = [
  [
    'owc:custody/v1',
    /holds these bytes, as they say, since 3 Nov 2026.*They promise to hold them until 3 Nov 2027/,
  ],
  ['owc:withdrawal/v1', /no longer stands behind.*Known copies elsewhere: 1.*Unknown copies may exist/],
  ['owc:derivation/v1', /These bytes are a quantise of.*declared.*acme\/tern-360m-instruct/],
  [
    'owc:advisory/v1',
    /OWC-2026-0001 , safeguard failure.*any wrapping.*paused on the issuer.s side.*Known copies elsewhere: 1.*Nothing that was published can be called back/,
  ],
  ['owc:review/v1', /question P1\.7 and confirmed it.*Interest, as declared none, they say/],
  ['owc:correction/v1', /Corrects.*It said 0\.1\.1.*It should say 0\.1\.2.*stays as it was signed/],
  ['owc:decision/v1', /decided hosting : hosted.*A person decided it.*How to object/],
  ['owc:release/v1', /a service: does not travel with the weights.*0\.31 \(no interval stated, n = 100\)/],
  ['owc:release/v1', /Not stated: comparisons, what the European Union asks besides/],
  ['owc:release/v1', /phish-100 of May was dropped.*None is known, it says/],
  ['owc:release/v1', /Common Crawl 2025-05 web-crawl 0\.8.*12 employees; Lisbon; permanent contracts/],
  ['owc:observation/v1', /claims nothing for the publisher.*general\.license apache-2\.0 in SmolLM2/],
  ['owc:status/v1', /at the stage broad.*Superseded by acme\/tern-360m-instruct@1\.1\.0.*stays visible/],
  ['owc:identity/v1', /its digest is the identity.*Signatures needed 1/],
]

test('forms: the words that matter are there', () => {
  for (const [type, words] of WORDS)
    assert.match(plain(shown(type, statementTypes.get(type)?.example ?? {})), words, type)
})

test('forms: what an advisory bears on is a table; names of strangers stay names', () => {
  const view = typedViews()['owc:advisory/v1']
  assert.ok(view)
  const line = {
    artifact: digestOf('a'),
    path: [HOSTILE],
    pinned: false,
    status: 'under_investigation',
  } as const
  const reach = {
    lines: [{ ...line, name: HOSTILE, basis: 'declared' as const, relation: HOSTILE }],
    more: true,
  }
  const body = statementTypes.get('owc:advisory/v1')?.example ?? {}
  const text = statementForm(forms, { ...view, body, reach }).toString()
  checkMarkup({
    name: 'reach',
    html: html`<section>${statementForm(forms, { ...view, body, reach })}</section>`,
  })
  assert.doesNotMatch(text, /<script>|\u202e/)
  assert.match(plain(text), /under investigation its maker has not answered.*There is more than is shown/)
})

test('forms: the form of a release leaves out nothing that was stated', () => {
  const text = plain(shown('owc:release/v1', wholeRecord as Body))
  const left = texts(wholeRecord).flatMap((path) => {
    const value = path.reduce<unknown>(
      (at, key) => (at as Record<string, unknown>)[key],
      wholeRecord,
    ) as string
    const words = /^(sha256:)?[0-9a-f]{64}$/.test(value) ? value.slice(-64).slice(0, 12) : value
    return text.includes(words.replaceAll(/\s+/g, ' ')) ? [] : [`${path.join('.')}: ${value}`]
  })
  // Short names of files, and what is told in other words.
  const told =
    /^(artifacts\.\d+\.id|subject\.id|safeguards\.1\.lives|evaluators\.uni\.identity|eu\.systemicRisk):/
  assert.deepEqual(
    left.filter((one) => !told.test(one)),
    [],
  )
})

test('forms: names, identities and digests open', () => {
  const derived = shown('owc:derivation/v1', statementTypes.get('owc:derivation/v1')?.example ?? {})
  assert.match(derived, /href="\/r\/acme\/tern-360m-instruct"/)
  assert.match(derived, /href="\/releases\?q=sha256%3Ab8b8/)
  const charter = shown('owc:charter/v1', statementTypes.get('owc:charter/v1')?.example ?? {})
  assert.match(charter, /href="\/who\/owcid:a{52}"/)
})
