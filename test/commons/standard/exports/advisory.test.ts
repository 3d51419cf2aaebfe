// An advisory in the forms in which dangers travel: what was named is affected, what only descends is under
// investigation, a maker's answer is theirs; no form says that bytes are gone.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdvisoryBody, AdvisoryCase } from '../../../../src/commons/standard/exports/advisory.ts'
import { ADVISORY_FORMS } from '../../../../src/commons/standard/exports/advisory-forms.ts'
import { fieldsStated } from '../../../../src/commons/standard/exports/carried.ts'
import { body, CASE } from './danger.ts'
import { sha } from './release.ts'

function read(form: string, found: AdvisoryCase = CASE, by?: string) {
  const one = ADVISORY_FORMS.find(({ id }) => id === form)
  const exported = one?.write(found, by)
  return { ...exported, value: JSON.parse(exported?.text ?? '') }
}

for (const { id, write } of ADVISORY_FORMS) {
  test(`advisory as ${id}: the same bytes each time; what is lost is told, what is told is lost`, () => {
    const whole = write(CASE)
    assert.deepEqual(write(CASE), whole)
    for (const path of fieldsStated(body)) {
      const changed = { ...CASE, body: other(body, path) as AdvisoryBody }
      const told = whole.notCarried.some(
        (one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[]`),
      )
      assert.equal(write(changed).text === whole.text, told, path)
    }
  })

  test(`advisory as ${id}: one that was withdrawn leaves with its withdrawal`, () => {
    const withdrawn = { time: '2026-11-22T10:00:00Z', text: 'it was another file' }
    const { text } = write({ ...CASE, withdrawn })
    assert.match(text, /2026-11-22T10:00:00Z/)
    assert.match(text, /it was another file/)
  })

  test(`advisory as ${id}: nobody is told that bytes are gone`, () => {
    const all = [...['serving-paused', 'mirrors-asked', 'service-off', 'new-version', 'safeguard-published']]
    const { text } = write({ ...CASE, body: { ...body, response: all } })
    assert.doesNotMatch(text, /recall|revoke|removed|taken down|unpublish|no longer available|patched/i)
    assert.match(text, /unknown copies may exist/)
  })
}

function other(value: unknown, path: string, at = ''): unknown {
  if (Array.isArray(value))
    return at === path
      ? [...value, 'https://one.example/more']
      : value.map((one) => other(one, path, `${at}[]`))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, other(one, path, at === '' ? key : `${at}.${key}`)]),
    )
  return at === path ? String(value).replace(/.$/, (last) => (last === 'b' ? 'a' : 'b')) : value
}

test('advisory: inherited is under investigation, named is affected, and a maker’s word counts for theirs', () => {
  const { value } = read('csaf')
  const [only] = value.vulnerabilities
  const names = new Map<string, string>(
    value.product_tree.full_product_names.map((one: { product_id: string; name: string }) => [
      one.product_id,
      one.name,
    ]),
  )
  const of = (status: string) => (only.product_status[status] ?? []).map((id: string) => names.get(id))
  assert.deepEqual(of('under_investigation'), [`acme/child sha256:${sha('child')}`])
  assert.deepEqual(of('known_not_affected'), [`other/fork sha256:${sha('other')}`])
  assert.equal(of('known_affected').length, body.affected.length)
  assert.equal(only.remediations[0].category, 'no_fix_planned')
  const osv = read('osv').value
  assert.deepEqual(
    osv.affected.map((one: { database_specific: { status: string } }) => one.database_specific.status),
    ['affected', 'affected', 'under_investigation', 'not_affected'],
  )
})

test('advisory as OpenVEX: one author for each document; others’ answers are told of', () => {
  const own = read('openvex')
  assert.equal(own.value.author, 'Uni Lab')
  assert.equal(own.value.statements.length, 1)
  assert.ok(own.notCarried?.some((one) => one.includes('Other Lab')))
  const theirs = read('openvex', CASE, 'owcid:other').value
  assert.equal(theirs.author, 'Other Lab')
  assert.deepEqual(
    theirs.statements.map((one: Record<string, string>) => [
      one['status'],
      one['justification'],
      one['action_statement'],
    ]),
    [
      ['not_affected', 'inline_mitigations_already_exist', undefined],
      ['affected', undefined, 'Use 1.1.0'],
    ],
  )
  assert.deepEqual(read('openvex', CASE, 'owcid:nobody').gaps, ['Nothing was answered by owcid:nobody.'])
})
